//! Every input that the fuzz target `sim` kept, through the target's own function.

#[path = "../../fuzz/archive.rs"]
mod archive;
#[path = "../../fuzz/targets/more/sim.rs"]
mod target;

use std::path::Path;

#[test]
fn sim() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    archive::replay(&fuzz, "sim", 400, target::run);
}
