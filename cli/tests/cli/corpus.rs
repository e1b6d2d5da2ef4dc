//! The recordings of real servers.

use std::path::Path;

use crate::common;
use crate::{amiwire, good, run, text};

/// The files of expected.tsv, with their numbers.
fn expected(corpus: &Path) -> Vec<(String, Vec<u64>)> {
    let table = std::fs::read_to_string(corpus.join("expected.tsv")).unwrap();
    let row = |line: &str| {
        let (file, numbers) = line.split_once('\t').unwrap();
        (file.to_owned(), numbers.split('\t').map(|n| n.parse().unwrap()).collect())
    };
    table.lines().skip(1).map(row).collect()
}

#[test]
fn stat_gives_the_expected_counts() {
    let Some(corpus) = common::corpus() else { return };
    let oddities = common::oddities(&corpus);
    let violated =
        |file: &str| oddities.iter().any(|row| row.1 == file && common::violations().any(|kind| kind == row.0));
    let files = expected(&corpus);
    let paths: Vec<String> = files.iter().map(|(file, _)| corpus.join(file).display().to_string()).collect();
    let args: Vec<&str> = ["stat"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let stat = text(good(&args, b""));

    let mut rows = stat.lines().skip(1);
    let mut sum = [0; 9];
    for ((file, numbers), path) in files.iter().zip(&paths) {
        let (name, row) = rows.next().unwrap().split_once('\t').unwrap();
        assert_eq!(name, path);
        let row: Vec<u64> = row.split('\t').map(|n| n.parse().unwrap()).collect();
        let stream = common::recording(Path::new(path));
        assert_eq!(row[0], stream.len() as u64, "{file}");
        assert_eq!(row[1..6], numbers[..5], "{file}");
        assert_eq!(row[6], 0, "{file}: a server sends no actions");
        assert_eq!(row[7] > 0, numbers[7] > 0 || common::mended(&stream) != stream, "{file}: repairs");
        assert_eq!(row[8] > 0, violated(file), "{file}: violations");
        sum.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
    }
    let sum: Vec<String> = sum.iter().map(u64::to_string).collect();
    assert_eq!(rows.next().unwrap(), format!("total\t{}", sum.join("\t")));
    assert!(files.len() > 100);
}

#[test]
fn every_recording_comes_back_from_its_dump() {
    let Some(corpus) = common::corpus() else { return };
    for (file, numbers) in expected(&corpus) {
        let path = corpus.join(&file);
        let stream = common::recording(&path);
        let dump = text(good(&["dump", path.to_str().unwrap()], b""));
        let objects = crate::objects(&dump);
        assert_eq!(objects.iter().map(|object| object.0).sum::<u64>(), stream.len() as u64, "{file}");
        let count = |key| objects.iter().filter(|object| object.1.contains(key)).count() as u64;
        assert_eq!(count(",\"headers\":["), numbers[0], "{file}");
        assert_eq!(count(",\"body\":\""), numbers[5], "{file}");
        assert_eq!(count("\"empty\",\"raw\":"), numbers[7], "{file}");
        assert!(good(&["pack"], dump.as_bytes()) == common::mended(&stream), "{file}");
    }
}

#[test]
fn every_kernel_gives_the_same() {
    let Some(corpus) = common::corpus() else { return };
    let path = corpus.join("asterisk-13/queues-raw.s2c");
    let args = ["dump", path.to_str().unwrap()];
    let expected = good(&args, b"");
    for kernel in amiwire::scan::Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
        let output = run(amiwire(&args).env("AMIWIRE_KERNEL", kernel.name()), b"");
        assert!(output.status.success() && output.stdout == expected, "{}", kernel.name());
    }
}
