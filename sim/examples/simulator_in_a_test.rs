//! A program of yours, and its tests against a simulated exchange: nothing is mocked,
//! nothing leaves the process but over the loopback.
//!
//!     cargo test --package amiwire-sim --example simulator_in_a_test
//!     AMI_SECRET=... cargo run --package amiwire-sim --example simulator_in_a_test -- HOST PORT USER
//!
//! The program prints what each phone is doing.

use std::env;
use std::process::ExitCode;

use amiwire::net::{Connection, NetError, Options};
use amiwire::{Event, Status};

/// A phone, and what it is doing.
#[derive(Debug, PartialEq, Eq)]
struct Phone {
    number: String,
    state: String,
}

/// All of them, by the action ExtensionStateList.
fn phones(pbx: &mut Connection) -> Result<Vec<Phone>, NetError> {
    let mut answer = pbx.call(b"ExtensionStateList", [], None)?;
    let mut phones = Vec::new();
    while let Some(received) = answer.next() {
        let Some(packet) = received.packet else { continue };
        let text = |name: &[u8]| packet.get(name).unwrap_or_default().escape_ascii().to_string();
        if packet.event() == Some(Event::ExtensionStatus) {
            phones.push(Phone { number: text(b"Exten"), state: text(b"StatusText") });
        } else if packet.title().eq_ignore_ascii_case(b"Error") {
            return Err(NetError::with_detail(Status::UnexpectedPacket, text(b"Message")));
        }
    }
    Ok(phones)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let ([host, port, user], Ok(secret)) = (&arguments[..], env::var("AMI_SECRET")) else {
        eprintln!("usage: AMI_SECRET=... simulator_in_a_test HOST PORT USER");
        return ExitCode::from(2);
    };
    let Ok(port) = port.parse() else {
        eprintln!("simulator_in_a_test: {port} is no port");
        return ExitCode::from(2);
    };
    let options = Options { port, ..Options::new(host, user.as_bytes(), secret.as_bytes()) };
    match Connection::open(&options).and_then(|mut pbx| phones(&mut pbx)) {
        Ok(phones) => {
            phones.iter().for_each(|phone| println!("{} {}", phone.number, phone.state));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("simulator_in_a_test: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use amiwire_sim::{Config, Extension, Simulator, User};

    use super::*;

    /// An exchange with two phones, on a free port. It runs until it is dropped.
    fn exchange(user: User) -> Simulator {
        let config = Config {
            tcp: Some(([127, 0, 0, 1], 0).into()),
            users: vec![user],
            extensions: vec![Extension::new("200"), Extension::silent("201")],
            // A real exchange takes a second to refuse a login.
            refusal_delay: Duration::from_millis(10),
            ..Config::default()
        };
        Simulator::start(config).expect("a free port")
    }

    fn options<'a>(exchange: &Simulator, user: &'a [u8], secret: &'a [u8]) -> Options<'a> {
        let port = exchange.tcp_address().expect("it listens").port();
        Options { port, ..Options::new("127.0.0.1", user, secret) }
    }

    #[test]
    fn a_call_is_seen_at_both_phones() {
        let exchange = exchange(User::of_the_guide());
        let mut pbx = Connection::open(&options(&exchange, b"ucmamiuser1", b"test123")).expect("a login");
        let phone = |number: &str, state: &str| Phone { number: number.into(), state: state.into() };
        assert_eq!(phones(&mut pbx).expect("a list"), [phone("200", "Idle"), phone("201", "Idle")]);

        let call = [("Channel", "PJSIP/200"), ("Context", "from-internal"), ("Exten", "201"), ("Priority", "1")];
        let call = call.map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        pbx.call(b"Originate", call, None).expect("an answer");
        assert_eq!(phones(&mut pbx).expect("a list"), [phone("200", "InUse"), phone("201", "Ringing")]);
    }

    #[test]
    fn a_user_without_the_right_gets_an_error() {
        let exchange = exchange(User::local("reporter", "secret", "cdr").expect("a right that there is"));
        let mut pbx = Connection::open(&options(&exchange, b"reporter", b"secret")).expect("a login");
        let error = phones(&mut pbx).expect_err("no right to ask");
        assert_eq!((error.status, &error.detail[..]), (Status::UnexpectedPacket, "Permission denied"));
    }

    #[test]
    fn a_wrong_secret_is_refused() {
        let exchange = exchange(User::of_the_guide());
        let error = Connection::open(&options(&exchange, b"ucmamiuser1", b"wrong")).expect_err("a wrong secret");
        assert_eq!(error.status, Status::LoginRefused);
    }

    #[test]
    fn an_exchange_that_stops_ends_the_call() {
        let exchange = exchange(User::of_the_guide());
        let mut pbx = Connection::open(&options(&exchange, b"ucmamiuser1", b"test123")).expect("a login");
        exchange.stop().expect("an end in order");
        let error = phones(&mut pbx).expect_err("nobody is there");
        assert!(error.is_fatal(), "{error}");
    }
}
