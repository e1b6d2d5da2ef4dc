//! `amiwire stat`: what is in recordings, in numbers.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use amiwire::counters::Meaning;

use crate::failure::{self, Failure};
use crate::input;
use crate::stream::Stream;

/// Count what is in recordings, a row for each
///
/// Prints a heading, a tab-separated row for each FILE and a row `total`:
///
///   file        the path as given; a tab or line end in it as \t, \n or \r
///   bytes       of the stream, unpacked
///   packets     the banner is none
///   headers     lines that have a name
///   odd         lines without a colon, or with nothing before it
///   responses   packets whose first header is Response
///   events      packets whose first header is Event
///   actions     packets whose first header is Action
///   repairs     places where a known bug of a server was mended: a value that
///               ended in LF, a line that ended in LF alone, an empty line too
///               many
///   violations  lines of the column odd, colons without a space behind them,
///               packets that begin with another header, CR inside of lines,
///               packets that were too large, an unfinished packet at the end
///
/// A FILE that cannot be read gets a message on standard error and no row;
/// the others get theirs, and the exit code is 1.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Recordings of what a server sent, as they are or gzip-packed; `-`, or
    /// none at all, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The columns behind the first one.
const COLUMNS: [&str; 9] =
    ["bytes", "packets", "headers", "odd", "responses", "events", "actions", "repairs", "violations"];

type Counts = [u64; COLUMNS.len()];

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut files = args.files;
    if files.is_empty() {
        files.push(input::or_standard(None)?);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = ExitCode::SUCCESS;
    let mut total = Counts::default();
    writeln!(out, "file\t{}", COLUMNS.join("\t"))?;
    for file in files {
        match count(&file) {
            Ok(counts) => {
                row(&mut out, file.as_os_str().as_encoded_bytes(), &counts)?;
                for (sum, n) in total.iter_mut().zip(counts) {
                    *sum += n;
                }
            }
            Err(failure) => code = failure::exit(failure),
        }
        out.flush()?;
    }
    row(&mut out, b"total", &total)?;
    out.flush()?;
    Ok(code)
}

fn count(file: &Path) -> Result<Counts, Failure> {
    let mut stream = Stream::open(file)?;
    while stream.fill(|_| ())? {
        loop {
            match stream.reader.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => stream.complain(error),
            }
        }
    }
    stream.reader.finish();
    let counters = stream.reader.counters();
    Ok([
        stream.reader.received(),
        counters.packets,
        counters.lines - counters.lines_without_name,
        counters.lines_without_name,
        counters.responses,
        counters.events,
        counters.actions,
        counters.sum(Meaning::Repair),
        counters.sum(Meaning::Violation),
    ])
}

fn row(out: &mut impl Write, name: &[u8], counts: &Counts) -> io::Result<()> {
    for byte in name {
        match byte {
            b'\t' => out.write_all(b"\\t")?,
            b'\n' => out.write_all(b"\\n")?,
            b'\r' => out.write_all(b"\\r")?,
            other => out.write_all(&[*other])?,
        }
    }
    for n in counts {
        write!(out, "\t{n}")?;
    }
    writeln!(out)
}
