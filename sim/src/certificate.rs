//! Certificates: one made on the spot, and one read from PEM.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use amiwire::value::Date;

/// A self-signed certificate and its key.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate in PEM form.
    pub certificate: String,
    /// The private key in PEM form.
    pub key: String,
    /// The SHA-256 digest of the certificate in DER form, as 64 lower-case
    /// hexadecimal digits: what a client pins.
    pub pin: String,
}

/// Shows the pin only.
impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").field("pin", &self.pin).finish_non_exhaustive()
    }
}

impl Certificate {
    /// Makes one for these names and addresses, good from yesterday for ten
    /// years.
    ///
    /// # Errors
    /// A name that no certificate can hold.
    pub fn make(names: &[&str]) -> io::Result<Certificate> {
        let names = names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let common_name = names.first().cloned().unwrap_or_default();
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params.distinguished_name.push(DnType::CommonName, common_name);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let today = (since.as_secs() / 86_400) as i64;
        let day = |days: i64| Date::from_unix_days(days).map(|d| date_time_ymd(d.year.into(), d.month, d.day));
        params.not_before = day(today - 1).unwrap_or(params.not_before);
        params.not_after = day(today + 3650).unwrap_or(params.not_after);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate.der());
        let pin = digest.as_ref().iter().map(|byte| std::format!("{byte:02x}")).collect();
        Ok(Certificate { certificate: certificate.pem(), key: key.serialize_pem(), pin })
    }

    /// Makes one for this machine's own names.
    ///
    /// # Errors
    /// As [`Certificate::make`].
    pub fn for_localhost() -> io::Result<Certificate> {
        Certificate::make(&["localhost", "127.0.0.1", "::1"])
    }

    /// Writes it into a folder, which is made if need be, under the names that
    /// the exchange uses; the key for the owner's eyes only. Gives the two
    /// paths, the certificate's first.
    ///
    /// # Errors
    /// `AlreadyExists` if one of the files is there: a key is never overwritten,
    /// nor the certificate that belongs to it, and nothing is written. What the
    /// operating system says.
    pub fn write(&self, folder: &Path) -> io::Result<(PathBuf, PathBuf)> {
        std::fs::create_dir_all(folder)?;
        let (certificate, key) = (folder.join("ami_certificate.pem"), folder.join("ami_private.pem"));
        create(&key, &self.key, 0o600)?;
        create(&certificate, &self.certificate, 0o644).inspect_err(|_| {
            // A key without its certificate is of no use to anybody.
            let _ = std::fs::remove_file(&key);
        })?;
        Ok((certificate, key))
    }
}

/// Writes a file that is not there yet.
fn create(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(mode).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            io::Error::new(error.kind(), std::format!("{} exists and is not overwritten", path.display()))
        }
        _ => error,
    })?;
    file.write_all(text.as_bytes())
}

/// A TLS server's set-up from PEM.
pub(super) fn server_config(certificate: &[u8], key: &[u8]) -> io::Result<Arc<ServerConfig>> {
    let wrong = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|error| wrong(std::format!("the certificate cannot be read: {error}")))?;
    if chain.is_empty() {
        return Err(wrong("the certificate's file holds none in PEM form".into()));
    }
    let key = PrivateKeyDer::from_pem_slice(key);
    let key = key.map_err(|error| wrong(std::format!("the private key cannot be read: {error}")))?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| wrong(std::format!("certificate and key cannot be used: {error}")))?;
    Ok(Arc::new(config))
}
