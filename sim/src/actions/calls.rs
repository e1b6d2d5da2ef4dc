//! Calls: Originate and Hangup.

use std::str::FromStr;

use super::{Answer, Context};
use crate::exchange::{Originate, Party, Refusal, Report, answers};
use crate::rights::Classes;
use amiwire::bytes::equal_fold;
use amiwire::session::server::is_true;

/// Milliseconds for which a channel rings if the request says nothing.
const TIMEOUT: u64 = 30_000;

pub(super) fn originate(context: &mut Context<'_>) -> Answer {
    let originate = match read(context) {
        Ok(originate) => originate,
        Err(message) => {
            context.reply.error(message);
            return Answer::Given;
        }
    };
    let id = context.reply.id();
    let refusal = context.exchange.can(&originate).err();
    if refusal == Some(Refusal::NoExtension) {
        context.reply.error("Extension does not exist.");
    } else if is_true(context.field("Async")) {
        // Only started; an event tells how it went (T58).
        context.reply.success("Originate successfully queued");
        let report = Report::Event { id: id.map(<[u8]>::to_vec) };
        context.exchange.originate(originate, report, context.now);
    } else if refusal.is_some() {
        context.reply.error("Originate failed");
    } else {
        let (success, failure) = answers(id);
        let report = Report::Answer { connection: context.peer.number, success, failure };
        context.exchange.originate(originate, report, context.now);
        return Answer::Later;
    }
    Answer::Given
}

/// The request's fields, in the order in which servers look at them.
fn read(context: &Context<'_>) -> Result<Originate, &'static str> {
    let channel = context.field("Channel");
    if channel.is_empty() {
        return Err("Channel not specified");
    }
    let priority = match context.field("Priority") {
        b"" => None,
        text => Some(number::<u32>(text).filter(|priority| *priority > 0).ok_or("Invalid priority")?),
    };
    let timeout = match context.field("Timeout") {
        b"" => TIMEOUT,
        text => number::<i64>(text).ok_or("Invalid timeout")?.try_into().unwrap_or(0),
    };
    if !channel.contains(&b'/') {
        return Err("Invalid channel");
    }
    let application = Some(context.field("Application")).filter(|application| !application.is_empty());
    if application.is_some_and(is_forbidden) && !context.session.rights.write.contains(Classes::SYSTEM) {
        return Err("Originate Access Forbidden: Application");
    }
    let (context_name, exten) = (context.field("Context"), context.field("Exten"));
    if application.is_none() && (context_name.is_empty() || exten.is_empty() || priority.is_none()) {
        return Err("Originate with 'Exten' requires 'Context' and 'Priority'");
    }
    let caller = Some(context.field("CallerID")).filter(|caller| !caller.is_empty());
    Ok(Originate {
        channel: channel.to_vec(),
        context: context_name.to_vec(),
        exten: exten.to_vec(),
        priority: priority.unwrap_or(1),
        application: application.map(|name| (name.to_vec(), context.field("Data").to_vec())),
        timeout: timeout.saturating_mul(1_000_000),
        caller: caller.map(Party::parse),
        account: context.field("Account").to_vec(),
        variables: variables(context),
    })
}

/// `Variable: a=1,b=2`, as often as it occurs.
fn variables(context: &Context<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let headers = context.request.headers().filter(|header| header.is(b"Variable"));
    let pairs = headers.flat_map(|header| items(header.value)).filter_map(|item| {
        let at = item.iter().position(|byte| *byte == b'=')?;
        Some((item[..at].trim_ascii().to_vec(), item[at + 1..].to_vec()))
    });
    pairs.filter(|(name, _)| !name.is_empty()).collect()
}

/// The items between commas, as servers cut arguments: not inside brackets or
/// quotes, nor behind a backslash; quotes and backslashes are taken out.
fn items(value: &[u8]) -> Vec<Vec<u8>> {
    let (mut items, mut item) = (Vec::new(), Vec::new());
    let (mut round, mut square, mut quoted) = (0_usize, 0_usize, false);
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'(' => round += 1,
            b')' => round = round.saturating_sub(1),
            b'[' => square += 1,
            b']' => square = square.saturating_sub(1),
            b'"' => {
                quoted = !quoted;
                continue;
            }
            b'\\' => {
                item.extend(bytes.next());
                continue;
            }
            b',' if round == 0 && square == 0 && !quoted => {
                items.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(byte);
    }
    items.push(item);
    items
}

/// Applications that reach the system, for which nobody here has the right.
fn is_forbidden(application: &[u8]) -> bool {
    let has = |word: &[u8]| application.windows(word.len()).any(|part| equal_fold(part, word));
    has(b"system") || has(b"exec") || has(b"agi")
}

pub(super) fn hangup(context: &mut Context<'_>) -> Answer {
    let name = context.field("Channel");
    if name.is_empty() {
        context.reply.error("No channel specified");
        return Answer::Given;
    }
    let Some(channel) = context.exchange.channel(name) else {
        context.reply.error("No such channel");
        return Answer::Given;
    };
    // A wrong cause is passed over in silence.
    let cause = number::<u8>(context.field("Cause")).filter(|cause| *cause < 128).unwrap_or(16);
    context.exchange.hang_up(channel, cause, context.now);
    context.reply.success("Channel Hungup");
    Answer::Given
}

fn number<T: FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use amiwire::session::variable;

    #[test]
    fn variables_are_cut_as_servers_cut_them() {
        let cut = |value: &str| items(value.as_bytes()).join(&b'|');
        assert_eq!(cut("a=1,b=2"), b"a=1|b=2");
        assert_eq!(cut("PJSIP_HEADER(add,A)=1,b[c,d]=2"), b"PJSIP_HEADER(add,A)=1|b[c,d]=2");
        assert_eq!(cut("a=\"1,2\",b=\\\"3\\,4\\\\"), b"a=1,2|b=\"3,4\\");
        assert_eq!(cut("a=)1,b"), b"a=)1|b");
        // What the library writes is one variable, with every byte.
        let mut room = [0; 64];
        for (name, value) in [(&b"A(b,c)"[..], &b"d,\"e\\f"[..]), (b"A[b,c]", b",)],("), (b"A", b"(,")] {
            let written = variable(&mut room, name, value).unwrap();
            assert_eq!(items(written), [[name, b"=", value].concat()]);
        }
    }
}
