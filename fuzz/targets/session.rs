//! Invariant: no slot is lost, no ActionID goes out twice, and a time limit that has passed is told once.
#![no_main]

mod more;

libfuzzer_sys::fuzz_target!(|input: &[u8]| more::session::run(input));
