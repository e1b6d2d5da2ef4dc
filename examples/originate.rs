//! Calls somebody, and says how that went:
//!
//!     AMI_SECRET=... cargo run --features net --example originate -- \
//!         HOST PORT USER CHANNEL CONTEXT NUMBER
//!
//! CHANNEL, such as PJSIP/1000, is called first; who answers there is connected
//! with NUMBER. Ends with 0 if somebody answered, with 1 if nobody did or nobody can
//! say, with 2 if it was called in another way than this.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use amiwire::net::{Connection, NetError, Options};
use amiwire::session::What;

/// Longer than an exchange lets it ring, which is 30 seconds if nobody says otherwise.
const LIMIT: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let ([host, port, user, channel, context, number], Ok(secret)) = (&arguments[..], env::var("AMI_SECRET")) else {
        eprintln!("usage: AMI_SECRET=... originate HOST PORT USER CHANNEL CONTEXT NUMBER");
        return ExitCode::from(2);
    };
    let Ok(port) = port.parse() else {
        eprintln!("originate: {port} is no port");
        return ExitCode::from(2);
    };
    let options = Options { port, ..Options::new(host, user.as_bytes(), secret.as_bytes()) };
    match originate(&options, channel, context, number) {
        Ok(Ended::Answered(channel)) => {
            println!("answered: {channel}");
            ExitCode::SUCCESS
        }
        Ok(Ended::Failed(why)) => {
            println!("failed: {why}");
            ExitCode::FAILURE
        }
        Ok(Ended::NotReported) => {
            println!("started; how it ends is not reported to this user");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("originate: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How the call went.
enum Ended {
    /// The name of its channel.
    Answered(String),
    /// Why not.
    Failed(String),
    /// The events that would say so do not reach this connection.
    NotReported,
}

fn originate(options: &Options<'_>, channel: &str, context: &str, number: &str) -> Result<Ended, NetError> {
    let mut pbx = Connection::open(options)?;
    let fields = [
        (&b"Channel"[..], channel.as_bytes()),
        (b"Context", context.as_bytes()),
        (b"Exten", number.as_bytes()),
        (b"Priority", b"1"),
        // Without this the exchange answers nothing else while it rings.
        (b"Async", b"true"),
    ];
    // A line end in one of them is refused here, and not a byte is sent.
    let mut answer = pbx.call(b"Originate", fields, Some(LIMIT))?;
    let mut ended = Ended::NotReported;
    // The response says that it was started, the event OriginateResponse how it went.
    while let Some(received) = answer.next() {
        let Some(packet) = received.packet else { continue };
        let text = |name: &[u8]| packet.get(name).unwrap_or_default().escape_ascii().to_string();
        let success = packet.get(b"Response").is_some_and(|value| value.eq_ignore_ascii_case(b"Success"));
        ended = match received.outcome.what {
            What::Response if success => Ended::Answered(text(b"Channel")),
            What::Response if packet.event().is_some() => Ended::Failed(reason(&text(b"Reason"))),
            What::Response => Ended::Failed(text(b"Message")),
            _ => continue,
        };
    }
    Ok(ended)
}

/// The Reason of an OriginateResponse: the number of the last thing that the channel
/// reported.
fn reason(number: &str) -> String {
    let text = match number {
        "0" => "no such channel, or a wrong number",
        "1" => "no answer, hung up",
        "3" => "no answer",
        "5" => "busy",
        "8" => "congestion",
        _ => return format!("reason {number}"),
    };
    text.into()
}
