//! Every input that the fuzz targets kept, through the targets' own functions.

#[path = "../fuzz/targets/shared.rs"]
mod shared;

mod common;
#[path = "../fuzz/targets/more/kernels.rs"]
mod kernels_target;
#[path = "../fuzz/targets/more/mod.rs"]
mod more;
mod reference;

use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        run(&std::fs::read(path).unwrap());
        inputs += 1;
    }
    assert!(inputs > 50, "only {inputs} inputs for {target}");
}

#[test]
fn chunks() {
    replay("chunks", shared::chunks);
}

#[test]
fn parse() {
    replay("parse", shared::parse);
}

#[test]
fn roundtrip() {
    replay("roundtrip", more::roundtrip::run);
}

#[test]
fn values() {
    replay("values", more::values::run);
}

#[test]
fn session() {
    replay("session", more::session::run);
}

#[test]
fn capi() {
    replay("capi", more::capi::run);
}

#[test]
fn kernels() {
    replay("kernels", kernels_target::run);
}
