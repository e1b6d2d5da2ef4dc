//! The names that occur on the wire, by number: [`Event`], [`Action`] and
//! `Header`, each an enum for `match` whose numbers are the constants of
//! `amiwire_names.h` in C.
//!
//! ```
//! use amiwire::name::Event;
//! assert_eq!(Event::lookup(b"HANGUP"), Some(Event::Hangup));
//! assert_eq!(Event::lookup(b"SomethingNew"), None);
//! # #[cfg(feature = "names")]
//! assert_eq!(amiwire::name::Header::lookup(b"cause-TXT"), Some(amiwire::name::Header::Cause_txt));
//! ```
//!
//! A name that is not known is nothing wrong: it stays text, as everything on
//! the wire is. Names are compared without regard to ASCII case (T8, T61);
//! spellings that differ in case only share one id. Events, actions and
//! headers are name spaces of their own (T29: `Status` is all three).
//!
//! An identifier is the name in its usual spelling with each run of bytes
//! that are neither letter nor digit as one underscore, none at the end, and
//! one before a leading digit; the first letter is a capital. In C it is the
//! same in capitals behind `AMIWIRE_EVENT_`, `AMIWIRE_ACTION_` or
//! `AMIWIRE_HEADER_` (there without the underscore before a digit): `Cause-txt`
//! is `Header::Cause_txt` and `AMIWIRE_HEADER_CAUSE_TXT`.
//!
//! Some header names carry an index, such as `Line-000000-000001`. Such names
//! match a template, which has an id like any other header; `header` gives
//! what stood in its places, too.
//!
//! What an action is answered with, in particular which events make up its
//! list and which one ends it, is told by [`answer`] and [`list`].
//!
//! `Header` and `header` are there with the feature `names`, which a build
//! for little room leaves out; its tables are by far the largest.
//!
//! The one source of all names is `names.tsv` beside this file. Ids begin at 1
//! (0 is for "unknown" in C) and are only ever added.

mod class;
mod generated;
mod hash;
mod list;
mod table;
#[cfg(feature = "names")]
mod template;

pub use class::Class;
#[cfg(feature = "names")]
pub use generated::Header;
pub use generated::{Action, Event};
pub use list::{Answer, AnswerFlags, AnswerShape, ListMark, answer, ends_list, list};
#[cfg(feature = "names")]
pub use template::{Indices, header};

/// Makes the enum of one kind of names, and its table, from the rows of a
/// generated file.
macro_rules! ids {
    (
        $(#[doc = $doc:literal])+
        $kind:ident
        $($id:literal $variant:ident $name:literal;)+
        seeds $seeds:tt
        places $places:tt
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[non_exhaustive]
        #[allow(non_camel_case_types)]
        pub enum $kind {
            $(#[doc = concat!("`", $name, "`")] $variant = $id,)+
        }

        const _: () = {
            let (all, mut at) = ($kind::ALL, 0);
            while at < all.len() {
                assert!(all[at] as usize == at + 1);
                at += 1;
            }
        };

        impl $kind {
            /// All there are, in the order of their ids, which begin at 1.
            pub const ALL: &'static [$kind] = &[$($kind::$variant,)+];

            const NAMES: &'static [&'static str] = &[$($name,)+];
            const TABLE: $crate::name::table::Table = $crate::name::table::Table {
                seeds: &$seeds,
                places: &$places,
                names: concat!("\0", $($name, "\0",)+),
                ends: &$crate::name::table::ends::<{ $kind::NAMES.len() + 1 }>($kind::NAMES),
                longest: $crate::name::table::longest($kind::NAMES),
            };

            /// The number of this name, the same in every release and in C.
            #[inline]
            pub const fn id(self) -> u16 {
                self as u16
            }

            /// What has this number, if anything has.
            #[inline]
            pub fn from_id(id: u16) -> Option<$kind> {
                $kind::ALL.get(usize::from(id).checked_sub(1)?).copied()
            }

            /// The name in its usual spelling. On the wire it may come in
            /// another case.
            #[inline]
            pub fn name(self) -> &'static str {
                $kind::TABLE.name(self.id()).unwrap_or("")
            }

            /// [`name`](Self::name) for C, with the closing NUL.
            #[inline]
            pub fn name_c(self) -> &'static core::ffi::CStr {
                $kind::TABLE.name_c(self.id()).unwrap_or(c"")
            }

            /// What has exactly this name, in any ASCII case.
            #[inline]
            pub(in crate::name) fn exact(name: &[u8]) -> Option<$kind> {
                $kind::from_id($kind::TABLE.find(name)?)
            }
        }

        impl core::fmt::Display for $kind {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }

        impl core::fmt::Debug for $kind {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($kind), "("))?;
                f.write_str(self.name())?;
                f.write_str(")")
            }
        }
    };
}
use ids;
#[cfg(feature = "names")]
use template::shapes;

impl Event {
    /// The event with this name, in any ASCII case; `None` for a name that is
    /// not known, which is an ordinary thing.
    #[inline]
    pub fn lookup(name: &[u8]) -> Option<Event> {
        Event::exact(name)
    }
}

impl Action {
    /// The action with this name, in any ASCII case; `None` for a name that is
    /// not known, which is an ordinary thing.
    #[inline]
    pub fn lookup(name: &[u8]) -> Option<Action> {
        Action::exact(name)
    }
}
