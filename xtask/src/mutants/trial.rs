//! Runs the tests with one change at a time.

use std::collections::{BTreeMap, VecDeque};
use std::io::Seek;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait_timeout::ChildExt;

use super::change::Change;

pub const VARIABLE: &str = "AMIWIRE_CHANGE";
/// Quick ones first: a change that is noticed costs no more than the tests up
/// to the one that notices it.
pub const TESTS: [&str; 7] = ["names", "reader", "values", "conformance", "framing", "properties", "pieces"];
/// These look at where packets begin and end, in which values and names have no
/// part.
const OF_PACKETS: [&str; 3] = ["reader", "framing", "pieces"];
/// How long a program may take for all of its tests, of which none is changed.
const UNCHANGED: Duration = Duration::from_secs(600);

struct Program {
    name: &'static str,
    path: PathBuf,
    limit: Duration,
}

pub struct Trial {
    programs: Vec<Program>,
    tree: PathBuf,
}

enum End {
    Passed,
    Failed,
    /// It was ended.
    Never,
}

impl Trial {
    /// Sees that all tests pass without a change, and how long they take.
    pub fn begin(mut built: BTreeMap<String, PathBuf>, tree: PathBuf) -> Result<Self> {
        let mut programs = Vec::new();
        // The unit tests are named as the library is.
        for name in ["amiwire"].into_iter().chain(TESTS) {
            let path = built.remove(name).with_context(|| format!("cargo built no tests {name}"))?;
            programs.push(Program { name, path, limit: UNCHANGED });
        }
        let mut trial = Self { programs, tree };
        for at in 0..trial.programs.len() {
            let (began, program) = (Instant::now(), &trial.programs[at]);
            let mut said = tempfile::tempfile()?;
            if !matches!(trial.run(program, 0, said.try_clone()?.into())?, End::Passed) {
                said.rewind()?;
                bail!("{}{} fails without any change", std::io::read_to_string(said)?, program.name);
            }
            let took = began.elapsed();
            println!("{}: {:.1} s unchanged", program.name, took.as_secs_f64());
            trial.programs[at].limit = (5 * took).max(Duration::from_secs(10));
        }
        Ok(trial)
    }

    fn run(&self, program: &Program, number: u32, says: Stdio) -> Result<End> {
        let threads = std::env::var_os("RUST_TEST_THREADS").unwrap_or_else(|| "1".into());
        let mut child = Command::new(&program.path)
            .args(["-q", "-Z", "unstable-options", "--fail-fast"])
            .current_dir(&self.tree)
            .env(VARIABLE, number.to_string())
            .env("RUSTC_BOOTSTRAP", "1")
            .env("AMIWIRE_ACTIONS", "20000")
            .env("RUST_TEST_THREADS", threads)
            .stdout(says)
            .stderr(Stdio::null())
            .spawn()?;
        match child.wait_timeout(program.limit)? {
            Some(status) if status.success() => Ok(End::Passed),
            Some(_) => Ok(End::Failed),
            None => {
                child.kill()?;
                child.wait()?;
                Ok(End::Never)
            }
        }
    }

    /// The test program that notices the change, if any does.
    fn noticed_by(&self, change: &Change) -> Result<Option<String>> {
        let of_packets = !change.file.starts_with("src/name/") && !change.file.starts_with("src/value/");
        for program in self.programs.iter().filter(|program| of_packets || !OF_PACKETS.contains(&program.name)) {
            match self.run(program, change.number, Stdio::null())? {
                End::Passed => {}
                End::Failed => return Ok(Some(program.name.to_owned())),
                End::Never => return Ok(Some(format!("{} (without end)", program.name))),
            }
        }
        Ok(None)
    }

    /// Tries all for which there is time, each with who noticed it.
    pub fn all<'a>(&self, changes: &[&'a Change], jobs: usize, until: Instant) -> Vec<(&'a Change, Option<String>)> {
        // The time goes to some of everything where it does not suffice for all.
        let mut order = changes.to_vec();
        order.sort_by_key(|change| change.number.wrapping_mul(2_654_435_761));
        let queue = Mutex::new(VecDeque::from(order));
        let (tell, told) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                let (tell, queue) = (tell.clone(), &queue);
                scope.spawn(move || {
                    while Instant::now() < until {
                        let Some(change) = queue.lock().expect("no panic").pop_front() else { return };
                        if tell.send((change, self.noticed_by(change))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(tell);
            let mut tried = Vec::new();
            for (change, by) in told {
                match by {
                    Ok(by) => {
                        if by.is_none() {
                            println!("not noticed: {change}");
                        }
                        tried.push((change, by));
                    }
                    Err(error) => eprintln!("not tried: {change}: {error}"),
                }
                if tried.len() % 100 == 0 && !tried.is_empty() {
                    println!("{} of {} tried", tried.len(), changes.len());
                }
            }
            tried
        })
    }
}
