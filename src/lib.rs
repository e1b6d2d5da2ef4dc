//! Placeholder while the floors are laid.
#![no_std]
#[cfg(feature = "std")]
extern crate std;

pub mod error;
pub mod limits;

pub use error::{Error, Result, Status};
