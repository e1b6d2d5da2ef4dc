//! Values: privileges
//!
//! The classes of events and actions are bits with the numbers that the server
//! itself uses. The lists are no masks for the action Events: there, a name
//! before a comma stands for every class that begins with it.

use super::slice::amiwire_slice;
use super::value::read;
use crate::value::{ListedAction, Privileges};

/// Class: the system; start, reload, modules, lines; not on a UCM6XXX.
pub const AMIWIRE_CLASS_SYSTEM: u32 = 1 << 0;
/// Class: channels and calls.
pub const AMIWIRE_CLASS_CALL: u32 = 1 << 1;
/// Class: logging.
pub const AMIWIRE_CLASS_LOG: u32 = 1 << 2;
/// Class: verbose messages.
pub const AMIWIRE_CLASS_VERBOSE: u32 = 1 << 3;
/// Class: running commands of the command line.
pub const AMIWIRE_CLASS_COMMAND: u32 = 1 << 4;
/// Class: queues and agents.
pub const AMIWIRE_CLASS_AGENT: u32 = 1 << 5;
/// Class: UserEvent.
pub const AMIWIRE_CLASS_USER: u32 = 1 << 6;
/// Class: configuration files.
pub const AMIWIRE_CLASS_CONFIG: u32 = 1 << 7;
/// Class: digits that are dialled during a call.
pub const AMIWIRE_CLASS_DTMF: u32 = 1 << 8;
/// Class: statistics and status.
pub const AMIWIRE_CLASS_REPORTING: u32 = 1 << 9;
/// Class: call detail records.
pub const AMIWIRE_CLASS_CDR: u32 = 1 << 10;
/// Class: Newexten and VarSet.
pub const AMIWIRE_CLASS_DIALPLAN: u32 = 1 << 11;
/// Class: making calls.
pub const AMIWIRE_CLASS_ORIGINATE: u32 = 1 << 12;
/// Class: asynchronous AGI.
pub const AMIWIRE_CLASS_AGI: u32 = 1 << 13;
/// Class: call completion.
pub const AMIWIRE_CLASS_CC: u32 = 1 << 15;
/// Class: advice of charge.
pub const AMIWIRE_CLASS_AOC: u32 = 1 << 16;
/// Class: tests of the server itself.
pub const AMIWIRE_CLASS_TEST: u32 = 1 << 17;
/// Class: security events.
pub const AMIWIRE_CLASS_SECURITY: u32 = 1 << 18;
/// Class: messages out of calls.
pub const AMIWIRE_CLASS_MESSAGE: u32 = 1 << 30;

/// A list of classes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_privileges {
    /// The list as it came, where names that are no known class can be read.
    pub list: amiwire_slice,
    /// The known classes of the list: AMIWIRE_CLASS_ bits. 0 for `<none>`.
    pub classes: u32,
    /// 1 if the list holds the word `all`, else 0. It is no class: servers put
    /// it at the end of nearly every list, and nothing follows from it.
    pub all: u32,
    /// How many names of the list are no known class.
    pub unknown: u32,
    /// 0.
    pub reserved: u32,
}

/// What ListCommands tells of an action.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_listed_action {
    /// What the action does, in a few words; empty for some.
    pub synopsis: amiwire_slice,
    /// The classes that may run it, any of which suffices; none for what
    /// everybody may do.
    pub privileges: amiwire_privileges,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<amiwire_privileges>() == 32 && size_of::<amiwire_listed_action>() == 48);

impl amiwire_privileges {
    fn of(found: Privileges<'_>) -> Self {
        amiwire_privileges {
            list: amiwire_slice::of(found.list),
            classes: found.classes,
            all: found.all.into(),
            unknown: found.unknown,
            reserved: 0,
        }
    }
}

/// The classes of an event, as `Privilege: call,reporting,all` has them, or
/// `<none>`, without regard to ASCII case. A later server's class is no error,
/// but counted; a blank or an empty item does not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_privileges(
    value: amiwire_slice,
    privileges: *mut amiwire_privileges,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, privileges, error_offset, Privileges::parse, amiwire_privileges::of) }
}

/// A line of the answer to ListCommands: `Atxfer: Attended transfer.  (Priv:
/// call,all)`, where the header's name is the action's. The answer's other
/// headers do not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_listed_action(
    value: amiwire_slice,
    action: *mut amiwire_listed_action,
    error_offset: *mut usize,
) -> i32 {
    let told = |ListedAction { synopsis, privileges }: ListedAction<'_>| amiwire_listed_action {
        synopsis: amiwire_slice::of(synopsis),
        privileges: amiwire_privileges::of(privileges),
    };
    // SAFETY: as for this function.
    unsafe { read(value, action, error_offset, ListedAction::parse, told) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Class;

    #[test]
    fn every_class_has_its_constant() {
        let constants = [
            AMIWIRE_CLASS_SYSTEM,
            AMIWIRE_CLASS_CALL,
            AMIWIRE_CLASS_LOG,
            AMIWIRE_CLASS_VERBOSE,
            AMIWIRE_CLASS_COMMAND,
            AMIWIRE_CLASS_AGENT,
            AMIWIRE_CLASS_USER,
            AMIWIRE_CLASS_CONFIG,
            AMIWIRE_CLASS_DTMF,
            AMIWIRE_CLASS_REPORTING,
            AMIWIRE_CLASS_CDR,
            AMIWIRE_CLASS_DIALPLAN,
            AMIWIRE_CLASS_ORIGINATE,
            AMIWIRE_CLASS_AGI,
            AMIWIRE_CLASS_CC,
            AMIWIRE_CLASS_AOC,
            AMIWIRE_CLASS_TEST,
            AMIWIRE_CLASS_SECURITY,
            AMIWIRE_CLASS_MESSAGE,
        ];
        assert!(Class::ALL.iter().map(|class| class.bit()).eq(constants));
    }
}
