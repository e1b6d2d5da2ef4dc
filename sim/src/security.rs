//! Security events: who logged in, and who was refused what (section 4).

use std::format;
use std::net::SocketAddr;

use super::exchange::Exchange;
use super::packet::Fields;
use super::rights::Classes;

/// Who is at the other end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    /// The connection's number, from 1 up.
    pub(super) number: u64,
    /// The address that the listener is bound to.
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    pub(super) tls: bool,
}

impl Peer {
    fn address(&self, address: SocketAddr) -> String {
        let family = if address.is_ipv4() { "IPV4" } else { "IPV6" };
        let transport = if self.tls { "TLS" } else { "TCP" };
        format!("{family}/{transport}/{}/{}", address.ip(), address.port())
    }

    /// An address of memory on a real exchange; here the guide's for the first
    /// connection, and others for the others.
    fn session_id(&self) -> String {
        format!("{:#x}", 0x00a9_64c4_u64.wrapping_add(self.number.wrapping_sub(1) << 8))
    }
}

/// What there is to tell.
pub(super) struct Incident<'a> {
    pub(super) name: &'a str,
    /// The user's name, as far as it is known.
    pub(super) account: &'a [u8],
    /// The incident's own fields.
    pub(super) own: Fields<'a>,
    /// When the session began, in nanoseconds since the start.
    pub(super) since: u64,
}

/// Tells an incident to all who may read security events.
pub(super) fn tell(exchange: &mut Exchange, peer: &Peer, now: u64, incident: Incident<'_>) {
    let clock = exchange.stamp.clock;
    let at = |time| clock.event_time(time).map(|time| time.to_string()).unwrap_or_default();
    let Incident { name, account, own, since } = incident;
    // In this one the account stands last, and only if there is one.
    let account_is_late = name == "RequestBadFormat";
    let severity = if name == "SuccessfulAuth" { "Informational" } else { "Error" };
    let mut fields = Fields::new()
        .shown("EventTV", at(now))
        .with("Severity", severity)
        .with("Service", "AMI")
        .with("EventVersion", "1");
    if !account_is_late {
        fields = fields.bytes("AccountID", account);
    }
    fields = fields
        .shown("SessionID", peer.session_id())
        .shown("LocalAddress", peer.address(peer.local))
        .shown("RemoteAddress", peer.address(peer.remote))
        .and(own)
        .shown("SessionTV", at(since));
    if account_is_late && !account.is_empty() {
        fields = fields.bytes("AccountID", account);
    }
    exchange.tell(name, Classes::SECURITY, now, fields);
}
