//! Invariant: whatever a client says, in whatever pieces, is answered by whole packets, and the others are not disturbed.
#![no_main]

#[path = "more/sim.rs"]
mod sim;

libfuzzer_sys::fuzz_target!(|input: &[u8]| sim::run(input));
