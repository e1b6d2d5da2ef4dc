//! What the benches and the packages beside them read: recorded storms, and
//! made-up ones where the recordings are not to be had.
#![allow(dead_code, unreachable_pub)] // nobody uses all of it

pub mod generator;
pub mod recordings;
