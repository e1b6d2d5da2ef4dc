//! Invariant: a value that is read prints a text that is read as the same value; an error's place lies in the value.
#![no_main]

mod more;

libfuzzer_sys::fuzz_target!(|input: &[u8]| more::values::run(input));
