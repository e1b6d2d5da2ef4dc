//! The rows of the table of faults, and the words that they use. They are read
//! twice, by macros of one name: the test makes peers of them and plays them,
//! `cargo xtask gen faults` makes the table in `docs/reliability.md` of them and
//! needs no peer for that.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Listens,
    /// Asks again and again without waiting, as an event loop does.
    Polls,
    Calls(&'static str),
    /// Sends it, and then listens.
    Sends(&'static str),
}

/// What ends a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The fault itself.
    AtOnce,
    ConnectLimit,
    LoginLimit,
    ActionLimit,
    /// The deadline of the call that receives.
    ReceiveLimit,
    Keepalive,
}

/// The most memory that the client's thread may hold. What the caller's
/// options give (64 KiB of storage, half as much beside it while it grows, 1024
/// lines, 32 actions), the queue of what is to be sent, what is kept during a
/// call, and TLS.
pub(crate) fn memory(does: Does, tcp: bool) -> usize {
    let kept = if matches!(does, Does::Calls(_)) { 512 } else { 0 };
    let tls = if tcp { 0 } else { 64 };
    (288 + kept + tls) << 10
}

use Does::{Calls, Listens, Polls, Sends};

// What the peer does; who plays it; what the client does once it is logged in.
// Then what is told, the status at the end, and what ends it.
faults! {
    // Before the login.
    "closes before the greeting", Tcp(closes), Listens => "", ClosedBeforeBanner, AtOnce;
    "closes in the greeting", Tcp(closes_in_the_greeting), Listens => "", ClosedBeforeBanner, AtOnce;
    "speaks another protocol", Tcp(another_protocol), Listens => "", BadBanner, AtOnce;
    "greets with 1 MiB without a line end", Tcp(a_greeting_without_end), Listens => "", BadBanner, AtOnce;
    "the same, begun like a greeting", Tcp(a_true_greeting_without_end), Listens => "", BadBanner, AtOnce;
    "is silent before the greeting", Tcp(silent), Listens => "", PeerSilent, LoginLimit;
    "is silent in the greeting", Tcp(silent_in_the_greeting), Listens => "", PeerSilent, LoginLimit;
    "is silent after the greeting", Tcp(silent_after_the_greeting), Listens => "", PeerSilent, LoginLimit;
    "closes when the login comes", Tcp(closes_at_the_login), Listens => "", Reset, AtOnce;
    "sends events without end and answers no login", Tcp(events_instead_of_an_answer), Listens => "", PeerSilent, LoginLimit;

    // Ends.
    "closes between packets", Tcp(closes_between_packets), Listens => "A, B", Closed, AtOnce;
    "closes in a line", Tcp(closes_in_a_line), Listens => "A, B", Closed, AtOnce;
    "closes in a UTF-8 character", Tcp(closes_in_a_character), Listens => "A, B", Closed, AtOnce;
    "closes before a packet's empty line", Tcp(closes_before_the_empty_line), Listens => "A, B", Closed, AtOnce;
    "resets in a packet", Tcp(resets_in_a_packet), Listens => "A, B", Reset, AtOnce;
    "closes its half", Tcp(half_closes), Listens => "A, B", Closed, AtOnce;
    "closes in a list", Tcp(a_list_cut_off), Calls("SIPpeers") => "ListStart, ListItem, A, B", Closed, AtOnce;
    "closes TLS in order", Tls(ends_in_order), Listens => "A, B", Closed, AtOnce;
    "closes its half of TLS", Tls(half_closes), Listens => "A, B", Closed, AtOnce;
    "closes TCP without closing TLS", Tls(closes_between_packets), Listens => "A, B", TlsTruncated, AtOnce;
    "closes TCP in a line", Tls(closes_in_a_line), Listens => "A, B", TlsTruncated, AtOnce;
    "closes TCP in a TLS record", Tls(closes_in_a_record), Listens => "A, B", TlsTruncated, AtOnce;
    "resets TCP below TLS", Tls(resets_in_a_packet), Listens => "A, B", Reset, AtOnce;
    "damages a TLS record", Tls(damages_a_record), Listens => "A, B", TlsBroken, AtOnce;

    // Silence.
    "is silent between packets", Tcp(silent_between_packets), Listens => "A, B", PeerSilent, ReceiveLimit;
    "is silent in a packet", Tcp(silent_in_a_packet), Listens => "A, B", PeerSilent, ReceiveLimit;
    "is silent, with keepalive", Tcp(silent_in_a_packet), Listens => "A, B, Dead", PeerDead, Keepalive;
    "is silent in a TLS record", Tls(silent_in_a_record), Listens => "A, B", PeerSilent, ReceiveLimit;
    "sends a byte now and then", Tcp(drips), Listens => "A, B", PeerSilent, ReceiveLimit;
    "sends a byte now and then, with keepalive", Tcp(drips), Listens => "A, B, Dead", PeerDead, Keepalive;
    "sends a byte in a TLS record now and then", Tls(drips), Listens => "A, B", PeerSilent, ReceiveLimit;

    // Too much.
    "a line of 16 MiB", Tcp(a_line_of_16_mib), Listens => "A, B, PACKET_TOO_LARGE, After", Closed, AtOnce;
    "a packet of 16 MiB", Tcp(a_packet_of_16_mib), Listens => "A, B, TOO_MANY_HEADERS, After", Closed, AtOnce;
    "a line without end", Tcp(a_line_without_end), Listens => "A, B, PACKET_TOO_LARGE", PeerSilent, ReceiveLimit;
    "a packet without end", Tcp(a_packet_without_end), Listens => "A, B, TOO_MANY_HEADERS", PeerSilent, ReceiveLimit;
    "a packet without end, over TLS", Tls(a_packet_without_end), Listens => "A, B, TOO_MANY_HEADERS", PeerSilent, ReceiveLimit;
    "a line without end, to an event loop", Tcp(a_line_without_end), Polls => "A, B, PACKET_TOO_LARGE", WouldBlock, ReceiveLimit;
    "empty lines without end", Tcp(empty_lines_without_end), Listens => "A, B", PeerSilent, ReceiveLimit;
    "a million tiny packets", Tcp(a_million_packets), Listens => "1000000 T", Closed, AtOnce;
    "a million tiny packets over TLS", Tls(a_million_packets), Listens => "1000000 T", TlsTruncated, AtOnce;
    "a million tiny packets before an answer", Tcp(a_million_packets_before_an_answer), Calls("Ping") => "Response, Lost 999051, 949 T", Ok, AtOnce;
    "a list of a million items", Tcp(a_million_items), Calls("SIPpeers") => "ListStart, 774 ListItem, 999226 Extra", Truncated, AtOnce;
    "output of 15 MiB", Tcp(output_of_15_mib), Calls("Command") => "TooLarge, A, B", PacketTooLarge, AtOnce;
    "output without end", Tcp(output_without_end), Sends("Command") => "A, B, PACKET_TOO_LARGE, TooLarge", TextTooLarge, AtOnce;

    // Wrong contents.
    "CR LF in a value", Tcp(a_line_end_in_a_value), Listens => "A, B, C of 4 lines", Closed, AtOnce;
    "`Response: Follows` in a value", Tcp(a_text_in_a_value), Listens => "A, B, C, Unclaimed, 10000 D", Closed, AtOnce;
    "two CR LF in a value", Tcp(an_empty_line_in_a_value), Listens => "A, B, C, Hangup", Closed, AtOnce;
    "no answer", Tcp(no_answer), Calls("Ping") => "A, B", ActionTimedOut, ActionLimit;
    "answers with other ActionIDs", Tcp(other_action_ids), Calls("Ping") => "A, B, 7 Unclaimed", ActionTimedOut, ActionLimit;
    "one response three times", Tcp(repeated_responses), Calls("Ping") => "Response, A, B, 2 Extra", Ok, AtOnce;
    "a list without its completion", Tcp(a_list_without_end), Calls("SIPpeers") => "ListStart, 3 ListItem, A, B", ActionTimedOut, ActionLimit;

    // Handshakes and certificates.
    "speaks no TLS", InsteadOfTls(plain_text), Listens => "", NotTls, AtOnce;
    "closes at the first word of the handshake", InsteadOfTls(closes_at_the_hello), Listens => "", TlsHandshake, AtOnce;
    "closes in the handshake", InsteadOfTls(half_a_hello), Listens => "", TlsHandshake, AtOnce;
    "is silent before the handshake", InsteadOfTls(silent), Listens => "", PeerSilent, ConnectLimit;
    "is silent in the handshake", InsteadOfTls(half_a_hello_and_silence), Listens => "", PeerSilent, ConnectLimit;
    "certificate expired", Shows(|dir| issued(dir, expired)), Listens => "", CertificateExpired, AtOnce;
    "certificate not yet valid", Shows(|dir| issued(dir, not_yet_valid)), Listens => "", CertificateExpired, AtOnce;
    "certificate for another name", Shows(other_name), Listens => "", CertificateName, AtOnce;
    "certificate of an unknown authority", Shows(unknown), Listens => "", CertificateUnknown, AtOnce;
    "certificate that is not the pinned one", Shows(not_pinned), Listens => "", CertificatePin, AtOnce;
    "certificate whose key the peer does not hold", Shows(stolen), Listens => "", CertificateBad, AtOnce;
    "certificate of X.509 version 1, not in the CA file", Shows(old_form), Listens => "", CertificateBad, AtOnce;
    "the same with an RSA key", OpenSsl { bits: None, options: &[] }, Listens => "", CertificateBad, AtOnce;
    "RSA key of 1024 bits, pinned", OpenSsl { bits: Some(1024), options: LOW }, Listens => "", TlsUnsupported, AtOnce;
    "TLS 1.1 only", OpenSsl { bits: Some(2048), options: TLS_11 }, Listens => "", TlsUnsupported, AtOnce;
}
