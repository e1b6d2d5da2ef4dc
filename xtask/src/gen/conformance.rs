//! `docs/conformance.md` is `tests/conformance/traps.tsv` with the cases that
//! show each trap; written anew when `AMIWIRE_REWRITE` is set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEAD: &str = "\
# The traps of the wire

What servers send and do that a reader of a simple line protocol does not
expect, by the numbers of the [wire reference](wire.md) and of the code, in
which releases, and what amiwire does about it. The cases are transcripts in `tests/conformance/`: each is read
whole, cut in two at every place, and byte by byte, with much memory and with
little, and must give the same packets, offsets and counters. The last column
says what clients in use do where it was measured, or, where it says so, what
their users report; an empty cell says nothing.

Made from `tests/conformance/traps.tsv` by `tests/conformance_table.rs`.

| trap | what | releases | what amiwire does | peers | shown by |
|---|---|---|---|---|---|
";

#[test]
fn the_table_is_up_to_date() {
    let root = &crate::root();
    let read = |file: &str| std::fs::read_to_string(root.join(file)).unwrap_or_default();
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("tests/conformance")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if !file.ends_with(".case") {
            continue;
        }
        let text = read(&format!("tests/conformance/{file}"));
        for line in text.lines().filter_map(|line| line.strip_prefix("traps:")) {
            for trap in line.split([' ', ',']).filter(|trap| !trap.is_empty()) {
                let files = shown.entry(trap.to_string()).or_default();
                if !files.contains(&file) {
                    files.push(file.clone());
                }
            }
        }
    }
    for row in read("tests/conformance/elsewhere.tsv").lines().skip(1) {
        let mut fields = row.split('\t');
        let (trap, place) = (fields.next().unwrap(), fields.next().unwrap());
        let place = place.split('#').next_back().unwrap();
        shown.entry(trap.to_string()).or_default().push(place.to_string());
    }

    let table = read("tests/conformance/traps.tsv");
    let mut made = String::from(HEAD);
    for (i, row) in table.lines().skip(1).enumerate() {
        let fields: Vec<&str> = row.split('\t').collect();
        let [trap, what, releases, does, peers] = fields[..] else { panic!("five columns: {row}") };
        assert_eq!(trap, format!("T{}", i + 1));
        let mut files = shown.remove(trap).unwrap_or_else(|| panic!("nothing shows {trap}"));
        files.sort();
        let files: Vec<String> = files.iter().map(|file| file.trim_end_matches(".case").to_string()).collect();
        writeln!(made, "| {trap} | {what} | {releases} | {does} | {peers} | {} |", files.join(", ")).unwrap();
    }
    assert!(shown.is_empty(), "cases of traps that are not in the table: {shown:?}");

    let path = root.join("docs/conformance.md");
    if std::env::var_os("AMIWIRE_REWRITE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(read("docs/conformance.md") == made, "run AMIWIRE_REWRITE=1 cargo test --test conformance_table");
}
