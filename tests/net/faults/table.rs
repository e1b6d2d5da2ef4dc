//! The table of faults; its rows stand in `rows.rs`.

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

impl Fault {
    /// The most memory that the client's thread may hold.
    pub(super) fn memory(&self) -> usize {
        rows::memory(self.does, matches!(self.peer, Peer::Tcp(_)))
    }
}

/// Makes [`FAULTS`] of the rows.
macro_rules! faults {
    ($($name:literal, $peer:ident $how:tt, $does:expr => $told:literal, $status:ident, $ends:ident;)+) => {
        use super::*;
        pub(in super::super) const FAULTS: &[Fault] = &[$(Fault {
            name: $name,
            peer: Peer::$peer $how,
            does: $does,
            told: $told,
            status: Status::$status,
            ends: Ends::$ends,
        }),+];
    };
}

#[path = "rows.rs"]
mod rows;
pub(super) use rows::{Does, Ends, FAULTS};

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
