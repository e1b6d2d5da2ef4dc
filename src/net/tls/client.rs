//! Trust made ready, and the client's handshake.

use std::net::IpAddr;
use std::path::PathBuf;
use std::string::String;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Connection};

use super::pin::Pin;
use super::roots::Anchors;
use super::transport::TlsTransport;
use super::verify::{Judge, Verifier};
use crate::Status;
use crate::net::{Deadline, NetError, TcpTransport};

/// Whom to believe that the peer is the exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The authorities that the system trusts; the certificate's name and
    /// dates are checked. What the system's store holds without the mark of an
    /// authority, X.509 v1 among it, is believed as in a CA file: itself only.
    SystemRoots,
    /// The authorities in this file (PEM), and no others; name and dates are
    /// checked. A certificate that stands in the file itself is believed,
    /// whatever its kind, also one that the exchange signed for itself; if it
    /// has no alternative names its common name counts.
    ///
    /// Only a certificate that is marked as an authority (X.509 v3, CA:TRUE,
    /// and with a key usage only if that permits to sign certificates) vouches
    /// for others. All others count for themselves. With the certificates of
    /// several exchanges in one file, each of them is believed wherever its
    /// name is the one that was asked for: exchanges whose certificates carry
    /// the same name can stand in for each other. A [`Trust::Pin`] cannot be
    /// met by another exchange.
    CaFile(PathBuf),
    /// Exactly the certificate with this digest. Replaces issuer, name and
    /// dates, and works for X.509 v1.
    Pin(Pin),
    /// **Anybody.** Nothing about the certificate is checked, not even that
    /// the peer holds its key: whoever is between can read and change all,
    /// the secret included. For a first look at an exchange on one's own
    /// bench, to learn its pin ([`TlsTransport::peer_pin`]).
    Insecure,
}

/// How to speak TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsOptions {
    /// Whom to believe.
    pub trust: Trust,
    /// The name (or address) that the certificate must carry, and that the
    /// peer is told to be wanted, if it is not the host that is connected to:
    /// for connections by address.
    pub server_name: Option<String>,
}

impl TlsOptions {
    /// With the host's own name.
    pub fn new(trust: Trust) -> Self {
        TlsOptions { trust, server_name: None }
    }
}

/// A client that is ready for any number of connections: files are read and
/// roots are loaded once. It remembers sessions, so that a peer whose
/// certificate it has accepted can be reached again with a shorter handshake;
/// another client, with other trust, knows nothing of them.
#[derive(Clone, Debug)]
pub struct TlsClient {
    config: Arc<ClientConfig>,
    server_name: Option<String>,
    name_matters: bool,
}

/// How many peers' sessions are remembered.
const SESSIONS: usize = 32;

impl TlsClient {
    /// Makes the trust ready.
    ///
    /// # Errors
    /// [`Status::CaFile`] if the file, or the system, has no certificate to
    /// offer, [`Status::BadArgument`] for an impossible server name,
    /// [`Status::Internal`].
    pub fn new(options: &TlsOptions) -> Result<Self, NetError> {
        if let Some(name) = &options.server_name {
            server_name(name)?;
        }
        let judge = match &options.trust {
            Trust::SystemRoots => Judge::Anchors(Anchors::of_system()?),
            Trust::CaFile(path) => Judge::Anchors(Anchors::of_file(path)?),
            Trust::Pin(pin) => Judge::Pin(*pin),
            Trust::Insecure => Judge::Nobody,
        };
        let name_matters = matches!(judge, Judge::Anchors(_));
        let provider = super::provider();
        let verifier = Verifier { judge, algorithms: provider.signature_verification_algorithms };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(internal)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        // Of few exchanges: a client is made for one, or for some.
        config.resumption = Resumption::in_memory_sessions(SESSIONS);
        Ok(TlsClient { config: Arc::new(config), server_name: options.server_name.clone(), name_matters })
    }

    /// Does the handshake over a fresh connection to `host`, which is the name
    /// that the certificate must carry unless the options gave another.
    ///
    /// # Errors
    /// [`Status::PeerSilent`] when the deadline passes;
    /// [`Status::CertificateUnknown`], [`Status::CertificateExpired`],
    /// [`Status::CertificateName`], [`Status::CertificatePin`],
    /// [`Status::CertificateBad`]; [`Status::TlsUnsupported`] if the peer
    /// offers only what is not done here, [`Status::NotTls`],
    /// [`Status::TlsHandshake`] for all else that TLS says;
    /// [`Status::BadArgument`] if the name is needed and cannot be one;
    /// [`Status::Interrupted`], [`Status::Reset`], [`Status::Io`].
    pub fn connect(&self, tcp: TcpTransport, host: &str, deadline: Deadline) -> Result<TlsTransport, NetError> {
        let name = match server_name(self.server_name.as_deref().unwrap_or(host)) {
            Ok(name) => name,
            Err(error) if self.name_matters => return Err(error),
            // An address is not told to the peer.
            Err(_) => ServerName::from(tcp.peer_address().ip()),
        };
        let connection = ClientConnection::new(Arc::clone(&self.config), name).map_err(internal)?;
        TlsTransport::handshake(tcp, Connection::Client(connection), deadline)
    }
}

/// A DNS name, or an address, perhaps in brackets or with an interface.
fn server_name(text: &str) -> Result<ServerName<'static>, NetError> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.split_once('%').map_or(bare, |(address, _)| address);
    if let Ok(address) = address.parse::<IpAddr>() {
        return Ok(ServerName::from(address));
    }
    ServerName::try_from(String::from(bare)).map_err(|_| {
        NetError::with_detail(
            Status::BadArgument,
            std::format!("no certificate can carry the name \"{}\"", text.escape_default()),
        )
    })
}

/// What rustls refuses to set up is a mistake of this library.
pub(super) fn internal(error: rustls::Error) -> NetError {
    NetError::with_detail(Status::Internal, std::format!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for (text, read) in [
            ("pbx.example", "pbx.example"),
            ("pbx.example.", "pbx.example"),
            ("pbx_1", "pbx_1"),
            ("192.0.2.7", "192.0.2.7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("fe80::1%eth0", "fe80::1"),
        ] {
            assert_eq!(server_name(text).unwrap().to_str(), read);
        }
        assert!(matches!(server_name("::1"), Ok(ServerName::IpAddress(_))));
        for text in ["", "a b", "[pbx", "é"] {
            assert_eq!(server_name(text).unwrap_err().status, Status::BadArgument, "{text:?}");
        }
    }

    #[test]
    fn nothing_of_alpn_is_said() {
        let client = TlsClient::new(&TlsOptions::new(Trust::Insecure)).unwrap();
        assert!(client.config.alpn_protocols.is_empty());
    }

    #[test]
    fn a_bad_name_is_refused_before_anything_is_sent() {
        let mut options = TlsOptions::new(Trust::Insecure);
        options.server_name = Some("no name".into());
        let error = TlsClient::new(&options).unwrap_err();
        assert_eq!(error.status, Status::BadArgument);
    }
}
