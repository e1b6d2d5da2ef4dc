//! The way to the exchange: what carries bytes, and the connector on top of
//! it. What the bytes mean is the core's affair.
//!
//! | file | what it holds |
//! |---|---|
//! | `error` | [`NetError`]: status, operating system's error number, detail |
//! | `transport` | [`Transport`], the table that every carrier fills, and [`Deadline`] |
//! | `resolve` | a host name to addresses, within a deadline |
//! | `connect` | addresses to a connected socket, within a deadline; [`Target`] |
//! | `connection` | [`Connection`]: transport, reader and session together, blocking |
//! | `hidden` | what no trace and no log shows: secrets, by names and by shapes |
//! | `memory` | what is allocated by the size of an argument, or the wire's: a status where there is none |
//! | `bell` | what wakes a thread that waits in `read` |
//! | `tcp` | [`TcpTransport`] |
//! | `tls` | TLS over TCP (feature `tls`) |
//!
//! Nothing here needs a lock, a thread or a runtime of the caller's, no
//! function raises SIGPIPE, and no buffer grows by what the peer does.
//!
//! ```no_run
//! use amiwire::net::{Deadline, Target, TcpTransport, Transport};
//! use std::time::Duration;
//!
//! let target = Target::new("pbx.example", 7777);
//! let tcp = TcpTransport::connect(&target, Deadline::after(Duration::from_secs(10)))?;
//! let mut buf = [0; 4096];
//! let n = tcp.read(&mut buf, Deadline::after(Duration::from_secs(5)))?;
//! println!("{}", buf[..n].escape_ascii());
//! # Ok::<(), amiwire::net::NetError>(())
//! ```

mod bell;
mod connect;
mod connection;
mod error;
pub mod hidden;
mod memory;
mod resolve;
mod tcp;
#[cfg(feature = "tls")]
pub mod tls;
mod transport;

pub use connect::Target;
pub use connection::{
    Answer, Connection, Direction, Login, Options, OwnSession, PORT, Received, Reconnect, Sender, TLS_PORT, Trace,
};
pub use error::NetError;
pub use tcp::TcpTransport;
pub use transport::{Deadline, Transport};
