//! The command, run as a person runs it.

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "cli/corpus.rs"]
mod corpus;
#[path = "cli/errors.rs"]
mod errors;
#[path = "cli/long.rs"]
mod long;
#[path = "cli/sim.rs"]
mod sim;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Everything that is out of the ordinary and still comes back byte for byte.
const TRANSCRIPT: &[u8] = b"Asterisk Call Manager/2.7.0\r\n\
    \r\n\
    Response: Success\r\nMessage: Authentication \"accepted\" \\o/\r\n\r\n\
    event: UserEvent\r\nKey:novalue\r\n: nokey\r\nNo colon\tK\xe9y\x00\r\nEmpty: \r\nBare:\r\nTwo:  spaces \r\n\
    ChanVariable(Local/1@a:b-1;1): x: y\r\nLines: one\ntwo\rthree\r\n\r\n\
    \r\n\r\n\
    Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\nG\xc3\xa4nsef\xc3\xbc\xdfchen\n\r\n\r\n--END COMMAND--\r\n\r\n\
    Action: Ping\r\n\r\n\
    Channeltype: Skinny\r\n\r\n\
    Event: Hangup\r\nChann";

/// What `dump` makes of it.
const DUMPED: &str = r#"{"offset":0,"length":29,"kind":"banner","raw":"Asterisk Call Manager/2.7.0\r\n"}
{"offset":29,"length":2,"kind":"empty","raw":"\r\n"}
{"offset":31,"length":61,"kind":"response","headers":[["Response","Success"],["Message","Authentication \"accepted\" \\o/"]]}
{"offset":92,"length":147,"kind":"event","headers":[["event","UserEvent"],["Key","novalue"],["",": nokey"],["","No colon\tK\udce9y\u0000"],["Empty",""],["Bare",""],["Two"," spaces "],["ChanVariable(Local/1@a:b-1;1)","x: y"],["Lines","one\ntwo\rthree"]],"nospace":[1,5]}
{"offset":239,"length":2,"kind":"empty","raw":"\r\n"}
{"offset":241,"length":2,"kind":"empty","raw":"\r\n"}
{"offset":243,"length":90,"kind":"response","headers":[["Response","Follows"],["Privilege","Command"],["ActionID","7"]],"body":"Gänsefü\udcdfchen\n\r\n\r\n"}
{"offset":333,"length":16,"kind":"action","headers":[["Action","Ping"]]}
{"offset":349,"length":23,"kind":"other","headers":[["Channeltype","Skinny"]]}
{"offset":372,"length":20,"kind":"tail","raw":"Event: Hangup\r\nChann"}
"#;

fn amiwire(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amiwire"));
    command.args(args).env_remove("AMIWIRE_KERNEL");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command on `input`.
fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Its end may come before that of the input.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Standard output of a run without a fault.
fn good(args: &[&str], input: &[u8]) -> Vec<u8> {
    let output = run(&mut amiwire(args), input);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    assert!(output.status.success(), "{args:?}");
    output.stdout
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The row of standard input, without its name.
fn numbers(stat: &str) -> &str {
    let mut lines = stat.lines();
    assert_eq!(
        lines.next(),
        Some("file\tbytes\tpackets\theaders\todd\tresponses\tevents\tactions\trepairs\tviolations")
    );
    let row = lines.next().unwrap().strip_prefix("-\t").unwrap();
    assert_eq!(lines.next().unwrap().strip_prefix("total\t").unwrap(), row);
    assert_eq!(lines.next(), None);
    row
}

/// The offset and the length of each object, which must lie side by side, and
/// what follows.
fn objects(dump: &str) -> Vec<(u64, &str)> {
    let mut next = 0;
    let object = |line| {
        let rest: &str = str::strip_prefix(line, "{\"offset\":").unwrap();
        let (offset, rest) = rest.split_once(",\"length\":").unwrap();
        let (length, rest) = rest.split_once(",\"kind\":").unwrap();
        assert_eq!(offset.parse(), Ok(next), "{line}");
        let length = length.parse::<u64>().unwrap();
        next += length;
        (length, rest)
    };
    dump.lines().map(object).collect()
}

#[test]
fn stat_counts() {
    // Odd: two lines. Violations: these, two without a space, a CR in a line
    // and an unknown packet, and the tail.
    let expected = format!("{}\t5\t14\t2\t2\t1\t1\t3\t7", TRANSCRIPT.len());
    assert_eq!(numbers(&text(good(&["stat"], TRANSCRIPT))), expected);
    assert_eq!(numbers(&text(good(&["stat", "-"], TRANSCRIPT))), expected);
    assert_eq!(numbers(&text(good(&["stat"], b""))), "0\t0\t0\t0\t0\t0\t0\t0\t0");
}

#[test]
fn stat_counts_after_the_repairs() {
    let stream = b"Response: Error\r\nMessage: Not found\n\r\n\r\n\
        Event: Agents\r\nCallStarted: 1474279641\nLoggedInTime: 5\r\n\r\n\
        Event: CoreShowChannelMapItem\r\nA: b\r\n\nEvent: Next\r\n\r\n";
    let row = text(good(&["stat"], stream));
    assert_eq!(numbers(&row), format!("{}\t4\t8\t0\t1\t3\t0\t3\t0", stream.len()));

    // What was mended stays mended, and is all that differs.
    let dump = text(good(&["dump"], stream));
    assert_eq!(objects(&dump).iter().map(|object| object.0).sum::<u64>(), stream.len() as u64);
    assert_eq!(
        text(good(&["pack"], dump.as_bytes())),
        "Response: Error\r\nMessage: Not found\r\n\r\n\
        Event: Agents\r\nCallStarted: 1474279641\r\nLoggedInTime: 5\r\n\r\n\
        Event: CoreShowChannelMapItem\r\nA: b\r\n\r\nEvent: Next\r\n\r\n"
    );
}

#[test]
fn dump_tells_everything_and_pack_makes_it_again() {
    let dump = text(good(&["dump"], TRANSCRIPT));
    for (told, expected) in dump.lines().zip(DUMPED.lines()) {
        assert_eq!(told, expected);
    }
    assert_eq!(dump, DUMPED);
    assert_eq!(objects(&dump).iter().map(|object| object.0).sum::<u64>(), TRANSCRIPT.len() as u64);
    assert!(good(&["pack"], dump.as_bytes()) == TRANSCRIPT);
    assert_eq!(text(good(&["dump"], b"")), "");
    assert_eq!(text(good(&["dump"], b"\r")), "{\"offset\":0,\"length\":1,\"kind\":\"tail\",\"raw\":\"\\r\"}\n");
}

#[test]
fn any_stream_without_a_repair_comes_back() {
    const PIECES: &[&[u8]] = &[
        b"Asterisk Call Manager/2.7.0\r\n",
        b"Event: Hangup\r\nChannel: PJSIP/1000-0000000d\r\n\r\n",
        b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\none\ntwo: 2\n\n--END COMMAND--\r\n\r\n",
        b"Response: Follows\r\nPrivilege: Command\r\n",
        b"--END COMMAND--\r\n\r\n",
        b"Response: Success\r\n",
        b"ChanVariable(Local/x:y-1;1): a=b\r\n",
        b"Value: one\ntwo\r\n",
        b"Hint: \r\n",
        b"Key:value\r\n",
        b":\r\n",
        b"no colon\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\r",
        b" ",
        b":",
        b"\"\\\x7f\xed\xb2\x80\xc3\xa4\xe2\x82\xff\x00",
    ];
    let mut random = common::Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..200 {
        let mut stream = Vec::new();
        for _ in 0..random.below(60) {
            stream.extend_from_slice(random.pick(PIECES));
        }
        let dump = text(good(&["dump"], &stream));
        assert_eq!(objects(&dump).iter().map(|object| object.0).sum::<u64>(), stream.len() as u64);
        assert!(good(&["pack"], dump.as_bytes()) == stream, "{}", stream.escape_ascii());
    }
}

#[test]
fn pack_takes_what_others_write() {
    let lines = b"{\"headers\": [[\"Action\", \"Ping\"], [\"\", \"odd\"], [\"K\\u00e9y\", \"\\ud83d\\udcde\"]], \"more\": {}}\n\
        \n\
        {\"kind\":\"tail\",\"raw\":\"\\udcff\"}";
    assert_eq!(
        good(&["pack"], lines),
        "Action: Ping\r\nodd\r\nKéy: 📞\r\n\r\n".as_bytes().iter().chain(b"\xff").copied().collect::<Vec<_>>()
    );
}

#[test]
fn a_live_stream_is_told_at_once() {
    let mut child = amiwire(&["dump"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stdout = child.stdout.take().unwrap();
    let (sender, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || BufReader::new(stdout).lines().try_for_each(|line| sender.send(line)));
    for _ in 0..3 {
        stdin.write_all(b"Event: Ping\r\n\r\n").unwrap();
        let line = lines.recv_timeout(Duration::from_secs(30)).expect("the packet is told before the next one comes");
        assert!(line.unwrap().contains("[\"Event\",\"Ping\"]"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
    reader.join().unwrap().unwrap();
}

#[test]
fn whoever_has_enough_may_leave() {
    let stream = b"Event: Ping\r\n\r\n".repeat(100_000);
    let dump = good(&["dump"], &stream);
    for (command, input) in [("dump", stream), ("pack", dump)] {
        let mut child = amiwire(&[command]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("Event"));
        // Nobody reads on: standard output was closed with the reader.
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{command}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
        writer.join().unwrap();
    }
}

#[test]
fn help_and_version_are_told() {
    assert_eq!(text(good(&["--version"], b"")), format!("amiwire {}\n", env!("CARGO_PKG_VERSION")));
    let help = text(good(&["--help"], b""));
    for word in ["stat", "dump", "pack", "AMIWIRE_KERNEL"] {
        assert!(help.contains(word), "{word}");
    }
    for (command, words) in [
        ("stat", &["violations", "packed"][..]),
        ("dump", &["nospace", "skipped", "surrogateescape"]),
        ("pack", &["raw"]),
    ] {
        let help = text(good(&[command, "--help"], b""));
        for word in words {
            assert!(help.contains(word), "{command} {word}");
        }
    }
}
