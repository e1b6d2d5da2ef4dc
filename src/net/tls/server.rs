//! The other side, for the simulator and for tests.

use std::path::Path;
use std::sync::Arc;
use std::vec::Vec;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::{Connection, ServerConfig, ServerConnection};

use super::client::internal;
use super::transport::TlsTransport;
use crate::Status;
use crate::net::{Deadline, NetError, TcpTransport};

/// A server with its certificate, ready for any number of connections.
#[derive(Clone, Debug)]
pub struct TlsServer {
    config: Arc<ServerConfig>,
}

impl TlsServer {
    /// Reads the certificate, and those that vouch for it, from one PEM file,
    /// and the private key from another, or from the same.
    ///
    /// # Errors
    /// [`Status::CaFile`] if a file cannot be read or lacks what it should
    /// hold, [`Status::CertificateBad`] if key and certificate do not belong
    /// together or cannot be used.
    pub fn from_files(certificates: &Path, key: &Path) -> Result<Self, NetError> {
        let unreadable = |path: &Path, error: &dyn std::fmt::Display| {
            NetError::with_detail(Status::CaFile, std::format!("{}: {error}", path.display()))
        };
        let chain = CertificateDer::pem_file_iter(certificates)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unreadable(certificates, &error))?;
        if chain.is_empty() {
            return Err(unreadable(certificates, &"no certificate in PEM form"));
        }
        let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
        Self::new(chain, key)
    }

    /// The same from memory: the server's certificate first, then those that
    /// vouch for it.
    ///
    /// # Errors
    /// [`Status::CertificateBad`], [`Status::Internal`].
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, NetError> {
        let mut config = ServerConfig::builder_with_provider(super::provider())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(internal)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| NetError::with_detail(Status::CertificateBad, std::format!("{error}")))?;
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(TlsServer { config: Arc::new(config) })
    }

    /// Does the handshake over a connection that was just accepted.
    ///
    /// # Errors
    /// Those of [`TlsClient::connect`](super::TlsClient::connect), but for
    /// the certificate's.
    pub fn accept(&self, tcp: TcpTransport, deadline: Deadline) -> Result<TlsTransport, NetError> {
        let connection = ServerConnection::new(Arc::clone(&self.config)).map_err(internal)?;
        TlsTransport::handshake(tcp, Connection::Server(connection), deadline)
    }
}
