//! Runs C and C++ programs and looks for misuse of memory: those that were
//! built with ASan and UBSan by these, the others by valgrind. No error may be
//! found, and no byte may be lost.
//!
//! valgrind knows no AVX-512: under it the library finds that the machine has
//! none and takes the AVX2 kernel. The sanitizers run the best one.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use object::{File, Object, ObjectSymbol};
use xshell::{Shell, cmd};

use crate::environment::{cc, need};

/// What a finding ends with; the programs themselves end with 0 or 1.
const FOUND: i32 = 99;
/// How many seconds a program may take.
const LIMIT: &str = "300";

/// Loses what it asked for, and looks beyond it when it has an argument.
const CONTROL: &str = "
#include <stdlib.h>
int main(int argc, char **argv)
{
    volatile char *lost = malloc(16);
    (void)argv;
    lost[0] = 1;
    if (argc > 1)
        return lost[16];
    lost = NULL;
    return 0;
}
";

pub fn run(shell: &Shell, folder: &Path) -> Result<()> {
    need("valgrind", "valgrind")?;
    controls(shell)?;
    let (mut valgrind, mut sanitized) = (0, 0);
    for program in programs(folder)? {
        let by_itself = is_sanitized(&program)?;
        let (arguments, wanted) = call(&program);
        let output = watch(&program, by_itself, arguments)?;
        if output.status.code() != Some(wanted) {
            bail!(
                "{}{}{} ends with {}, not {wanted}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
                program.display(),
                output.status
            );
        }
        *(if by_itself { &mut sanitized } else { &mut valgrind }) += 1;
    }
    ensure!(
        valgrind > 0 && sanitized == valgrind,
        "not each program was run both ways: {valgrind} under valgrind, {sanitized} under the sanitizers"
    );
    println!("no error and no leak: {valgrind} programs under valgrind, {sanitized} under ASan and UBSan");
    Ok(())
}

/// The programs that Meson has built there: each test as C99 or C++17, each
/// example, which has no ending, and all of them with the sanitizers.
fn programs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let ending = path.extension().and_then(OsStr::to_str);
        if path.is_file() && (matches!(ending, Some("c99" | "cxx17" | "static")) || is_example(&path)) {
            programs.push(path);
        }
    }
    programs.sort();
    Ok(programs)
}

/// An example has no ending, and stands beside its own `.static`.
fn is_example(program: &Path) -> bool {
    let plain =
        if program.extension() == Some(OsStr::new("static")) { program.with_extension("") } else { program.into() };
    plain.extension().is_none() && plain.is_file() && plain.with_extension("static").is_file()
}

/// Each fault must be seen, or else what follows shows nothing.
fn controls(shell: &Shell) -> Result<()> {
    let work = tempfile::tempdir()?;
    let source = work.path().join("control.c");
    fs::write(&source, CONTROL)?;
    let cc = cc();
    let flags: [&[&str]; 2] = [&[], &["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]];
    for (flags, sanitized) in flags.into_iter().zip([false, true]) {
        let program = work.path().join(if sanitized { "sanitized" } else { "plain" });
        cmd!(shell, "{cc} -O0 -g {flags...} {source} -o {program}").quiet().run()?;
        ensure!(is_sanitized(&program)? == sanitized, "{} is taken for the other kind", program.display());
        let no_arguments: &[&str] = &[];
        for arguments in [no_arguments, &["beyond"]] {
            let status = watch(&program, sanitized, arguments)?.status;
            ensure!(
                status.code() == Some(FOUND),
                "a fault is not seen: the {} control {arguments:?} ends with {status}",
                if sanitized { "sanitized" } else { "plain" }
            );
        }
    }
    Ok(())
}

/// Whether the program brings ASan.
fn is_sanitized(program: &Path) -> Result<bool> {
    let read = || -> Result<bool> {
        let bytes = fs::read(program)?;
        let file = File::parse(&*bytes)?;
        Ok(file.dynamic_symbols().chain(file.symbols()).any(|symbol| symbol.name() == Ok("__asan_init")))
    };
    read().with_context(|| program.display().to_string())
}

/// Runs a program, by itself or under valgrind. One without end ends with 124.
fn watch(program: &Path, by_itself: bool, arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new("timeout");
    command.arg(LIMIT);
    if !by_itself {
        // A test that counts calls of its own operator new keeps it.
        command
            .args(["valgrind", "--quiet", "--soname-synonyms=somalloc=nouserintercepts", "--leak-check=full"])
            .args(["--show-leak-kinds=all", "--errors-for-leak-kinds=all", &format!("--error-exitcode={FOUND}")]);
    }
    command
        .arg(program)
        .args(arguments)
        .env("AMI_SECRET", "none")
        .env("ASAN_OPTIONS", format!("detect_leaks=1:exitcode={FOUND}"))
        .env("UBSAN_OPTIONS", format!("print_stacktrace=1:exitcode={FOUND}"))
        .output()
        .with_context(|| program.display().to_string())
}

/// What a program is called with, and what it must end with. An example without
/// an exchange must say so, and leave nothing behind.
fn call(program: &Path) -> (&'static [&'static str], i32) {
    if !is_example(program) {
        return (&[], 0);
    }
    match program.file_stem().and_then(OsStr::to_str) {
        Some("dialer") => (&["127.0.0.1", "1", "nobody", "1", "1", "PJSIP/1000", "from-internal", "1001"], 1),
        Some("epoll") => (&["127.0.0.1", "1", "nobody", "2"], 1),
        _ => (&["127.0.0.1", "1", "nobody"], 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_called_with_an_exchange_that_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["epoll", "epoll.static", "dialer", "dialer.static", "core.c99", "core.cxx11", "core.static", "log.txt"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = programs(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["core.c99", "core.static", "dialer", "dialer.static", "epoll", "epoll.static"]);
        let lengths: Vec<_> = found.iter().map(|path| (call(path).0.len(), call(path).1)).collect();
        assert_eq!(lengths, [(0, 0), (0, 0), (8, 1), (8, 1), (4, 1), (4, 1)]);
        assert!(programs(&folder.path().join("nowhere")).is_err());
    }
}
