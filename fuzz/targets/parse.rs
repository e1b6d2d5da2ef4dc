//! Invariant: any bytes are parsed without a panic, in one go or growing, and the reader finds the same packets in them.
#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|input: &[u8]| shared::parse(input));
