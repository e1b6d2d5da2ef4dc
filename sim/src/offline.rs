//! The exchange without a network: bytes in, bytes out, the time as an
//! argument.

use std::sync::Arc;

use super::config::{Config, Settings};
use super::exchange::{Deed, Exchange};
use super::manager::Manager;
use super::packet::Stamp;
use super::security::Peer;
use crate::clock::Clock;

/// An exchange whose connections are numbers, for tests that want neither
/// sockets nor waiting. Time is nanoseconds since its start.
///
/// ```
/// use amiwire_sim::{Config, Offline};
/// let mut exchange = Offline::new(Config::default(), 1_474_279_641_000_000);
/// let client = exchange.connect(0);
/// exchange.receive(client, b"Action: Logoff\r\n\r\n", 0);
/// let sent = exchange.take(client);
/// assert!(sent.starts_with(b"Asterisk Call Manager/2.7.0\r\nResponse: Goodbye\r\n"));
/// assert!(exchange.is_closed(client));
/// ```
pub struct Offline {
    exchange: Exchange,
    settings: Arc<Settings>,
    managers: Vec<Manager>,
}

impl Offline {
    /// An exchange whose clock starts so many microseconds after 1970. The
    /// addresses and `out_limit` of the configuration are not looked at: who
    /// holds this takes what is to be sent, or not.
    pub fn new(config: Config, started: u64) -> Offline {
        let clock = Clock::starting(started, config.utc_offset_minutes);
        let stamp = Stamp { clock, on: config.timestamp_events };
        Offline {
            exchange: Exchange::new(&config, stamp),
            settings: Arc::new(Settings::new(config.users, config.login_limit, config.refusal_delay, config.log)),
            managers: Vec::new(),
        }
    }

    /// A new connection, from this machine. The numbers begin with 0; those of
    /// closed connections are not used again.
    pub fn connect(&mut self, now: u64) -> usize {
        let number = self.managers.len();
        let local = ([127, 0, 0, 1], 7777).into();
        let peer = Peer { number: number as u64 + 1, local, remote: ([127, 0, 0, 1], 50000).into(), tls: false };
        self.managers.push(Manager::new(peer, self.settings.clone(), now));
        number
    }

    /// Takes bytes of a client and works them off. False if the connection
    /// takes none, since it is closed or does not exist.
    pub fn receive(&mut self, connection: usize, bytes: &[u8], now: u64) -> bool {
        // As from a socket: no more is read before this is worked off.
        for piece in bytes.chunks(1024) {
            match self.managers.get_mut(connection) {
                Some(manager) if manager.wants_input() => manager.receive(piece),
                _ => return false,
            }
            self.advance(now);
        }
        true
    }

    /// The client closes its side.
    pub fn end(&mut self, connection: usize, now: u64) {
        if let Some(manager) = self.managers.get_mut(connection) {
            manager.end_of_input();
        }
        self.advance(now);
    }

    /// Does what is due at this time.
    pub fn advance(&mut self, now: u64) {
        loop {
            self.exchange.advance(now);
            while let Some(deed) = self.exchange.deed() {
                match deed {
                    Deed::Tell(event) => self.managers.iter_mut().for_each(|manager| manager.offer(&event)),
                    Deed::Answer { connection, packet } => {
                        let index = usize::try_from(connection).unwrap_or_default().wrapping_sub(1);
                        if let Some(manager) = self.managers.get_mut(index) {
                            manager.answer(&packet);
                        }
                    }
                }
            }
            let exchange = &mut self.exchange;
            if !self.managers.iter_mut().any(|manager| manager.turn(now, exchange)) {
                return;
            }
        }
    }

    /// When there is something to do, if nothing is received.
    pub fn deadline(&self) -> Option<u64> {
        self.managers.iter().filter_map(Manager::deadline).chain(self.exchange.deadline()).min()
    }

    /// What is sent to a client since this was last asked.
    pub fn take(&mut self, connection: usize) -> Vec<u8> {
        let Some(manager) = self.managers.get_mut(connection) else { return Vec::new() };
        let bytes = manager.transmit().to_vec();
        manager.sent(bytes.len());
        bytes
    }

    /// Whether the exchange has closed the connection.
    pub fn is_closed(&self, connection: usize) -> bool {
        self.managers.get(connection).is_none_or(Manager::is_closing)
    }
}

impl std::fmt::Debug for Offline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offline").field("connections", &self.managers.len()).finish_non_exhaustive()
    }
}
