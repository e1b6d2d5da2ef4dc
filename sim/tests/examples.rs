//! The programs of `examples/`, run as a user runs them, against the simulator.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use amiwire_sim::{Config, Extension, Simulator};

/// Longer than anything takes, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

const EXAMPLES: [&str; 5] = ["hangups", "hello", "originate", "own_loop", "recording"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A program of `examples/`. `cargo test --workspace` has built it by now; where only
/// this package is tested, it is built here.
fn program(name: &str) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let this = std::env::current_exe().expect("the path of this test");
    let profile = this.parent().and_then(Path::parent).expect("it lies in deps");
    let program = profile.join("examples").join(name);
    let _one = BUILDING.lock();
    if !is_newer(&program, &[root().join("examples"), root().join("src")]) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(root()).args([
            "build",
            "--quiet",
            "--package",
            "amiwire",
            "--features",
            "net",
            "--example",
            name,
        ]);
        // Where the target lies by another name or for another machine, it is not found
        // below, which is said.
        cargo.arg("--target-dir").arg(profile.parent().expect("a profile lies in the target"));
        assert!(cargo.status().expect("cargo").success(), "examples/{name}.rs does not build");
        assert!(program.exists(), "{} is not built by cargo test --workspace", program.display());
    }
    program
}

/// Whether a file is there, and newer than all files in these folders.
fn is_newer(file: &Path, folders: &[PathBuf]) -> bool {
    let Ok(built) = file.metadata().and_then(|about| about.modified()) else { return false };
    let mut paths = folders.to_vec();
    while let Some(path) = paths.pop() {
        let about = path.metadata().expect("a file of the tree");
        if about.is_dir() {
            paths.extend(path.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if about.modified().expect("a time") > built {
            return false;
        }
    }
    true
}

fn command(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program(name));
    command.args(arguments).env("AMI_SECRET", "test123").env_remove("AMI_PIN").stdin(Stdio::null());
    command
}

/// Runs it to its end.
fn run(name: &str, arguments: &[&str]) -> Output {
    command(name, arguments).output().expect("a program that can be run")
}

/// What it printed, and that it ended so.
fn printed(output: &Output, code: i32) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    if code == 0 {
        assert_eq!(err, "");
    }
    out.into_owned()
}

/// The one line of its error.
fn error(output: &Output, code: i32) -> String {
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), err.lines().count()), (Some(code), 1), "{err}");
    err
}

fn exchange(config: Config) -> (Simulator, String) {
    let config = Config { tcp: Some(([127, 0, 0, 1], 0).into()), refusal_delay: Duration::from_millis(10), ..config };
    let exchange = Simulator::start(config).expect("a free port");
    let port = exchange.tcp_address().expect("it listens").port().to_string();
    (exchange, port)
}

/// A program that goes on, and its lines as they come.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(name: &str, arguments: &[&str]) -> Running {
        let mut command = command(name, arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (to, lines) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| to.send(line)));
        Running { child, lines }
    }

    /// Waits for this line.
    fn until(&self, wanted: &str) {
        let mut seen = Vec::new();
        while seen.last().is_none_or(|line| line != wanted) {
            seen.push(self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {wanted} behind {seen:?}")));
        }
    }

    /// Its end, and what it said about it.
    fn end(mut self) -> Output {
        let status = self.child.wait().expect("its end");
        let mut stderr = Vec::new();
        self.child.stderr.take().expect("its errors").read_to_end(&mut stderr).expect("a text");
        Output { status, stdout: Vec::new(), stderr }
    }
}

/// If the test fails, the program does not outlive it.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Has one phone call another.
fn calls(port: &str, number: &str) -> Output {
    run("originate", &["127.0.0.1", port, "ucmamiuser1", "PJSIP/1000", "from-internal", number])
}

#[test]
fn each_example_of_the_folder_is_run_here() {
    let files = root().join("examples").read_dir().expect("the folder");
    let mut names: Vec<String> =
        files.map(|file| file.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, EXAMPLES.map(|name| format!("{name}.rs")));
}

#[test]
fn how_to_call_it_is_one_line() {
    for name in EXAMPLES {
        let output = run(name, &["too", "many", "arguments", "for", "any", "of", "them"]);
        assert!(error(&output, 2).starts_with("usage: "), "{name}");
    }
    for name in ["hangups", "hello", "originate", "own_loop"] {
        assert!(error(&run(name, &[]), 2).contains(&format!("usage: AMI_SECRET=... {name} HOST PORT USER")));
        let output = command(name, &["127.0.0.1", "1", "u", "a", "b", "c"]).env_remove("AMI_SECRET").output();
        assert!(error(&output.expect("a program"), 2).starts_with("usage: "));
        let arguments = ["127.0.0.1", "none", "u", "a", "b", "c"];
        let arguments = if name == "originate" { &arguments[..] } else { &arguments[..3] };
        assert_eq!(error(&run(name, arguments), 2), format!("{name}: none is no port\n"));
    }
}

#[test]
fn nobody_there_and_a_wrong_secret_are_one_line() {
    // A port that nobody listens on any more.
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let closed = closed.port().to_string();
    let (_exchange, port) = exchange(Config::default());
    for name in ["hangups", "hello", "originate", "own_loop"] {
        let more = ["PJSIP/1000", "from-internal", "1001"];
        let more = if name == "originate" { &more[..] } else { &[] };
        let said = error(&run(name, &[&["127.0.0.1", &closed, "ucmamiuser1"], more].concat()), 1);
        assert!(said.starts_with(name) && said.contains(&closed), "{said}");
        let output =
            command(name, &[&["127.0.0.1", &port, "ucmamiuser1"], more].concat()).env("AMI_SECRET", "no").output();
        let said = error(&output.expect("a program"), 1);
        assert!(said.starts_with(name) && said.contains("refused the login") && !said.contains("test123"), "{said}");
    }
}

#[test]
fn hello_and_hangups_follow_a_call_until_the_exchange_stops() {
    let (exchange, port) = exchange(Config::default());
    // A login is an event, also to who logs in.
    let hello = Running::start("hello", &["127.0.0.1", &port, "ucmamiuser1"]);
    hello.until("SuccessfulAuth");
    let hangups = Running::start("hangups", &["127.0.0.1", &port, "ucmamiuser1"]);
    hello.until("SuccessfulAuth");
    let answered = printed(&calls(&port, "1001"), 0);
    let channel = answered.trim_end().strip_prefix("answered: ").expect("a channel");
    hello.until("OriginateResponse");
    hang_up(&port, channel);
    hello.until("Hangup");
    hangups.until("Normal Clearing");
    exchange.stop().expect("an end in order");
    for (name, running) in [("hello", hello), ("hangups", hangups)] {
        let said = error(&running.end(), 1);
        assert!(said.starts_with(&format!("{name}: the exchange closed the connection")), "{said}");
    }
}

fn hang_up(port: &str, channel: &str) {
    use amiwire::net::{Connection, Options};
    let port = port.parse().expect("a port");
    let options = Options { port, ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123") };
    let mut pbx = Connection::open(&options).expect("a login");
    let mut answer = pbx.call(b"Hangup", [(&b"Channel"[..], channel.as_bytes())], None).expect("an answer");
    let response = answer.next().and_then(|received| received.packet.map(|packet| packet.title().to_vec()));
    assert_eq!(response.as_deref(), Some(&b"Success"[..]));
}

#[test]
fn originate_says_how_it_went() {
    let (_exchange, port) = exchange(Config {
        extensions: vec![Extension::new("1000"), Extension::new("1001"), Extension::silent("1002")],
        ..Config::default()
    });
    assert!(printed(&calls(&port, "1001"), 0).starts_with("answered: PJSIP/1000-"));
    assert_eq!(printed(&calls(&port, "9999"), 1), "failed: Extension does not exist.\n");
    let nobody = run("originate", &["127.0.0.1", &port, "ucmamiuser1", "SIP/none", "from-internal", "1001"]);
    assert_eq!(printed(&nobody, 1), "failed: no such channel, or a wrong number\n");
    // What would be two lines on the wire does not get there.
    let said = error(&calls(&port, "1001\r\nAction: Logoff"), 1);
    assert!(said.starts_with("originate: ") && said.contains("CR"), "{said}");
}

#[test]
fn own_loop_gets_both_answers_whole() {
    let (_exchange, port) = exchange(Config::default());
    assert!(calls(&port, "1001").status.success());
    let out = printed(&run("own_loop", &["127.0.0.1", &port, "ucmamiuser1"]), 0);
    let count = |line: &str| out.lines().filter(|one| one.starts_with(line)).count();
    assert_eq!(count("CoreShowChannels: CoreShowChannel of "), 2, "{out}");
    assert_eq!(count("CoreShowChannels: 2 items"), 1, "{out}");
    assert_eq!(count("QueueStatus: QueueMember of "), 2, "{out}");
    assert_eq!(count("QueueStatus: 3 items"), 1, "{out}");
}

#[test]
fn recording_counts_a_file_and_standard_input() {
    let mut stream = Vec::from(b"Asterisk Call Manager/2.7.0\r\nEvent: Hangup\r\n\r\n".as_slice());
    stream.extend_from_slice(b"Response: Error\r\n\r\nEvent: A b\r\n\r\nEvent: Hangup\r\n\r\n");
    // Larger than the program's memory: skipped.
    stream.extend_from_slice(b"Event: Large\r\nX: ");
    stream.resize(stream.len() + (3 << 20), b'x');
    stream.extend_from_slice(b"\r\n\r\nEvent: Ha");
    let wanted = "       3 event\n       1 banner\n       1 response\n\n       2 Hangup\n       1 others\n\n\
                  1 too large, 9 bytes of an unfinished packet\n";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("recording-{}", std::process::id()));
    std::fs::write(&file, &stream).expect("a file");
    assert_eq!(printed(&run("recording", &[file.to_str().expect("a text")]), 0), wanted);
    std::fs::remove_file(&file).expect("the file");
    for arguments in [&[][..], &["-"]] {
        let mut command = command("recording", arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program");
        child.stdin.take().expect("its input").write_all(&stream).expect("all of it");
        assert_eq!(printed(&child.wait_with_output().expect("its end"), 0), wanted);
    }
    let missing = error(&run("recording", &["/none"]), 1);
    assert!(missing.starts_with("recording: /none: No such file"), "{missing}");
}
