//! The errors of rustls and webpki to statuses, and to words for a person.

use std::fmt;
use std::string::{String, ToString};
use std::sync::Arc;

use der::DateTime;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error, OtherError};

use super::certificate::Certificate;
use super::pin::Pin;
use crate::Status;
use crate::net::NetError;

/// Hands a refusal of ours through rustls, for [`in_handshake`] to find again.
pub(super) fn refusal(error: NetError) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
}

/// A certificate is refused. The pin comes first, so that it is whole also
/// where the room for the detail is short.
pub(super) fn refused(status: Status, pin: Pin, why: impl fmt::Display) -> NetError {
    NetError::with_detail(status, std::format!("SHA-256 {pin}; {why}"))
}

/// What webpki says against a certificate.
pub(super) fn certificate(
    error: &webpki::Error,
    fields: &Certificate<'_>,
    name: &ServerName<'_>,
    pin: Pin,
) -> NetError {
    use webpki::Error as Bad;
    let (status, why) = match error {
        Bad::CertExpired { not_after, .. } => (
            Status::CertificateExpired,
            std::format!("it, or an authority's above it, expired at {}", date(*not_after)),
        ),
        Bad::CertNotValidYet { not_before, .. } => (
            Status::CertificateExpired,
            std::format!("it, or an authority's above it, is not valid before {}", date(*not_before)),
        ),
        Bad::CertNotValidForName(_) => {
            let names = fields.alternative_names();
            let names = if names.is_empty() { "it carries no name of a host" } else { &names };
            (Status::CertificateName, std::format!("it is not for {}; its names: {names}", name.to_str()))
        }
        // An authority of the same name, but with another key, is another.
        Bad::UnknownIssuer | Bad::InvalidSignatureForPublicKey => {
            (Status::CertificateUnknown, String::from("no authority that is trusted here issued it"))
        }
        Bad::CaUsedAsEndEntity => (Status::CertificateBad, String::from("it is an authority's, not a server's")),
        Bad::EndEntityUsedAsCa => {
            (Status::CertificateBad, String::from("a certificate above it may not vouch for others"))
        }
        Bad::PathLenConstraintViolated => {
            (Status::CertificateBad, String::from("there are more authorities above it than one of them permits"))
        }
        Bad::NameConstraintViolation => {
            (Status::CertificateBad, String::from("an authority above it may not vouch for its names"))
        }
        Bad::RequiredEkuNotFoundContext(_) => {
            (Status::CertificateBad, String::from("its extended key usage does not permit to serve"))
        }
        other => (Status::CertificateBad, words(other)),
    };
    refused(status, pin, why)
}

fn date(time: UnixTime) -> String {
    let since = core::time::Duration::from_secs(time.as_secs());
    DateTime::from_unix_duration(since).map_or_else(|_| String::from("an impossible date"), |date| date.to_string())
}

/// The name of an enum's variant as words, without what the variant holds:
/// what a library has no sentence for.
pub(super) fn words(variant: &dyn fmt::Debug) -> String {
    let name = std::format!("{variant:?}");
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        before = c;
    }
    words
}

/// What rustls says, without a value of its own in it.
fn plain(error: &Error) -> String {
    match error {
        Error::AlertReceived(AlertDescription::Unknown(alert)) => std::format!("the peer sent the alert {alert}"),
        Error::AlertReceived(alert) => std::format!("the peer sent the alert \"{}\"", words(alert)),
        Error::PeerIncompatible(why) => std::format!("the peer cannot do what is needed here: {}", words(why)),
        Error::PeerMisbehaved(why) => std::format!("the peer broke the rules of TLS: {}", words(why)),
        Error::InvalidMessage(why) => std::format!("a message of TLS is malformed: {}", words(why)),
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            String::from("a message of TLS came out of turn")
        }
        Error::InvalidCertificate(CertificateError::BadSignature) => {
            String::from("the peer does not hold the key of the certificate that it showed")
        }
        Error::InvalidCertificate(why) => std::format!("the certificate cannot be used: {}", words(why)),
        Error::InvalidCertRevocationList(why) => words(why),
        Error::InvalidEncryptedClientHello(why) => words(why),
        Error::InconsistentKeys(why) => words(why),
        // These have sentences of their own.
        other => other.to_string(),
    }
}

/// What ended a handshake.
pub(super) fn in_handshake(error: &Error) -> NetError {
    use AlertDescription as Alert;
    let status = match error {
        Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => {
            match inner.downcast_ref::<NetError>() {
                Some(ours) => return ours.clone(),
                None => Status::CertificateBad,
            }
        }
        Error::InvalidCertificate(_) | Error::NoCertificatesPresented => Status::CertificateBad,
        Error::PeerIncompatible(_) => Status::TlsUnsupported,
        Error::AlertReceived(alert) => match alert {
            Alert::ProtocolVersion | Alert::HandshakeFailure | Alert::InsufficientSecurity => Status::TlsUnsupported,
            Alert::UnrecognisedName => Status::CertificateName,
            _ => Status::TlsHandshake,
        },
        _ => Status::TlsHandshake,
    };
    NetError::with_detail(status, plain(error))
}

/// What ended a connection whose handshake had succeeded.
pub(super) fn afterwards(error: &Error) -> NetError {
    NetError::with_detail(Status::TlsBroken, plain(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{InvalidMessage, PeerIncompatible};

    #[test]
    fn our_refusals_come_back_unchanged() {
        let ours = NetError::with_detail(Status::CertificatePin, "another");
        assert_eq!(in_handshake(&refusal(ours.clone())), ours);
    }

    #[test]
    fn each_end_of_a_handshake_has_its_status() {
        use AlertDescription as Alert;
        for (error, status) in [
            (Error::AlertReceived(Alert::ProtocolVersion), Status::TlsUnsupported),
            (Error::AlertReceived(Alert::HandshakeFailure), Status::TlsUnsupported),
            (Error::AlertReceived(Alert::InsufficientSecurity), Status::TlsUnsupported),
            (Error::AlertReceived(Alert::UnrecognisedName), Status::CertificateName),
            (Error::AlertReceived(Alert::InternalError), Status::TlsHandshake),
            (Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig), Status::TlsUnsupported),
            (Error::NoCertificatesPresented, Status::CertificateBad),
            (Error::InvalidCertificate(CertificateError::BadSignature), Status::CertificateBad),
            (Error::InvalidMessage(InvalidMessage::InvalidCcs), Status::TlsHandshake),
        ] {
            let mapped = in_handshake(&error);
            assert_eq!(mapped.status, status, "{error:?}");
            assert!(!mapped.detail.is_empty());
        }
        assert_eq!(afterwards(&Error::DecryptError).status, Status::TlsBroken);
    }

    #[test]
    fn each_fault_of_a_certificate_has_its_status() {
        use webpki::Error as Bad;
        let params = rcgen::CertificateParams::new(std::vec![String::from("pbx.example")]).unwrap();
        let der = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().der().to_vec();
        let fields = Certificate::read(&der).unwrap();
        let name = ServerName::try_from("other.example").unwrap();
        let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(86400));
        let other_name = webpki::InvalidNameContext { expected: name.clone(), presented: std::vec![] };
        for (bad, status, why) in [
            (Bad::CertExpired { time, not_after: time }, Status::CertificateExpired, "1970-01-02T00:00:00Z"),
            (Bad::CertNotValidYet { time, not_before: time }, Status::CertificateExpired, "1970-01-02T00:00:00Z"),
            (
                Bad::CertNotValidForName(other_name),
                Status::CertificateName,
                "not for other.example; its names: pbx.example",
            ),
            (Bad::UnknownIssuer, Status::CertificateUnknown, "no authority"),
            (Bad::InvalidSignatureForPublicKey, Status::CertificateUnknown, "no authority"),
            (Bad::CaUsedAsEndEntity, Status::CertificateBad, "an authority's"),
            (Bad::EmptyEkuExtension, Status::CertificateBad, "empty eku extension"),
            (Bad::BadDer, Status::CertificateBad, "bad der"),
            (Bad::TrailingData(webpki::DerTypeId::Certificate), Status::CertificateBad, "trailing data"),
        ] {
            let error = certificate(&bad, &fields, &name, Pin([7; 32]));
            assert_eq!(error.status, status);
            assert!(error.detail.starts_with("SHA-256 07:07"), "{error}");
            assert!(error.detail.contains(why), "{error}");
            assert!(!error.detail.contains(['{', '(', '[']), "{error}");
        }
    }

    #[test]
    fn no_value_of_a_library_is_shown() {
        use rustls::{ContentType, InvalidMessage, PeerMisbehaved};
        for (error, text) in [
            (Error::AlertReceived(AlertDescription::HandshakeFailure), "the alert \"handshake failure\""),
            (Error::AlertReceived(AlertDescription::Unknown(77)), "the alert 77"),
            (Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon), ": no cipher suites in common"),
            (Error::PeerMisbehaved(PeerMisbehaved::TooMuchEarlyDataReceived), ": too much early data received"),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), ": invalid content type"),
            (
                Error::InappropriateMessage {
                    expect_types: std::vec![ContentType::Handshake],
                    got_type: ContentType::ApplicationData,
                },
                "out of turn",
            ),
            (Error::InvalidCertificate(CertificateError::BadSignature), "does not hold the key"),
            (Error::DecryptError, "cannot decrypt"),
        ] {
            let detail = in_handshake(&error).detail;
            assert!(detail.contains(text), "{detail}");
            assert!(!detail.contains(['{', '(', '[']), "{detail}");
        }
    }
}
