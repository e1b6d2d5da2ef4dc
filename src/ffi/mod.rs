//! The C interface: floor 7.
//!
//! Every function here checks its arguments, calls one function of the floors
//! below and maps what comes back to a status; there is no logic of its own.
//! A Rust program has no use for it, and does not have it: it is there with the
//! feature `capi` only, with which `tools/library.sh` builds the C libraries.
//! Functions that C finds by their names cannot be there twice, so that two
//! versions of the crate with it do not link into one program. `include/amiwire.h` is generated from
//! these files, one section a file, by `cargo xtask gen header`; the doc comments
//! become the header's, without their `# Safety` part.
//!
//! What belongs to the connector is compiled whenever `std` is there, and
//! answers [`NotBuilt`](crate::Status::NotBuilt) where `net` or `tls` is not,
//! so that every build of the C library exports the same symbols. Without
//! `std` there is only the core, which is a library of another name.

// The one place besides the scan kernels: pointers come from C.
#![allow(unsafe_code)]
// The names are those that C sees.
#![allow(non_camel_case_types)]

mod arguments;
pub mod awaited;
#[cfg(feature = "std")]
pub mod call;
#[cfg(feature = "std")]
pub mod config;
#[cfg(feature = "std")]
pub mod conn;
#[cfg(feature = "std")]
pub mod conn_detail;
#[cfg(feature = "net")]
mod detail;
#[cfg(feature = "std")]
pub mod event_loop;
pub mod framing;
#[cfg(feature = "net")]
mod handle;
pub mod name;
#[cfg(feature = "names")]
pub mod name_header;
pub mod outcome;
pub mod packet;
pub mod packet_header;
pub mod parse;
pub mod reader;
pub mod session;
pub mod session_time;
pub mod slice;
pub mod status;
#[cfg(feature = "std")]
pub mod transport;
#[cfg(feature = "values")]
pub mod value;
#[cfg(feature = "values")]
pub mod value_address;
#[cfg(feature = "values")]
pub mod value_channel;
#[cfg(feature = "values")]
pub mod value_escape;
#[cfg(feature = "values")]
pub mod value_state;
#[cfg(feature = "values")]
pub mod value_time;
pub mod version;
pub mod writer;

#[cfg(amiwire_core_lib)]
mod core_lib;
