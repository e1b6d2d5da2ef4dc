//! Invariant: the same bytes in other pieces, by another kernel, give the same packets, refusals, counters and offsets.
#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|input: &[u8]| shared::chunks(input));
