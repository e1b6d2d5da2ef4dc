//! The action Command, as stock servers have it, in either of its formats
//! (section 6).

use std::format;

use super::{Answer, Context};
use crate::config::CommandFormat;
use crate::packet::Fields;

/// Answers it in that format.
pub(super) fn command(context: &mut Context<'_>, format: CommandFormat) -> Answer {
    let line = String::from_utf8_lossy(context.field("Command")).into_owned();
    let calls = context.exchange.channels.len();
    let (known, output) = match line.as_str() {
        "" => {
            context.reply.error("No command provided");
            return Answer::Given;
        }
        "core show channels count" => {
            (true, vec![format!("{calls} active channels"), String::new(), "0 calls processed".into()])
        }
        "core show uptime" => (true, vec![format!("System uptime: {} seconds", context.now / 1_000_000_000)]),
        _ => (
            false,
            vec![format!("No such command '{line}' (type 'core show help {line}' for other possible commands)")],
        ),
    };
    match format {
        CommandFormat::Follows => context.reply.follows(&output),
        CommandFormat::Output => {
            let fields = Fields::new().with("Message", "Command output follows");
            let fields = output.iter().fold(fields, |fields, line| fields.with("Output", line));
            context.reply.response(if known { "Success" } else { "Error" }, fields);
        }
    }
    Answer::Given
}
