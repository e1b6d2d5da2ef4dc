//! The peer's end of a connection, over TCP or TLS alike.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::peers::Stream;

pub(super) trait Wire: Read + Write {
    fn tcp(&self) -> &TcpStream;

    /// Says all but the last bytes of a text; over TLS, all but the last bytes
    /// of its record.
    fn say_in_part(&mut self, text: &str);

    /// Ends in good order, as far as that is not TCP's affair.
    fn goodbye(&mut self) {}

    /// Says something, and whether it could.
    fn say(&mut self, text: &str) -> bool {
        self.write_all(text.as_bytes()).and_then(|()| self.flush()).is_ok()
    }

    /// A whole packet of the client's; nothing at the end.
    fn hear(&mut self) -> String {
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(b"\r\n\r\n") && self.read(&mut byte).unwrap_or(0) == 1 {
            text.push(byte[0]);
        }
        String::from_utf8(text).unwrap()
    }

    /// Says nothing more, but stays until the client goes.
    fn wait(&mut self) {
        let mut rest = [0; 1024];
        while self.read(&mut rest).is_ok_and(|n| n > 0) {}
    }

    /// Lets the coming close be a reset.
    fn will_reset(&self) {
        rustix::net::sockopt::set_socket_linger(self.tcp(), Some(Duration::ZERO)).unwrap();
    }
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }

    fn say_in_part(&mut self, text: &str) {
        self.say(&text[..text.len() - 4]);
    }
}

impl Wire for Stream {
    fn tcp(&self) -> &TcpStream {
        &self.sock
    }

    fn say_in_part(&mut self, text: &str) {
        self.conn.writer().write_all(text.as_bytes()).unwrap();
        let mut record = Vec::new();
        while self.conn.wants_write() {
            self.conn.write_tls(&mut record).unwrap();
        }
        self.sock.write_all(&record[..record.len() - 4]).unwrap();
    }

    fn goodbye(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}
