//! Answers of real servers.

use amiwire::session::What;

use crate::client::{Case, Run, ask, with};
use crate::files::{live, written};

/// The greetings of the two servers.
const OLD: &str = "2.10.6";
const NEW: &str = "12.0.0";

/// The lines of output of a Command, with the default options of the connector.
#[track_caller]
fn large_output(version: &str, answer: &[u8], id: &'static str, line: &str, lines: usize) {
    let case = Case::of(version, answer, &[with(2, "Command", id, &[("Command", "database show")])]);
    large(&case, line);
    #[cfg(feature = "net")]
    assert_eq!(crate::net::total_by_call(&case).output, lines);
    let _ = lines;
}

/// In memory that is large enough, however the answer is cut.
#[track_caller]
fn large(case: &Case, line: &str) {
    for piece in [usize::MAX, 1, 7] {
        case.by_session(piece).saw(&[line]);
    }
}

#[test]
fn live_big_25038_database_show() {
    large_output(OLD, &written("big-25038-database_show"), "w2", "response Follows 3+4 | Response 2 last", 4);
    if let Some(answer) = live("big-25038-database_show") {
        large_output(OLD, &answer, "raw2", "response Follows 3+3002 | Response 2 last", 3002);
    }
}

#[test]
fn live_big_35038_database_show() {
    large_output(NEW, &written("big-35038-database_show"), "w2", "response Success 6+3 | Response 2 last", 3);
    if let Some(answer) = live("big-35038-database_show") {
        large_output(NEW, &answer, "raw2", "response Success 3005+3002 | Response 2 last", 3002);
    }
}

/// The same in a size that no default of before held, always there.
#[test]
fn an_output_of_5000_lines_comes_through_by_default() {
    let line = "/big/key: some value of about seventy bytes, as the ones of a small office have it";
    let text = format!(
        "Response: Follows\r\nPrivilege: Command\r\nActionID: w2\r\n{}--END COMMAND--\r\n\r\n",
        format!("{line}\n").repeat(5000)
    );
    large_output(OLD, text.as_bytes(), "w2", "response Follows 3+5000 | Response 2 last", 5000);
    let headers = format!(
        "Response: Success\r\nActionID: w2\r\nMessage: Command output follows\r\n{}\r\n",
        format!("Output: {line}\r\n").repeat(5000)
    );
    large_output(NEW, headers.as_bytes(), "w2", "response Success 5003+5000 | Response 2 last", 5000);
}

#[test]
fn live_big_35038_getconfig() {
    let check = |answer: &[u8], id, headers: usize| {
        let case = Case::of(NEW, answer, &[with(2, "GetConfig", id, &[("Filename", "extensions.conf")])]);
        large(&case, &format!("response Success {headers} | Response 2 last"));
        #[cfg(feature = "net")]
        assert_eq!(crate::net::total_by_call(&case).headers, headers);
    };
    check(&written("big-35038-GetConfig"), "w2", 5);
    if let Some(answer) = live("big-35038-GetConfig") {
        check(&answer, "raw2", 1503);
    }
}

/// A text that was asked for is no violation.
#[test]
fn live_13_queues() {
    let check = |answer: &[u8], pieces: &[&str]| {
        let run = Case::of(OLD, answer, &[ask(1, "Queues", "")]).run();
        run.saw(&[pieces, &["response Success 3 | TextEnd 1 last"]].concat());
        assert_eq!(run.violations, 0, "{:?}", run.counted);
        assert_eq!(run.counted.first(), Some(&("packets", pieces.len() as u64)));
        assert!(run.counted.contains(&("stray_empty_lines", 2)), "{:?}", run.counted);
    };
    check(&written("13-Queues"), &["other 3+3 | Text 1", "other 5+5 | Text 1"]);
    if let Some(answer) = live("13-Queues") {
        let pieces = ["other 3+3 | Text 1", "other 6+6 | Text 1", "other 3+3 | Text 1", "other 11+11 | Text 1"];
        check(&answer, &pieces);
    }
}

/// Where nobody asked for a text it is one, as before.
#[test]
fn a_text_that_nobody_asked_for_is_a_violation() {
    let run = Case::of(OLD, &written("13-Queues"), &[]).run();
    run.saw(&["other 3+3 | Other 0", "other 5+5 | Other 0"]);
    assert!(run.counted.contains(&("unknown_packets", 2)), "{:?}", run.counted);
    assert!(run.violations > 2);
}

/// The server's own reading of `Async` decides.
#[test]
fn live_async_trailing_blank() {
    let check = |answer: &[u8], id, fields| {
        let run = Case::of(NEW, answer, &[with(1, "Originate", id, fields)]).run();
        run.saw(&["response Success 3 | Response 1 last"]);
        run.counted(&[("packets", 1), ("responses", 1)]);
    };
    const BLANK: &[(&str, &str)] = &[("Channel", "Local/100@phones"), ("Application", "Wait"), ("Async", "true ")];
    const SECOND: &[(&str, &str)] = &[("Channel", "Local/100@phones"), ("Async", "false"), ("Async", "true")];
    check(&written("async-trailing-blank"), "w3", BLANK);
    check(&written("async-trailing-blank"), "w3", SECOND);
    if let Some(answer) = live("async-trailing-blank") {
        check(&answer, "raw3", BLANK);
    }
}

/// Both the file's and the written answer, whose ActionID is `w` for `raw`.
fn both(name: &str, id: &'static str, check: impl Fn(&[u8], &'static str)) {
    check(&written(name), id.strip_prefix("ra").unwrap());
    if let Some(answer) = live(name) {
        check(&answer, id);
    }
}

#[test]
fn live_evil_35038_command() {
    both("evil-35038-Command", "raw2", |answer, id| {
        let run = Case::of(NEW, answer, &[with(2, "Command", id, &[("Command", "database show evil")])]).run();
        run.saw(&["response Success 11+8 | Response 2 last"]);
        run.counted(&[("packets", 1), ("responses", 1), ("lone_cr", 5)]);
    });
}

#[test]
fn live_evil_35038_dbgettreebig() {
    both("evil-35038-DBGetTreebig", "raw5", |answer, id| {
        let run = Case::of(NEW, answer, &[with(5, "DBGetTree", id, &[("Family", "big")])]).run();
        run.saw(&[
            "response Success 4 | ListStart 5",
            "event DBGetTreeResponse 4 | ListItem 5",
            "event DBGetTreeComplete 4 | ListEnd 5 last",
        ]);
        run.counted(&[("packets", 3), ("responses", 1), ("events", 2)]);
    });
}

/// Of a list whose item was torn apart by a forged packet: the event that lost its
/// ActionID to the packet behind it is the one item. The forged packet is no answer,
/// and the rest, which has the ActionID now, no item.
fn torn(run: &Run) {
    assert_eq!(run.told_as(What::ListItem), 1, "{:#?}", run.seen);
    assert!(run.seen[1].starts_with("event DBGet") && run.seen[1].contains("ListItem"), "{:#?}", run.seen);
    assert_eq!(run.told_as(What::Unclaimed), 1, "the forged response: {:#?}", run.seen);
    assert_eq!(run.told_as(What::Other), 1, "the rest of the item: {:#?}", run.seen);
    assert!(run.seen.contains(&"response Success 2 | Unclaimed 0".into()), "{:#?}", run.seen);
    assert!(run.seen.contains(&"other 2+2 | Other 0".into()), "{:#?}", run.seen);
    assert_eq!(run.seen.len(), 5);
    assert!(run.seen[0].contains("ListStart") && run.seen[4].contains("ListEnd"), "{:#?}", run.seen);
    let counted = [("packets", 5), ("responses", 2), ("events", 2), ("lone_lf", 1)];
    assert!(run.counted.starts_with(&counted), "{:?}", run.counted);
    assert_eq!(run.counted[4..], [("lines_without_name", 1), ("unknown_packets", 1)]);
}

#[test]
fn live_evil_35038_dbgettreeevil() {
    both("evil-35038-DBGetTreeevil", "raw4", |answer, id| {
        torn(&Case::of(NEW, answer, &[with(4, "DBGetTree", id, &[("Family", "evil")])]).run());
    });
}

#[test]
fn live_evil_35038_dbgetevil() {
    both("evil-35038-DBGetevil", "raw3", |answer, id| {
        torn(&Case::of(NEW, answer, &[with(3, "DBGet", id, &[("Family", "evil"), ("Key", "two")])]).run());
    });
}

#[test]
fn live_evil_35038_getvar() {
    both("evil-35038-Getvar", "raw6", |answer, id| {
        let run = Case::of(NEW, answer, &[with(6, "Getvar", id, &[("Variable", "DB(evil/two)")])]).run();
        run.saw(&["response Success 4 | Response 6 last", "response Success 2 | Unclaimed 0", "other 1+1 | Other 0"]);
        let counted =
            [("packets", 3), ("responses", 2), ("lone_lf", 1), ("lines_without_name", 1), ("unknown_packets", 1)];
        run.counted(&counted);
    });
}

/// The same with everything in flight that could be taken in: the forged packets
/// belong to none of them.
#[test]
fn what_is_forged_is_taken_in_by_no_other_action() {
    let names = ["evil-35038-DBGetTreeevil", "evil-35038-DBGetevil", "evil-35038-Getvar"];
    for answer in names.into_iter().flat_map(|name| [Some(written(name)), live(name)]).flatten() {
        for version in [OLD, NEW] {
            let others = ["Events", "Ping", "Command", "CoreShowChannels", "QueueStatus", "SMSCommand"];
            let asks: Vec<_> = others.iter().zip(10..).map(|(name, tag)| ask(tag, name, "")).collect();
            let case = Case::of(version, &answer, &asks);
            for piece in [usize::MAX, 1, 7] {
                let mut client = crate::client::Client::new(&case, piece);
                client.open(&case);
                let own: Vec<_> = client.seen().iter().filter(|line| !line.contains(" 0")).collect();
                assert!(own.is_empty(), "{version}: {own:?}");
                assert_eq!(client.session.in_flight(), asks.len());
            }
        }
    }
}
