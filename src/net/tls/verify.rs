//! Which certificate is accepted.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use std::vec::Vec;
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

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
        check_key(&fields, pin)?;
        if anchors.exact.iter().any(|known| known == certificate) {
            return exactly(&fields, certificate, name, now, pin);
        }
        if fields.version < 3 {
            return Err(errors::refused(
                Status::CertificateBad,
                pin,
                std::format!(
                    "it is of X.509 version {}, for which no authority can vouch; \
                     put the certificate itself into the CA file, or pin it",
                    fields.version
                ),
            ));
        }
        let judged = EndEntityCert::try_from(certificate).and_then(|parsed| {
            parsed.verify_for_usage(
                self.algorithms.all,
                &anchors.authorities,
                intermediates,
                now,
                KeyUsage::server_auth(),
                None,
                Some(&|path: &VerifiedPath<'_>| check_path(anchors, path)),
            )?;
            parsed.verify_is_valid_for_subject_name(name)
        });
        judged.map_err(|error| {
            let mut error = errors::certificate(&error, &fields, name, pin);
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

/// What webpki does not check of a path: that key usages permit those between
/// to sign certificates, and how many of them the authority at its end permits.
fn check_path(anchors: &Anchors, path: &VerifiedPath<'_>) -> Result<(), webpki::Error> {
    let mut between = 0u32;
    for certificate in path.intermediate_certificates() {
        let der = certificate.der();
        let permits = Certificate::read(&der).is_ok_and(|fields| fields.permits_certificates());
        if !permits {
            return Err(webpki::Error::EndEntityUsedAsCa);
        }
        between += u32::from(certificate.issuer() != certificate.subject());
    }
    match anchors.path_limit(path.anchor()) {
        Some(limit) if between > limit => Err(webpki::Error::PathLenConstraintViolated),
        _ => Ok(()),
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
    let bad = |error: der::Error| errors::refused(Status::CertificateBad, pin, error);
    let validity = fields.validity().map_err(bad)?;
    let now = now.as_secs();
    if now < validity.not_before.unix_duration().as_secs() || now > validity.not_after.unix_duration().as_secs() {
        return Err(errors::refused(
            Status::CertificateExpired,
            pin,
            std::format!("it is valid from {} until {}", validity.not_before, validity.not_after),
        ));
    }
    if fields.has_alternative_names() {
        return EndEntityCert::try_from(certificate)
            .and_then(|parsed| parsed.verify_is_valid_for_subject_name(name))
            .map_err(|error| errors::certificate(&error, fields, name, pin));
    }
    // Hand-made certificates often have a common name only. Where authorities
    // vouch that does not count any more; here the file's owner does.
    if fields.common_name_is(name) {
        return Ok(());
    }
    Err(errors::refused(
        Status::CertificateName,
        pin,
        std::format!("it has no alternative names, and its common name is not {}", name.to_str()),
    ))
}

/// The pin replaces issuer, name and dates.
fn by_pin(pin: Pin, certificate: &CertificateDer<'_>) -> Result<(), NetError> {
    let found = Pin::of(certificate);
    if found != pin {
        return Err(errors::refused(Status::CertificatePin, found, "the exchange showed this one"));
    }
    check_key(&read(certificate, found)?, found)
}

fn read<'a>(certificate: &'a CertificateDer<'_>, pin: Pin) -> Result<Certificate<'a>, NetError> {
    Certificate::read(certificate).map_err(|error| errors::refused(Status::CertificateBad, pin, error))
}

/// A key that is too small would only fail later and less clearly, when the
/// peer proves that it holds it.
fn check_key(fields: &Certificate<'_>, pin: Pin) -> Result<(), NetError> {
    match fields.rsa_bits() {
        Some(bits) if bits < RSA_BITS => {
            Err(errors::refused(Status::TlsUnsupported, pin, std::format!("its RSA key has {bits} bits")))
        }
        _ => Ok(()),
    }
}
