//! Recordings of real servers, where they are at hand: each action that was recorded
//! is in flight, with the ActionID that the session gave in the place of the recorded
//! one. Whatever values forge in them answers, ends and hangs nothing.

use std::collections::HashMap;
use std::path::PathBuf;

use super::*;
use crate::packet::Kind;

/// The headers of a request, as a server reads them.
fn headers(request: &str) -> Vec<(&str, &str)> {
    request.lines().filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim_start())).collect()
}

fn get<'a>(headers: &[(&'a str, &'a str)], wanted: &str) -> Option<&'a str> {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
}

/// What was asked for in a recording: the ActionID, the name, and the word of Async.
fn asked(sent: &str) -> Vec<(String, String, Option<String>)> {
    let mut asked: Vec<(String, String, Option<String>)> = Vec::new();
    for request in sent.split("\r\n\r\n") {
        let headers = headers(request);
        let (Some(name), Some(id)) = (get(&headers, "Action"), get(&headers, "ActionID")) else { continue };
        let own = ["Login", "Logoff", "Challenge"].iter().any(|own| own.eq_ignore_ascii_case(name));
        if !own && !id.is_empty() && id.len() < 60 && asked.iter().all(|it| it.0 != id) {
            asked.push((id.into(), name.into(), get(&headers, "Async").map(String::from)));
        }
    }
    asked
}

fn recordings() -> Vec<PathBuf> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folders = ["asterisk-13", "asterisk-23"].map(|folder| root.join(folder));
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let mut all: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|ending| ending == "s2c"));
    all.sort();
    all
}

/// Those in which an action has no answer: the connection or the recording ended
/// before, the server sends none, the Ping that would show the end of a text was not
/// recorded, or the answer is glued to such a text.
const UNANSWERED: &[&str] = &[
    "abrupt-client",
    "events-switch-broken",
    "iax-raw",
    "logoff-pipelined",
    "long-lines",
    "message-lf",
    "originate-noevents",
    "queues-raw",
    "sip-iax",
    "slow-reader-command",
];

#[test]
fn nothing_in_a_recording_answers_ends_or_hangs_another_action() {
    let (mut answered, mut lists, mut unclaimed) = (0, 0, 0);
    for path in recordings() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let sent = std::fs::read(path.with_extension("c2s")).unwrap_or_default();
        let asked = asked(&String::from_utf8_lossy(&sent));
        let mut session = known(Session::new(vec![Slot::FREE; 4096], vec![0; 1 << 20], OPTIONS, 0));
        let version = if path.parent().unwrap().ends_with("asterisk-13") { "2.10.6" } else { "12.0.0" };
        log_in(&mut session, version, 0);
        for ((_, name, asynchronous), tag) in asked.iter().zip(1..) {
            let fields = asynchronous.iter().map(|word| (&b"Async"[..], word.as_bytes()));
            // Some names were sent that no writer writes.
            let _ = session.submit(tag, name.as_bytes(), fields, 0);
        }
        let tags: HashMap<&str, u64> = asked.iter().map(|it| it.0.as_str()).zip(1..).collect();
        let stream = std::fs::read(&path).unwrap();
        let mut reader = Reader::new(vec![0; 1 << 20], vec![0; 1 << 16], ReaderOptions::CLIENT).unwrap();
        let mut rest = &stream[..];
        let mut last = HashMap::new();
        loop {
            rest = &rest[reader.feed(rest)..];
            let packet = match reader.next() {
                Ok(Some(packet)) => packet,
                Ok(None) if rest.is_empty() => break,
                _ => continue,
            };
            if packet.kind() == Kind::Banner {
                continue;
            }
            // The same packet with the ActionID of this session.
            let id_given = packet.action_id().map(|id| String::from_utf8_lossy(id).into_owned());
            let tag = id_given.as_deref().and_then(|id| tags.get(id)).copied();
            let whole = String::from_utf8_lossy(packet.raw()).into_owned();
            let whole = match (tag, id_given) {
                (Some(tag), Some(given)) => {
                    whole.replace(&format!("ActionID: {given}\r\n"), &format!("ActionID: {}\r\n", id(Id::Tag(tag))))
                }
                _ => whole,
            };
            for outcome in handle_large(&mut session, &whole) {
                if outcome.last {
                    assert!(last.insert(outcome.tag, ()).is_none(), "{name}: {outcome:?}");
                    answered += 1;
                }
                lists += usize::from(outcome.what == What::ListEnd);
                unclaimed += usize::from(outcome.what == What::Unclaimed);
                let claimed = outcome.tag != 0 && !matches!(outcome.what, What::Text);
                let torn = outcome.what == What::ListItem && tag.is_none();
                assert!(!claimed || tag == Some(outcome.tag) || torn, "{name}: {outcome:?} of {whole:?}");
            }
        }
        let cut_short = UNANSWERED.contains(&name.as_str());
        assert_eq!(session.handle_timeout(60).filter(|_| !cut_short), None, "{name}");
    }
    assert!(
        recordings().is_empty() || answered > 800 && lists > 100 && unclaimed > 100,
        "{answered} {lists} {unclaimed}"
    );
}

fn handle_large(session: &mut TestSession, stream: &str) -> Vec<Outcome> {
    let options = ReaderOptions { banner: false, ..ReaderOptions::CLIENT };
    let mut reader = Reader::new(vec![0; 1 << 20], vec![0; 1 << 16], options).unwrap();
    assert_eq!(reader.feed(stream.as_bytes()), stream.len());
    let mut outcomes = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        outcomes.push(session.handle(&packet, 0).unwrap());
    }
    outcomes
}
