//! The table of faults.

use std::time::Duration;

use amiwire::Status;
use amiwire::net::tls::{Pin, Trust};
use rcgen::{CertificateParams, PKCS_ECDSA_P256_SHA256};

use super::scripts::*;
use super::wire::Wire;
use crate::certificates::{Authority, Identity, Scratch, expired, not_yet_valid, self_signed, version_1};

/// The limit by which a row ends, where one does.
pub(super) const LIMIT: Duration = Duration::from_millis(400);

pub(super) type Script = fn(&mut dyn Wire);

/// A fault, and what is to come of it.
pub(super) struct Fault {
    /// What the peer does.
    pub(super) name: &'static str,
    pub(super) peer: Peer,
    /// What the client does once it is logged in.
    pub(super) does: Does,
    /// What is told before the end: the titles of events, the meanings of
    /// other packets, the statuses of packets that were skipped.
    pub(super) told: &'static str,
    /// What it ends with.
    pub(super) status: Status,
    pub(super) ends: Ends,
}

pub(super) enum Peer {
    Tcp(Script),
    /// TLS with a good certificate, once in each version.
    Tls(Script),
    /// Another thing than the TLS that the client wants.
    InsteadOfTls(Script),
    /// A certificate, whom the client trusts, and to which name it goes.
    Shows(fn(&Scratch) -> (Identity, Trust, &'static str)),
    /// `openssl s_server` with an RSA key of so many bits, pinned; without
    /// bits, with a certificate of version 1 and another one in the CA file.
    OpenSsl {
        bits: Option<u32>,
        options: &'static [&'static str],
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Listens,
    /// Asks again and again without waiting, as an event loop does.
    Polls,
    Calls(&'static str),
    /// Sends it, and then listens.
    Sends(&'static str),
}

/// What ends a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// The fault itself.
    AtOnce,
    ConnectLimit,
    LoginLimit,
    ActionLimit,
    /// The deadline of the call that receives.
    ReceiveLimit,
    Keepalive,
}

impl Fault {
    /// The most memory that the client's thread may hold. What the caller's
    /// options give (64 KiB of storage, half as much beside it while it grows, 1024
    /// lines, 32 actions), the queue of what is to be sent, what is kept during a
    /// call, and TLS.
    pub(super) fn memory(&self) -> usize {
        let kept = if matches!(self.does, Does::Calls(_)) { 512 } else { 0 };
        let tls = if matches!(self.peer, Peer::Tcp(_)) { 0 } else { 64 };
        (288 + kept + tls) << 10
    }
}

const fn row(name: &'static str, peer: Peer, told: &'static str, status: Status, ends: Ends) -> Fault {
    Fault { name, peer, does: Does::Listens, told, status, ends }
}

const fn call(name: &'static str, peer: Peer, action: &'static str, told: &'static str, status: Status) -> Fault {
    let ends = if matches!(status, Status::ActionTimedOut) { Ends::ActionLimit } else { Ends::AtOnce };
    Fault { name, peer, does: Does::Calls(action), told, status, ends }
}

use Does::{Polls, Sends};
use Ends::{AtOnce, ConnectLimit, Keepalive, LoginLimit, ReceiveLimit};
use Peer::{InsteadOfTls, OpenSsl, Shows, Tcp, Tls};

#[rustfmt::skip] // a table
pub(super) const FAULTS: &[Fault] = &[
    // Before the login.
    row("closes before the greeting", Tcp(closes), "", Status::ClosedBeforeBanner, AtOnce),
    row("closes in the greeting", Tcp(closes_in_the_greeting), "", Status::ClosedBeforeBanner, AtOnce),
    row("speaks another protocol", Tcp(another_protocol), "", Status::BadBanner, AtOnce),
    row("greets with 1 MiB without a line end", Tcp(a_greeting_without_end), "", Status::BadBanner, AtOnce),
    row("the same, begun like a greeting", Tcp(a_true_greeting_without_end), "", Status::BadBanner, AtOnce),
    row("is silent before the greeting", Tcp(silent), "", Status::PeerSilent, LoginLimit),
    row("is silent in the greeting", Tcp(silent_in_the_greeting), "", Status::PeerSilent, LoginLimit),
    row("is silent after the greeting", Tcp(silent_after_the_greeting), "", Status::PeerSilent, LoginLimit),
    row("closes when the login comes", Tcp(closes_at_the_login), "", Status::Reset, AtOnce),
    row("sends events without end and answers no login", Tcp(events_instead_of_an_answer), "", Status::PeerSilent, LoginLimit),

    // Ends.
    row("closes between packets", Tcp(closes_between_packets), "A, B", Status::Closed, AtOnce),
    row("closes in a line", Tcp(closes_in_a_line), "A, B", Status::Closed, AtOnce),
    row("closes in a UTF-8 character", Tcp(closes_in_a_character), "A, B", Status::Closed, AtOnce),
    row("closes before a packet's empty line", Tcp(closes_before_the_empty_line), "A, B", Status::Closed, AtOnce),
    row("resets in a packet", Tcp(resets_in_a_packet), "A, B", Status::Reset, AtOnce),
    row("closes its half", Tcp(half_closes), "A, B", Status::Closed, AtOnce),
    call("closes in a list", Tcp(a_list_cut_off), "SIPpeers", "ListStart, ListItem, A, B", Status::Closed),
    row("closes TLS in order", Tls(ends_in_order), "A, B", Status::Closed, AtOnce),
    row("closes its half of TLS", Tls(half_closes), "A, B", Status::Closed, AtOnce),
    row("closes TCP without closing TLS", Tls(closes_between_packets), "A, B", Status::TlsTruncated, AtOnce),
    row("closes TCP in a line", Tls(closes_in_a_line), "A, B", Status::TlsTruncated, AtOnce),
    row("closes TCP in a TLS record", Tls(closes_in_a_record), "A, B", Status::TlsTruncated, AtOnce),
    row("resets TCP below TLS", Tls(resets_in_a_packet), "A, B", Status::Reset, AtOnce),
    row("damages a TLS record", Tls(damages_a_record), "A, B", Status::TlsBroken, AtOnce),

    // Silence.
    row("is silent between packets", Tcp(silent_between_packets), "A, B", Status::PeerSilent, ReceiveLimit),
    row("is silent in a packet", Tcp(silent_in_a_packet), "A, B", Status::PeerSilent, ReceiveLimit),
    row("is silent, with keepalive", Tcp(silent_in_a_packet), "A, B, Dead", Status::PeerDead, Keepalive),
    row("is silent in a TLS record", Tls(silent_in_a_record), "A, B", Status::PeerSilent, ReceiveLimit),
    row("sends a byte now and then", Tcp(drips), "A, B", Status::PeerSilent, ReceiveLimit),
    row("sends a byte now and then, with keepalive", Tcp(drips), "A, B, Dead", Status::PeerDead, Keepalive),
    row("sends a byte in a TLS record now and then", Tls(drips), "A, B", Status::PeerSilent, ReceiveLimit),

    // Too much.
    row("a line of 16 MiB", Tcp(a_line_of_16_mib), "A, B, PACKET_TOO_LARGE, After", Status::Closed, AtOnce),
    row("a packet of 16 MiB", Tcp(a_packet_of_16_mib), "A, B, TOO_MANY_HEADERS, After", Status::Closed, AtOnce),
    row("a line without end", Tcp(a_line_without_end), "A, B, PACKET_TOO_LARGE", Status::PeerSilent, ReceiveLimit),
    row("a packet without end", Tcp(a_packet_without_end), "A, B, TOO_MANY_HEADERS", Status::PeerSilent, ReceiveLimit),
    row("a packet without end, over TLS", Tls(a_packet_without_end), "A, B, TOO_MANY_HEADERS", Status::PeerSilent, ReceiveLimit),
    Fault { does: Polls, ..row("a line without end, to an event loop", Tcp(a_line_without_end), "A, B, PACKET_TOO_LARGE", Status::WouldBlock, ReceiveLimit) },
    row("empty lines without end", Tcp(empty_lines_without_end), "A, B", Status::PeerSilent, ReceiveLimit),
    row("a million tiny packets", Tcp(a_million_packets), "1000000 T", Status::Closed, AtOnce),
    row("a million tiny packets over TLS", Tls(a_million_packets), "1000000 T", Status::TlsTruncated, AtOnce),
    call("a million tiny packets before an answer", Tcp(a_million_packets_before_an_answer), "Ping", "Response, Lost 999051, 949 T", Status::Ok),
    call("a list of a million items", Tcp(a_million_items), "SIPpeers", "ListStart, 774 ListItem, 999226 Extra", Status::Truncated),
    call("output of 15 MiB", Tcp(output_of_15_mib), "Command", "TooLarge, A, B", Status::PacketTooLarge),
    Fault { does: Sends("Command"), ..row("output without end", Tcp(output_without_end), "A, B, PACKET_TOO_LARGE, TooLarge", Status::TextTooLarge, AtOnce) },

    // Wrong contents.
    row("CR LF in a value", Tcp(a_line_end_in_a_value), "A, B, C of 4 lines", Status::Closed, AtOnce),
    row("`Response: Follows` in a value", Tcp(a_text_in_a_value), "A, B, C, Unclaimed, 10000 D", Status::Closed, AtOnce),
    row("two CR LF in a value", Tcp(an_empty_line_in_a_value), "A, B, C, Hangup", Status::Closed, AtOnce),
    call("no answer", Tcp(no_answer), "Ping", "A, B", Status::ActionTimedOut),
    call("answers with other ActionIDs", Tcp(other_action_ids), "Ping", "A, B, 7 Unclaimed", Status::ActionTimedOut),
    call("one response three times", Tcp(repeated_responses), "Ping", "Response, A, B, 2 Extra", Status::Ok),
    call("a list without its completion", Tcp(a_list_without_end), "SIPpeers", "ListStart, 3 ListItem, A, B", Status::ActionTimedOut),

    // Handshakes and certificates.
    row("speaks no TLS", InsteadOfTls(plain_text), "", Status::NotTls, AtOnce),
    row("closes at the first word of the handshake", InsteadOfTls(closes_at_the_hello), "", Status::TlsHandshake, AtOnce),
    row("closes in the handshake", InsteadOfTls(half_a_hello), "", Status::TlsHandshake, AtOnce),
    row("is silent before the handshake", InsteadOfTls(silent), "", Status::PeerSilent, ConnectLimit),
    row("is silent in the handshake", InsteadOfTls(half_a_hello_and_silence), "", Status::PeerSilent, ConnectLimit),
    row("certificate expired", Shows(|dir| issued(dir, expired)), "", Status::CertificateExpired, AtOnce),
    row("certificate not yet valid", Shows(|dir| issued(dir, not_yet_valid)), "", Status::CertificateExpired, AtOnce),
    row("certificate for another name", Shows(other_name), "", Status::CertificateName, AtOnce),
    row("certificate of an unknown authority", Shows(unknown), "", Status::CertificateUnknown, AtOnce),
    row("certificate that is not the pinned one", Shows(not_pinned), "", Status::CertificatePin, AtOnce),
    row("certificate whose key the peer does not hold", Shows(stolen), "", Status::CertificateBad, AtOnce),
    row("certificate of X.509 version 1, not in the CA file", Shows(old_form), "", Status::CertificateBad, AtOnce),
    row("the same with an RSA key", OpenSsl { bits: None, options: &[] }, "", Status::CertificateBad, AtOnce),
    row("RSA key of 1024 bits, pinned", OpenSsl { bits: Some(1024), options: LOW }, "", Status::TlsUnsupported, AtOnce),
    row("TLS 1.1 only", OpenSsl { bits: Some(2048), options: TLS_11 }, "", Status::TlsUnsupported, AtOnce),
];

const LOW: &[&str] = &["-cipher", "DEFAULT@SECLEVEL=0"];
const TLS_11: &[&str] = &["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"];

const HOST: &str = "pbx.example";

fn issued(dir: &Scratch, edit: fn(&mut CertificateParams)) -> (Identity, Trust, &'static str) {
    let ca = Authority::new("ours");
    (ca.issue(&[HOST], edit), Trust::CaFile(ca.file(dir)), HOST)
}

fn other_name(dir: &Scratch) -> (Identity, Trust, &'static str) {
    let (identity, trust, _) = issued(dir, |_| ());
    (identity, trust, "other.example")
}

fn unknown(dir: &Scratch) -> (Identity, Trust, &'static str) {
    let (_, trust, host) = issued(dir, |_| ());
    (Authority::new("theirs").issue(&[host], |_| ()), trust, host)
}

fn not_pinned(_: &Scratch) -> (Identity, Trust, &'static str) {
    let identity = self_signed(&[HOST], &PKCS_ECDSA_P256_SHA256, |_| ());
    let Pin(mut digest) = identity.pin();
    digest[31] ^= 1;
    (identity, Trust::Pin(Pin(digest)), HOST)
}

fn stolen(dir: &Scratch) -> (Identity, Trust, &'static str) {
    let (identity, trust, host) = issued(dir, |_| ());
    (Identity { chain: identity.chain, key: rcgen::KeyPair::generate().unwrap() }, trust, host)
}

fn old_form(dir: &Scratch) -> (Identity, Trust, &'static str) {
    let (_, trust, host) = issued(dir, |_| ());
    (version_1(host, ["2020", "2080"]), trust, host)
}
