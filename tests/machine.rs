//! What is not here and would be tested: said once for all tests that do without
//! it. What a test of its own leaves out, that test says.

mod common;

use amiwire::scan::Kernel;

/// The catalogues, the recordings and the answers of real servers lie beside the
/// clone in CI. Each test that reads them reads smaller ones of the project, too.
#[test]
fn the_shared_inputs_lie_beside_the_clone() {
    let Some(shared) = common::recordings::shared() else { return common::skip::missing("../shared") };
    for folder in ["ami", "cases/live", "corpus"] {
        assert!(shared.join(folder).is_dir(), "there is no {folder} in {}", shared.display());
    }
}

/// The tests in `src/scan` try those that are there; they must not look outside of
/// the package for a way to say it.
#[test]
fn every_kernel_for_this_processor_runs_on_it() {
    let kernels: Vec<Kernel> = common::kernels().collect();
    assert!(kernels.contains(&Kernel::Scalar) && kernels.contains(&Kernel::current()), "{kernels:?}");
}
