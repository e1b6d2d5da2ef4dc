//! Classes of events and actions, and what of them a user may have (sections 9
//! and 16 of the wire reference).

use amiwire::session::server::mask_classes;
use amiwire::value::{Class, Privileges};

/// A set of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes(u32);

impl Classes {
    /// No class.
    pub const NONE: Classes = Classes(0);
    /// Every class there is or will be.
    pub const ALL: Classes = Classes(i32::MAX as u32);
    pub(super) const COMMAND: Classes = Classes(Class::Command.bit());
    pub(super) const SYSTEM: Classes = Classes(Class::System.bit());
    pub(super) const CALL: Classes = Classes(Class::Call.bit());
    pub(super) const USER: Classes = Classes(Class::User.bit());
    pub(super) const REPORTING: Classes = Classes(Class::Reporting.bit());
    pub(super) const DIALPLAN: Classes = Classes(Class::Dialplan.bit());
    pub(super) const ORIGINATE: Classes = Classes(Class::Originate.bit());
    pub(super) const SECURITY: Classes = Classes(Class::Security.bit());

    /// Every class of both sets.
    pub const fn and(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    /// Whether all classes of `other` are in this set: an event reaches its
    /// reader so.
    pub const fn contains(self, other: Classes) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether one class of `other` is in this set, or `other` has none: an
    /// action is allowed so.
    pub const fn allows(self, other: Classes) -> bool {
        other.0 == 0 || self.0 & other.0 != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The value of a `Privilege` header: names in the order of their bits and
    /// then `all`, or `<none>`.
    pub fn privilege(self) -> String {
        Privileges::of_classes(self.0).to_string()
    }

    /// An event mask as a server reads it, with its oddities (T42, T43); none
    /// if it is empty, which changes nothing.
    pub(super) fn mask(text: &[u8]) -> Option<Classes> {
        mask_classes(text).map(|bits| Classes(bits & Classes::ALL.0))
    }
}

/// What the exchange offers for a user, and whether it lets the user read, or
/// act, or both (table 1 of the guide). Nothing else can be had: no `system`,
/// no `command`, no `config`.
const OFFERED: [(Class, bool, bool); 10] = [
    (Class::Originate, false, true),
    (Class::Call, true, true),
    (Class::Cdr, true, false),
    (Class::Agent, true, true),
    (Class::Cc, true, false),
    (Class::Dtmf, true, false),
    (Class::Dialplan, true, false),
    (Class::Reporting, true, true),
    (Class::User, true, true),
    (Class::Security, true, false),
];

/// What a user may read and what a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Classes of events that reach the user.
    pub read: Classes,
    /// Classes of actions that the user may send.
    pub write: Classes,
}

impl Rights {
    /// Rights by the privileges that the exchange offers: `all`, or a list of
    /// `originate`, `call`, `cdr`, `agent`, `cc`, `dtmf`, `dialplan`,
    /// `reporting`, `user`, `security`, in any case.
    ///
    /// # Errors
    /// A text that names the privilege that is not offered, and those that are.
    pub fn listed(list: &str) -> Result<Rights, String> {
        let mut rights = Rights { read: Classes::NONE, write: Classes::NONE };
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let all = name.eq_ignore_ascii_case("all");
            let mut found = all;
            for (offered, read, write) in OFFERED {
                if all || offered.name().eq_ignore_ascii_case(name) {
                    let class = Classes(offered.bit());
                    rights.read = if read { rights.read.and(class) } else { rights.read };
                    rights.write = if write { rights.write.and(class) } else { rights.write };
                    found = true;
                }
            }
            if !found {
                let offered = OFFERED.map(|(offered, ..)| offered.name()).join(", ");
                return Err(std::format!("the exchange offers no privilege \"{name}\", only all, {offered}"));
            }
        }
        Ok(rights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(text: &str) -> Option<String> {
        Classes::mask(text.as_bytes()).map(|mask| match mask {
            Classes::ALL => "everything".into(),
            mask => mask.privilege(),
        })
    }

    #[test]
    fn masks_are_read_as_servers_read_them() {
        assert_eq!(mask(""), None);
        assert_eq!(mask("on").unwrap(), "everything");
        assert_eq!(mask("OFF").unwrap(), "<none>");
        // A number is a set of bits, so that 1 is not "on" (T42).
        assert_eq!(mask("1").unwrap(), "system,all");
        assert_eq!(mask("4095").unwrap().split(',').count(), 13);
        assert_eq!(mask("99999999999").unwrap(), "everything");
        assert_eq!(mask("call,security").unwrap(), "call,security,all");
        assert_eq!(mask("c,agent").unwrap(), "call,command,agent,config,cdr,cc,all");
        assert_eq!(mask(",call").unwrap(), "everything");
        assert_eq!(mask("call, agent").unwrap(), "call,all");
        assert_eq!(mask("CALL").unwrap(), "<none>");
        assert_eq!(mask("bogus").unwrap(), "<none>");
        assert_eq!(mask("all").unwrap(), "everything");
    }

    #[test]
    fn only_what_the_exchange_offers_can_be_had() {
        let all = Rights::listed("All").unwrap();
        assert_eq!(all.read.privilege(), "call,agent,user,dtmf,reporting,cdr,dialplan,cc,security,all");
        assert_eq!(all.write.privilege(), "call,agent,user,reporting,originate,all");
        let some = Rights::listed("originate, DTMF").unwrap();
        assert_eq!((some.read.privilege(), some.write.privilege()), ("dtmf,all".into(), "originate,all".into()));
        assert!(Rights::listed("call,system").unwrap_err().contains("\"system\""));
        assert_eq!(Rights::listed("").unwrap().read, Classes::NONE);
    }

    #[test]
    fn events_need_all_of_their_classes_and_actions_one() {
        let call = Classes::CALL;
        let both = call.and(Classes::SYSTEM);
        assert!(call.contains(call) && !call.contains(both) && both.contains(call));
        assert!(call.allows(both) && !call.allows(Classes::SYSTEM) && Classes::NONE.allows(Classes::NONE));
    }
}
