//! rustls's errors to statuses.

use std::string::ToString;
use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, Error, OtherError};

use super::pin::Pin;
use crate::Status;
use crate::net::NetError;

/// Hands a refusal of ours through rustls, for [`in_handshake`] to find again.
pub(super) fn refusal(error: NetError) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
}

/// What rustls's own checks say against a certificate.
pub(super) fn certificate(error: &Error, pin: Pin) -> NetError {
    use CertificateError as Bad;
    let status = match error {
        Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
                Status::CertificateExpired
            }
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => Status::CertificateName,
            // An authority of the same name, but with another key, is another.
            Bad::UnknownIssuer | Bad::BadSignature => Status::CertificateUnknown,
            _ => Status::CertificateBad,
        },
        _ => Status::CertificateBad,
    };
    NetError::with_detail(status, std::format!("{error}; its SHA-256 pin is {pin}"))
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
    NetError::with_detail(status, error.to_string())
}

/// What ended a connection whose handshake had succeeded.
pub(super) fn afterwards(error: &Error) -> NetError {
    NetError::with_detail(Status::TlsBroken, error.to_string())
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
        use CertificateError as Bad;
        for (bad, status) in [
            (Bad::Expired, Status::CertificateExpired),
            (Bad::NotValidYet, Status::CertificateExpired),
            (Bad::NotValidForName, Status::CertificateName),
            (Bad::UnknownIssuer, Status::CertificateUnknown),
            (Bad::BadSignature, Status::CertificateUnknown),
            (Bad::InvalidPurpose, Status::CertificateBad),
            (Bad::BadEncoding, Status::CertificateBad),
        ] {
            let error = certificate(&Error::InvalidCertificate(bad), Pin([7; 32]));
            assert_eq!(error.status, status);
            assert!(error.detail.contains("07:07"));
        }
    }
}
