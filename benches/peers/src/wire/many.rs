//! Many connections in one thread, by epoll: a reader and a session each.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use amiwire::reader::{Options, Reader};
use amiwire::session::{self, Session, Slot};
use rustix::event::epoll;

use crate::clock::Spent;
use crate::sender::{Sender, WINDOW};
use crate::storm::GREETING;

/// Packets, the processor time that they took, and how many connections there
/// were.
pub struct Many {
    pub connections: usize,
    pub packets: u64,
    pub spent: Vec<Spent>,
}

#[derive(Default)]
struct Seen {
    packets: u64,
    bytes: usize,
}

struct Peer {
    stream: TcpStream,
    reader: Reader<[u8; 6 * 1024], [u32; 512]>,
    session: Session<[Slot; 2], [u8; 1024]>,
}

impl Peer {
    fn new(port: u16, number: u64) -> Result<Peer, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
        stream.set_nonblocking(true).map_err(|error| error.to_string())?;
        let options = Options { separate_glued: true, ..Options::CLIENT };
        let reader = Reader::new([0; 6 * 1024], [0; 512], options).map_err(|error| error.to_string())?;
        let options = session::Options { seed: number, login: 0, ..Default::default() };
        Ok(Peer { stream, reader, session: Session::new([Slot::FREE; 2], [0; 1024], options, 0) })
    }

    /// Takes what has come; false at the end. The clock is the loop's.
    fn receive(&mut self, seen: &mut Seen, now: u64) -> Result<bool, String> {
        loop {
            let space = self.reader.space();
            let room = space.len();
            let n = match self.stream.read(space) {
                Ok(0) => return Ok(false),
                Ok(n) => n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) => return Err(error.to_string()),
            };
            seen.bytes += n;
            self.reader.commit(n).map_err(|error| error.to_string())?;
            while let Some(packet) = self.reader.next().map_err(|error| error.to_string())? {
                self.session.handle(&packet, now).map_err(|error| error.to_string())?;
                seen.packets += 1;
            }
            if n < room {
                return Ok(true);
            }
        }
    }
}

/// Receives `total` bytes over so many connections.
fn receive(sender: &mut Sender, connections: usize, total: usize) -> Result<(u64, Spent), String> {
    sender.order(&format!("many {connections} {total}"))?;
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(|error| error.to_string())?;
    let mut control = TcpStream::connect(("127.0.0.1", sender.port)).map_err(|error| error.to_string())?;
    let mut peers = Vec::with_capacity(connections);
    for number in 0..connections as u64 {
        let peer = Peer::new(sender.port, number)?;
        epoll::add(&epoll, &peer.stream, epoll::EventData::new_u64(number), epoll::EventFlags::IN)
            .map_err(|error| error.to_string())?;
        peers.push(peer);
    }
    let mut events = Vec::with_capacity(64);
    let (mut open, mut seen) = (connections, Seen::default());
    let mut wanted = connections * GREETING.len() + WINDOW;
    let (start, began) = (Spent::now(), std::time::Instant::now());
    while open > 0 {
        events.clear();
        epoll::wait(&epoll, rustix::buffer::spare_capacity(&mut events), None).map_err(|error| error.to_string())?;
        let now = began.elapsed().as_nanos() as u64;
        for event in &events {
            let peer = &mut peers[event.data.u64() as usize];
            if !peer.receive(&mut seen, now)? {
                epoll::delete(&epoll, &peer.stream).map_err(|error| error.to_string())?;
                open -= 1;
            }
        }
        if seen.bytes >= wanted {
            // The sender may be done already.
            let _ = control.write_all(&[1]);
            wanted += WINDOW;
        }
    }
    let spent = start.until_now();
    drop(peers);
    sender.done()?;
    Ok((seen.packets, spent))
}

/// The same bytes in all over 20 and over 2,000 connections, in turn.
pub fn compare(sender: &mut Sender, total: usize, rounds: usize) -> Result<(Many, Many), String> {
    let many = |connections| Many { connections, packets: 0, spent: Vec::new() };
    let (mut few, mut lot) = (many(20), many(2000));
    for _ in 0..rounds {
        for many in [&mut few, &mut lot] {
            let (packets, spent) = receive(sender, many.connections, total)?;
            many.packets = packets;
            many.spent.push(spent);
        }
    }
    Ok((few, lot))
}
