//! An exchange that does what a test tells it, connection by connection.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// The exchange's side of one connection.
pub(crate) struct Peer {
    stream: TcpStream,
    input: BufReader<TcpStream>,
    /// The event mask of the login.
    pub(crate) last_login: Option<String>,
}

/// An action as it came.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) id: String,
    lines: Vec<String>,
}

impl Action {
    fn get(&self, name: &str) -> Option<String> {
        let value = |line: &String| line.strip_prefix(name)?.strip_prefix(": ").map(String::from);
        self.lines.iter().find_map(value)
    }
}

/// Listens for so many connections, one after the other, and gives the port.
pub(crate) fn serve(connections: usize, script: impl Fn(usize, Peer) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("localhost:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for n in 0..connections {
            let (stream, _) = listener.accept().unwrap();
            if n + 1 == connections {
                // From here on nobody listens.
                let input = BufReader::new(stream.try_clone().unwrap());
                drop(listener);
                script(n, Peer { stream, input, last_login: None });
                return;
            }
            let input = BufReader::new(stream.try_clone().unwrap());
            script(n, Peer { stream, input, last_login: None });
        }
    });
    port
}

impl Peer {
    pub(crate) fn raw(&mut self, text: &str) {
        // A client that has gone is no fault of the exchange.
        let _ = self.stream.write_all(text.as_bytes());
    }

    /// The same; false once the client has gone.
    pub(crate) fn try_raw(&mut self, text: &str) -> bool {
        self.stream.write_all(text.as_bytes()).is_ok()
    }

    /// The next action; an empty one at the end.
    pub(crate) fn action(&mut self) -> Action {
        let mut lines: Vec<String> = Vec::new();
        loop {
            let mut line = String::new();
            if self.input.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                break;
            }
            lines.push(line.trim_end().into());
        }
        let mut action = Action { name: String::new(), id: String::new(), lines };
        action.name = action.get("Action").unwrap_or_default();
        action.id = action.get("ActionID").unwrap_or_default();
        action
    }

    pub(crate) fn respond(&mut self, action: &Action, more: &str) {
        self.raw(&format!("Response: Success\r\nActionID: {}\r\n{more}\r\n", action.id));
    }

    pub(crate) fn greet(&mut self) {
        self.greet_as("2.7.0");
    }

    fn greet_as(&mut self, version: &str) {
        self.raw(&format!("Asterisk Call Manager/{version}\r\n"));
    }

    /// Lets anybody in.
    pub(crate) fn log_in(&mut self) {
        self.log_in_as("2.7.0");
    }

    /// The same with a greeting of that version.
    pub(crate) fn log_in_as(&mut self, version: &str) {
        self.greet_as(version);
        let mut action = self.action();
        if action.name == "Challenge" {
            self.respond(&action, "Challenge: 840415273\r\n");
            action = self.action();
            assert!(action.get("Key").is_some_and(|key| key.len() == 32), "{action:?}");
        }
        assert_eq!(action.name, "Login", "{action:?}");
        self.last_login = action.get("Events");
        self.respond(&action, "Message: Authentication accepted\r\n");
    }

    pub(crate) fn event(&mut self, name: &str, times: usize) {
        self.raw(&format!("Event: {name}\r\nPrivilege: call,all\r\nChannel: PJSIP/1\r\n\r\n").repeat(times));
    }

    /// Answers with a list, an event before each item.
    pub(crate) fn list_with_events(&mut self, action: &Action, items: usize) {
        let id = &action.id;
        self.respond(action, "EventList: start\r\nMessage: Queue status will follow\r\n");
        for n in 0..items {
            self.event("Between", 1);
            self.raw(&format!("Event: QueueParams\r\nQueue: {n}\r\nActionID: {id}\r\n\r\n"));
        }
        self.raw(&format!("Event: QueueStatusComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"));
    }

    pub(crate) fn wait_for_end(&mut self) {
        let _ = std::io::copy(&mut self.input, &mut std::io::sink());
        let _ = self.input.read(&mut [0; 1]);
    }
}
