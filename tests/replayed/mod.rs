//! A server that does again what a recorded one did, request by request.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use amiwire::reader::{Options, Reader};

pub(crate) const USER: &[u8] = b"ucmamiuser1";
pub(crate) const SECRET: &[u8] = b"test123";

/// Both directions of a connection.
pub(crate) struct Recording {
    pub(crate) name: String,
    requests: Vec<Request>,
    greeting: Vec<u8>,
}

/// What the client sent, and what came from the server because of it.
struct Request {
    lines: Vec<String>,
    id: String,
    /// From the first packet of the answer to that of the next one.
    answer: Vec<u8>,
    /// The sizes of the packets that have the ActionID.
    sizes: Vec<usize>,
}

/// An action to be sent again.
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) fields: Vec<(String, String)>,
    /// The ActionID that it had.
    pub(crate) id: String,
    pub(crate) sizes: Vec<usize>,
}

/// One request's lines, without the ActionID, and that.
fn request(lines: impl Iterator<Item = String>) -> Option<(Vec<String>, String)> {
    let mut lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    let at = lines.iter().position(|line| line.starts_with("ActionID: "))?;
    let id = lines.remove(at)["ActionID: ".len()..].to_owned();
    Some((lines, id))
}

impl Recording {
    /// Requests without an ActionID are left out, with their answers.
    pub(crate) fn new(name: &str, sent: &[u8], received: &[u8]) -> Recording {
        let sent = String::from_utf8(sent.to_vec()).unwrap();
        let packets = sent.split("\r\n\r\n").filter(|packet| !packet.trim().is_empty());
        let mut requests: Vec<Request> = packets
            .filter_map(|packet| request(packet.trim_start().split("\r\n").map(String::from)))
            .map(|(lines, id)| Request { lines, id, answer: Vec::new(), sizes: Vec::new() })
            .collect();
        let mut recording = Recording { name: name.into(), requests: Vec::new(), greeting: Vec::new() };
        let mut reader = Reader::new(vec![0; received.len() + 64], vec![0; 8192], Options::CLIENT).unwrap();
        assert_eq!(reader.feed(received), received.len());
        let mut open = None;
        while let Some(packet) = reader.next().unwrap() {
            let id = packet.action_id();
            let of = requests.iter().position(|request| id == Some(request.id.as_bytes()));
            open = of.or(if id.is_none() { open } else { None });
            match open {
                None if recording.greeting.is_empty() => recording.greeting = packet.raw().to_vec(),
                None => {}
                Some(of) => {
                    requests[of].answer.extend_from_slice(packet.raw());
                    if id.is_some() {
                        requests[of].sizes.push(packet.raw().len());
                    }
                }
            }
        }
        recording.requests = requests;
        recording
    }

    /// Whether the client sent a request with that line.
    pub(crate) fn has(&self, line: &str) -> bool {
        self.requests.iter().any(|request| request.lines.iter().any(|own| own == line))
    }

    /// A field of the login.
    pub(crate) fn login_field(&self, name: &str) -> Option<String> {
        let login = self.requests.iter().find(|request| request.lines[0] == "Action: Login")?;
        login.lines.iter().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
    }

    /// What is to be sent behind the login, up to the logoff.
    pub(crate) fn actions(&self) -> Vec<Action> {
        let own = |request: &&Request| {
            !["Action: Challenge", "Action: Login", "Action: Logoff"].contains(&&*request.lines[0])
        };
        let split = |line: &String| {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line} has no value"));
            (name.to_owned(), value.to_owned())
        };
        let actions = self.requests.iter().filter(own).map(|request| Action {
            name: split(&request.lines[0]).1,
            fields: request.lines[1..].iter().map(split).collect(),
            id: request.id.clone(),
            sizes: request.sizes.clone(),
        });
        actions.collect()
    }

    /// Waits for one client, and holds what it sends against the recording.
    pub(crate) fn serve(self) -> (u16, JoinHandle<()>) {
        let listener = TcpListener::bind("localhost:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        (port, std::thread::spawn(move || self.answer(listener.accept().unwrap().0)))
    }

    fn answer(self, mut stream: TcpStream) {
        stream.write_all(&self.greeting).unwrap();
        let input = BufReader::new(stream.try_clone().unwrap());
        let mut lines = input.lines().map_while(Result::ok);
        for recorded in &self.requests {
            let came = request(lines.by_ref().take_while(|line| !line.is_empty()));
            let (came, id) = came.unwrap_or_else(|| panic!("{}: no {:?}", self.name, recorded.lines));
            assert_eq!(came, recorded.lines, "{}", self.name);
            let (old, new) = (format!("\r\nActionID: {}\r\n", recorded.id), format!("\r\nActionID: {id}\r\n"));
            let _ = stream.write_all(&replace(&recorded.answer, old.as_bytes(), new.as_bytes()));
        }
    }
}

fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(old.len()).position(|part| part == old) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}
