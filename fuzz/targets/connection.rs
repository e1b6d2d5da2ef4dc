//! Invariant: a connection with little memory, which grows, delivers what a reader with much finds, and refuses nothing that fits.
#![no_main]

mod more;

libfuzzer_sys::fuzz_target!(|input: &[u8]| more::connection::run(input));
