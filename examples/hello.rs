//! Logs in and prints the names of events until the connection ends:
//!
//!     AMI_SECRET=... cargo run --features net --example hello -- HOST PORT USER
//!
//! A UCM6XXX listens on port 7777, a stock Asterisk on 5038. For TLS build with the
//! feature `tls`, and set AMI_PIN to the SHA-256 of the exchange's certificate.

use std::env;
use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use amiwire::Kind;
use amiwire::net::{Connection, Deadline, Options};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let ([host, port, user], Ok(secret)) = (&arguments[..], env::var("AMI_SECRET")) else {
        eprintln!("usage: AMI_SECRET=... hello HOST PORT USER");
        return ExitCode::from(2);
    };
    let Ok(port) = port.parse() else {
        eprintln!("hello: {port} is no port");
        return ExitCode::from(2);
    };
    match follow(host, port, user.as_bytes(), secret.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hello: {error}");
            ExitCode::FAILURE
        }
    }
}

fn follow(host: &str, port: u16, user: &[u8], secret: &[u8]) -> Result<(), Box<dyn Error>> {
    #[allow(unused_mut)] // without TLS it stays as it is
    let mut options = Options { port, ..Options::new(host, user, secret) };
    #[cfg(feature = "tls")]
    if let Ok(pin) = env::var("AMI_PIN") {
        use amiwire::net::tls::{Pin, TlsOptions, Trust};
        options.tls = Some(TlsOptions::new(Trust::Pin(Pin::parse(&pin)?)));
    }
    let mut pbx = Connection::open(&options)?;
    let mut out = io::stdout().lock();
    loop {
        match pbx.recv(Deadline::Never) {
            Ok(received) => {
                // Some notices have no packet, such as that of a time limit.
                let Some(packet) = received.packet else { continue };
                if packet.kind() == Kind::Event {
                    writeln!(out, "{}", packet.title().escape_ascii())?;
                    out.flush()?; // at once, also into a file or a pipe
                }
            }
            Err(error) if error.is_fatal() => return Err(error.into()),
            // A packet over the limit: it was skipped, and the next one is read.
            Err(error) => eprintln!("hello: {error}"),
        }
    }
}
