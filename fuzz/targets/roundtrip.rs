//! Invariant: what the writer writes is read as the same packet, and it refuses exactly what cannot be written.
#![no_main]

mod more;

libfuzzer_sys::fuzz_target!(|input: &[u8]| more::roundtrip::run(input));
