//! The wire of the Asterisk Manager Interface (AMI), the line protocol by which
//! programs watch and steer telephone exchanges: bytes in, packets out.
//!
//! ```
//! use amiwire::{Kind, Reader, reader::Options};
//!
//! let mut reader = Reader::new([0; 8192], [0; 512], Options::CLIENT)?;
//! reader.feed(b"Asterisk Call Manager/2.7.0\r\nEvent: Hangup\r\nCause-txt: Normal Clearing\r\n\r\n");
//! loop {
//!     match reader.next() {
//!         Ok(Some(packet)) if packet.kind() == Kind::Event && packet.title() == b"Hangup" => {
//!             assert_eq!(packet.get(b"cause-TXT"), Some(&b"Normal Clearing"[..]));
//!         }
//!         Ok(Some(_)) => {}
//!         Ok(None) => break, // more bytes are needed
//!         Err(skipped) => println!("{skipped}"), // a packet over a limit; the next one is read
//!     }
//! }
//! # Ok::<(), amiwire::Error>(())
//! ```
//!
//! # What is where
//! The modules lie on floors, and each imports only from floors below its own.
//! Everything up to `session` does no IO, allocates nothing, reads no clock,
//! needs no `std` and cannot panic, which linking `libamiwire-core` proves.
//!
//! | floor | module | what it does |
//! |---|---|---|
//! | 0 | [`error`], [`limits`], [`counters`], [`bytes`] | statuses, limits and counters, each from one table |
//! | 1 | [`scan`], [`name`] | positions of line ends and colons, 64 bytes at a time; ids of the names that occur (of headers: feature `names`) |
//! | 2 | [`packet`] | a packet as spans in the bytes |
//! | 3 | [`parse`], [`write`](mod@write) | one buffer into one packet; fields into bytes |
//! | 4 | [`reader`], [`command`], `value` | a stream into packets; Command output; typed values (feature `values`) |
//! | 5 | [`session`] | who answers whom: login, actions in flight, lists |
//! | 6 | `net` | the blocking connector over TCP and TLS (features `net`, `tls`) |
//! | 7 | `ffi` | the C interface, `include/amiwire.h` (feature `capi`) |
//! | beside | the packages `amiwire-sim`, `amiwire-cli` | an exchange to try things on; the command `amiwire` |
//!
//! # Rules that hold everywhere
//! A line of server output ends at CR LF and nowhere else, since values of
//! several lines are real. A packet is classified by its first header. Names
//! compare without regard to ASCII case and keep their spelling, order and
//! repeats. Values are bytes: no encoding is declared. Nothing is dropped
//! silently: each repair and each broken rule has a [counter](counters). A
//! packet over a limit is told once, with its offset, and the next one is
//! read. Numbers such as T15 are those of the traps in `docs/conformance.md`.
#![no_std]
// docs.rs says at each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "std", test))]
extern crate std;

pub mod bytes;
pub mod command;
pub mod counters;
pub mod error;
#[cfg(feature = "capi")]
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
#[cfg(feature = "values")]
pub mod value;
mod work;
pub mod write;

pub use error::{Error, Result, Status};
pub use limits::Limits;
pub use name::{Action, Event};
pub use packet::{Header, Kind, Packet};
pub use reader::Reader;
pub use write::Writer;
