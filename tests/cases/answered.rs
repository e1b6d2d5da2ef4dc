//! Recordings with their own actions in flight: each action that was recorded is
//! submitted, and the ActionID that the session gave it stands in the place of the
//! recorded one. Whatever values forge in them answers, ends and hangs nothing.

use std::collections::HashMap;

use amiwire::Kind;
use amiwire::reader::{Options as ReaderOptions, Reader};
use amiwire::session::{Options, Outcome, Session, Slot, What};

use crate::common::recordings::{Recording, sets};

type Large = Session<Vec<Slot>, Vec<u8>>;

/// When actions have had all their time.
const LATE: u64 = 60;

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

/// The session's own packets that wait to be sent.
fn queued(session: &mut Large) -> String {
    let text = String::from_utf8_lossy(session.transmit()).into_owned();
    session.sent(session.transmit().len()).unwrap();
    text
}

fn id_of(packet: &str) -> Option<&str> {
    packet.split("\r\n").find_map(|line| line.strip_prefix("ActionID: "))
}

/// A session that is logged in behind that greeting.
fn logged_in(greeting: &str) -> Large {
    let options = Options { login: LATE, action: LATE, ping: 0, dead: 0, seed: 1, ..Options::default() };
    let mut session = Session::new(vec![Slot::FREE; 4096], vec![0; 1 << 20], options, 0);
    assert_eq!(handle(&mut session, greeting, true)[0].what, What::Banner);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    let login = queued(&mut session);
    let id = id_of(&login).unwrap();
    let answer = format!("Response: Success\r\nActionID: {id}\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(handle(&mut session, &answer, false)[0].what, What::LoggedIn);
    session
}

/// What the packets of a stream are told to be.
fn handle(session: &mut Large, stream: &str, banner: bool) -> Vec<Outcome> {
    let options = ReaderOptions { banner, ..ReaderOptions::CLIENT };
    let mut reader = Reader::new(vec![0; 1 << 20], vec![0; 1 << 16], options).unwrap();
    assert_eq!(reader.feed(stream.as_bytes()), stream.len());
    let mut outcomes = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        outcomes.push(session.handle(&packet, 0).unwrap());
    }
    outcomes
}

#[derive(Debug, Default)]
struct Counted {
    answered: usize,
    lists: usize,
    unclaimed: usize,
}

#[test]
fn nothing_in_a_recording_answers_ends_or_hangs_another_action() {
    for set in sets() {
        let mut counted = Counted::default();
        for recording in set.recordings() {
            // The large ones are the same few answers and very many events.
            if let Some(name) = recording.file.strip_suffix(".s2c") {
                let sent = set.find(&format!("{name}.c2s")).map_or_else(Vec::new, |sent| sent.bytes().unwrap());
                held(&recording, &sent, &mut counted);
            }
        }
        println!("{}: {counted:?}", set.name());
        let [answered, lists, unclaimed] = if set.shared { [800, 100, 100] } else { [50, 10, 10] };
        let enough = counted.answered > answered && counted.lists > lists && counted.unclaimed > unclaimed;
        assert!(enough, "{}: {counted:?}", set.name());
    }
}

fn held(recording: &Recording, sent: &[u8], counted: &mut Counted) {
    let name = recording.file.rsplit('/').next().unwrap_or_default().trim_end_matches(".s2c");
    let asked = asked(&String::from_utf8_lossy(sent));
    let stream = recording.bytes();
    let mut session = logged_in(&greeting(&stream));
    // The tag and the new ActionID by the recorded one. Some names were sent that no
    // writer writes.
    let mut tags: HashMap<&str, (u64, String)> = HashMap::new();
    for ((given, name, asynchronous), tag) in asked.iter().zip(1..) {
        let fields = asynchronous.iter().map(|word| (&b"Async"[..], word.as_bytes()));
        if session.submit(tag, name.as_bytes(), fields, 0).is_ok() {
            let sent = queued(&mut session);
            // Behind an action that is answered by text the session sends a Ping.
            tags.insert(given, (tag, id_of(&sent).unwrap().to_owned()));
        }
    }
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
        let given = packet.action_id().map(|id| String::from_utf8_lossy(id).into_owned());
        let own = given.as_deref().and_then(|id| tags.get(id));
        let tag = own.map(|(tag, _)| *tag);
        let mut whole = String::from_utf8_lossy(packet.raw()).into_owned();
        if let (Some((_, id)), Some(given)) = (own, given) {
            whole = whole.replace(&format!("ActionID: {given}\r\n"), &format!("ActionID: {id}\r\n"));
        }
        for outcome in handle(&mut session, &whole, false) {
            if outcome.last {
                assert!(last.insert(outcome.tag, ()).is_none(), "{name}: {outcome:?}");
                counted.answered += 1;
            }
            counted.lists += usize::from(outcome.what == What::ListEnd);
            counted.unclaimed += usize::from(outcome.what == What::Unclaimed);
            let claimed = outcome.tag != 0 && !matches!(outcome.what, What::Text);
            let torn = outcome.what == What::ListItem && tag.is_none();
            assert!(!claimed || tag == Some(outcome.tag) || torn, "{name}: {outcome:?} of {whole:?}");
        }
    }
    let cut_short = UNANSWERED.contains(&name);
    assert_eq!(session.handle_timeout(LATE).filter(|_| !cut_short), None, "{}", recording.file);
}

/// That of the recording; of those that broke off before it, any.
fn greeting(stream: &[u8]) -> String {
    let line = stream.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    match line.strip_prefix(b"Asterisk Call Manager/") {
        Some(_) => String::from_utf8(line.to_vec()).unwrap(),
        None => "Asterisk Call Manager/2.7.0\r\n".into(),
    }
}
