//! Where trust comes from: the system's roots, or a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, TrustAnchor};

use super::certificate::Certificate;
use super::errors;
use crate::Status;
use crate::net::NetError;
use crate::net::memory::missing;

/// A CA file is read up to this size; the system's bundle has a quarter of a
/// megabyte.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// What is trusted without asking anybody.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Authorities: what they signed is trusted.
    pub(super) authorities: Vec<TrustAnchor<'static>>,
    /// For each of them, how many authorities may stand below it.
    path_limits: Vec<Option<u32>>,
    /// Certificates that are trusted as they are, byte for byte, whether or
    /// not they are authorities.
    pub(super) exact: Vec<CertificateDer<'static>>,
}

impl Anchors {
    /// The system's roots, from where its OpenSSL would take them; the
    /// environment's SSL_CERT_FILE and SSL_CERT_DIR count.
    ///
    /// The rule is that of a file: a certificate that is not marked as an
    /// authority counts for itself only. An administrator may have put an
    /// exchange's own among the roots, and whoever holds that one's key is not
    /// to speak for all the world. So a root of X.509 v1 vouches for nobody;
    /// no public authority has one any more.
    pub(super) fn of_system() -> Result<Self, NetError> {
        let found = rustls_native_certs::load_native_certs();
        let mut anchors = Anchors::default();
        for certificate in found.certs {
            // The store is not ours: what cannot be read there is left out.
            let _ = anchors.add(certificate);
        }
        if anchors.exact.is_empty() {
            let why = match found.errors.first() {
                Some(error) => std::format!("{error}"),
                None => String::from("are ca-certificates installed?"),
            };
            return Err(NetError::with_detail(
                Status::CaFile,
                std::format!("the system has no root certificates: {why}"),
            ));
        }
        Ok(anchors)
    }

    /// The certificates of a PEM file; other sections in it are passed over.
    ///
    /// Each of them vouches for itself. For others only those do that are
    /// authorities: else the owner of a server's certificate in the file could
    /// issue certificates for any name.
    pub(super) fn of_file(path: &Path) -> Result<Self, NetError> {
        let failed = |why: &dyn std::fmt::Display| {
            NetError::with_detail(Status::CaFile, std::format!("{}: {why}", path.display()))
        };
        let os = |error: io::Error| match error.kind() {
            io::ErrorKind::OutOfMemory => NetError::new(Status::NoMemory),
            _ => NetError::from_os(Status::CaFile, path.display(), &error),
        };
        let mut text = Vec::new();
        File::open(path).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut text)).map_err(os)?;
        let mut anchors = Anchors::default();
        for section in CertificateDer::pem_slice_iter(&text) {
            let certificate = section.map_err(|error| failed(&error))?;
            anchors.exact.try_reserve(1).map_err(missing)?;
            anchors.add(certificate).map_err(|why| failed(&why))?;
        }
        if anchors.exact.is_empty() {
            return Err(failed(&"no certificate in PEM form"));
        }
        Ok(anchors)
    }

    /// Takes one in; says in words why that is not possible.
    fn add(&mut self, certificate: CertificateDer<'static>) -> Result<(), String> {
        let fields = Certificate::read(&certificate).map_err(|error| error.to_string())?;
        if fields.is_authority() {
            let anchor = webpki::anchor_from_trusted_cert(&certificate).map_err(|error| errors::words(&error))?;
            self.path_limits.push(fields.path_limit());
            self.authorities.push(anchor.to_owned());
        }
        self.exact.push(certificate);
        Ok(())
    }

    /// How many authorities may stand below this one, which is one of ours.
    pub(super) fn path_limit(&self, anchor: &TrustAnchor<'_>) -> Option<u32> {
        let place = self.authorities.iter().position(|known| core::ptr::eq(known, anchor));
        // There is no other; one that were, would vouch for servers only.
        place.map_or(Some(0), |place| self.path_limits.get(place).copied().flatten())
    }
}
