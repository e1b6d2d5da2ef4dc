//! Every input that the fuzz targets kept, through the targets' own functions.

#[path = "../fuzz/targets/shared.rs"]
mod shared;

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
