//! The kept inputs of the fuzz targets, one packed archive a target: ten
//! thousand small files would be nine in ten of the tree. The tests that replay
//! them and `cargo xtask fuzz` read them by this file.
#![allow(dead_code)]

use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that an archive may unpack to: a broken one may say anything.
const MOST: u64 = 64 << 20;

/// An input, by the name of the file that it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Where the archive of a target lies, given the folder `fuzz`.
pub fn path(fuzz: &Path, target: &str) -> PathBuf {
    fuzz.join("corpus").join(format!("{target}.tar.gz"))
}

/// The targets, as the manifest has them.
pub fn targets(fuzz: &Path) -> Result<Vec<String>, String> {
    let manifest = fuzz.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let name = |table: &str| Some(table.split_once("name = \"")?.1.split_once('"')?.0.to_string());
    text.split("[[bin]]").skip(1).map(|table| name(table).ok_or("a [[bin]] without a name".to_string())).collect()
}

/// What an archive holds.
pub fn read(path: &Path) -> Result<Vec<Input>, String> {
    let of = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let packed = std::fs::read(path).map_err(|error| of(&error))?;
    unpacked(&packed).map_err(|error| of(&error))
}

/// What the bytes of an archive hold.
pub fn unpacked(packed: &[u8]) -> Result<Vec<Input>, String> {
    let broken = |error: std::io::Error| format!("a broken archive: {error}");
    // All of it first: the check sum stands behind the end that tar knows.
    let (mut plain, mut stream) = (Vec::new(), flate2::bufread::GzDecoder::new(packed).take(MOST + 1));
    stream.read_to_end(&mut plain).map_err(broken)?;
    if plain.len() as u64 > MOST {
        return Err(format!("a broken archive: more than {MOST} bytes"));
    }
    if !stream.into_inner().into_inner().is_empty() {
        return Err("a broken archive: something behind its end".into());
    }
    // tar takes a missing end for the end.
    if !plain.ends_with(&[0; 1024]) {
        return Err("a broken archive: no end".into());
    }
    let mut inputs = Vec::new();
    for entry in tar::Archive::new(&plain[..]).entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = std::str::from_utf8(&entry.path_bytes()).map(str::to_string);
        let plain_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        let name = name.ok().filter(|name| plain_name(name));
        let name = name.filter(|_| entry.header().entry_type().is_file()).ok_or("a broken archive: not only files")?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        inputs.push(Input { name, bytes });
    }
    Ok(inputs)
}

/// Gives every kept input of a target to `run`. The name of each goes out before,
/// so that a failing test shows whose fault it is.
///
/// # Panics
/// Where the archive is missing or broken, or holds fewer than `least` inputs.
pub fn replay(fuzz: &Path, target: &str, least: usize, run: fn(&[u8])) {
    let inputs = read(&path(fuzz, target)).unwrap_or_else(|error| panic!("{error}"));
    assert!(inputs.len() >= least, "only {} inputs for {target}", inputs.len());
    for input in inputs {
        println!("{target}: {}", input.name);
        run(&input.bytes);
    }
}
