//! Placeholder while the floors are laid.
#![no_std]
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod bytes;
pub mod command;
pub mod counters;
pub mod error;
pub mod ffi;
pub mod limits;
pub mod name;
#[cfg(feature = "net")]
pub mod net;
pub mod packet;
pub mod parse;
pub mod reader;
pub mod scan;
pub mod session;
pub mod value;
pub mod write;

pub use error::{Error, Result, Status};
pub use limits::Limits;
pub use packet::{Header, Kind, Packet};
pub use reader::Reader;
