//! Whether the peer holds the key of the certificate that it sent.
//!
//! rustls's own checks take the key out of the certificate with a reader that
//! refuses X.509 v1, so the key is taken out here and theirs is the rest.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use rustls::{CertificateError, DigitallySignedStruct, Error, PeerMisbehaved};

use super::certificate::Certificate;

/// TLS 1.2, whose signature schemes do not say which curve a key is on: the
/// algorithm that goes with the key is looked for among those of the scheme.
pub(super) fn verify_tls12(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let fields = fields(certificate)?;
    let (_, candidates) = algorithms
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == signed.scheme)
        .ok_or(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
    let fitting = candidates
        .iter()
        .find(|candidate| candidate.public_key_alg_id().as_ref() == fields.key_algorithm)
        .ok_or(PeerMisbehaved::SignedKxWithWrongAlgorithm)?;
    fitting.verify_signature(fields.key, message, signed.signature()).map_err(|_| CertificateError::BadSignature)?;
    Ok(HandshakeSignatureValid::assertion())
}

/// TLS 1.3.
pub(super) fn verify_tls13(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let key = SubjectPublicKeyInfoDer::from(fields(certificate)?.key_info);
    verify_tls13_signature_with_raw_key(message, &key, signed, algorithms)
}

fn fields<'a>(certificate: &'a CertificateDer<'_>) -> Result<Certificate<'a>, Error> {
    Certificate::read(certificate).map_err(|_| CertificateError::BadEncoding.into())
}
