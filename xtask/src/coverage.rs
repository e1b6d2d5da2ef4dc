//! Which lines of floors 0 to 5 the tests of the root package do
//! not reach. Each must stand in `docs/uncovered.tsv` with a reason.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use regex::Regex;
use xshell::{Shell, cmd};

use crate::environment::{has, need_cargo};
use crate::reasons::Reasons;

const LIST: &str = "docs/uncovered.tsv";
/// Of a hundred lines, so many must be reached.
const LEAST: f64 = 97.0;
/// Fewer lines than this are not the core.
const CORE: usize = 2000;

/// A line of the source proper, and whether it was reached.
struct Line {
    file: String,
    number: usize,
    text: String,
    reached: bool,
}

pub fn run(shell: &Shell) -> Result<()> {
    need_cargo(shell, "llvm-cov")?;
    let known = Reasons::read(&shell.current_dir().join(LIST))?;
    let work = tempfile::tempdir()?;
    let lcov = work.path().join("lcov");
    // With the connector, since many tests reach the core through it.
    let mut measure =
        cmd!(shell, "cargo llvm-cov --quiet --no-default-features --lib --tests --lcov --output-path {lcov}")
            .args(["--features", "capi names values net"]);
    for (name, tool) in tools(shell)? {
        measure = measure.env(name, tool);
    }
    measure.run()?;

    let elsewhere = elsewhere();
    if let Some(file) = elsewhere {
        println!("hardware: {file} is not counted, this processor cannot run it");
    }
    let root = shell.current_dir();
    let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| file.to_owned());
    let lines = lines(&fs::read_to_string(&lcov)?, &format!("{}/", root.display()), elsewhere, read)?;
    judge(&lines, &known)
}

/// The tools must be of the compiler's own LLVM: rustup's component, which
/// cargo-llvm-cov finds, or the distribution's packages of that version.
fn tools(shell: &Shell) -> Result<Vec<(&'static str, String)>> {
    let rustc = cmd!(shell, "rustc -vV").quiet().read()?;
    let llvm = rustc.lines().find_map(|line| line.strip_prefix("LLVM version: ")).context("rustc names no LLVM")?;
    let llvm = llvm.split('.').next().unwrap_or(llvm);
    if has(&format!("llvm-cov-{llvm}")) {
        return Ok(vec![("LLVM_COV", format!("llvm-cov-{llvm}")), ("LLVM_PROFDATA", format!("llvm-profdata-{llvm}"))]);
    }
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    let found = cmd!(shell, "find {sysroot} -name llvm-cov -print -quit").quiet().read()?;
    if found.is_empty() {
        bail!("missing: llvm-tools (rustup component add llvm-tools, or on Debian: apt-get install llvm-{llvm})");
    }
    Ok(Vec::new())
}

/// A kernel that this processor cannot run, and is not asked for.
fn elsewhere() -> Option<&'static str> {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let lacks = std::env::consts::ARCH == "x86_64" && !processor.split_whitespace().any(|flag| flag == "avx512_vbmi2");
    lacks.then_some("src/scan/avx512.rs")
}

/// The lines that an lcov file tells of.
fn lines(lcov: &str, root: &str, elsewhere: Option<&str>, read: impl Fn(&str) -> Result<String>) -> Result<Vec<Line>> {
    let core = Regex::new(
        r"^src/((error|limits|counters|bytes|packet|parse|write|command)\.rs$|(scan|name|reader|value|session)/)",
    )?;
    let counts = |file: &str| core.is_match(file) && !file.contains("tests") && Some(file) != elsewhere;
    let (mut lines, mut file, mut texts) = (Vec::new(), String::new(), Vec::new());
    for record in lcov.lines() {
        if let Some(path) = record.strip_prefix("SF:") {
            file = path.strip_prefix(root).unwrap_or(path).to_owned();
            texts.clear();
            if counts(&file) {
                // What follows the mark of unit tests does not count.
                let source = read(&file)?;
                texts.extend(source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).map(String::from));
            }
        }
        let Some(record) = record.strip_prefix("DA:") else { continue };
        let mut cells = record.split(',').map(str::parse::<usize>);
        let (Some(Ok(number)), Some(Ok(times))) = (cells.next(), cells.next()) else { bail!("no lcov: DA:{record}") };
        if let Some(text) = texts.get(number.wrapping_sub(1)) {
            lines.push(Line { file: file.clone(), number, text: text.trim().to_owned(), reached: times > 0 });
        }
    }
    Ok(lines)
}

fn judge(lines: &[Line], known: &Reasons) -> Result<()> {
    let (all, reached) = (lines.len(), lines.iter().filter(|line| line.reached).count());
    ensure!(all > CORE, "only {all} lines were looked at");
    let percent = 100.0 * reached as f64 / all as f64;
    println!("floors 0 to 5: {reached} of {all} lines reached, {percent:.2} %");
    let missed: Vec<&Line> = lines.iter().filter(|line| !line.reached).collect();
    let texts: BTreeSet<_> = missed.iter().map(|line| (line.file.as_str(), line.text.as_str())).collect();
    // Which may be so on this machine only: another one has other kernels.
    for (file, text) in known.iter().filter(|listed| !texts.contains(listed)) {
        println!("listed, but not missed here: {file}\t{text}");
    }
    let new: Vec<_> = missed.iter().filter(|line| !known.has(&line.file, &line.text)).collect();
    for Line { file, number, text, .. } in &new {
        println!("not reached: {file}:{number}: {text}");
    }
    ensure!(new.is_empty(), "{} lines are not reached: say in {LIST} why, or test them", new.len());
    ensure!(percent >= LEAST, "fewer than {LEAST} % are reached");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn a() {\n    b();\n}\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n";

    #[test]
    fn lines_of_the_core_are_counted_and_no_others() {
        let lcov = "SF:/p/src/parse.rs\nDA:1,5\nDA:2,0\nDA:6,0\nend_of_record\nSF:/p/src/net/tcp.rs\nDA:1,0\n\
            SF:/p/src/reader/tests.rs\nDA:1,0\nSF:/p/src/scan/avx512.rs\nDA:1,0\nSF:/p/src/scan/mod.rs\nDA:2,1\n";
        let found = lines(lcov, "/p/", Some("src/scan/avx512.rs"), |_| Ok(SOURCE.into())).unwrap();
        let found: Vec<_> = found.iter().map(|l| (l.file.as_str(), l.number, l.text.as_str(), l.reached)).collect();
        assert_eq!(
            found,
            [
                ("src/parse.rs", 1, "fn a() {", true),
                ("src/parse.rs", 2, "b();", false),
                ("src/scan/mod.rs", 2, "b();", true)
            ]
        );
        assert!(lines("SF:/p/src/parse.rs\nDA:x\n", "/p/", None, |_| Ok(SOURCE.into())).is_err());
    }

    #[test]
    fn a_line_that_is_missed_needs_a_reason() {
        let line = |number, reached| Line { file: "src/parse.rs".into(), number, text: "b();".into(), reached };
        let mut lines: Vec<_> = (0..=CORE).map(|number| line(number, true)).collect();
        let none = Reasons::parse("# file\tline\treason\n").unwrap();
        judge(&lines, &none).unwrap();
        judge(&lines[1..], &none).unwrap_err();
        lines.push(line(9, false));
        judge(&lines, &none).unwrap_err();
        judge(&lines, &Reasons::parse("src/parse.rs\tb();\twhy\n").unwrap()).unwrap();
        lines.extend((0..CORE).map(|number| line(number, false)));
        judge(&lines, &Reasons::parse("src/parse.rs\tb();\twhy\n").unwrap()).unwrap_err();
    }
}
