//! The few fields of a certificate that rustls does not lend. Its own reader
//! refuses X.509 v1, which hand-made certificates of exchanges often are.
//!
//! Only what a question needs is decoded when it is asked: a pinned
//! certificate with a nonsensical date is still a pinned certificate.

use std::net::IpAddr;
use std::string::{String, ToString};
use std::vec::Vec;

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, UintRef, UtcTime};
use der::{DateTime, Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use rustls::pki_types::ServerName;

const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];

/// The sixth bit of a key usage: certificates may be signed.
const SIGNS_CERTIFICATES: u8 = 0x80 >> 5;

/// How many of a certificate's names a detail holds.
const NAMED: usize = 4;

/// A certificate cut into its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificate<'a> {
    /// 1, 2 or 3.
    pub(super) version: u8,
    issuer: AnyRef<'a>,
    validity: AnyRef<'a>,
    subject: AnyRef<'a>,
    /// The subject's public key as a whole (SubjectPublicKeyInfo), in DER.
    pub(super) key_info: &'a [u8],
    /// The inside of the key's AlgorithmIdentifier.
    pub(super) key_algorithm: &'a [u8],
    /// The key itself.
    pub(super) key: &'a [u8],
    /// The inside of the sequence of extensions; empty in v1 and v2.
    extensions: &'a [u8],
}

/// From when until when a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) not_before: DateTime,
    pub(super) not_after: DateTime,
}

impl<'a> Certificate<'a> {
    /// Cuts a certificate; its signature is not looked at.
    pub(super) fn read(certificate_der: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(certificate_der)?;
        let certificate = reader.sequence(|outer| {
            let certificate = outer.sequence(Self::read_inner)?;
            let _signature_algorithm = AnyRef::decode(outer)?;
            let _signature = BitStringRef::decode(outer)?;
            Ok::<_, der::Error>(certificate)
        })?;
        reader.finish()?;
        Ok(certificate)
    }

    fn read_inner(fields: &mut SliceReader<'a>) -> der::Result<Self> {
        let mut version = 1u8;
        if Tag::peek(fields)? == context(0) {
            let explicit = AnyRef::decode(fields)?;
            version = u8::from_der(explicit.value())?.saturating_add(1);
        }
        let _serial = AnyRef::decode(fields)?;
        let _signature_algorithm = AnyRef::decode(fields)?;
        let issuer = AnyRef::decode(fields)?;
        let validity = AnyRef::decode(fields)?;
        let subject = AnyRef::decode(fields)?;
        let key_info = fields.tlv_bytes()?;
        let (key_algorithm, key) = AnyRef::from_der(key_info)?.sequence(|info| {
            let algorithm = AnyRef::decode(info)?;
            let key = BitStringRef::decode(info)?;
            let whole = key.as_bytes().ok_or(Tag::BitString.value_error())?;
            Ok::<_, der::Error>((algorithm.value(), whole))
        })?;
        let mut extensions: &[u8] = &[];
        while !fields.is_finished() {
            // The identifiers of issuer and subject ([1] and [2]) say nothing.
            let field = AnyRef::decode(fields)?;
            if field.tag() == context(3) {
                extensions = AnyRef::from_der(field.value())?.value();
            }
        }
        Ok(Certificate { version, issuer, validity, subject, key_info, key_algorithm, key, extensions })
    }

    /// The size of an RSA key in bits; `None` for a key of another kind.
    pub(super) fn rsa_bits(&self) -> Option<usize> {
        let mut algorithm = SliceReader::new(self.key_algorithm).ok()?;
        if AnyRef::decode(&mut algorithm).ok()?.value() != RSA_ENCRYPTION {
            return None;
        }
        let numbers = AnyRef::from_der(self.key).ok()?;
        let mut numbers = SliceReader::new(numbers.value()).ok()?;
        let modulus = UintRef::decode(&mut numbers).ok()?;
        let bytes = modulus.as_bytes();
        let unused = bytes.first().map_or(0, |byte| byte.leading_zeros());
        (bytes.len() * 8).checked_sub(unused as usize)
    }

    pub(super) fn validity(&self) -> der::Result<Validity> {
        self.validity.sequence(|times| Ok(Validity { not_before: time(times)?, not_after: time(times)? }))
    }

    /// Whether the certificate names itself as its issuer.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether it may vouch for other certificates: it says that it is an
    /// authority, and its key usage, if it has one, permits to sign
    /// certificates. Before v3 a certificate cannot say so: there, that it is
    /// self-issued proves nothing, since a server's own mostly is.
    pub(super) fn is_authority(&self) -> bool {
        self.version == 3 && self.constraints(bool::decode).unwrap_or(false) && self.permits_certificates()
    }

    /// Whether its key usage permits to sign certificates, or it has none.
    pub(super) fn permits_certificates(&self) -> bool {
        let Some(usage) = self.extension(KEY_USAGE) else { return true };
        let bits = BitStringRef::from_der(usage).map(|bits| bits.raw_bytes().first().copied().unwrap_or(0));
        bits.is_ok_and(|first| first & SIGNS_CERTIFICATES != 0)
    }

    /// How many authorities may stand between it and a server's certificate,
    /// those not counted that name themselves as their issuer; none if it does
    /// not say.
    pub(super) fn path_limit(&self) -> Option<u32> {
        self.constraints(|all| {
            bool::decode(all)?;
            if all.is_finished() { Ok(None) } else { u32::decode(all).map(Some) }
        })
        // What cannot be read permits nothing.
        .unwrap_or(Some(0))
    }

    /// Reads the inside of the basic constraints.
    fn constraints<T: Default>(&self, read: impl FnOnce(&mut SliceReader<'a>) -> der::Result<T>) -> der::Result<T> {
        let Some(constraints) = self.extension(BASIC_CONSTRAINTS) else { return Ok(T::default()) };
        let inside = AnyRef::from_der(constraints)?.value();
        if inside.is_empty() { Ok(T::default()) } else { read(&mut SliceReader::new(inside)?) }
    }

    /// The host names and addresses that it carries, as text for a person.
    pub(super) fn alternative_names(&self) -> String {
        let names = self.extension(SUBJECT_ALT_NAME).and_then(|names| AnyRef::from_der(names).ok());
        let text = |name: AnyRef<'_>| match (name.tag(), name.value()) {
            (Tag::ContextSpecific { number: TagNumber(2), .. }, dns) => Some(dns.escape_ascii().to_string()),
            (Tag::ContextSpecific { number: TagNumber(7), .. }, bytes) => match bytes.len() {
                4 => <[u8; 4]>::try_from(bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
                _ => <[u8; 16]>::try_from(bytes).ok().map(|bytes| IpAddr::from(bytes).to_string()),
            },
            _ => None,
        };
        let all: Vec<String> =
            names.into_iter().flat_map(|names| children(names.value())).filter_map(text).take(NAMED + 1).collect();
        match (all.len() > NAMED, all.get(..NAMED)) {
            (true, Some(first)) => first.join(", ") + " and others",
            _ => all.join(", "),
        }
    }

    /// Whether it carries names of its own kind, so that the subject's common
    /// name does not count as one.
    pub(super) fn has_alternative_names(&self) -> bool {
        self.extension(SUBJECT_ALT_NAME).is_some()
    }

    /// Whether a common name of the subject is the given one, letter for
    /// letter: no wildcards.
    pub(super) fn common_name_is(&self, name: &ServerName<'_>) -> bool {
        let wanted = name.to_str();
        let matches = |value: &[u8]| match name {
            ServerName::IpAddress(wanted) => std::str::from_utf8(value)
                .ok()
                .and_then(|text| text.parse::<IpAddr>().ok())
                .is_some_and(|address| address == IpAddr::from(*wanted)),
            _ => value.eq_ignore_ascii_case(wanted.as_bytes()),
        };
        // Subject: a sequence of sets of pairs, name and value.
        children(self.subject.value()).flat_map(|set| children(set.value())).any(|pair| {
            let mut parts = children(pair.value());
            parts.next().is_some_and(|kind| kind.value() == COMMON_NAME)
                && parts.next().is_some_and(|value| matches(value.value()))
        })
    }

    /// The contents of an extension.
    fn extension(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        children(self.extensions).find_map(|extension| {
            // Name, perhaps whether it is critical, contents.
            let mut parts = children(extension.value());
            let found = parts.next()?.value() == wanted;
            found.then(|| parts.last().map(AnyRef::value))?
        })
    }
}

/// What stands side by side in a constructed value, up to the first that
/// cannot be read.
fn children(contents: &[u8]) -> impl Iterator<Item = AnyRef<'_>> {
    let mut reader = SliceReader::new(contents).ok();
    std::iter::from_fn(move || {
        let reader = reader.as_mut().filter(|reader| !reader.is_finished())?;
        AnyRef::decode(reader).ok()
    })
}

fn time(reader: &mut SliceReader<'_>) -> der::Result<DateTime> {
    match Tag::peek(reader)? {
        Tag::UtcTime => Ok(UtcTime::decode(reader)?.to_date_time()),
        _ => Ok(GeneralizedTime::decode(reader)?.to_date_time()),
    }
}

const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd};

    fn made(names: &[&str], authority: bool) -> Vec<u8> {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, "pbx.example");
        params.not_before = date_time_ymd(2020, 1, 2);
        params.not_after = date_time_ymd(2051, 3, 4);
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(2));
        }
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn fields_are_found() {
        let der = made(&["pbx.example"], true);
        let certificate = Certificate::read(&der).unwrap();
        assert_eq!(certificate.version, 3);
        assert!(certificate.is_self_issued() && certificate.is_authority());
        assert_eq!(certificate.path_limit(), Some(2));
        assert_eq!(certificate.alternative_names(), "pbx.example");
        assert!(certificate.has_alternative_names());
        assert_eq!(certificate.rsa_bits(), None);
        let validity = certificate.validity().unwrap();
        // One is written with two digits of the year, the other with four.
        assert_eq!(validity.not_before.to_string(), "2020-01-02T00:00:00Z");
        assert_eq!(validity.not_after.to_string(), "2051-03-04T00:00:00Z");
        let der = made(&[], false);
        let certificate = Certificate::read(&der).unwrap();
        assert!(!certificate.is_authority() && !certificate.has_alternative_names());
        assert_eq!((certificate.path_limit(), certificate.alternative_names()), (None, String::new()));
        let name = |text: &'static str| ServerName::try_from(text).unwrap();
        assert!(certificate.common_name_is(&name("PBX.example")));
        for other in ["pbx.exampl", "pbx.example.org", "127.0.0.1"] {
            assert!(!certificate.common_name_is(&name(other)));
        }
    }

    #[test]
    fn an_authority_says_so_and_may_sign() {
        let read = |constraints: Option<BasicConstraints>, usages: &[KeyUsagePurpose]| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = constraints.map_or(IsCa::ExplicitNoCa, IsCa::Ca);
            params.key_usages = usages.to_vec();
            let der = params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
            let certificate = Certificate::read(&der).unwrap();
            (certificate.is_authority(), certificate.path_limit())
        };
        let plain = || Some(BasicConstraints::Unconstrained);
        assert_eq!(read(plain(), &[]), (true, None));
        assert_eq!(read(plain(), &[KeyUsagePurpose::CrlSign, KeyUsagePurpose::KeyCertSign]), (true, None));
        assert_eq!(read(plain(), &[KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign]), (false, None));
        assert_eq!(read(Some(BasicConstraints::Constrained(0)), &[]), (true, Some(0)));
        assert_eq!(read(None, &[KeyUsagePurpose::KeyCertSign]), (false, None));
    }

    #[test]
    fn a_detail_holds_a_few_names() {
        let names = |names: &[&str]| Certificate::read(&made(names, false)).unwrap().alternative_names();
        assert_eq!(names(&["a.example", "192.0.2.7", "2001:db8::7"]), "a.example, 192.0.2.7, 2001:db8::7");
        assert_eq!(names(&["a", "b", "c", "d"]), "a, b, c, d");
        assert_eq!(names(&["a", "b", "c", "d", "e"]), "a, b, c, d and others");
    }

    #[test]
    fn no_damage_does_more_than_be_refused() {
        let whole = made(&["pbx.example"], true);
        let name = ServerName::try_from("pbx.example").unwrap();
        let look = |der: &[u8]| {
            let Ok(certificate) = Certificate::read(der) else {
                return false;
            };
            let _ = certificate.validity();
            let _ = certificate.rsa_bits();
            let _ = certificate.is_authority();
            let _ = certificate.path_limit();
            let _ = certificate.alternative_names();
            let _ = certificate.has_alternative_names();
            let _ = certificate.common_name_is(&name);
            true
        };
        for cut in 0..whole.len() {
            assert!(!look(&whole[..cut]));
        }
        let mut longer = whole.clone();
        longer.push(0);
        assert!(!look(&longer));
        let mut damaged = whole.clone();
        for i in 0..whole.len() {
            for byte in [0, 1, 0x30, 0x7f, 0x80, 0x84, 0xff, whole[i] ^ 0x20] {
                damaged[i] = byte;
                look(&damaged);
            }
            damaged[i] = whole[i];
        }
    }
}
