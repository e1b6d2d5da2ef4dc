//! A client that knows nothing but sockets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use amiwire_sim::{Config, Simulator};

/// Longer than anything takes, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// An exchange on a free port, with short delays.
pub(crate) fn exchange(config: Config) -> Simulator {
    let tcp = Some(([127, 0, 0, 1], 0).into());
    Simulator::start(Config { tcp, refusal_delay: Duration::from_millis(50), ..config }).unwrap()
}

/// A connection, plain or in TLS.
pub(crate) struct Client<S> {
    pub(crate) stream: S,
    /// What was read and not yet given.
    pub(crate) rest: Vec<u8>,
}

impl Client<TcpStream> {
    /// Connects and reads the greeting.
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Client::greeted(stream)
    }

    pub(crate) fn to(exchange: &Simulator) -> Self {
        Client::connect(exchange.tcp_address().unwrap())
    }

    /// Whether nothing comes for a while.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let mut byte = [0];
        let quiet = self.rest.is_empty() && self.stream.read(&mut byte).is_err();
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        quiet
    }
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn greeted(stream: S) -> Self {
        let mut client = Client { stream, rest: Vec::new() };
        assert_eq!(client.until(b"\r\n"), "Asterisk Call Manager/2.7.0\r\n");
        client
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
        self.stream.flush().unwrap();
    }

    fn until(&mut self, mark: &[u8]) -> String {
        loop {
            if let Some(at) = self.rest.windows(mark.len()).position(|part| part == mark) {
                let rest = self.rest.split_off(at + mark.len());
                return String::from_utf8(std::mem::replace(&mut self.rest, rest)).unwrap();
            }
            let mut buffer = [0; 4096];
            let n = self.stream.read(&mut buffer).expect("the exchange says nothing");
            assert!(n > 0, "closed behind {:?}", self.rest.escape_ascii().to_string());
            self.rest.extend_from_slice(&buffer[..n]);
        }
    }

    /// The next packet.
    pub(crate) fn packet(&mut self) -> String {
        self.until(b"\r\n\r\n")
    }

    /// Packets up to the first that begins so, which is the last of them.
    pub(crate) fn packets_to(&mut self, first_line: &str) -> Vec<String> {
        let mut packets = Vec::new();
        loop {
            packets.push(self.packet());
            if packets.last().is_some_and(|packet| packet.starts_with(first_line)) {
                return packets;
            }
        }
    }

    /// Sends a request and reads its response; events before it are dropped.
    pub(crate) fn ask(&mut self, text: &str) -> String {
        self.send(text);
        self.packets_to("Response: ").pop().unwrap()
    }

    /// Logs the guide's user in, with that event mask.
    pub(crate) fn log_in(&mut self, events: &str) {
        let text = format!("Action: Login\r\nUsername: ucmamiuser1\r\nSecret: test123\r\nEvents: {events}\r\n\r\n");
        assert_eq!(self.ask(&text), "Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    }

    /// Everything up to the end.
    pub(crate) fn read_to_end(&mut self) -> String {
        let mut rest = std::mem::take(&mut self.rest);
        self.stream.read_to_end(&mut rest).unwrap();
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// The value of a header of a packet.
pub(crate) fn value<'a>(packet: &'a str, name: &str) -> &'a str {
    let mut lines = packet.split("\r\n").filter_map(|line| line.split_once(": "));
    lines.find(|(found, _)| *found == name).unwrap_or_else(|| panic!("no {name} in {packet}")).1
}
