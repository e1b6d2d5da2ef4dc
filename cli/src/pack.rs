//! `amiwire pack`: the JSON lines of a dump as bytes again.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Deserialize;

use crate::failure::Failure;
use crate::input::{self, Input};
use crate::json::Bytes;

/// Make a stream again from the JSON lines of `amiwire dump`
///
/// Reads an object a line and writes to standard output what it stands for:
///
///   raw      these bytes, and nothing else of the object
///   headers  `name: value` for each pair, only the value where the name is
///            empty, without the space for the line numbers in `nospace`, each
///            ended by CR LF
///   body     behind the headers, with its end mark; without it, an empty line
///
/// Other keys are ignored. Objects may be left out, added and changed on the
/// way; nothing is checked, so that a stream with any fault can be made. From
/// an unchanged dump come the bytes that were dumped, but for the bugs of
/// servers that the dump mended (`amiwire dump --help` names them).
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// A dump, as it is or gzip-packed; `-`, or none at all, is standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// A longer line is refused: the longest of a dump has about 25 MB.
const LINE_BYTES: usize = 1 << 26;

#[derive(Deserialize)]
struct Object {
    raw: Option<Bytes>,
    headers: Option<Vec<(Bytes, Bytes)>>,
    #[serde(default)]
    nospace: Vec<usize>,
    body: Option<Bytes>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let input = Input::open(&input::or_standard(args.file)?)?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let done = all(input, &mut out);
    out.flush()?;
    done.map(|()| ExitCode::SUCCESS)
}

fn all(input: Input, out: &mut impl Write) -> Result<(), Failure> {
    let name = input.name().to_owned();
    let mut lines = BufReader::with_capacity(1 << 16, input);
    let mut line = Vec::new();
    for number in 1u64.. {
        let fail = |why: &str| Failure::Input(name.clone(), format!("line {number}: {why}"));
        line.clear();
        let limit = LINE_BYTES as u64 + 1;
        let read = lines.by_ref().take(limit).read_until(b'\n', &mut line);
        match read {
            Err(error) => return Err(lines.get_ref().failure(error)),
            Ok(0) => break,
            Ok(n) if n > LINE_BYTES => return Err(fail("it is longer than any line of a dump")),
            Ok(_) => {}
        }
        let text = std::str::from_utf8(&line).map_err(|_| fail("it is not UTF-8"))?.trim();
        if text.is_empty() {
            continue;
        }
        let object: Object = serde_json::from_str(text).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let what = error.to_string();
            fail(&format!("column {}: {}", error.column(), what.strip_suffix(&place).unwrap_or(&what)))
        })?;
        if !write(out, &object)? {
            return Err(fail("the object has neither `headers` nor `raw`"));
        }
        // The dump may come from a live connection.
        if lines.buffer().is_empty() {
            out.flush()?;
        }
    }
    Ok(())
}

/// Writes what the object stands for. False if it stands for nothing.
fn write(out: &mut impl Write, object: &Object) -> io::Result<bool> {
    if let Some(raw) = &object.raw {
        out.write_all(&raw.0)?;
        return Ok(true);
    }
    let Some(headers) = &object.headers else { return Ok(false) };
    // In ascending order, as a dump has them, or in any other.
    let mut bare = object.nospace.clone();
    bare.sort_unstable();
    for (i, (name, value)) in headers.iter().enumerate() {
        if !name.0.is_empty() {
            out.write_all(&name.0)?;
            out.write_all(if bare.binary_search(&i).is_ok() { b":" } else { b": " })?;
        }
        out.write_all(&value.0)?;
        out.write_all(b"\r\n")?;
    }
    if let Some(body) = &object.body {
        out.write_all(&body.0)?;
        out.write_all(b"--END COMMAND--")?;
        out.write_all(b"\r\n")?;
    }
    out.write_all(b"\r\n")?;
    Ok(true)
}
