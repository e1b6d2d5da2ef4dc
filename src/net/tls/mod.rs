//! TLS over TCP, by rustls with ring as its only provider, named each time:
//! nothing here reads or sets a process-wide default.
//!
//! | file | what it holds |
//! |---|---|
//! | `client` | [`TlsClient`]: trust made ready, and the client's handshake |
//! | `server` | [`TlsServer`]: the other side, for the simulator and tests |
//! | `transport` | [`TlsTransport`] |
//! | `session` | rustls over a socket that never waits; handshake |
//! | `roots` | where trust comes from: the system, a file |
//! | `verify` | which certificate is accepted |
//! | `signature` | whether the peer holds the certificate's key |
//! | `certificate` | the few fields of X.509 that rustls does not lend |
//! | `pin` | [`Pin`]: digest of a certificate, as text and back |
//! | `errors` | rustls's errors to statuses |
//!
//! What is not done: TLS below 1.2, key exchange by static RSA, RSA keys under
//! 2048 bits, client certificates, revocation lists, renegotiation, ALPN. A
//! session that is resumed does not show the certificate again: it is one that
//! began with a certificate which the same client accepted.

mod certificate;
mod client;
mod errors;
mod pin;
mod roots;
mod server;
mod session;
mod signature;
mod transport;
mod verify;

pub use client::{TlsClient, TlsOptions, Trust};
pub use pin::Pin;
pub use server::TlsServer;
pub use transport::TlsTransport;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

/// The one source of cryptography.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
