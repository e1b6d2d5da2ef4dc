//! A recording, read through the library in constant memory.

use std::io::{self, Read as _};
use std::path::Path;

use amiwire::reader::{Options, Reader};

use crate::failure::{Failure, complain};
use crate::input::Input;

/// The largest packet that is read. The largest that was ever recorded from a
/// real server has 36 KiB; old Command answers may have megabytes.
const STORAGE: usize = 1 << 22;

/// The most lines of a packet that are read, but one. Recorded: 251.
const LINES: usize = 1 << 17;

/// The most bytes that are taken from the input at a time.
const PIECE: usize = 1 << 16;

/// A recording that is being read.
pub(crate) struct Stream {
    pub(crate) reader: Reader<Vec<u8>, Vec<u32>>,
    input: Input,
}

impl Stream {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Stream, Failure> {
        let input = Input::open(path)?;
        let reader =
            Reader::new(vec![0; STORAGE], vec![0; 2 * LINES], Options::CLIENT).map_err(|error| input.failure(error))?;
        Ok(Stream { reader, input })
    }

    /// Reads on, and shows what was read. False at the end of the input. All
    /// packets are to be taken first.
    pub(crate) fn fill(&mut self, show: impl FnOnce(&[u8])) -> Result<bool, Failure> {
        let mut piece = self.reader.space();
        if piece.len() > PIECE {
            piece = &mut piece[..PIECE];
        }
        let n = loop {
            match self.input.read(piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.input.failure(error)),
                Ok(n) => break n,
            }
        };
        show(&piece[..n]);
        self.reader.commit(n).map_err(|error| self.input.failure(error))?;
        Ok(n > 0)
    }

    /// Tells a person of a packet that was skipped.
    pub(crate) fn complain(&self, error: amiwire::Error) {
        complain(self.input.name(), error);
    }
}
