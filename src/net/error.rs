//! What went wrong on the way: a status, the system's number, a sentence.

use std::fmt;
use std::io;
use std::string::{String, ToString};

use crate::Status;

/// An error of a transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetError {
    /// What happened: an error of the −6xx band, an argument's fault (−1xx),
    /// or [`Status::WouldBlock`].
    pub status: Status,
    /// The operating system's error number (`errno`), 0 if none was involved.
    pub os_error: i32,
    /// What the status cannot know: which address, which certificate, which
    /// file. Empty if there is nothing to add. Never holds a secret.
    pub detail: String,
}

impl NetError {
    /// An error that its status tells completely.
    pub fn new(status: Status) -> Self {
        NetError { status, os_error: 0, detail: String::new() }
    }

    /// An error with something to add.
    pub fn with_detail(status: Status, detail: impl Into<String>) -> Self {
        NetError { status, os_error: 0, detail: detail.into() }
    }

    /// Whether the connection is over that this came from: see
    /// [`Status::is_fatal`].
    pub fn is_fatal(&self) -> bool {
        self.status.is_fatal()
    }

    /// As what ended a connection. A transport may break off with any status;
    /// one that sounds as if the connection lived on would be asked again for
    /// ever.
    pub(super) fn into_end(self) -> NetError {
        if self.is_fatal() {
            return self;
        }
        let detail = std::format!("ended by {} {}", self.status.name(), self.detail);
        NetError { status: Status::Io, os_error: self.os_error, detail: detail.trim_end().to_string() }
    }

    /// A status of the caller's choice for an error of the operating system;
    /// `place` says what was being done, such as an address or a path.
    pub fn from_os(status: Status, place: impl fmt::Display, error: &io::Error) -> Self {
        NetError { status, os_error: error.raw_os_error().unwrap_or(0), detail: std::format!("{place}: {error}") }
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.status.text())?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for NetError {}

impl From<Status> for NetError {
    fn from(status: Status) -> Self {
        NetError::new(status)
    }
}

/// Maps what a connected socket reports. All that means "this connection is
/// dead" is [`Status::Reset`], also the system's own time-out, which follows
/// unanswered keepalives and retransmissions: waiting longer would not help.
impl From<io::Error> for NetError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let status = match error.kind() {
            Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::NotConnected
            | Kind::TimedOut
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown => Status::Reset,
            Kind::ConnectionRefused => Status::ConnectRefused,
            Kind::WouldBlock => Status::WouldBlock,
            Kind::OutOfMemory => Status::NoMemory,
            _ => Status::Io,
        };
        NetError { status, os_error: error.raw_os_error().unwrap_or(0), detail: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_status_then_the_detail() {
        let plain = NetError::new(Status::Reset);
        assert_eq!(plain.to_string(), Status::Reset.text());
        let more = NetError::with_detail(Status::Reset, "after 3 packets");
        assert!(more.to_string().starts_with(Status::Reset.text()));
        assert!(more.to_string().ends_with(" (after 3 packets)"));
    }

    #[test]
    fn maps_the_errors_of_a_socket() {
        for (errno, status) in [
            (rustix::io::Errno::CONNRESET, Status::Reset),
            (rustix::io::Errno::PIPE, Status::Reset),
            (rustix::io::Errno::CONNABORTED, Status::Reset),
            (rustix::io::Errno::TIMEDOUT, Status::Reset),
            (rustix::io::Errno::HOSTUNREACH, Status::Reset),
            (rustix::io::Errno::CONNREFUSED, Status::ConnectRefused),
            (rustix::io::Errno::AGAIN, Status::WouldBlock),
            (rustix::io::Errno::NOMEM, Status::NoMemory),
            (rustix::io::Errno::BADF, Status::Io),
        ] {
            let error = NetError::from(io::Error::from(errno));
            assert_eq!(error.status, status, "{errno:?}");
            assert_eq!(error.os_error, errno.raw_os_error());
            assert!(!error.detail.is_empty());
        }
    }
}
