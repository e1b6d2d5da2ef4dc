//! The thread that holds all connections: it waits for any of them, lets each
//! do what it has to, and hands events on.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, listen, socket_with, sockopt};
use rustls::ServerConfig;

use super::config::Settings;
use super::connection::Connection;
use super::exchange::{Deed, Exchange};
use super::link::Link;
use super::manager::Manager;
use super::security::Peer;

/// Connections that may wait to be accepted. The standard library's 128
/// overflow when many clients come at once, and that costs them seconds.
const BACKLOG: i32 = 4096;

/// How long no connection is accepted after one could not be: the process has
/// no descriptors left, most likely.
const PAUSE: u64 = 100_000_000;

/// A listener.
pub(super) struct Listener {
    socket: TcpListener,
    pub(super) address: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
}

impl Listener {
    /// Binds it; port 0 takes a free one.
    pub(super) fn bind(address: SocketAddr, tls: Option<Arc<ServerConfig>>) -> io::Result<Listener> {
        let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket: OwnedFd = socket_with(family, SocketType::STREAM, flags, None)?;
        sockopt::set_socket_reuseaddr(&socket, true)?;
        bind(&socket, &address)?;
        listen(&socket, BACKLOG)?;
        let socket = TcpListener::from(socket);
        let address = socket.local_addr()?;
        Ok(Listener { socket, address, tls })
    }
}

/// Everything that the thread holds.
pub(super) struct Server {
    pub(super) listeners: Vec<Listener>,
    pub(super) exchange: Exchange,
    pub(super) settings: Arc<Settings>,
    pub(super) out_limit: usize,
    /// Becomes readable when the thread is to stop.
    pub(super) bell: OwnedFd,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) started: Instant,
}

impl Server {
    /// Serves until it is stopped.
    pub(super) fn run(mut self) -> io::Result<()> {
        let mut connections: BTreeMap<u64, Connection> = BTreeMap::new();
        let mut buffer = vec![0; 16 * 1024];
        let mut next_number = 1;
        let mut accept_again = 0;
        while !self.stop.load(Ordering::SeqCst) {
            let accepts = accept_again <= self.now();
            let deadline = self.deadline(&connections).min(if accepts { u64::MAX } else { accept_again });
            let ready = self.wait(&connections, accepts, deadline)?;
            let now = self.now();
            for (number, over) in ready.connections {
                let Some(connection) = connections.get_mut(&number) else { continue };
                if let Err(error) = connection.read(&mut buffer, over) {
                    self.drop_connection(&mut connections, number, &error);
                }
            }
            if ready.listeners {
                for listener in &self.listeners {
                    if !self.accept(listener, &mut connections, &mut next_number, now) {
                        accept_again = now.saturating_add(PAUSE);
                    }
                }
            }
            // Those who had more to do than there was room for go on now, if
            // there is room again.
            let mut stalled = self.work(&mut connections, now);
            self.write(&mut connections, now);
            while stalled
                .iter()
                .any(|number| connections.get(number).is_some_and(|one| !one.is_stalled(self.out_limit)))
            {
                stalled = self.work(&mut connections, now);
                self.write(&mut connections, now);
            }
        }
        Ok(())
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn deadline(&self, connections: &BTreeMap<u64, Connection>) -> u64 {
        let deadlines = connections.values().filter_map(Connection::deadline);
        deadlines.chain(self.exchange.deadline()).min().unwrap_or(u64::MAX)
    }

    /// Waits until something can be read or written, or the time has come.
    fn wait(&self, connections: &BTreeMap<u64, Connection>, accepts: bool, deadline: u64) -> io::Result<Ready> {
        let listeners = if accepts { &self.listeners[..] } else { &[] };
        let mut descriptors = Vec::with_capacity(1 + listeners.len() + connections.len());
        descriptors.push(PollFd::new(&self.bell, PollFlags::IN));
        descriptors.extend(listeners.iter().map(|listener| PollFd::new(&listener.socket, PollFlags::IN)));
        descriptors.extend(connections.values().map(|connection| {
            let (link, flags) = connection.interest();
            PollFd::new(link, flags)
        }));
        let unread = |number: &u64| connections.get(number).is_some_and(Connection::is_unread);
        let deadline = if connections.keys().any(unread) { 0 } else { deadline };
        let left = deadline.saturating_sub(self.now());
        let timeout = Timespec { tv_sec: (left / 1_000_000_000) as _, tv_nsec: (left % 1_000_000_000) as _ };
        let timeout = (deadline != u64::MAX).then_some(&timeout);
        match poll(&mut descriptors, timeout) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let over = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        let mut ready = descriptors.iter().map(PollFd::revents);
        let _bell = ready.next();
        let listeners = ready.by_ref().take(listeners.len()).fold(false, |any, flags| any | !flags.is_empty());
        let connections = connections.iter().zip(ready).filter_map(|((number, connection), flags)| {
            let reads = flags.intersects(over | PollFlags::IN) || connection.is_unread();
            reads.then_some((*number, flags.intersects(over)))
        });
        Ok(Ready { listeners, connections: connections.collect() })
    }

    /// Accepts all that wait. False if that went wrong for a while.
    fn accept(
        &self,
        listener: &Listener,
        connections: &mut BTreeMap<u64, Connection>,
        next_number: &mut u64,
        now: u64,
    ) -> bool {
        loop {
            let (stream, remote) = match listener.socket.accept() {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => continue,
                Err(error) => {
                    self.settings.log(|| std::format!("a connection cannot be accepted: {error}"));
                    return false;
                }
            };
            // One that is gone already is of no interest.
            let Ok(link) = Link::new(stream, listener.tls.as_ref()) else { continue };
            let number = *next_number;
            *next_number += 1;
            let peer = Peer { number, local: listener.address, remote, tls: listener.tls.is_some() };
            let manager = Manager::new(peer, self.settings.clone(), now);
            connections.insert(number, Connection::new(link, manager));
        }
    }

    /// Lets everybody work off what has come. Each request is followed at once
    /// by what it brings about, for all. Gives those who had to stop, since
    /// they have so much to send.
    fn work(&mut self, connections: &mut BTreeMap<u64, Connection>, now: u64) -> Vec<u64> {
        self.exchange.advance(now);
        self.do_deeds(connections);
        let mut stalled = Vec::new();
        let numbers: Vec<u64> = connections.keys().copied().collect();
        for number in numbers {
            while let Some(connection) = connections.get_mut(&number) {
                // What the time demands is done in any case.
                let is_due = connection.manager.deadline().is_some_and(|deadline| deadline <= now);
                if connection.is_stalled(self.out_limit) && !is_due {
                    stalled.push(number);
                    break;
                }
                if !connection.manager.turn(now, &mut self.exchange) {
                    break;
                }
                self.exchange.advance(now);
                self.do_deeds(connections);
            }
        }
        stalled
    }

    fn do_deeds(&mut self, connections: &mut BTreeMap<u64, Connection>) {
        while let Some(deed) = self.exchange.deed() {
            match deed {
                Deed::Tell(event) => connections.values_mut().for_each(|one| one.manager.offer(&event)),
                Deed::Answer { connection, packet } => {
                    if let Some(one) = connections.get_mut(&connection) {
                        one.manager.answer(&packet);
                    }
                }
            }
        }
    }

    /// Sends what there is, and cuts off those who do not read.
    fn write(&self, connections: &mut BTreeMap<u64, Connection>, now: u64) {
        let mut lost = Vec::new();
        for (number, connection) in &mut *connections {
            match connection.write(now) {
                Ok(()) if connection.manager.backlog() <= self.out_limit => {}
                Ok(()) => lost.push((*number, io::Error::other("the client does not read"))),
                Err(error) => lost.push((*number, error)),
            }
        }
        for (number, error) in lost {
            self.drop_connection(connections, number, &error);
        }
    }

    fn drop_connection(&self, connections: &mut BTreeMap<u64, Connection>, number: u64, why: &io::Error) {
        if let Some(connection) = connections.remove(&number)
            && !connection.manager.is_closing()
        {
            self.settings.log(|| std::format!("#{} dropped: {why}", connection.manager.number()));
        }
    }
}

/// What can be read.
struct Ready {
    listeners: bool,
    /// Their numbers, and whether they are over.
    connections: Vec<(u64, bool)>,
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    /// More than the standard library's backlog of 128 wait while nobody accepts:
    /// with too short a one the system would not answer them at all.
    #[test]
    fn many_can_wait_to_be_accepted() {
        let listener = Listener::bind(([127, 0, 0, 1], 0).into(), None).unwrap();
        let guard = Duration::from_secs(20);
        let waiting: Vec<_> = (0..200).map(|_| TcpStream::connect_timeout(&listener.address, guard).unwrap()).collect();
        assert_eq!(waiting.len(), 200);
    }
}
