//! What the benches read.
#![allow(missing_docs)] // read by these benches only

#[path = "../common/mod.rs"]
pub mod common;
pub mod inputs;
