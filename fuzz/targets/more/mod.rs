//! What the targets beside `chunks` and `parse` do with their input, for
//! `tests/corpora.rs` too.
#![allow(dead_code, unreachable_pub)]

pub mod capi;
pub mod connection;
pub mod roundtrip;
pub mod session;
pub mod values;
