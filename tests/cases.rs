//! Inputs that failed once, or nearly, one test each: answers of other exchanges,
//! of gateways, proxies and drivers (`dialects`, made up after public reports, in
//! `cases/dialects.cases`), and answers of real servers (`live`, read where they lie
//! beside the tree, each with a counterpart of a few lines in `cases/written.cases`).
//!
//! What an input answers is sent through a session first, and the ActionID that
//! the session gave stands in place of the file's. Every input is read whole, byte
//! by byte and in pieces of seven, by a reader and a session as a program puts them
//! together, and by the connector.

#[path = "cases/answered.rs"]
mod answered;
#[path = "cases/client.rs"]
mod client;
mod common;
#[path = "cases/dialects.rs"]
mod dialects;
#[path = "cases/files.rs"]
mod files;
#[path = "cases/forged.rs"]
mod forged;
#[path = "conformance/format.rs"]
mod format;
#[path = "cases/live.rs"]
mod live;
#[path = "cases/muted.rs"]
mod muted;
#[cfg(feature = "net")]
#[path = "cases/net.rs"]
mod net;
#[path = "cases/recordings.rs"]
mod recordings;
#[cfg(feature = "net")]
mod scripted;
