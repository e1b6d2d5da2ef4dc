//! Counts the instructions of fixed work under callgrind, which are the same in
//! each run, and holds them against benches/instructions/table.tsv. Over 1 %
//! more than the table says fails, if rustc, valgrind and the scan kernel are
//! those of the table; with others it is only told. Whatever the versions, a
//! byte of a long packet must not cost more than one of a short packet.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::environment::{has, missing, not_here, target};

pub const TABLE: &str = "benches/instructions/table.tsv";
/// How many per cent more are too many.
const MORE: f64 = 1.0;
/// How far apart the bytes of short and of long packets may be.
const APART: f64 = 1.1;

/// What one kind of work took.
#[derive(Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub bytes: u64,
    pub instructions: u64,
    pub kernel: String,
}

impl Row {
    pub fn a_byte(&self) -> f64 {
        self.instructions as f64 / self.bytes as f64
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, bytes, instructions, kernel } = self;
        write!(f, "{name}\t{bytes}\t{instructions}\t{:.3}\t{kernel}", self.a_byte())
    }
}

pub struct Table {
    /// The compiler, valgrind and the machine.
    pub with: String,
    pub rows: Vec<Row>,
}

impl Table {
    pub fn parse(text: &str) -> Result<Self> {
        let with = text.lines().next().and_then(|line| line.strip_prefix("# ")).context("with what was it counted?")?;
        let row = |line: &str| {
            let [name, bytes, instructions, _, kernel] = line.split('\t').collect::<Vec<_>>()[..] else {
                bail!("no row of five cells: {line:?}");
            };
            let (bytes, instructions) = (bytes.parse()?, instructions.parse()?);
            ensure!(bytes > 0, "no bytes: {line:?}");
            Ok(Row { name: name.into(), bytes, instructions, kernel: kernel.into() })
        };
        Ok(Self { with: with.into(), rows: text.lines().skip(2).map(row).collect::<Result<_>>()? })
    }

    fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# {}\nwork\tbytes\tinstructions\ta byte\tkernel", self.with)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

pub fn run(shell: &Shell, write: bool) -> Result<()> {
    if !has("valgrind") {
        return missing("valgrind (on Debian: apt-get install valgrind)", "bench-instructions");
    }
    let program = build(shell, &shell.current_dir())?;
    let table = count_all(shell, &program)?;
    linear(&table)?;
    let path = shell.current_dir().join(TABLE);
    if write {
        fs::write(path, table.to_string())?;
        print!("{table}");
        return Ok(());
    }
    let old = Table::parse(&fs::read_to_string(path)?)?;
    compare(&old, &table)?;
    if old.with != table.with {
        return not_here(&format!("{}, by which the table was counted", old.with), "bench-instructions");
    }
    Ok(())
}

/// The program of a tree; another tree's takes its place.
pub fn build(shell: &Shell, root: &Path) -> Result<PathBuf> {
    let (manifest, target) = (root.join("benches/instructions/Cargo.toml"), target(shell).join("instructions"));
    cmd!(shell, "cargo build --quiet --release --locked --manifest-path {manifest} --target-dir {target}")
        .quiet()
        .run()?;
    Ok(target.join("release/amiwire-instructions"))
}

pub fn count_all(shell: &Shell, program: &Path) -> Result<Table> {
    let names = cmd!(shell, "{program} list").quiet().read()?;
    let rows = names.lines().map(|name| count(shell, program, name)).collect::<Result<_>>()?;
    let rustc = cmd!(shell, "rustc --version").quiet().read()?;
    let rustc: Vec<_> = rustc.split(' ').take(2).collect();
    let valgrind = cmd!(shell, "valgrind --version").quiet().read()?;
    Ok(Table { with: format!("{}, {valgrind}, {}", rustc.join(" "), std::env::consts::ARCH), rows })
}

pub fn count(shell: &Shell, program: &Path, name: &str) -> Result<Row> {
    let counted = cmd!(shell, "valgrind --tool=callgrind --toggle-collect=measured --callgrind-out-file=/dev/null")
        .arg(program)
        .arg(name)
        .quiet()
        .ignore_status()
        .output()?;
    let said = String::from_utf8_lossy(&counted.stderr);
    let program = String::from_utf8_lossy(&counted.stdout);
    counted.status.success().then(|| counted_row(&program, &said)).flatten().with_context(|| format!("{name}: {said}"))
}

/// From what the program says, `NAME BYTES PACKETS KERNEL`, and callgrind.
fn counted_row(program: &str, callgrind: &str) -> Option<Row> {
    let (_, collected) = callgrind.split_once("Collected :")?;
    let instructions = collected.split_whitespace().next()?.parse().ok()?;
    let [name, bytes, _, kernel] = program.split_whitespace().collect::<Vec<_>>()[..] else { return None };
    Some(Row { name: name.into(), bytes: bytes.parse().ok()?, instructions, kernel: kernel.into() })
}

/// Rows `one-SIZE-by-PIECE`: the sizes of one piece are held against each other.
fn linear(table: &Table) -> Result<()> {
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in &table.rows {
        if let Some((_, piece)) = row.name.strip_prefix("one-").and_then(|rest| rest.split_once("-by-")) {
            kinds.entry(piece).or_default().push(row.a_byte());
        }
    }
    ensure!(kinds.len() >= 2, "packets by pieces of two sizes at least must be counted");
    let mut wrong = Vec::new();
    for (piece, a_byte) in kinds {
        let (least, most) = a_byte.iter().fold((f64::MAX, 0_f64), |(least, most), n| (least.min(*n), most.max(*n)));
        let sizes = a_byte.len();
        println!("growth, packets of {sizes} sizes by pieces of {piece}: {least:.3} to {most:.3} instructions a byte");
        if sizes < 3 || most > APART * least {
            wrong.push(piece);
        }
    }
    ensure!(wrong.is_empty(), "not linear, over 10 % apart or too few sizes: by pieces of {}", wrong.join(", "));
    Ok(())
}

fn compare(old: &Table, new: &Table) -> Result<()> {
    let same = old.with == new.with;
    if !same {
        println!("{} is not that of the table ({}): differences fail nothing", new.with, old.with);
    }
    let (mut wrong, mut absent, mut better) = (Vec::new(), Vec::new(), false);
    for row in &new.rows {
        let (name, a_byte) = (&row.name, row.a_byte());
        let Some(before) = old.row(name) else {
            println!("{name:<20} {a_byte:8.3} a byte, not in the table");
            absent.push(name.as_str());
            continue;
        };
        if before.kernel != row.kernel {
            println!("{name:<20} {a_byte:8.3} a byte by {}, in the table by {}", row.kernel, before.kernel);
            continue;
        }
        let change = 100.0 * (a_byte / before.a_byte() - 1.0);
        println!("{name:<20} {a_byte:8.3} a byte, {change:+.2} %{}", if change > MORE { "  WORSE" } else { "" });
        if change > MORE {
            wrong.push(name.as_str());
        }
        better |= change < -MORE;
    }
    let gone = old.rows.iter().map(|row| row.name.as_str()).filter(|name| new.row(name).is_none());
    absent.extend(gone.inspect(|name| println!("{name:<20} in the table, not counted")));
    if better {
        println!("better than the table: cargo xtask bench-instructions --write");
    }
    ensure!(absent.is_empty(), "not in both tables: {}", absent.join(", "));
    ensure!(wrong.is_empty() || !same, "over {MORE} % more than the table says: {}", wrong.join(", "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, u64)]) -> Table {
        let row = |(name, instructions): &(&str, u64)| Row {
            name: (*name).into(),
            bytes: 1000,
            instructions: *instructions,
            kernel: "avx2".into(),
        };
        Table { with: "rustc 1".into(), rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn the_table_of_the_tree_is_read_and_written_alike() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(TABLE)).unwrap();
        let table = Table::parse(&text).unwrap();
        assert!(table.rows.len() > 10);
        assert_eq!(table.to_string(), text);
        for bad in ["", "work\n", "# with\nhead\nindex\t1\t2\n", "# with\nhead\nindex\t0\t2\t3\tavx2\n"] {
            assert!(Table::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_count_is_read() {
        let said = "==7== Callgrind, a call-graph generating cache profiler\n==7== Collected : 550478\n==7== \n";
        let row = counted_row("index 262523 1234 avx2\n", said).unwrap();
        assert_eq!(row, Row { name: "index".into(), bytes: 262523, instructions: 550478, kernel: "avx2".into() });
        assert_eq!(counted_row("index 262523 1234 avx2\n", "==7== killed\n"), None);
        assert_eq!(counted_row("", said), None);
    }

    #[test]
    fn what_grows_with_the_packet_is_seen() {
        let rows = |long| {
            let row = |name, n| (name, n);
            [row("one-1KiB-by-1", 100), row("one-64KiB-by-1", 105), row("one-1MiB-by-1", long)]
        };
        let others = [("one-1KiB-by-7", 10), ("one-64KiB-by-7", 10), ("one-1MiB-by-7", 10)];
        linear(&table(&[rows(110), others].concat())).unwrap();
        linear(&table(&[rows(111), others].concat())).unwrap_err();
        linear(&table(&rows(100))).unwrap_err();
        linear(&table(&[&rows(100)[..], &others[1..]].concat())).unwrap_err();
    }

    #[test]
    fn more_than_the_table_says_fails() {
        let old = table(&[("index", 1000), ("frame", 1000)]);
        compare(&old, &table(&[("index", 1009), ("frame", 100)])).unwrap();
        compare(&old, &table(&[("index", 1011), ("frame", 1000)])).unwrap_err();
        compare(&old, &table(&[("index", 1000), ("frame", 1000), ("new", 1)])).unwrap_err();
        compare(&old, &table(&[("index", 1000)])).unwrap_err();
        let other = |rows| Table { with: "rustc 2".into(), ..table(rows) };
        compare(&old, &other(&[("index", 2000), ("frame", 2000)])).unwrap();
        compare(&old, &other(&[("index", 1000)])).unwrap_err();
    }
}
