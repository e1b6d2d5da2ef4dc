//! Masks as they are written, sent and read.

extern crate std;

use std::string::String;

use super::*;

fn sent(mask: &str, other_classes: bool) -> core::result::Result<String, (u64, u64)> {
    match read(mask.as_bytes(), other_classes) {
        Ok(kept) => Ok(String::from_utf8(kept.get().to_vec()).unwrap()),
        Err(error) => {
            assert_eq!(error.status, Status::BadArgument, "{mask}");
            Err((error.offset, error.size))
        }
    }
}

#[test]
fn what_is_meant_is_sent_in_its_normal_form() {
    for (mask, expected) in [
        ("on", "on"),
        (" OFF ", "off"),
        ("All", "all"),
        ("call", "call"),
        ("CALL", "call"),
        ("call, agent", "call,agent"),
        ("\tCall ,\tCDR\t, dtmf ", "call,cdr,dtmf"),
        ("call,call", "call,call"),
    ] {
        assert_eq!(sent(mask, false).unwrap(), expected);
        // And what is sent is sent as it is.
        assert_eq!(sent(expected, true).unwrap(), expected);
    }
}

#[test]
fn every_class_fits_into_one_mask() {
    let all: std::vec::Vec<&str> = Class::ALL.iter().map(|class| class.name()).collect();
    let all = all.join(" , ");
    let sent = sent(&all.to_uppercase(), false).unwrap();
    assert_eq!(sent, all.replace(' ', ""));
    assert_eq!(mask_classes(sent.as_bytes()), Some(Class::ALL.iter().fold(0, |bits, class| bits | class.bit())));
}

#[test]
fn what_a_server_would_read_otherwise_is_refused_with_its_place() {
    for (mask, offset, size) in [
        ("", 0, 0),
        ("  ", 0, 2),
        (",", 0, 0),
        ("call,", 5, 0),
        ("call,,agent", 5, 0),
        ("call, ,agent", 5, 1),
        ("on,call", 0, 2),
        ("call,all", 5, 3),
        ("call, off", 5, 4),
        ("1", 0, 1),
        ("4095", 0, 4),
        ("call,2", 5, 1),
        ("agnet", 0, 5),
        ("call, agnet ,cdr", 5, 7),
        ("none", 0, 4),
        ("yes", 0, 3),
        ("call agent", 0, 10),
        ("call\r\nAction: Logoff", 0, 20),
        ("call;agent", 0, 10),
        ("smscommand", 0, 10),
    ] {
        assert_eq!(sent(mask, false), Err((offset, size)), "{mask:?}");
    }
    let long = ["call"; 40].join(",");
    assert_eq!(sent(&long, false), Err((125, 4)));
}

#[test]
fn classes_of_other_exchanges_pass_if_that_is_asked_for() {
    assert_eq!(sent("SMScommand, call", true).unwrap(), "smscommand,call");
    assert_eq!(sent("agnet", true).unwrap(), "agnet");
    for mask in ["", "call,", "7", "call,7", "yes", "F", "call,on", "a b", "-x", "1x", "call\n", "caf\u{e9}"] {
        assert!(sent(mask, true).is_err(), "{mask:?}");
    }
}

#[cfg(feature = "net")]
#[test]
fn what_is_wrong_has_a_name() {
    let long = ["call"; 40].join(",");
    for (mask, item, expected) in [
        ("", "", Some(Wrong::Empty)),
        ("call, 7", "7", Some(Wrong::Number)),
        ("call,all", "all", Some(Wrong::NotAlone)),
        ("call , agnet", "agnet", Some(Wrong::Unknown)),
        ("call,a b", "a b", Some(Wrong::NoName)),
        (&"x".repeat(33), &"x".repeat(33), Some(Wrong::NoName)),
        (&"7".repeat(33), &"7".repeat(33), Some(Wrong::NoName)),
        (&long, "call", None),
    ] {
        let error = read(mask.as_bytes(), false).unwrap_err();
        assert_eq!(wrong(mask.as_bytes(), &error, false), (item.as_bytes(), expected), "{mask:?}");
    }
}

/// As the wire reference says in section 9, which the simulator does, too.
#[test]
fn a_server_reads_masks_in_its_own_way() {
    const CALL: u32 = Class::Call.bit();
    for (mask, bits) in [
        ("", None),
        ("  ", None),
        ("on", Some(ALL)),
        (" on", Some(ALL)),
        ("Yes", Some(ALL)),
        // No word, and no class either.
        ("on ", Some(0)),
        ("OFF", Some(0)),
        ("all", Some(ALL)),
        ("1", Some(1)),
        ("4294967295", Some(ALL)),
        ("99999999999", Some(ALL)),
        ("call", Some(CALL)),
        ("Call", Some(0)),
        ("cal", Some(0)),
        ("cal,", Some(CALL)),
        ("cal,agent", Some(CALL | Class::Agent.bit())),
        ("call, agent", Some(CALL)),
        (",agent", Some(ALL)),
        ("agent,", Some(Class::Agent.bit())),
        ("agnet", Some(0)),
        ("none", Some(0)),
        ("agent,all", Some(ALL)),
        ("al,agent", Some(ALL)),
    ] {
        assert_eq!(mask_classes(mask.as_bytes()), bits, "{mask:?}");
    }
    for (mask, expected) in [("off", true), ("agent", true), ("CALL", true), ("on", false), ("call,agent", false)] {
        assert_eq!(mutes(mask.as_bytes()), expected, "{mask}");
    }
    assert!(!mutes(b""));
}

#[test]
fn answers_may_be_lost_and_come_late() {
    let mut calls = Calls::default();
    for mask in [&b"off"[..], b"on", b"agent"] {
        calls.asked(mask);
    }
    assert_eq!(calls.oldest(), Some(1));
    // Not of this session.
    calls.answered(4, true);
    calls.answered(0, true);
    assert_eq!((calls.left_out, calls.oldest()), (false, Some(1)));
    calls.answered(1, true);
    assert_eq!((calls.left_out, calls.oldest()), (true, Some(2)));
    // The second is passed over, as servers do with `brokeneventsaction`.
    calls.answered(3, true);
    assert_eq!((calls.left_out, calls.oldest()), (true, None));
    calls.answered(2, true);
    assert!(calls.left_out);
    calls.asked(b"on");
    calls.answered(4, false);
    assert_eq!((calls.left_out, calls.oldest()), (true, None));
    // Of very many the values of the oldest are not known.
    (0..40).for_each(|_| calls.asked(b"off"));
    calls.answered(5, true);
    assert!(!calls.left_out);
    calls.answered(44, true);
    assert!(calls.left_out);
    calls.logged_in(None);
    assert_eq!((calls.left_out, calls.oldest()), (false, None));
    calls.logged_in(Some(b"off"));
    assert!(calls.left_out);
}
