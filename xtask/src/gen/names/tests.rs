use super::table::{Kind, Names};
use super::{NAMES, frozen, hash, lists, perfect};

fn table() -> String {
    std::fs::read_to_string(crate::root().join(NAMES)).unwrap()
}

/// A line of the table that is changed, dropped or put before others is seen.
#[test]
fn a_changed_id_is_noticed() {
    let text = table();
    let given_out = frozen::check("", &Names::parse(&text).unwrap()).unwrap();
    let tamper = |from: &str, to: &str| {
        assert!(text.contains(from));
        frozen::check(&given_out, &Names::parse(&text.replacen(from, to, 1)).unwrap())
    };
    assert!(tamper("event\t1\tAgentCalled", "event\t1\tAgentHeard").is_err());
    assert!(tamper("event\t1\tAgentCalled\nevent\t2\tAgentComplete", "event\t1\tAgentCalled").is_err());
    let added = Names::parse(&format!("{text}event\t9999\tSomethingNew\n")).unwrap();
    assert!(frozen::check(&given_out, &added).is_ok_and(|now| now.starts_with(&given_out) && now != given_out));
}

#[test]
fn the_check_of_the_table_finds_faults() {
    for (fault, text) in [
        ("gap", "event\t1\tA\nevent\t3\tB\n"),
        ("same but for case", "header\t1\tUniqueid\nheader\t2\tUniqueID\n"),
        ("same identifier", "header\t1\tA-B\nheader\t2\tA B\n"),
        ("colon", "header\t1\tA:B\n"),
        ("blank edge", "action\t1\tA \n"),
        ("two shapes alike", "template\t1\tA-N\tA-#\ntemplate\t2\tB-N\tA-#\n"),
        ("taken for unknown", "event\t1\tUnknown\n"),
    ] {
        assert!(Names::parse(text).unwrap().check().is_err(), "{fault}");
    }
}

#[test]
fn what_is_no_row_is_refused() {
    for text in ["event\t1\n", "event\tone\tA\n", "even\t1\tA\n", "event\t1\tA\tA-#\n", "template\t1\tA\n", "\n"] {
        assert!(Names::parse(text).is_err(), "{text:?}");
    }
    let names = Names::parse("event\t1\tA\naction\t1\tB\n").unwrap();
    assert!(lists::rust("B\tlist\tA\t-\t-\t-\n", &names).is_ok());
    for text in ["B\tlist\tA\t-\t-\n", "B\tlist\tC\t-\t-\t-\n", "C\tlist\tA\t-\t-\t-\n", "B\t\tA\t-\t-\t-\n"] {
        assert!(lists::rust(text, &names).is_err(), "{text:?}");
    }
}

/// Each name has a place of its own, which its hash and a seed lead to.
#[test]
fn the_hash_is_perfect() {
    let names = Names::parse(&table()).unwrap();
    for kind in [Kind::Event, Kind::Action, Kind::Header] {
        let spelt: Vec<&str> = names.of(kind).map(|name| name.name.as_str()).collect();
        let made = perfect::Perfect::of(&spelt).unwrap();
        for (at, name) in spelt.iter().enumerate() {
            let hash = hash::hash(name.as_bytes());
            let seed = made.seeds[hash::bucket(hash, made.seeds.len())];
            assert_eq!(usize::from(made.places[hash::place(hash, seed, made.places.len())]), at + 1, "{name}");
        }
        assert_eq!(made.places.iter().filter(|place| **place != 0).count(), spelt.len());
    }
    // Of two names of one hash none finds a place of its own.
    assert!(perfect::Perfect::of(&["Uniqueid", "UniqueID"]).is_err());
}
