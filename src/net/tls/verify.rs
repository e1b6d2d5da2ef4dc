//! Which certificate is accepted.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use std::vec::Vec;

use super::certificate::Certificate;
use super::errors;
use super::pin::Pin;
use super::roots::Anchors;
use super::signature;
use crate::Status;
use crate::net::NetError;

/// The smallest RSA key whose signatures can be checked here.
const RSA_BITS: usize = 2048;

/// By what a certificate is judged.
#[derive(Debug)]
pub(super) enum Judge {
    /// By who issued it, its name and its dates.
    Anchors(Anchors),
    /// By its digest alone.
    Pin(Pin),
    /// Not at all.
    Nobody,
}

#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) judge: Judge,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.judge {
            Judge::Anchors(anchors) => self.by_anchors(anchors, end_entity, intermediates, server_name, now),
            Judge::Pin(pin) => by_pin(*pin, end_entity),
            Judge::Nobody => Ok(()),
        }
        .map(|()| ServerCertVerified::assertion())
        .map_err(errors::refusal)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match self.judge {
            Judge::Nobody => Ok(HandshakeSignatureValid::assertion()),
            _ => signature::verify_tls12(message, certificate, signed, &self.algorithms),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match self.judge {
            Judge::Nobody => Ok(HandshakeSignatureValid::assertion()),
            _ => signature::verify_tls13(message, certificate, signed, &self.algorithms),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl Verifier {
    fn by_anchors(
        &self,
        anchors: &Anchors,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), NetError> {
        let pin = Pin::of(certificate);
        let fields = read(certificate, pin)?;
        check_key(&fields)?;
        if anchors.exact.iter().any(|known| known == certificate) {
            return exactly(&fields, certificate, name, now, pin);
        }
        if fields.version < 3 {
            return Err(NetError::with_detail(
                Status::CertificateBad,
                std::format!(
                    "it is of X.509 version {}, for which no authority can vouch; \
                     put the certificate itself into the CA file, or pin it: {pin}",
                    fields.version
                ),
            ));
        }
        let judged = ParsedCertificate::try_from(certificate).and_then(|parsed| {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &anchors.authorities,
                intermediates,
                now,
                self.algorithms.all,
            )?;
            verify_server_name(&parsed, name)
        });
        judged.map_err(|error| {
            let mut error = errors::certificate(&error, pin);
            // A certificate that names itself as its issuer and is not in the
            // file is unknown, before anything else that may be said of it
            // (mostly, that it is an authority's and serves as a server's).
            if fields.is_self_issued() && error.status == Status::CertificateBad {
                error.status = Status::CertificateUnknown;
            }
            error
        })
    }
}

/// A certificate that the CA file holds itself: its name and its dates.
fn exactly(
    fields: &Certificate<'_>,
    certificate: &CertificateDer<'_>,
    name: &ServerName<'_>,
    now: UnixTime,
    pin: Pin,
) -> Result<(), NetError> {
    let bad = |error: der::Error| NetError::with_detail(Status::CertificateBad, std::format!("{error}; {pin}"));
    let validity = fields.validity().map_err(bad)?;
    let now = now.as_secs();
    if now < validity.not_before.unix_duration().as_secs() || now > validity.not_after.unix_duration().as_secs() {
        return Err(NetError::with_detail(
            Status::CertificateExpired,
            std::format!("it is valid from {} until {}", validity.not_before, validity.not_after),
        ));
    }
    if fields.has_alternative_names() {
        return ParsedCertificate::try_from(certificate)
            .and_then(|parsed| verify_server_name(&parsed, name))
            .map_err(|error| errors::certificate(&error, pin));
    }
    // Hand-made certificates often have a common name only. Where authorities
    // vouch that does not count any more; here the file's owner does.
    if fields.common_name_is(name) {
        return Ok(());
    }
    Err(NetError::with_detail(
        Status::CertificateName,
        std::format!("it has no alternative names, and its common name is not {}", name.to_str()),
    ))
}

/// The pin replaces issuer, name and dates.
fn by_pin(pin: Pin, certificate: &CertificateDer<'_>) -> Result<(), NetError> {
    let found = Pin::of(certificate);
    if found != pin {
        return Err(NetError::with_detail(Status::CertificatePin, std::format!("the exchange showed {found}")));
    }
    check_key(&read(certificate, found)?)
}

fn read<'a>(certificate: &'a CertificateDer<'_>, pin: Pin) -> Result<Certificate<'a>, NetError> {
    Certificate::read(certificate).map_err(|error| {
        NetError::with_detail(Status::CertificateBad, std::format!("{error}; its SHA-256 pin is {pin}"))
    })
}

/// A key that is too small would only fail later and less clearly, when the
/// peer proves that it holds it.
fn check_key(fields: &Certificate<'_>) -> Result<(), NetError> {
    match fields.rsa_bits() {
        Some(bits) if bits < RSA_BITS => {
            Err(NetError::with_detail(Status::TlsUnsupported, std::format!("its RSA key has {bits} bits")))
        }
        _ => Ok(()),
    }
}
