//! Files and standard input, as they are or gzip-packed.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::failure::Failure;

/// What a gzip member begins with, its only method of compression included.
const GZIP: &[u8] = b"\x1f\x8b\x08";

/// An input that is being read.
pub(crate) struct Input {
    bytes: Box<dyn Read>,
    name: String,
    packed: bool,
}

/// The name that stands for standard input.
pub(crate) fn standard() -> PathBuf {
    PathBuf::from("-")
}

/// The file that was named, or standard input if none was. Nobody types a
/// recording, so that a terminal there is a FILE forgotten.
pub(crate) fn or_standard(file: Option<PathBuf>) -> Result<PathBuf, Failure> {
    match file {
        Some(file) => Ok(file),
        None if io::stdin().is_terminal() => {
            Err(Failure::Usage("name a FILE, or pipe something into standard input".into()))
        }
        None => Ok(standard()),
    }
}

impl Input {
    /// Opens a file, or standard input for `-`, and finds out whether it is
    /// packed.
    pub(crate) fn open(path: &Path) -> Result<Input, Failure> {
        let name = if path == standard() { "standard input".into() } else { path.display().to_string() };
        match plain(path).and_then(unpacked) {
            Ok((bytes, packed)) => Ok(Input { bytes, name, packed }),
            Err(error) => Err(Failure::Input(name, error.to_string())),
        }
    }

    /// What to call it in a message.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Tells of an error of reading, by the input's name.
    pub(crate) fn failure(&self, error: impl Display) -> Failure {
        Failure::Input(self.name.clone(), error.to_string())
    }
}

/// Errors say where the packing is broken, if it is that.
impl Read for Input {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        self.bytes.read(to).map_err(|error| match error.kind() {
            UnexpectedEof if self.packed => io::Error::other("broken gzip: it ends too early"),
            InvalidData | InvalidInput if self.packed => io::Error::other(format!("broken gzip: {error}")),
            _ => error,
        })
    }
}

fn plain(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == standard() {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("is a directory; name the files in it"));
    }
    Ok(Box::new(file))
}

/// The bytes behind the packing, if they are packed, and whether they are.
fn unpacked(mut bytes: Box<dyn Read>) -> io::Result<(Box<dyn Read>, bool)> {
    let mut front = Vec::new();
    bytes.by_ref().take(GZIP.len() as u64).read_to_end(&mut front)?;
    let packed = front == GZIP;
    let whole = io::Cursor::new(front).chain(bytes);
    if packed {
        return Ok((Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole))), true));
    }
    Ok((Box::new(whole), false))
}
