//! Invariant: every kernel finds what the plain grammar in nom finds, in any bytes under any limits.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/reference/mod.rs"]
mod reference;

#[path = "more/kernels.rs"]
mod kernels;

libfuzzer_sys::fuzz_target!(|input: &[u8]| kernels::run(input));
