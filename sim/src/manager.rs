//! One connection's server half, without the connection: bytes in, bytes out,
//! the time as an argument (sections 3, 4, 13 and 14).

use std::collections::VecDeque;
use std::format;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::VERSION;
use super::actions::{self, Answer, Context, Session};
use super::config::Settings;
use super::exchange::Exchange;
use super::input::{Fault, Input, Message};
use super::log::redacted;
use super::packet::{Event, Fields, append};
use super::reply::Reply;
use super::rights::Classes;
use super::security::{self, Incident, Peer};
use amiwire::bytes::equal_fold;
use amiwire::packet::Packet;
use amiwire::parse::{Lines, Resume, parse};
use amiwire::session::Key;
use amiwire::session::server::{Asked, Gate, Login, Options, Request, field, request};

/// What the connection does.
enum Phase {
    /// It takes the next request.
    Ready,
    /// It waits for an answer of the exchange.
    Waiting,
    /// A login was refused: after a while this is sent, and then it closes.
    Refusing { at: u64, answer: Vec<u8> },
    /// When everything is sent, it is closed.
    Closing,
}

/// A connection.
pub(super) struct Manager {
    peer: Peer,
    settings: Arc<Settings>,
    phase: Phase,
    session: Option<Session>,
    /// Greeting to login: what every server checks.
    gate: Gate,
    input: Input,
    input_ended: bool,
    /// What is to be sent, and how much of it is.
    out: Vec<u8>,
    sent: usize,
    /// How many bytes were moved since others before them were sent.
    #[cfg(test)]
    moved: usize,
    /// Where in `out` the last answer ends.
    answered: usize,
    /// Events that came while the connection waited, and how many bytes they are.
    held: VecDeque<Arc<[u8]>>,
    held_bytes: usize,
    connected: u64,
}

impl Manager {
    /// A new connection. The greeting is to be sent.
    pub(super) fn new(peer: Peer, settings: Arc<Settings>, now: u64) -> Manager {
        settings.log(|| format!("#{} connected from {}", peer.number, peer.remote));
        // The standard library's hash keys are random.
        let challenge = RandomState::new().hash_one(now) % 1_000_000_000;
        let gate = Gate::new(&Options { login: settings.login_limit, challenge: Some(challenge) }, now);
        Manager {
            peer,
            settings,
            gate,
            phase: Phase::Ready,
            session: None,
            input: Input::default(),
            input_ended: false,
            out: format!("Asterisk Call Manager/{VERSION}\r\n").into_bytes(),
            sent: 0,
            #[cfg(test)]
            moved: 0,
            answered: 0,
            held: VecDeque::new(),
            held_bytes: 0,
            connected: now,
        }
    }

    /// The connection's number.
    pub(super) fn number(&self) -> u64 {
        self.peer.number
    }

    /// Whether bytes should be read from the client now.
    pub(super) fn wants_input(&self) -> bool {
        !self.input_ended && !self.is_closing() && self.input.has_room()
    }

    /// Takes bytes from the client.
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        self.input.push(bytes);
    }

    /// The client sends nothing more. What it has sent is still worked off; a
    /// message without its end is dropped.
    pub(super) fn end_of_input(&mut self) {
        self.input_ended = true;
    }

    /// What is to be sent.
    pub(super) fn transmit(&self) -> &[u8] {
        &self.out[self.sent..]
    }

    /// So much of it was sent.
    pub(super) fn sent(&mut self, n: usize) {
        self.sent += n;
        // What was sent leaves when it is half of all: a client that always leaves
        // something unread does not make the queue grow, and no byte is moved twice
        // for each that is sent.
        if self.sent >= self.out.len() - self.sent {
            #[cfg(test)]
            {
                self.moved += self.out.len() - self.sent;
            }
            self.out.drain(..self.sent);
            self.answered = self.answered.saturating_sub(self.sent);
            self.sent = 0;
        }
    }

    /// Bytes of events that wait for the client behind its last answer, those
    /// held back included. The answer and what stands before it do not count:
    /// the client asked for it, however long it is, and gets no other one
    /// before it has read this one.
    pub(super) fn backlog(&self) -> usize {
        self.out.len() - self.answered.max(self.sent) + self.held_bytes
    }

    /// Whether the connection is to be closed when everything is sent.
    pub(super) fn is_closing(&self) -> bool {
        matches!(self.phase, Phase::Closing)
    }

    /// When [`turn`](Manager::turn) has something to do, if no bytes come.
    pub(super) fn deadline(&self) -> Option<u64> {
        match &self.phase {
            Phase::Closing => None,
            Phase::Refusing { at, .. } => Some(*at),
            _ => self.gate.deadline(),
        }
    }

    /// Works off one request, or what the time demands. False if there is
    /// nothing to do. After each turn the exchange's deeds are to be done, so
    /// that events stand between answers and never in one.
    pub(super) fn turn(&mut self, now: u64, exchange: &mut Exchange) -> bool {
        match &mut self.phase {
            Phase::Closing | Phase::Waiting => return false,
            Phase::Refusing { at, answer } => {
                if *at > now {
                    return false;
                }
                self.out.append(answer);
                self.answered = self.out.len();
                self.close("login refused");
                return true;
            }
            Phase::Ready => {}
        }
        if self.gate.deadline().is_some_and(|deadline| deadline <= now) {
            self.close("no login in time");
            return true;
        }
        match self.input.message() {
            Some(message) => {
                self.handle(&message, now, exchange);
                // Nothing but the answer was added.
                self.answered = self.out.len();
            }
            None if self.input_ended => self.close("closed by the client"),
            None => return false,
        }
        true
    }

    /// An event happened. It is sent if the user may read it and wants to.
    pub(super) fn offer(&mut self, event: &Event) {
        let wanted =
            |session: &Session| session.rights.read.contains(event.classes) && session.mask.contains(event.classes);
        if !self.session.as_ref().is_some_and(wanted) {
            return;
        }
        match self.phase {
            Phase::Ready => self.out.extend_from_slice(&event.bytes),
            Phase::Waiting => {
                self.held_bytes += event.bytes.len();
                self.held.push_back(event.bytes.clone());
            }
            Phase::Refusing { .. } | Phase::Closing => {}
        }
    }

    /// The answer that the connection has waited for, and then the events that
    /// came meanwhile.
    pub(super) fn answer(&mut self, packet: &[u8]) {
        if matches!(self.phase, Phase::Waiting) {
            self.phase = Phase::Ready;
            self.out.extend_from_slice(packet);
            self.answered = self.out.len();
            self.held_bytes = 0;
            for event in self.held.drain(..) {
                self.out.extend_from_slice(&event);
            }
        }
    }

    fn close(&mut self, why: &str) {
        self.settings.log(|| format!("#{} {why}", self.peer.number));
        self.phase = Phase::Closing;
    }

    fn handle(&mut self, message: &Message, now: u64, exchange: &mut Exchange) {
        let mut index = [0; 512];
        let parsed = parse(&message.text, &mut Resume::new(Lines::Typed), &mut index);
        let Some(parsed) = parsed.ok().flatten() else {
            // An empty line alone, or one that was left of a line too long.
            let fault = message.fault;
            append(&mut self.out, |room| {
                let writer = amiwire::write::Writer::response(room, b"Error", amiwire::write::WriteLimits::NONE);
                writer.header(b"Message", fault_text(fault).as_bytes()).finish().map(<[u8]>::len)
            });
            if fault.is_none() {
                self.tell(exchange, now, "RequestBadFormat", b"", request_type(b"NONE"));
            }
            return;
        };
        let packet = &parsed.packet;
        self.settings.log(|| format!("#{} {}", self.peer.number, redacted(packet)));
        if message.fault.is_some() {
            return Reply::new(packet, &mut self.out).error(fault_text(message.fault));
        }
        match (self.gate.ask(packet), &mut self.session) {
            (Asked::Challenge, _) => {
                let challenge = String::from_utf8_lossy(self.gate.give_challenge());
                Reply::new(packet, &mut self.out).response("Success", Fields::new().shown("Challenge", challenge));
            }
            (Asked::BadAuthType, _) => Reply::new(packet, &mut self.out).error("Must specify AuthType"),
            (Asked::AlreadyIn, _) => Reply::new(packet, &mut self.out).success("Already authenticated"),
            (Asked::Login, _) => {
                if let Request::Login(login) = request(packet) {
                    self.login(packet, &login, now, exchange);
                }
            }
            (Asked::Logoff, _) => {
                let text = Fields::new().with("Message", "Thanks for all the fish.");
                Reply::new(packet, &mut self.out).response("Goodbye", text);
                self.close("logged off");
            }
            (Asked::MissingAction, _) => {
                self.tell(exchange, now, "RequestBadFormat", b"", request_type(b"NONE"));
                Reply::new(packet, &mut self.out).error(fault_text(None));
            }
            (Asked::Action, Some(session)) => {
                let reply = Reply::new(packet, &mut self.out);
                let context = Context { request: packet, reply, session, exchange, peer: self.peer, now };
                if actions::act(action(packet), context) == Answer::Later {
                    self.phase = Phase::Waiting;
                }
            }
            (Asked::NotAllowed | Asked::Action, _) => {
                self.tell(exchange, now, "RequestNotAllowed", b"", request_type(action(packet)));
                Reply::new(packet, &mut self.out).error("Permission denied");
            }
        }
    }

    fn login(&mut self, packet: &Packet<'_>, login: &Login<'_>, now: u64, exchange: &mut Exchange) {
        let settings = self.settings.clone();
        let user = settings.user(login.username);
        let address = self.peer.remote.ip();
        let (incident, own) = match user {
            None => ("InvalidAccountID", Fields::new()),
            Some(user) if !user.permit.iter().any(|permit| permit.covers(address)) => ("FailedACL", Fields::new()),
            Some(user) if self.gate.proves(login, user.secret.as_bytes()) => {
                let mask = login.events.and_then(Classes::mask).unwrap_or(Classes::ALL);
                let session = Session { name: user.name.clone(), rights: user.rights, mask, since: now };
                Reply::new(packet, &mut self.out).success("Authentication accepted");
                let own = Fields::new().with("UsingPassword", "0");
                self.session = Some(session);
                self.gate.admit();
                return self.tell(exchange, now, "SuccessfulAuth", user.name.as_bytes(), own);
            }
            Some(user) if field(packet, b"AuthType").is_some_and(|kind| equal_fold(kind, b"MD5")) => {
                // Real servers do show the right answer to whoever may read
                // security events (T4).
                let challenge = self.gate.challenge().unwrap_or_default();
                let expected = Key::new(challenge, user.secret.as_bytes());
                let expected = String::from_utf8_lossy(expected.as_bytes()).into_owned();
                let own = Fields::new()
                    .shown("Challenge", String::from_utf8_lossy(challenge))
                    .bytes("Response", field(packet, b"Key").unwrap_or_default())
                    .shown("ExpectedResponse", expected);
                ("ChallengeResponseFailed", own)
            }
            Some(_) => ("InvalidPassword", Fields::new()),
        };
        self.tell(exchange, now, incident, login.username, own);
        let mut answer = Vec::new();
        Reply::new(packet, &mut answer).error("Authentication failed");
        self.phase = Phase::Refusing { at: now.saturating_add(settings.refusal_delay), answer };
    }

    fn tell(&self, exchange: &mut Exchange, now: u64, name: &str, account: &[u8], own: Fields<'_>) {
        let since = self.session.as_ref().map_or(self.connected, |session| session.since);
        let logged_in = self.session.as_ref().map(|session| session.name.as_bytes());
        let account = if account.is_empty() { logged_in.unwrap_or_default() } else { account };
        security::tell(exchange, &self.peer, now, Incident { name, account, own, since });
    }
}

/// The name of the action that is asked for.
fn action<'a>(packet: &Packet<'a>) -> &'a [u8] {
    match request(packet) {
        Request::Action { name } => name,
        _ => b"",
    }
}

fn request_type(action: &[u8]) -> Fields<'static> {
    Fields::new().shown("RequestType", format!("Action: {}", String::from_utf8_lossy(action)))
}

fn fault_text(fault: Option<Fault>) -> &'static str {
    match fault {
        Some(Fault::LineTooLong) => "Failed to parse message: line too long",
        Some(Fault::TooManyLines) => "Too many lines in message or allocation failure",
        None => "Missing action in request",
    }
}

#[cfg(test)]
mod tests;
