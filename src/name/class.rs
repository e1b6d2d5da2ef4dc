//! The classes of events and actions, with the numbers that the server itself
//! uses (wire reference, section 9).

use crate::bytes::equal_fold;

macro_rules! classes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $bit:literal, $name:literal;)+) => {
        /// A class of events and actions. The number is the one bit that the
        /// server has for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u32)]
        pub enum Class {
            $($(#[doc = $doc])+ $variant = 1 << $bit,)+
        }

        impl Class {
            /// Every class, in the order of their bits, which is the order in
            /// which servers name them.
            pub const ALL: &'static [Class] = &[$(Class::$variant,)+];

            /// The name as it is on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Class::$variant => $name,)+ }
            }
        }
    };
}

classes! {
    /// The system: start, reload, modules, lines; not on a UCM6XXX.
    System = 0, "system";
    /// Channels and calls.
    Call = 1, "call";
    /// Logging.
    Log = 2, "log";
    /// Verbose messages.
    Verbose = 3, "verbose";
    /// Running commands of the command line.
    Command = 4, "command";
    /// Queues and agents.
    Agent = 5, "agent";
    /// UserEvent.
    User = 6, "user";
    /// Configuration files.
    Config = 7, "config";
    /// Digits that are dialled during a call.
    Dtmf = 8, "dtmf";
    /// Statistics and status.
    Reporting = 9, "reporting";
    /// Call detail records.
    Cdr = 10, "cdr";
    /// Newexten and VarSet.
    Dialplan = 11, "dialplan";
    /// Making calls.
    Originate = 12, "originate";
    /// Asynchronous AGI.
    Agi = 13, "agi";
    /// Call completion.
    Cc = 15, "cc";
    /// Advice of charge.
    Aoc = 16, "aoc";
    /// Tests of the server itself.
    Test = 17, "test";
    /// Security events.
    Security = 18, "security";
    /// Messages out of calls.
    Message = 30, "message";
}

impl Class {
    /// The class's bit.
    pub const fn bit(self) -> u32 {
        self as u32
    }

    /// The class with this name; ASCII case does not matter (trap T54:
    /// `Privilege: Call`).
    pub fn named(name: &[u8]) -> Option<Class> {
        Class::ALL.iter().copied().find(|class| equal_fold(class.name().as_bytes(), name))
    }

    /// The class whose bit this is.
    pub fn of_bit(bit: u32) -> Option<Class> {
        Class::ALL.iter().copied().find(|class| class.bit() == bit)
    }
}
