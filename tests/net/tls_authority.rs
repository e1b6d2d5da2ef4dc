//! Who may vouch for whom: certificates in the CA file that are no authorities,
//! and what stands between an authority and a server.

use amiwire::Status;
use amiwire::net::tls::Trust;
use rcgen::{
    BasicConstraints, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256,
};

use crate::certificates::{
    Authority, Identity, Scratch, bare_name, common_name, old_version, pem, self_signed, signed_as, version_1,
};
use crate::tls_trust::{greeted, refused};

type Edit = fn(&mut rcgen::CertificateParams);

const HOST: &str = "pbx.example";
const YEARS: [&str; 2] = ["2020", "2080"];

/// Before v3 nothing says that a certificate is an authority's.
#[test]
fn a_certificate_of_version_1_or_2_in_the_file_does_not_vouch_for_others() {
    let dir = Scratch::new();
    for version in [1, 2] {
        let key = KeyPair::generate().unwrap();
        let own = Identity { chain: vec![old_version(version, HOST, &key, (HOST, &key), YEARS)], key };
        let trust = Trust::CaFile(own.file(&dir));
        greeted(&own, &trust, HOST).unwrap();
        for name in [HOST, "other.example"] {
            let mut forged = signed_as(bare_name(HOST), &own.key, &[name]);
            refused(&forged, &trust, name, Status::CertificateUnknown);
            forged.chain.push(own.chain[0].clone());
            refused(&forged, &trust, name, Status::CertificateBad);
        }
    }
}

#[test]
fn a_certificate_that_may_not_sign_others_does_not_vouch_for_them() {
    let dir = Scratch::new();
    let kinds: [(&str, Edit); 3] = [
        ("no constraints", |params| params.is_ca = IsCa::NoCa),
        ("no authority", |params| params.is_ca = IsCa::ExplicitNoCa),
        ("an authority for other things", |params| {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
        }),
    ];
    for (kind, edit) in kinds {
        let own = self_signed(&[HOST], &PKCS_ECDSA_P256_SHA256, edit);
        let trust = Trust::CaFile(own.file(&dir));
        greeted(&own, &trust, HOST).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let forged = signed_as(common_name("somebody"), &own.key, &[HOST]);
        let error = greeted(&forged, &trust, HOST).expect_err(kind);
        assert_eq!(error.status, Status::CertificateUnknown, "{kind}: {error}");
    }
}

/// The file holds the certificates of several exchanges: each is believed where
/// it carries the name of the host, and none signs for another.
#[test]
fn only_names_distinguish_several_exchanges_in_one_file() {
    let dir = Scratch::new();
    let (first, second) = (version_1("first.example", YEARS), version_1("second.example", YEARS));
    let both = pem(&[first.chain[0].clone(), second.chain[0].clone()]);
    let trust = Trust::CaFile(dir.file("both.pem", both.as_bytes()));
    greeted(&first, &trust, "first.example").unwrap();
    greeted(&second, &trust, "second.example").unwrap();
    refused(&first, &trust, "second.example", Status::CertificateName);
    // Two with one name can stand in for each other.
    let (first, second) = (version_1("pbx", YEARS), version_1("pbx", YEARS));
    let both = pem(&[first.chain[0].clone(), second.chain[0].clone()]);
    let trust = Trust::CaFile(dir.file("same.pem", both.as_bytes()));
    greeted(&first, &trust, "pbx").unwrap();
    greeted(&second, &trust, "pbx").unwrap();
}

#[test]
fn what_stands_between_must_be_an_authority() {
    let dir = Scratch::new();
    let root = Authority::new("root");
    let trust = Trust::CaFile(root.file(&dir));
    let chained = |mut identity: Identity, above: &Authority| {
        identity.chain.push(above.der());
        identity
    };
    let good = root.subordinate("between");
    greeted(&chained(good.issue(&[HOST], |_| ()), &good), &trust, HOST).unwrap();
    let kinds: [Edit; 3] = [
        |params| params.is_ca = IsCa::NoCa,
        |params| params.is_ca = IsCa::ExplicitNoCa,
        |params| params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign],
    ];
    for edit in kinds {
        let between = root.subordinate_with("between", edit);
        refused(&chained(between.issue(&[HOST], |_| ()), &between), &trust, HOST, Status::CertificateBad);
    }
    // Of version 1, below a root of version 3.
    let root = Authority::with("root", |params| params.distinguished_name = bare_name("root"));
    let trust = Trust::CaFile(root.file(&dir));
    let root = root.identity();
    let key = KeyPair::generate().unwrap();
    let between = old_version(1, "between", &key, ("root", &root.key), YEARS);
    let mut forged = signed_as(bare_name("between"), &key, &[HOST]);
    forged.chain.push(between);
    refused(&forged, &trust, HOST, Status::CertificateBad);
}

#[test]
fn an_authority_says_how_many_may_stand_below_it() {
    let dir = Scratch::new();
    let limited = |limit: u8| {
        move |params: &mut rcgen::CertificateParams| {
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(limit));
        }
    };
    for limit in 0..3u8 {
        let root = Authority::with("root", limited(limit));
        let trust = Trust::CaFile(root.file(&dir));
        greeted(&root.issue(&[HOST], |_| ()), &trust, HOST).unwrap();
        let first = root.subordinate("first");
        let second = first.subordinate("second");
        // The root itself, which servers like to send, is none of those below.
        let mut one = first.issue(&[HOST], |_| ());
        one.chain.extend([first.der(), root.der()]);
        let mut two = second.issue(&[HOST], |_| ());
        two.chain.extend([second.der(), first.der(), root.der()]);
        for (below, identity) in [(1, &one), (2, &two)] {
            if below <= limit {
                greeted(identity, &trust, HOST).unwrap();
            } else {
                refused(identity, &trust, HOST, Status::CertificateBad);
            }
        }
    }
    // The same of one between.
    let root = Authority::new("root");
    let trust = Trust::CaFile(root.file(&dir));
    let first = root.subordinate_with("first", limited(0));
    let second = first.subordinate("second");
    let mut identity = second.issue(&[HOST], |_| ());
    identity.chain.extend([second.der(), first.der()]);
    refused(&identity, &trust, HOST, Status::CertificateBad);
}

#[test]
fn an_authority_says_for_which_names_it_may_vouch() {
    let dir = Scratch::new();
    let constrained = |params: &mut rcgen::CertificateParams| {
        let permitted_subtrees = vec![GeneralSubtree::DnsName("example".into())];
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
    };
    let root = Authority::with("root", constrained);
    let trust = Trust::CaFile(root.file(&dir));
    greeted(&root.issue(&[HOST], |_| ()), &trust, HOST).unwrap();
    refused(&root.issue(&["pbx.test"], |_| ()), &trust, "pbx.test", Status::CertificateBad);
}

#[test]
fn an_authority_that_serves_is_believed_only_where_the_file_holds_it() {
    let dir = Scratch::new();
    let root = Authority::new("root");
    let trust = Trust::CaFile(root.file(&dir));
    let below = root.subordinate_with("below", |params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName(HOST.try_into().unwrap())];
    });
    let below = below.identity();
    refused(&below, &trust, HOST, Status::CertificateBad);
    greeted(&below, &Trust::CaFile(below.file(&dir)), HOST).unwrap();
}
