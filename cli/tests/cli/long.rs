//! Packets and streams beyond any size: told, not fatal, and in constant
//! memory.

use crate::{amiwire, good, numbers, objects, run, text};

const GOOD: &str = "Event: Ping\r\nA: b\r\n\r\n";

/// Packets over what the command reads, each with what it is called.
fn oversize() -> Vec<(String, &'static str)> {
    let text = "one: 1\r\n\r\n--END COMMAND--\n";
    vec![
        (format!("Event: Big\r\nData: {}\r\n\r\n", "x".repeat(5_000_000)), "PACKET_TOO_LARGE"),
        (format!("Event: Many\r\n{}\r\n", "A: b\r\n".repeat(140_000)), "TOO_MANY_HEADERS"),
        (
            format!("Response: Follows\r\nPrivilege: Command\r\n{}--END COMMAND--\r\n\r\n", text.repeat(200_000)),
            "PACKET_TOO_LARGE",
        ),
    ]
}

#[test]
fn a_packet_beyond_the_memory_is_told_and_comes_back_in_pieces() {
    for (bad, status) in oversize() {
        let stream = format!("{GOOD}{bad}\r\n\r\n{GOOD}");

        let output = run(&mut amiwire(&["stat"]), stream.as_bytes());
        assert!(output.status.success());
        assert_eq!(numbers(&text(output.stdout)), format!("{}\t2\t4\t0\t0\t2\t0\t2\t1", stream.len()));
        let told = text(output.stderr);
        assert!(told.starts_with("amiwire: standard input: ") && told.ends_with("(offset 21)\n"), "{told}");
        assert_eq!(told.lines().count(), 1);

        let output = run(&mut amiwire(&["dump"]), stream.as_bytes());
        assert!(output.status.success());
        assert_eq!(text(output.stderr), told);
        let dump = text(output.stdout);
        let objects = objects(&dump);
        let skipped = format!("\"skipped\",\"status\":\"{status}\",\"raw\":\"");
        let (mut bytes, mut others) = (0, Vec::new());
        for (length, rest) in &objects {
            if rest.starts_with(&skipped) {
                assert!(*length <= 1 << 16);
                bytes += length;
            } else {
                others.push(&rest[..7]);
            }
        }
        assert_eq!(bytes, bad.len() as u64);
        assert_eq!(others, ["\"event\"", "\"empty\"", "\"empty\"", "\"event\""]);
        assert!(good(&["pack"], dump.as_bytes()) == stream.as_bytes());
    }
}

#[test]
fn a_packet_beyond_the_memory_may_never_end_or_follow_another() {
    let [(large, _), (many, _), _] = <[_; 3]>::try_from(oversize()).unwrap();
    for stream in [format!("{GOOD}{many}{large}\r\n{many}{GOOD}"), format!("{large}\r\n{}", &large[..large.len() - 4])]
    {
        let output = run(&mut amiwire(&["dump"]), stream.as_bytes());
        let dump = text(output.stdout);
        assert_eq!(objects(&dump).iter().map(|object| object.0).sum::<u64>(), stream.len() as u64);
        assert_eq!(dump.matches("\"kind\":\"empty\"").count(), 1);
        assert_eq!(dump.matches("\"kind\":\"tail\"").count(), 0);
        assert!(good(&["pack"], dump.as_bytes()) == stream.as_bytes());
    }
}

#[test]
fn the_limits_are_the_ones_that_the_help_names() {
    let help = text(good(&["dump", "--help"], b""));
    assert!(help.contains("more than 4 MiB or 131071 lines"));
    let lines = |n: usize| format!("Event: Many\r\n{}\r\n", "A: b\r\n".repeat(n - 1));
    let bytes = |n: usize| format!("Event: Big\r\nData: {}\r\n\r\n", "x".repeat(n - 22));
    for (stream, read) in
        [(lines(131_071), true), (lines(131_072), false), (bytes(4 << 20), true), (bytes((4 << 20) + 1), false)]
    {
        let output = run(&mut amiwire(&["stat"]), stream.as_bytes());
        assert_eq!(output.stderr.is_empty(), read, "{} bytes", stream.len());
    }
}

#[cfg(target_os = "linux")]
mod memory {
    use std::io::Write as _;
    use std::process::Stdio;

    use crate::amiwire;
    use crate::common::skip;

    /// The most memory that the command ever had, in KiB, when `blocks` blocks
    /// have gone into it.
    fn highest(command: &str, front: &[u8], block: &[u8], blocks: usize) -> u64 {
        let mut child = amiwire(&[command]).stdout(Stdio::null()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(front).unwrap();
        for _ in 0..blocks {
            stdin.write_all(block).unwrap();
        }
        // It waits for more, and so is still there to be looked at.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        drop(stdin);
        assert!(child.wait_with_output().unwrap().status.success());
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }

    #[test]
    fn memory_does_not_grow_with_the_stream() {
        if std::env::var_os("ASAN_OPTIONS").is_some() {
            return skip::hardware("memory that is given back (ASan keeps what is freed)");
        }
        let packet = "Event: Newexten\r\nChannel: PJSIP/1000-0000000d\r\nContext: from-internal\r\n\r\n";
        let packets = packet.repeat((1 << 20) / packet.len());
        let line = "x".repeat(1 << 20);
        let strays = "\r\n".repeat(1 << 19);
        let object = "{\"headers\":[[\"Event\",\"Ping\"]]}\n".repeat(1 << 15);
        for (command, front, block, blocks) in [
            ("stat", "", &packets, 300),
            ("dump", "", &packets, 300),
            ("stat", "Event: ", &line, 300),
            ("dump", "Event: ", &line, 100),
            ("dump", "Response: Follows\r\n", &line, 100),
            ("stat", "", &strays, 300),
            ("dump", "", &strays, 5),
            ("pack", "", &object, 100),
        ] {
            let peak = highest(command, front.as_bytes(), block.as_bytes(), blocks);
            println!("{command} of {blocks} MiB, {front:?} and {:?}…: {peak} KiB at most", &block[..20]);
            assert!(peak < 32 << 10, "{command} of {front:?} and {:?}…: {peak} KiB", &block[..20]);
        }
    }
}
