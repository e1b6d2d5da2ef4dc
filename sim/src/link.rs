//! A connection's bytes, plain or in TLS, without ever waiting.

use std::boxed::Box;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection};

/// A connection that does not block.
pub(super) struct Link {
    stream: TcpStream,
    tls: Option<Box<ServerConnection>>,
}

impl Link {
    /// Takes over an accepted connection.
    pub(super) fn new(stream: TcpStream, tls: Option<&Arc<ServerConfig>>) -> io::Result<Link> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let tls = tls.map(|config| ServerConnection::new(config.clone()).map(Box::new)).transpose();
        Ok(Link { stream, tls: tls.map_err(io::Error::other)? })
    }

    /// Reads what there is. 0 is the end; `WouldBlock` says that nothing is
    /// there.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else { return self.stream.read(buffer) };
        loop {
            match tls.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            if tls.read_tls(&mut self.stream)? == 0 {
                // Without TLS's own farewell; it ends all the same.
                return Ok(0);
            }
            if let Err(error) = tls.process_new_packets() {
                // The alert tells the client what was wrong.
                let _ = tls.write_tls(&mut self.stream);
                return Err(io::Error::new(ErrorKind::InvalidData, error));
            }
        }
    }

    /// Takes as many bytes as there is room for, and says how many.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else {
            return match self.stream.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
                other => other,
            };
        };
        // It may be that rustls took what the socket does not: that waits for
        // the next flush.
        let taken = tls.writer().write(bytes)?;
        self.flush()?;
        Ok(taken)
    }

    /// Sends what TLS has to send.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else { return Ok(()) };
        while tls.wants_write() {
            match tls.write_tls(&mut self.stream) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether something waits in here until the socket takes it.
    pub(super) fn holds_bytes(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Ends the sending side, so that the client reads the end. False if the
    /// last bytes are still on their way: then it is to be called again.
    pub(super) fn leave(&mut self) -> io::Result<bool> {
        if let Some(tls) = &mut self.tls {
            // Queued once, however often it is asked for.
            tls.send_close_notify();
        }
        self.flush()?;
        if self.holds_bytes() {
            return Ok(false);
        }
        self.stream.shutdown(Shutdown::Write)?;
        Ok(true)
    }
}

impl AsFd for Link {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}
