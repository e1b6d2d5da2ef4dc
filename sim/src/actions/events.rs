//! Events: which ones a user wants, and one of the user's own.

use super::{Answer, Context};
use crate::packet::{Event, Fields, write};
use crate::rights::Classes;
use amiwire::bytes::starts_with_fold;
use amiwire::packet::Kind;

pub(super) fn events(context: &mut Context<'_>) -> Answer {
    match Classes::mask(context.field("EventMask")) {
        None => context.reply.error("Invalid event mask"),
        Some(mask) => {
            context.session.mask = mask;
            let answer = if mask.is_empty() { "Off" } else { "On" };
            context.reply.response("Success", Fields::new().with("Events", answer));
        }
    }
    Answer::Given
}

/// Every line of the request but two goes into the event as it is, whatever it
/// is: a second `Event:`, a `Response:`, a line without a colon (T2, T50).
pub(super) fn user_event(context: &mut Context<'_>) -> Answer {
    let mut bytes = Vec::new();
    let head = Event::head(Classes::USER, context.exchange.stamp, context.now);
    let head = head.bytes("UserEvent", context.field("UserEvent"));
    write(&mut bytes, Kind::Event, "UserEvent", &head);
    // Behind the head goes the rest, and then the empty line.
    bytes.truncate(bytes.len().saturating_sub(2));
    for line in context.request.raw().split_inclusive(|byte| *byte == b'\n') {
        let skipped = [&b"Action:"[..], b"UserEvent:"].iter().any(|name| starts_with_fold(line, name));
        if !skipped {
            bytes.extend_from_slice(line);
        }
    }
    context.exchange.tell_event(Event { classes: Classes::USER, bytes: bytes.into() });
    context.reply.success("Event Sent");
    Answer::Given
}
