//! Certificates of every kind, made on the spot.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use amiwire::net::tls::Pin;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, SigningKey, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

/// What a server shows and signs with.
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: KeyPair,
}

impl Identity {
    pub(crate) fn pin(&self) -> Pin {
        Pin::of(&self.chain[0])
    }

    pub(crate) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.serialize_der()).unwrap()
    }

    /// For rustls's server, without its checks that it is a sensible one.
    pub(crate) fn certified(&self) -> Arc<CertifiedKey> {
        let key = rustls::crypto::ring::sign::any_supported_type(&self.private_key()).unwrap();
        Arc::new(CertifiedKey::new(self.chain.clone(), key))
    }

    /// The server's own certificate as a CA file.
    pub(crate) fn file(&self, dir: &Scratch) -> PathBuf {
        dir.file("own.pem", pem(&self.chain[..1]).as_bytes())
    }
}

pub(crate) fn pem(certificates: &[CertificateDer<'_>]) -> String {
    let sections: Vec<_> =
        certificates.iter().map(|certificate| pem::Pem::new("CERTIFICATE", certificate.to_vec())).collect();
    pem::encode_many(&sections)
}

/// An authority of our own.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        Authority::with(name, |_| ())
    }

    /// One that differs from the usual.
    pub(crate) fn with(name: &str, edit: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = params(&[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = common_name(name);
        edit(&mut params);
        let key = KeyPair::generate().unwrap();
        Authority(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub(crate) fn file(&self, dir: &Scratch) -> PathBuf {
        dir.file("ca.pem", self.0.pem().as_bytes())
    }

    /// Itself, as a server that shows it.
    pub(crate) fn identity(self) -> Identity {
        let key = KeyPair::try_from(self.0.key().serialize_der()).unwrap();
        Identity { chain: vec![self.der()], key }
    }

    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// A certificate for these names, with what `edit` does to it.
    pub(crate) fn issue(&self, names: &[&str], edit: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = params(names);
        edit(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: vec![certificate.der().clone()], key }
    }

    /// An authority below this one.
    pub(crate) fn subordinate(&self, name: &str) -> Authority {
        self.subordinate_with(name, |_| ())
    }

    pub(crate) fn subordinate_with(&self, name: &str, edit: impl FnOnce(&mut CertificateParams)) -> Authority {
        let mut params = params(&[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = common_name(name);
        edit(&mut params);
        let key = KeyPair::generate().unwrap();
        Authority(CertifiedIssuer::signed_by(params, key, &self.0).unwrap())
    }
}

/// A certificate that its own key signed.
pub(crate) fn self_signed(
    names: &[&str],
    algorithm: &'static rcgen::SignatureAlgorithm,
    edit: impl FnOnce(&mut CertificateParams),
) -> Identity {
    let mut params = params(names);
    edit(&mut params);
    let key = KeyPair::generate_for(algorithm).unwrap();
    Identity { chain: vec![params.self_signed(&key).unwrap().der().clone()], key }
}

/// As `openssl req -x509` makes it: its own authority.
pub(crate) fn like_openssl(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

pub(crate) fn expired(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2015, 1, 1);
    params.not_after = date_time_ymd(2016, 1, 1);
}

pub(crate) fn not_yet_valid(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2090, 1, 1);
    params.not_after = date_time_ymd(2091, 1, 1);
}

pub(crate) fn for_clients(params: &mut CertificateParams) {
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
}

pub(crate) fn common_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::OrganizationName, "Amiwire's tests");
    names.push(DnType::CommonName, name);
    names
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name = common_name("somebody");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2080, 1, 1);
    params
}

/// An X.509 v1 certificate, which no library of today makes any more: without
/// a version, without extensions; signed by its own key, as hand-made ones are.
pub(crate) fn version_1(name: &str, years: [&str; 2]) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = old_version(1, name, &key, (name, &key), years);
    Identity { chain: vec![certificate], key }
}

/// A certificate of X.509 v1 or v2 with any issuer.
pub(crate) fn old_version(
    version: u8,
    name: &str,
    key: &KeyPair,
    (issuer, signs): (&str, &KeyPair),
    years: [&str; 2],
) -> CertificateDer<'static> {
    // ecdsa-with-SHA256
    let algorithm = der(0x30, &[&[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]]);
    let named = |name: &str| {
        let pair = der(0x30, &[&[0x06, 3, 0x55, 4, 3], &der(0x0c, &[name.as_bytes()])]);
        der(0x30, &[&der(0x31, &[&pair])])
    };
    let date = |year: &str| der(0x18, &[year.as_bytes(), b"0101000000Z"]);
    let validity = der(0x30, &[&date(years[0]), &date(years[1])]);
    let version = if version == 1 { Vec::new() } else { der(0xa0, &[&[0x02, 1, version - 1]]) };
    let body = der(
        0x30,
        &[&version, &der(0x02, &[&[7]]), &algorithm, &named(issuer), &validity, &named(name), &key_info(key)],
    );
    let signature = signs.sign(&body).unwrap();
    CertificateDer::from(der(0x30, &[&body, &algorithm, &der(0x03, &[&[0], &signature])]))
}

/// A server's certificate that a key signed as if it were an authority of this
/// name, whatever its own certificate says.
pub(crate) fn signed_as(issuer: DistinguishedName, key: &KeyPair, names: &[&str]) -> Identity {
    let mut authority = params(&[]);
    authority.distinguished_name = issuer;
    let own = KeyPair::generate().unwrap();
    let certificate = params(names).signed_by(&own, &rcgen::Issuer::new(authority, key)).unwrap();
    Identity { chain: vec![certificate.der().clone()], key: own }
}

/// A name that is a common name only, as [`version_1`] gives it.
pub(crate) fn bare_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// The public key of a P-256 pair in its wrapping.
fn key_info(key: &KeyPair) -> Vec<u8> {
    let algorithm =
        der(0x30, &[&[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]]);
    der(0x30, &[&algorithm, &der(0x03, &[&[0], key.public_key_raw()])])
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let mut value = vec![tag];
    match contents.len() {
        n @ 0..=0x7f => value.push(n as u8),
        n @ 0x80..=0xff => value.extend([0x81, n as u8]),
        n => value.extend([0x82, (n >> 8) as u8, n as u8]),
    }
    value.extend(contents);
    value
}

/// A directory that goes away with its owner.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("amiwire-net-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Scratch(dir)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
