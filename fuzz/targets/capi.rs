//! Invariant: any order of calls through the C interface, with NULL, no memory and wrong sizes, ends in a status.
#![no_main]

mod more;

libfuzzer_sys::fuzz_target!(|input: &[u8]| more::capi::run(input));
