//! Where trust comes from: the system's roots, or a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::certificate::Certificate;
use crate::Status;
use crate::net::NetError;
use crate::net::memory::{copied, missing};

/// A CA file is read up to this size; the system's bundle has a quarter of a
/// megabyte.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// What is trusted without asking anybody.
#[derive(Debug)]
pub(super) struct Anchors {
    /// Authorities: what they signed is trusted.
    pub(super) authorities: RootCertStore,
    /// Certificates that are trusted as they are, byte for byte, whether or
    /// not they are authorities.
    pub(super) exact: Vec<CertificateDer<'static>>,
}

impl Anchors {
    /// The system's roots, from where its OpenSSL would take them; the
    /// environment's SSL_CERT_FILE and SSL_CERT_DIR count.
    pub(super) fn of_system() -> Result<Self, NetError> {
        let found = rustls_native_certs::load_native_certs();
        let mut authorities = RootCertStore::empty();
        authorities.add_parsable_certificates(found.certs);
        if authorities.is_empty() {
            let why = match found.errors.first() {
                Some(error) => std::format!("{error}"),
                None => String::from("are ca-certificates installed?"),
            };
            return Err(NetError::with_detail(
                Status::CaFile,
                std::format!("the system has no root certificates: {why}"),
            ));
        }
        Ok(Anchors { authorities, exact: Vec::new() })
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
        let mut anchors = Anchors { authorities: RootCertStore::empty(), exact: Vec::new() };
        for section in CertificateDer::pem_slice_iter(&text) {
            let certificate = section.map_err(|error| failed(&error))?;
            let fields = Certificate::read(&certificate).map_err(|error| failed(&error))?;
            if fields.is_authority() {
                let own = CertificateDer::from(copied(&certificate)?);
                anchors.authorities.add(own).map_err(|error| failed(&error))?;
            }
            anchors.exact.try_reserve(1).map_err(missing)?;
            anchors.exact.push(certificate);
        }
        if anchors.exact.is_empty() {
            return Err(failed(&"no certificate in PEM form"));
        }
        Ok(anchors)
    }
}
