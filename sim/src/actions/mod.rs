//! The actions of a user who is logged in.

mod calls;
mod commands;
mod console;
mod events;
mod lists;

use std::format;

use super::exchange::Exchange;
use super::packet::Fields;
use super::reply::Reply;
use super::rights::{Classes, Rights};
use super::security::{self, Incident, Peer};
use amiwire::bytes::equal_fold;
use amiwire::packet::Packet;
use amiwire::session::server::field;
use commands::COMMANDS;

/// A user who is logged in.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The name as it was configured.
    pub(super) name: String,
    pub(super) rights: Rights,
    /// The events that the user wants.
    pub(super) mask: Classes,
    /// When it began, in nanoseconds since the start.
    pub(super) since: u64,
}

/// Everything that an action needs.
pub(super) struct Context<'r> {
    pub(super) request: &'r Packet<'r>,
    pub(super) reply: Reply<'r>,
    pub(super) session: &'r mut Session,
    pub(super) exchange: &'r mut Exchange,
    pub(super) peer: Peer,
    pub(super) now: u64,
}

impl<'r> Context<'r> {
    /// A field of the request; empty if it is missing, as servers take it.
    fn field(&self, name: &str) -> &'r [u8] {
        field(self.request, name.as_bytes()).unwrap_or_default()
    }
}

/// Whether the request has its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has.
    Given,
    /// The exchange will give it later. Until then the connection waits, as on
    /// a real exchange: no other request is worked off, no event is sent.
    Later,
}

/// Carries out an action.
pub(super) fn act(name: &[u8], mut context: Context<'_>) -> Answer {
    if let Some(format) = context.exchange.command.filter(|_| equal_fold(name, b"Command")) {
        if context.session.rights.write.allows(Classes::COMMAND) {
            return console::command(&mut context, format);
        }
        return denied(&mut context, name);
    }
    let known = COMMANDS.iter().find(|command| equal_fold(command.name.as_bytes(), name));
    let Some(command) = known else {
        refused(&mut context, "RequestBadFormat", name);
        // The server's buffer for this text has 512 bytes.
        let text = [b"Invalid/unknown command: ", name, b". Use Action: ListCommands to show available commands."];
        let text: Vec<u8> = text.concat().into_iter().take(511).collect();
        context.reply.response("Error", Fields::new().bytes("Message", &text));
        return Answer::Given;
    };
    if !context.session.rights.write.allows(command.needs) {
        return denied(&mut context, name);
    }
    match command.run {
        Some(run) => run(&mut context),
        None => {
            context.reply.error("The simulator lists this action but does not carry it out");
            Answer::Given
        }
    }
}

fn denied(context: &mut Context<'_>, name: &[u8]) -> Answer {
    refused(context, "RequestNotAllowed", name);
    context.reply.error("Permission denied");
    Answer::Given
}

fn refused(context: &mut Context<'_>, incident: &str, action: &[u8]) {
    let request = [b"Action: ", action].concat();
    let own = Fields::new().bytes("RequestType", &request);
    let Session { name, since, .. } = &*context.session;
    let incident = Incident { name: incident, account: name.as_bytes(), own, since: *since };
    security::tell(context.exchange, &context.peer, context.now, incident);
}

fn ping(context: &mut Context<'_>) -> Answer {
    let timestamp = context.exchange.stamp.clock.timestamp(context.now);
    context.reply.response("Success", Fields::new().with("Ping", "Pong").with("Timestamp", &timestamp));
    Answer::Given
}

fn list_commands(context: &mut Context<'_>) -> Answer {
    let rights = context.session.rights.write;
    let listed = COMMANDS.iter().filter(|command| rights.allows(command.needs));
    let fields = listed.fold(Fields::new(), |fields, command| {
        let privilege = command.needs.privilege();
        let blank = if command.synopsis.is_empty() { "" } else { " " };
        fields.shown(command.name, format!("{}{blank}(Priv: {privilege})", command.synopsis))
    });
    context.reply.response("Success", fields);
    Answer::Given
}
