//! Packets through the connector, with all their lines indexed.

use amiwire::Status;
use amiwire::net::tls::{Pin, TlsOptions, Trust};
use amiwire::net::{Connection, Deadline, Options};

use crate::BUFFER;
use crate::sender::Sender;
use crate::storm::Storm;

/// Receives to the end. Nobody logs in, since what comes is a recording.
pub fn receive(sender: &Sender, storm: &Storm, copies: u64, tls: bool) -> Result<u64, String> {
    let mut options = Options::new("127.0.0.1", b"", b"");
    options.port = sender.port;
    options.storage = BUFFER;
    if tls {
        options.tls = Some(TlsOptions::new(Trust::Pin(Pin::of(&sender.certificate))));
    }
    let mut connection = Connection::open(&options).map_err(|error| error.to_string())?;
    let (mut packets, mut lines) = (0, 0);
    loop {
        match connection.recv(Deadline::Never) {
            Ok(received) => {
                packets += u64::from(received.packet.is_some());
                lines += received.packet.map_or(0, |packet| packet.len() as u64);
            }
            Err(error) if error.status == Status::Closed => break,
            Err(error) => return Err(error.to_string()),
        }
    }
    if (packets, lines) != (copies * storm.packets, copies * storm.lines) {
        return Err(format!("{packets} packets of {lines} lines"));
    }
    Ok(packets)
}
