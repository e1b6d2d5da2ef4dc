//! The simulator from outside: the guide's walk over a socket, by hand and in
//! TLS, and many clients at once.

#[path = "sim/client.rs"]
mod client;
#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "sim/guide.rs"]
mod guide;
#[path = "sim/limits.rs"]
mod limits;
#[path = "sim/recorded.rs"]
mod recorded;
#[path = "sim/tls.rs"]
mod tls;
