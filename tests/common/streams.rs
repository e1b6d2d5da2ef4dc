//! Streams as they are kept: one in a file, which may be packed, or several in a file
//! `*.streams`, whose format `tests/recordings/README.md` tells.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Names and bytes, as they stand in a file of several.
pub type Parts = Vec<(String, Vec<u8>)>;

/// What one side of a connection sent.
#[derive(Clone, Debug)]
pub struct Stream {
    /// The folder in that of all recordings, and the name there: who sent it is the
    /// ending, `c2s` or `s2c`, or `s2c.gz` of a packed file.
    pub name: String,
    kept: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    InFile(PathBuf),
    Among(Vec<u8>),
}

impl Stream {
    /// What was sent, unpacked.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        match &self.kept {
            Kept::Among(bytes) => Ok(bytes.clone()),
            Kept::InFile(path) => {
                let packed = fs::read(path)?;
                if path.extension().is_none_or(|extension| extension != "gz") {
                    return Ok(packed);
                }
                let mut bytes = Vec::new();
                flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }

    /// A file with this stream alone, for a program that reads one: made below `room`
    /// if the stream is kept among others.
    pub fn file(&self, room: &Path) -> io::Result<PathBuf> {
        match &self.kept {
            Kept::InFile(path) => Ok(path.clone()),
            Kept::Among(bytes) => {
                let path = room.join(&self.name);
                fs::create_dir_all(path.parent().unwrap_or(room))?;
                fs::write(&path, bytes)?;
                Ok(path)
            }
        }
    }
}

/// All streams in the folders of a folder, by their names.
pub fn streams(root: &Path) -> io::Result<Vec<Stream>> {
    let mut found: Vec<Stream> = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        let named = |name: &str| format!("{}/{name}", folder.file_name().to_string_lossy());
        for entry in fs::read_dir(folder.path())? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".streams") {
                let parts = parted(&fs::read(&path)?).map_err(|why| wrong(&format!("{}:{why}", path.display())))?;
                found.extend(
                    parts.into_iter().map(|(name, bytes)| Stream { name: named(&name), kept: Kept::Among(bytes) }),
                );
            } else if [".c2s", ".s2c", ".s2c.gz"].iter().any(|ending| name.ends_with(ending)) {
                found.push(Stream { name: named(&name), kept: Kept::InFile(path.clone()) });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    match found.windows(2).find(|two| two[0].name == two[1].name) {
        Some(two) => Err(wrong(&format!("{}: {} is there twice", root.display(), two[0].name))),
        None => Ok(found),
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The streams of a file of several, or the number of the line that is wrong, and why.
pub fn parted(file: &[u8]) -> Result<Parts, String> {
    let mut parts: Parts = Vec::new();
    let mut number = 0;
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        number += 1;
        if let Some(heading) = line.strip_prefix(b"=== ") {
            let name = heading.strip_suffix(b"\r\n").and_then(|name| std::str::from_utf8(name).ok());
            let is_name = |name: &&str| {
                let stem = name.strip_suffix(".c2s").or_else(|| name.strip_suffix(".s2c")).unwrap_or_default();
                !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            };
            let name = name.filter(is_name).ok_or(format!("{number}: no NAME.c2s or NAME.s2c, and CR LF"))?;
            if parts.iter().any(|part| part.0 == name) {
                return Err(format!("{number}: {name} twice"));
            }
            ended(&mut parts, number)?;
            parts.push((name.into(), Vec::new()));
        } else {
            let (_, bytes) = parts.last_mut().ok_or(format!("{number}: no heading above this line"))?;
            bytes.extend(line);
        }
    }
    ended(&mut parts, number + 1)?;
    if parts.is_empty() { Err(format!("{number}: no streams")) } else { Ok(parts) }
}

/// Takes the line end in front of a heading, or of the file's end, off the last stream.
fn ended(parts: &mut Parts, number: usize) -> Result<(), String> {
    let Some((name, bytes)) = parts.last_mut() else { return Ok(()) };
    let Some(stream) = bytes.strip_suffix(b"\r\n") else { return Err(format!("{number}: no CR LF behind {name}")) };
    bytes.truncate(stream.len());
    Ok(())
}

/// A file of several streams; none if it would not be read as it was meant.
pub fn joined(parts: &Parts) -> Option<Vec<u8>> {
    let part = |(name, bytes): &(String, Vec<u8>)| [b"=== ", name.as_bytes(), b"\r\n", bytes, b"\r\n"].concat();
    let file: Vec<u8> = parts.iter().flat_map(part).collect();
    (parted(&file).as_ref() == Ok(parts)).then_some(file)
}
