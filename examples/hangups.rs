//! Prints why each call ended, until the connection ends: the program of the README.
//!
//!     AMI_SECRET=... cargo run --features net --example hangups -- HOST PORT USER

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use amiwire::Event;
use amiwire::net::{Connection, Deadline, NetError, Options};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let ([host, port, user], Ok(secret)) = (&arguments[..], env::var("AMI_SECRET")) else {
        eprintln!("usage: AMI_SECRET=... hangups HOST PORT USER");
        return ExitCode::from(2);
    };
    let Ok(port) = port.parse() else {
        eprintln!("hangups: {port} is no port");
        return ExitCode::from(2);
    };
    match hangups(host, port, user.as_bytes(), secret.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hangups: {error}");
            ExitCode::FAILURE
        }
    }
}

fn hangups(host: &str, port: u16, user: &[u8], secret: &[u8]) -> Result<(), NetError> {
    let mut out = io::stdout();
    // README: begin
    let options = Options { port, ..Options::new(host, user, secret) };
    let mut pbx = Connection::open(&options)?;
    loop {
        let packet = match pbx.recv(Deadline::Never) {
            Err(error) if error.is_fatal() => return Err(error),
            received => received.ok().and_then(|received| received.packet),
        };
        if let Some(hangup) = packet.filter(|packet| packet.event() == Some(Event::Hangup)) {
            writeln!(out, "{}", hangup.get(b"Cause-txt").unwrap_or(b"-").escape_ascii())?;
        }
    }
    // README: end
}
