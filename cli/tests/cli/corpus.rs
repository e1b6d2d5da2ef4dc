//! The recordings, through the command.

use std::path::{Path, PathBuf};

use crate::common::kernels;
use crate::common::recordings::{Set, mended, sets, violations};
use crate::common::streams::Stream;
use crate::{amiwire, good, run, text};

/// A folder for the recordings as files, of one test.
fn room(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("recordings").join(test)
}

#[test]
fn stat_gives_the_expected_counts() {
    sets().iter().for_each(counted);
}

fn counted(set: &Set) {
    let oddities = set.oddities();
    let violated = |file: &str| oddities.iter().any(|row| row.1 == file && violations().any(|kind| kind == row.0));
    let recordings = set.recordings();
    let path = |stream: &Stream| stream.file(&room("counted")).unwrap().display().to_string();
    let paths: Vec<String> = recordings.iter().map(|recording| path(&recording.stream)).collect();
    let args: Vec<&str> = ["stat"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let stat = text(good(&args, b""));

    let mut rows = stat.lines().skip(1);
    let mut sum = [0; 9];
    for (recording, path) in recordings.iter().zip(&paths) {
        let (file, numbers) = (&recording.file, recording.expected);
        let (name, row) = rows.next().unwrap().split_once('\t').unwrap();
        assert_eq!(name, path);
        let row: Vec<u64> = row.split('\t').map(|n| n.parse().unwrap()).collect();
        let stream = recording.bytes();
        assert_eq!(row[0], stream.len() as u64, "{file}");
        assert_eq!(row[1..6], numbers[..5], "{file}");
        assert_eq!(row[6], 0, "{file}: a server sends no actions");
        assert_eq!(row[7] > 0, numbers[7] > 0 || mended(&stream) != stream, "{file}: repairs");
        assert_eq!(row[8] > 0, violated(file), "{file}: violations");
        sum.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
    }
    let sum: Vec<String> = sum.iter().map(u64::to_string).collect();
    assert_eq!(rows.next().unwrap(), format!("total\t{}", sum.join("\t")));
}

#[test]
fn every_recording_comes_back_from_its_dump() {
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, numbers, stream) = (&recording.file, recording.expected, recording.bytes());
        let path = recording.stream.file(&room("dumped")).unwrap();
        let dump = text(good(&["dump", path.to_str().unwrap()], b""));
        let objects = crate::objects(&dump);
        assert_eq!(objects.iter().map(|object| object.0).sum::<u64>(), stream.len() as u64, "{file}");
        let count = |key| objects.iter().filter(|object| object.1.contains(key)).count() as u64;
        assert_eq!(count(",\"headers\":["), numbers[0], "{file}");
        assert_eq!(count(",\"body\":\""), numbers[5], "{file}");
        assert_eq!(count("\"empty\",\"raw\":"), numbers[7], "{file}");
        assert!(good(&["pack"], dump.as_bytes()) == mended(&stream), "{file}");
    }
}

#[test]
fn every_kernel_gives_the_same() {
    for set in sets() {
        let name = if set.shared { "asterisk-13/queues-raw.s2c" } else { "written/odd-lines.s2c" };
        let path = set.stream(name).file(&room("by_kernels")).unwrap();
        let args = ["dump", path.to_str().unwrap()];
        let expected = good(&args, b"");
        for kernel in kernels() {
            let output = run(amiwire(&args).env("AMIWIRE_KERNEL", kernel.name()), b"");
            assert!(output.status.success() && output.stdout == expected, "{}", kernel.name());
        }
    }
}
