//! The other side, in a process of its own.
//!
//! It tells its port and its certificate, and then does as it is ordered, one
//! line an order: `plain COPIES`, `tls COPIES`, `many CONNECTIONS BYTES`. It
//! says `done` when the receiver has closed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use rustix::net::{AddressFamily, SocketType, bind, listen, socket, sockopt};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::storm::{GREETING, Storm};

/// What is sent to one of many connections at a time.
const BURST: usize = 4096;

/// After so many bursts the sender waits until they were taken, so that each of
/// them arrives by itself, whether there are few connections or many.
pub const WINDOW: usize = 20 * BURST;

/// The sender as its master sees it.
pub struct Sender {
    pub port: u16,
    /// In DER.
    pub certificate: Vec<u8>,
    child: Child,
    orders: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Sender {
    pub fn start() -> Result<Sender, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let child = Command::new(program).arg("send").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("the sender does not start: {error}"))?;
        let (Some(orders), Some(told)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".to_owned());
        };
        let mut sender = Sender { port: 0, certificate: Vec::new(), child, orders, told: BufReader::new(told) };
        let line = sender.line()?;
        let (port, certificate) = line.split_once(' ').ok_or("the sender tells no port")?;
        sender.port = port.parse().map_err(|_| "the sender tells no port")?;
        let bytes = certificate.as_bytes().chunks_exact(2);
        let bytes = bytes.map(|two| u8::from_str_radix(&String::from_utf8_lossy(two), 16));
        sender.certificate = bytes.collect::<Result<_, _>>().map_err(|_| "the sender tells no certificate")?;
        Ok(sender)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.told.read_line(&mut line) {
            Ok(1..) => Ok(line.trim_end().to_owned()),
            _ => Err("the sender is gone".to_owned()),
        }
    }

    pub fn order(&mut self, order: &str) -> Result<(), String> {
        writeln!(self.orders, "{order}").map_err(|error| format!("the sender is gone: {error}"))
    }

    /// Waits until the order is carried out.
    pub fn done(&mut self) -> Result<(), String> {
        let line = self.line()?;
        if line == "done" { Ok(()) } else { Err(format!("the sender says {line}")) }
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A listener that lets thousands connect at once.
fn listener() -> Result<TcpListener, String> {
    let open = || {
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
        sockopt::set_socket_reuseaddr(&socket, true)?;
        bind(&socket, &std::net::SocketAddr::from(([127, 0, 0, 1], 0)))?;
        listen(&socket, 4096)?;
        Ok::<_, rustix::io::Errno>(TcpListener::from(socket))
    };
    open().map_err(|error| format!("cannot listen: {error}"))
}

/// Does what is ordered until there are no more orders.
pub fn run() -> Result<(), String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).map_err(|error| text(&error))?;
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .map_err(|error| text(&error))?;
    let config = Arc::new(config);
    let listener = listener()?;
    let port = listener.local_addr().map_err(|error| text(&error))?.port();
    let certificate: String = certified.cert.der().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{port} {certificate}");
    let (storm, small) = (Storm::load().bytes, Storm::small().bytes);
    let accept = || listener.accept().map(|accepted| accepted.0).map_err(|error| error.to_string());
    for order in std::io::stdin().lines() {
        let order = order.map_err(|error| text(&error))?;
        let words: Vec<&str> = order.split(' ').collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        let sent = match words[0] {
            "plain" => {
                let stream = accept()?;
                copies(&stream, &storm, number(1)).and_then(|()| leave(&stream))
            }
            "tls" => ServerConnection::new(config.clone()).map_err(std::io::Error::other).and_then(|session| {
                let mut stream = StreamOwned::new(session, accept().map_err(std::io::Error::other)?);
                copies(&mut stream, &storm, number(1))?;
                stream.conn.send_close_notify();
                stream.flush()?;
                leave(&stream.sock)
            }),
            "many" => {
                let control = accept()?;
                let streams = (0..number(1)).map(|_| accept()).collect::<Result<Vec<_>, _>>()?;
                bursts(&control, &streams, &small, number(2))
            }
            _ => return Err(format!("no such order: {order}")),
        };
        sent.map_err(|error| format!("{order}: {error}"))?;
        println!("done");
    }
    Ok(())
}

fn copies(mut stream: impl Write, storm: &[u8], copies: usize) -> std::io::Result<()> {
    stream.write_all(GREETING)?;
    for _ in 0..copies {
        stream.write_all(storm)?;
    }
    Ok(())
}

/// Ends what is sent, and waits until the other side has closed.
fn leave(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    // A receiver that closes hard has got everything all the same.
    let _ = stream.read(&mut [0; 64]);
    Ok(())
}

/// `total` bytes in bursts, one connection after the other.
fn bursts(mut control: &TcpStream, streams: &[TcpStream], storm: &[u8], total: usize) -> std::io::Result<()> {
    for mut stream in streams {
        stream.set_nodelay(true)?;
        stream.write_all(GREETING)?;
    }
    let mut at = vec![0; streams.len()];
    let (mut left, mut window) = (total / BURST, WINDOW);
    'all: loop {
        for (mut stream, at) in streams.iter().zip(&mut at) {
            if left == 0 {
                break 'all;
            }
            if window == 0 {
                control.read_exact(&mut [0])?;
                window = WINDOW;
            }
            left -= 1;
            window -= BURST;
            let mut burst = BURST;
            while burst > 0 {
                let part = &storm[*at..storm.len().min(*at + burst)];
                stream.write_all(part)?;
                burst -= part.len();
                *at = (*at + part.len()) % storm.len();
            }
        }
    }
    for stream in streams {
        stream.shutdown(Shutdown::Write)?;
    }
    for mut stream in streams {
        let _ = stream.read(&mut [0; 64]);
    }
    Ok(())
}
