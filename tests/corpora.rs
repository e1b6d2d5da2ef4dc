//! Every input that the fuzz targets kept, through the targets' own functions.
//! Of the target `sim` this is `sim/tests/corpus.rs`.

#[path = "../fuzz/archive.rs"]
mod archive;
#[path = "../fuzz/targets/shared.rs"]
mod shared;

mod common;
#[path = "../fuzz/targets/more/kernels.rs"]
mod kernels_target;
#[path = "../fuzz/targets/more/mod.rs"]
mod more;
mod reference;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The tests, each with the fewest inputs that its archive may hold: some may be
/// dropped for others, but no archive may become empty unseen.
macro_rules! replays {
    ($($target:ident: $least:literal, $run:path;)+) => {
        const REPLAYED: &[&str] = &[$(stringify!($target)),+];

        $(
            #[test]
            fn $target() {
                archive::replay(&fuzz(), stringify!($target), $least, $run);
            }
        )+
    };
}

replays! {
    chunks: 1000, shared::chunks;
    parse: 1000, shared::parse;
    roundtrip: 150, more::roundtrip::run;
    values: 400, more::values::run;
    session: 400, more::session::run;
    capi: 1000, more::capi::run;
    kernels: 600, kernels_target::run;
}

/// Replayed by a package of its own.
const ELSEWHERE: &[(&str, &str)] = &[("sim", "sim/tests/corpus.rs")];

#[test]
fn every_target_has_an_archive_and_a_replay_and_every_archive_a_target() {
    let targets: BTreeSet<String> = archive::targets(&fuzz()).unwrap().into_iter().collect();
    let names = |folder: &str, end: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(fuzz().join(folder)).unwrap();
        let names = entries.filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        names.filter_map(|name| Some(name.strip_suffix(end)?.to_string())).collect()
    };
    assert_eq!(names("corpus", ".tar.gz"), targets);
    let sources = names("targets", ".rs").into_iter().filter(|name| {
        let text = std::fs::read_to_string(fuzz().join(format!("targets/{name}.rs"))).unwrap();
        text.contains("libfuzzer_sys::fuzz_target!")
    });
    assert_eq!(sources.collect::<BTreeSet<_>>(), targets);
    let replayed = REPLAYED.iter().copied().chain(ELSEWHERE.iter().map(|(target, _)| *target));
    assert_eq!(replayed.map(str::to_string).collect::<BTreeSet<_>>(), targets);
    for (target, file) in ELSEWHERE {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(text.contains(&format!("\"{target}\"")), "{file}");
    }
}

#[test]
fn every_target_says_what_must_hold() {
    for target in archive::targets(&fuzz()).unwrap() {
        let text = std::fs::read_to_string(fuzz().join(format!("targets/{target}.rs"))).unwrap();
        assert!(text.starts_with("//! Invariant: "), "{target}");
    }
}
