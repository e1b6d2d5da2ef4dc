//! An exchange of the series UCM6XXX to try things on, made from the server half
//! of the library `amiwire`.
//!
//! ```no_run
//! use amiwire_sim::{Config, Simulator};
//! let exchange = Simulator::start(Config { tcp: Some(([127, 0, 0, 1], 0).into()), ..Config::default() })?;
//! println!("telnet {}", exchange.tcp_address().unwrap());
//! exchange.wait()?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! It follows the exchange's guide to the packet, and where that is silent,
//! what servers of its time do: the greeting of 2.7.0, the limits of their line
//! buffer, events by right and mask and only between answers. Phones 1000 to
//! 1009 answer when they are called, and so does every number behind the trunk.
//!
//! `exchange` is the exchange itself and `actions` what users can have it do;
//! both know nothing of connections. `manager` is one connection's half without
//! the connection, `offline` puts these together for tests, and only `server`, `connection` and `link` do any IO.

mod actions;
mod certificate;
mod clock;
mod config;
mod connection;
mod exchange;
mod input;
mod link;
mod log;
mod manager;
mod offline;
mod packet;
mod permit;
mod reply;
mod rights;
mod security;
mod server;

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

pub use certificate::Certificate;
pub use config::{CommandFormat, Config, Extension, Log, Tls, User};
pub use offline::Offline;
pub use permit::Permit;
pub use rights::{Classes, Rights};

use clock::Clock;
use config::Settings;
use exchange::Exchange;
use packet::Stamp;
use rustix::event::{EventfdFlags, eventfd};
use server::{Listener, Server};

/// The version in the greeting.
const VERSION: &str = "2.7.0";

/// A running exchange. Dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    tcp: Option<SocketAddr>,
    tls: Option<SocketAddr>,
    stop: Arc<AtomicBool>,
    bell: OwnedFd,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Simulator {
    /// Starts an exchange in a thread of its own. When this returns, its
    /// listeners take connections.
    ///
    /// # Errors
    /// What the operating system says of the addresses; `InvalidData` for a
    /// certificate or key that cannot be used.
    pub fn start(config: Config) -> io::Result<Simulator> {
        let tls = match &config.tls {
            Some(tls) => {
                let server = certificate::server_config(&tls.certificate, &tls.key)?;
                Some(Listener::bind(tls.address, Some(server))?)
            }
            None => None,
        };
        let tcp = config.tcp.map(|address| Listener::bind(address, None)).transpose()?;
        let addresses = [&tcp, &tls].map(|listener| listener.as_ref().map(|listener| listener.address));
        let bell = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let stop = Arc::new(AtomicBool::new(false));
        let stamp = Stamp { clock: Clock::new(config.utc_offset_minutes), on: config.timestamp_events };
        let server = Server {
            listeners: [tcp, tls].into_iter().flatten().collect(),
            exchange: Exchange::new(&config, stamp),
            settings: Arc::new(Settings::new(config.users, config.login_limit, config.refusal_delay, config.log)),
            out_limit: config.out_limit,
            bell: bell.try_clone()?,
            stop: stop.clone(),
            started: Instant::now(),
        };
        let thread = std::thread::Builder::new().name("amiwire-sim".into()).spawn(|| server.run())?;
        let [tcp, tls] = addresses;
        Ok(Simulator { tcp, tls, stop, bell, thread: Some(thread) })
    }

    /// Where plain connections are taken.
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        self.tcp
    }

    /// Where TLS connections are taken.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.tls
    }

    /// Closes all connections and ends the thread.
    ///
    /// # Errors
    /// What ended the thread before.
    pub fn stop(mut self) -> io::Result<()> {
        self.ring();
        self.join()
    }

    /// Waits as long as the exchange runs, which nothing ends but an error.
    ///
    /// # Errors
    /// It.
    pub fn wait(mut self) -> io::Result<()> {
        self.join()
    }

    fn ring(&self) {
        self.stop.store(true, Ordering::SeqCst);
        // It fails only when the counter is full, and then it is readable.
        let _ = rustix::io::write(&self.bell, &1u64.to_ne_bytes());
    }

    fn join(&mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(io::Error::other("the exchange's thread panicked")),
            None => Ok(()),
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.ring();
        let _ = self.join();
    }
}
