//! The reader and the session in an event loop of one's own: a socket that does not
//! block, `poll`, and no help of the connector's. Logs in by MD5, asks for the
//! channels and the queues at once, and leaves when both answers are whole.
//!
//!     AMI_SECRET=... cargo run --example own_loop -- HOST PORT USER
//!
//! Not every exchange knows both actions, and one without calls has no channels:
//! either is said. Ends with 0 if both answers were whole.

use std::env;
use std::error::Error;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use amiwire::reader::{Options as ReaderOptions, TextMode};
use amiwire::session::{Options, Outcome, Phase, Session, Slot, What};
use amiwire::{Kind, Packet, Reader};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// What is asked for, by tag less one.
const ACTIONS: [&str; 2] = ["CoreShowChannels", "QueueStatus"];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let ([host, port, user], Ok(secret)) = (&arguments[..], env::var("AMI_SECRET")) else {
        eprintln!("usage: AMI_SECRET=... own_loop HOST PORT USER");
        return ExitCode::from(2);
    };
    let Ok(port) = port.parse::<u16>() else {
        eprintln!("own_loop: {port} is no port");
        return ExitCode::from(2);
    };
    let address = (&host[..], port);
    let whole = TcpStream::connect(address)
        .map_err(|error| format!("{host}:{port}: {error}").into())
        .and_then(|socket| Loop::new(socket, user, &secret)?.run());
    match whole {
        Ok(2) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("own_loop: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The socket, and what reads from it and writes to it.
struct Loop<'a> {
    socket: TcpStream,
    reader: Reader<Vec<u8>, Vec<u32>>,
    client: Client<'a>,
}

impl<'a> Loop<'a> {
    fn new(socket: TcpStream, user: &'a str, secret: &'a str) -> Result<Self, Box<dyn Error>> {
        socket.set_nonblocking(true)?;
        // Text is what a Command of ours asked for: the session announces it.
        let options = ReaderOptions { text: TextMode::Announced, ..ReaderOptions::CLIENT };
        let reader = Reader::new(vec![0; 64 * 1024], vec![0; 2 * 1024], options)?;
        Ok(Loop { socket, reader, client: Client::new(user, secret) })
    }

    /// Until the exchange has closed. Gives how many answers were whole.
    fn run(mut self) -> Result<usize, Box<dyn Error>> {
        loop {
            self.transmit()?;
            self.wait()?;
            if !self.receive()? {
                return Ok(self.client.whole);
            }
            while let Some(outcome) = self.client.session.handle_timeout(self.client.now()) {
                self.client.take(outcome, None)?;
            }
        }
    }

    /// Writes what is queued, as far as the socket takes it.
    fn transmit(&mut self) -> Result<(), Box<dyn Error>> {
        let session = &mut self.client.session;
        while !session.transmit().is_empty() {
            match self.socket.write(session.transmit()) {
                Ok(n) => session.sent(n)?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Waits until there is something to read, room for what is queued, or a time limit
    /// has passed.
    fn wait(&self) -> io::Result<()> {
        let session = &self.client.session;
        let interest = if session.transmit().is_empty() { PollFlags::IN } else { PollFlags::IN | PollFlags::OUT };
        let left = session.deadline().map(|at| Duration::from_nanos(at.saturating_sub(self.client.now())));
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut [PollFd::new(&self.socket, interest)], timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads once and takes all packets. Whether the connection is still there.
    fn receive(&mut self) -> Result<bool, Box<dyn Error>> {
        let Loop { socket, reader, client } = self;
        match socket.read(reader.space()) {
            Ok(0) => return Ok(false),
            Ok(n) => reader.commit(n)?,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        let now = client.now();
        client.session.heard(reader, now)?;
        loop {
            // Before each packet: whose answer may be text.
            client.session.announce(reader);
            match reader.next() {
                Ok(Some(packet)) => {
                    let outcome = client.session.handle(&packet, now)?;
                    client.take(outcome, Some(&packet))?;
                }
                Ok(None) => return Ok(true),
                // A text without an end ends this. Any other packet over the limit is
                // skipped, and may have been one of an answer.
                Err(error) if error.is_fatal() => return Err(error.into()),
                Err(error) => {
                    if let Some(outcome) = client.session.refused(reader, &error, now) {
                        client.take(outcome, None)?;
                    }
                }
            }
        }
    }
}

/// What it is all for: who asks, and for what.
struct Client<'a> {
    user: &'a str,
    secret: &'a str,
    /// The session has no clock: it is given the nanoseconds since then.
    began: Instant,
    session: Session<Vec<Slot>, Vec<u8>>,
    /// Items of each answer.
    items: [usize; ACTIONS.len()],
    /// Answers that were whole.
    whole: usize,
}

impl<'a> Client<'a> {
    fn new(user: &'a str, secret: &'a str) -> Self {
        // Who can guess ActionIDs can forge answers.
        let options = Options { seed: RandomState::new().hash_one(user), ..Options::default() };
        let session = Session::new(vec![Slot::FREE; 8], vec![0; 4096], options, 0);
        Client { user, secret, began: Instant::now(), session, items: [0; ACTIONS.len()], whole: 0 }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// One thing that a packet means, or that the time brings.
    fn take(&mut self, outcome: Outcome, packet: Option<&Packet<'_>>) -> Result<(), Box<dyn Error>> {
        match outcome.what {
            What::Banner => self.session.challenge()?,
            What::Challenge => self.session.login_md5(self.user.as_bytes(), self.secret.as_bytes(), Some(b"off"))?,
            What::LoggedIn => {
                let now = self.now();
                for (tag, action) in (1..).zip(ACTIONS) {
                    self.session.submit(tag, action.as_bytes(), [], now)?;
                }
            }
            What::LoginRefused => return Err("the exchange refused the login; check user name and secret".into()),
            What::ChallengeRefused => return Err("the exchange has no MD5 login for this user".into()),
            What::LoginTimedOut => return Err("the exchange did not answer the login in time".into()),
            _ => self.answer(outcome, packet)?,
        }
        Ok(())
    }

    /// Something of the answer to one of the actions.
    fn answer(&mut self, outcome: Outcome, packet: Option<&Packet<'_>>) -> Result<(), Box<dyn Error>> {
        let place = outcome.tag.wrapping_sub(1) as usize;
        let (Some(action), Some(items)) = (ACTIONS.get(place), self.items.get_mut(place)) else { return Ok(()) };
        let mut out = io::stdout().lock();
        match (outcome.what, packet) {
            (What::ListItem, Some(packet)) => {
                *items += 1;
                writeln!(out, "{action}: {} of {} headers", packet.title().escape_ascii(), packet.len())?;
            }
            // An Error may take the place of a list, or end it; so may a Success that
            // says there is nothing.
            (What::Response | What::ListEnd, Some(packet)) if packet.kind() == Kind::Response => {
                self.whole += usize::from(packet.title().eq_ignore_ascii_case(b"Success"));
                let message = packet.get(b"Message").unwrap_or_default().escape_ascii();
                writeln!(out, "{action}: {}: {message}", packet.title().escape_ascii())?;
            }
            (What::ListEnd, _) => {
                self.whole += 1;
                writeln!(out, "{action}: {items} items")?;
            }
            // An old exchange answers with rows of text.
            (What::Text, Some(packet)) => writeln!(out, "{action}: {}", packet.raw().escape_ascii())?,
            (What::TextEnd, _) => self.whole += 1,
            (What::TimedOut, _) => eprintln!("own_loop: no answer to {action}"),
            (What::TooLarge, _) => {
                eprintln!("own_loop: a packet of the answer to {action} is too large");
                // Without it the answer is not whole: the rest is not waited for.
                self.session.give_up(outcome.tag);
            }
            _ => {}
        }
        if self.session.in_flight() == 0 && self.session.phase() == Phase::LoggedIn {
            self.session.logoff()?;
        }
        Ok(())
    }
}
