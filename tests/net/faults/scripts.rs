//! What the misbehaving peers do. A client that has gone is no fault of theirs.

use std::io::Write;
use std::net::Shutdown;
use std::thread::sleep;
use std::time::Duration;

use super::wire::Wire;

const BANNER: &str = "Asterisk Call Manager/2.7.0\r\n";
const A_AND_B: &str = "Event: A\r\nPrivilege: call,all\r\n\r\nEvent: B\r\nPrivilege: call,all\r\n\r\n";
const AFTER: &str = "\r\n\r\nEvent: After\r\n\r\n";
const C: &str = "Event: C\r\nPrivilege: call,all\r\nCallerIDName: Caf\u{e9}\r\n\r\n";

pub(super) const MILLION: usize = 1_000_000;

type Peer<'a> = &'a mut dyn Wire;

/// Greets, accepts the login, and says two events.
fn begin(peer: Peer<'_>) {
    accept(peer);
    peer.say(A_AND_B);
}

fn accept(peer: Peer<'_>) {
    // What was said must be on its way when a reset follows.
    peer.tcp().set_nodelay(true).unwrap();
    peer.say(BANNER);
    let login = peer.hear();
    assert!(login.starts_with("Action: Login\r\n"));
    let id = id_of(&login);
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\nMessage: Authentication accepted\r\n\r\n"));
}

fn id_of(action: &str) -> &str {
    action.lines().find_map(|line| line.strip_prefix("ActionID: ")).unwrap_or_default()
}

/// The next action's ActionID.
fn action_id(peer: Peer<'_>) -> String {
    id_of(&peer.hear()).to_string()
}

/// Answers the next action as it should be, and stays.
fn answer_one_more(peer: Peer<'_>) {
    let id = action_id(peer);
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\nPing: Pong\r\n\r\n"));
    peer.wait();
}

/// As many bytes as that, of this text over and over.
fn flood(peer: Peer<'_>, text: &str, bytes: usize) {
    let piece = text.repeat((64 << 10) / text.len());
    for _ in 0..bytes / piece.len() {
        if !peer.say(&piece) {
            return;
        }
    }
}

/// The same until the client goes.
fn flood_without_end(peer: Peer<'_>, text: &str) {
    let piece = text.repeat((64 << 10) / text.len());
    while peer.say(&piece) {}
}

// ---- Before the login --------------------------------------------------------

pub(super) fn closes(_: Peer<'_>) {}

pub(super) fn closes_in_the_greeting(peer: Peer<'_>) {
    peer.say("Asterisk Call Man");
}

pub(super) fn another_protocol(peer: Peer<'_>) {
    peer.say("220 mail.example ESMTP\r\n");
    peer.wait();
}

pub(super) fn a_greeting_without_end(peer: Peer<'_>) {
    flood(peer, "x", 1 << 20);
    peer.wait();
}

pub(super) fn a_true_greeting_without_end(peer: Peer<'_>) {
    peer.say("Asterisk Call Manager/");
    flood(peer, "1", 1 << 20);
    peer.wait();
}

pub(super) fn silent(peer: Peer<'_>) {
    peer.wait();
}

pub(super) fn silent_in_the_greeting(peer: Peer<'_>) {
    peer.say("Asterisk Call Man");
    peer.wait();
}

pub(super) fn silent_after_the_greeting(peer: Peer<'_>) {
    peer.say(BANNER);
    peer.wait();
}

pub(super) fn closes_at_the_login(peer: Peer<'_>) {
    peer.say(BANNER);
    peer.hear();
}

pub(super) fn events_instead_of_an_answer(peer: Peer<'_>) {
    peer.say(BANNER);
    flood_without_end(peer, A_AND_B);
}

// ---- Ends ------------------------------------------------------------------------

pub(super) fn closes_between_packets(peer: Peer<'_>) {
    begin(peer);
}

pub(super) fn ends_in_order(peer: Peer<'_>) {
    begin(peer);
    peer.goodbye();
}

pub(super) fn closes_in_a_line(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nPrivil");
}

pub(super) fn closes_in_a_character(peer: Peer<'_>) {
    begin(peer);
    let (cut, _) = C.as_bytes().split_at(C.find('\u{e9}').unwrap() + 1);
    peer.write_all(cut).unwrap();
    peer.flush().unwrap();
}

pub(super) fn closes_before_the_empty_line(peer: Peer<'_>) {
    begin(peer);
    peer.say(C.strip_suffix("\r\n").unwrap());
}

pub(super) fn closes_in_a_record(peer: Peer<'_>) {
    begin(peer);
    peer.say_in_part(C);
}

pub(super) fn resets_in_a_packet(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nPrivil");
    peer.will_reset();
}

/// Says no more, and goes on listening.
pub(super) fn half_closes(peer: Peer<'_>) {
    begin(peer);
    peer.goodbye();
    peer.tcp().shutdown(Shutdown::Write).unwrap();
    peer.wait();
}

pub(super) fn damages_a_record(peer: Peer<'_>) {
    begin(peer);
    let record = [&[23, 3, 3, 0, 100][..], &[0x55; 100]].concat();
    let _ = peer.tcp().write_all(&record);
    peer.wait();
}

// ---- Silence -----------------------------------------------------------------------

pub(super) fn silent_between_packets(peer: Peer<'_>) {
    begin(peer);
    peer.wait();
}

pub(super) fn silent_in_a_packet(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nPrivil");
    peer.wait();
}

pub(super) fn silent_in_a_record(peer: Peer<'_>) {
    begin(peer);
    peer.say_in_part(C);
    peer.wait();
}

/// More than a text may have.
pub(super) fn output_without_end(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    peer.say(&format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {id}\r\n"));
    // Until the client has gone.
    while peer.say(&"a line of output\n".repeat(1000)) {}
}

/// A byte now and then, of a packet that never ends.
pub(super) fn drips(peer: Peer<'_>) {
    begin(peer);
    while peer.say("x") {
        sleep(Duration::from_millis(10));
    }
}

// ---- Too much ------------------------------------------------------------------------

pub(super) fn a_line_of_16_mib(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nData: ");
    flood(peer, "x", 16 << 20);
    peer.say(AFTER);
}

pub(super) fn a_packet_of_16_mib(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\n");
    flood(peer, "Data: 0123456789abcdef\r\n", 16 << 20);
    peer.say(AFTER);
}

pub(super) fn a_line_without_end(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nData: ");
    flood_without_end(peer, "x");
}

pub(super) fn a_packet_without_end(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\n");
    flood_without_end(peer, "Data: 0123456789abcdef\r\n");
}

pub(super) fn empty_lines_without_end(peer: Peer<'_>) {
    begin(peer);
    flood_without_end(peer, "\r\n");
}

pub(super) fn a_million_packets(peer: Peer<'_>) {
    accept(peer);
    let piece = "Event: T\r\n\r\n".repeat(1000);
    for _ in 0..MILLION / 1000 {
        peer.say(&piece);
    }
}

/// While a call waits for its answer.
pub(super) fn a_million_packets_before_an_answer(peer: Peer<'_>) {
    accept(peer);
    let id = action_id(peer);
    let piece = "Event: T\r\n\r\n".repeat(1000);
    for _ in 0..MILLION / 1000 {
        peer.say(&piece);
    }
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\n\r\n"));
    answer_one_more(peer);
}

pub(super) fn a_million_items(peer: Peer<'_>) {
    accept(peer);
    let id = action_id(peer);
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"));
    let piece = format!("Event: PeerEntry\r\nActionID: {id}\r\n\r\n").repeat(1000);
    for _ in 0..MILLION / 1000 {
        peer.say(&piece);
    }
    peer.say(&format!("Event: PeerlistComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"));
    answer_one_more(peer);
}

// ---- Wrong contents -------------------------------------------------------------------

pub(super) fn a_line_end_in_a_value(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nCallerIDName: Eve\r\nEvent: Hangup\r\nCallerIDNum: 1\r\n\r\n");
}

pub(super) fn an_empty_line_in_a_value(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nCallerIDName: Eve\r\n\r\nEvent: Hangup\r\nCallerIDNum: 1\r\n\r\n");
}

pub(super) fn a_text_in_a_value(peer: Peer<'_>) {
    begin(peer);
    peer.say("Event: C\r\nCallerIDName: Eve\r\n\r\nResponse: Follows\r\nX: \r\nCallerIDNum: 1\r\n\r\n");
    peer.say(&"Event: D\r\n\r\n".repeat(10_000));
}

pub(super) fn no_answer(peer: Peer<'_>) {
    begin(peer);
    peer.hear();
    answer_one_more(peer);
}

pub(super) fn other_action_ids(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    let (prefix, _) = id.split_at(id.len() - 16);
    for other in ["", "1", "somebody-else", &format!("{prefix}00000000000000ff"), &format!("{id}0"), &id[1..]] {
        peer.say(&format!("Response: Success\r\nActionID: {other}\r\n\r\n"));
    }
    peer.say("Response: Success\r\n\r\n");
    answer_one_more(peer);
}

pub(super) fn repeated_responses(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    let response = format!("Response: Success\r\nActionID: {id}\r\nPing: Pong\r\n\r\n");
    peer.say(&response.repeat(3));
    answer_one_more(peer);
}

pub(super) fn a_list_without_end(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"));
    peer.say(&format!("Event: PeerEntry\r\nActionID: {id}\r\n\r\n").repeat(3));
    answer_one_more(peer);
}

pub(super) fn a_list_cut_off(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    peer.say(&format!("Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"));
    peer.say(&format!("Event: PeerEntry\r\nActionID: {id}\r\n\r\n"));
}

/// Nearly what a text may have.
pub(super) fn output_of_15_mib(peer: Peer<'_>) {
    begin(peer);
    let id = action_id(peer);
    peer.say(&format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {id}\r\n"));
    flood(peer, "a line of output\n", 15 << 20);
    peer.say("--END COMMAND--\r\n\r\n");
    answer_one_more(peer);
}

// ---- Instead of a handshake ---------------------------------------------------------------

pub(super) fn plain_text(peer: Peer<'_>) {
    peer.say(BANNER);
    peer.wait();
}

pub(super) fn closes_at_the_hello(peer: Peer<'_>) {
    // What is left unread would make a reset of the close.
    let _ = peer.read(&mut [0; 4096]);
}

pub(super) fn half_a_hello(peer: Peer<'_>) {
    closes_at_the_hello(peer);
    peer.say("\u{16}\u{3}\u{3}\0\u{7a}\u{2}\0\0");
}

pub(super) fn half_a_hello_and_silence(peer: Peer<'_>) {
    half_a_hello(peer);
    peer.wait();
}
