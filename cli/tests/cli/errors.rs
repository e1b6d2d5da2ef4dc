//! Bad input: a clear message, a code, and the rest of the work done.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::common::Random;
use crate::{TRANSCRIPT, amiwire, good, numbers, run, text};

/// A directory of a test's own.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_is_read_whatever_its_name_and_number_of_members() {
    let (front, back) = TRANSCRIPT.split_at(100);
    let members = [packed(front), packed(b""), packed(back)].concat();
    let expected = good(&["dump"], TRANSCRIPT);
    assert!(good(&["dump"], &members) == expected);
    assert!(good(&["pack"], &packed(&expected)) == TRANSCRIPT);
    assert_eq!(good(&["stat"], &members), good(&["stat"], TRANSCRIPT));
}

#[test]
fn what_cannot_be_read_is_named_and_the_others_get_their_rows() {
    let directory = directory("cli-errors");
    let whole = packed(&TRANSCRIPT.repeat(100));
    let mut flipped = whole.clone();
    let last = flipped.len() - 6;
    flipped[last] ^= 1;
    let broken = "broken gzip: ";
    let bad: &[(&str, Option<&[u8]>, &str)] = &[
        ("missing.s2c", None, "No such file"),
        ("cut.gz", Some(&whole[..whole.len() / 2]), broken),
        ("header.gz", Some(&whole[..3]), broken),
        ("sum.gz", Some(&flipped), broken),
        ("behind.gz", Some(&[&whole[..], b"more"].concat()), broken),
    ];
    let tab = directory.join("a\tb\nc.s2c");
    std::fs::write(&tab, b"Event: Ping\r\n\r\n").unwrap();

    let mut command = amiwire(&["stat"]);
    for (name, bytes, _) in bad {
        let path = directory.join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        command.arg(&path);
        for alone in ["dump", "pack"] {
            let output = run(&mut amiwire(&[alone, path.to_str().unwrap()]), b"");
            assert_eq!(output.status.code(), Some(1), "{alone} {name}");
            assert!(text(output.stderr).contains(name), "{alone} {name}");
        }
    }
    let output = run(command.arg(&directory).arg(&tab), b"");
    assert_eq!(output.status.code(), Some(1));
    let row = "15\t1\t1\t0\t0\t1\t0\t0\t0";
    let rows = text(output.stdout);
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    let shown = directory.join("a\\tb\\nc.s2c");
    assert_eq!(rows, [format!("{}\t{row}", shown.display()), format!("total\t{row}")]);

    let told = text(output.stderr);
    let told: Vec<&str> = told.lines().collect();
    assert_eq!(told.len(), bad.len() + 1, "{told:?}");
    for ((name, _, why), line) in bad.iter().zip(&told) {
        let begin = format!("amiwire: {}: {why}", directory.join(name).display());
        assert!(line.starts_with(&begin), "{line}");
    }
    assert_eq!(told[bad.len()], format!("amiwire: {}: is a directory; name the files in it", directory.display()));
}

#[test]
fn what_was_read_before_the_break_is_dumped() {
    let whole = packed(&TRANSCRIPT.repeat(2000));
    let output = run(&mut amiwire(&["dump"]), &whole[..whole.len() - 20]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(output.stderr), "amiwire: standard input: broken gzip: it ends too early\n");
    assert!(text(output.stdout).starts_with("{\"offset\":0,\"length\":29,\"kind\":\"banner\""));
}

#[test]
fn bytes_without_sense_get_a_row() {
    let mut random = Random(88172645463325252);
    let noise: Vec<u8> = (0..1 << 20).map(|_| random.next() as u8).collect();
    let row = text(good(&["stat"], &noise));
    let n: Vec<u64> = numbers(&row).split('\t').map(|n| n.parse().unwrap()).collect();
    assert_eq!(n[0], 1 << 20);
    assert!(n[8] > 0, "noise breaks rules");
    let dump = text(good(&["dump"], &noise));
    assert_eq!(crate::objects(&dump).iter().map(|object| object.0).sum::<u64>(), 1 << 20);

    for (bytes, row) in [
        (&TRANSCRIPT[..60], "60\t0\t0\t0\t0\t0\t0\t1\t1"),
        (b"\x1f", "1\t0\t0\t0\t0\t0\t0\t0\t1"),
        (b"Asterisk Call Manager/2.7.0", "27\t0\t0\t0\t0\t0\t0\t0\t1"),
    ] {
        assert_eq!(numbers(&text(good(&["stat"], bytes))), row);
    }
}

#[test]
fn pack_says_where_a_dump_is_wrong() {
    let good = "{\"headers\":[[\"Event\",\"Ping\"]]}\n";
    for (bad, why) in [
        ("{\"headers\":[[\"a\"]]}", "line 2: column 17: invalid length 1"),
        ("{\"headers\":[[\"a\",1]]}", "line 2: column 18: invalid type"),
        ("[]", "line 2: column "),
        ("{\"raw\":\"\\ud800\"}", "lone surrogate"),
        ("{\"raw\":\"x\"", "line 2: column 10: EOF"),
        ("{\"kind\":\"event\"}", "line 2: the object has neither `headers` nor `raw`"),
        ("Event: Ping\r\n\r\n", "line 2: column 1: expected value"),
    ] {
        let output = run(&mut amiwire(&["pack"]), format!("{good}{bad}\n{good}").as_bytes());
        let told = text(output.stderr);
        assert!(told.starts_with("amiwire: standard input: line 2: ") && told.contains(why), "{bad}: {told}");
        assert_eq!(output.status.code(), Some(1), "{bad}");
        assert_eq!(text(output.stdout), "Event: Ping\r\n\r\n", "{bad}");
    }
    let output = run(&mut amiwire(&["pack"]), b"{\"raw\":\"\xff\"}\n");
    assert_eq!(text(output.stderr), "amiwire: standard input: line 1: it is not UTF-8\n");
}

#[test]
fn an_unknown_kernel_is_refused() {
    for command in ["stat", "dump", "pack"] {
        let output = run(amiwire(&[command]).env("AMIWIRE_KERNEL", "mmx"), b"");
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert_eq!(output.stdout, b"", "{command}");
        let told = text(output.stderr);
        assert!(told.contains("no scan kernel named mmx; this machine can run scalar, swar"), "{told}");
    }
    assert!(run(amiwire(&["stat"]).env("AMIWIRE_KERNEL", ""), b"").status.success());
}

#[test]
fn a_wrong_call_is_refused() {
    for args in [&["count"][..], &["dump", "a", "b"], &["stat", "--fast"], &[]] {
        let output = run(&mut amiwire(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(output.stderr).contains("Usage: amiwire"), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = run(amiwire(&["dump"]).stdout(full), TRANSCRIPT);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(output.stderr).starts_with("amiwire: standard output: No space left"));
}
