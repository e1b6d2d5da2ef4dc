//! What a test compiles while it runs is compiled again only if something that
//! it is made from has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What something is made from.
#[derive(Default)]
pub struct Inputs(DefaultHasher);

impl Inputs {
    pub fn text(mut self, text: &str) -> Inputs {
        text.hash(&mut self.0);
        self
    }

    /// A file, or all files of a folder.
    pub fn path(mut self, path: &Path) -> Inputs {
        path.hash(&mut self.0);
        if path.is_dir() {
            let entries = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
            let mut entries: Vec<PathBuf> = entries.collect();
            entries.sort();
            return entries.iter().fold(self, |inputs, entry| inputs.path(entry));
        }
        fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).hash(&mut self.0);
        self
    }

    /// What a program says of itself.
    pub fn version(self, program: &str) -> Inputs {
        let output = Command::new(program).arg("--version").output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        self.text(&String::from_utf8_lossy(&output.stdout))
    }
}

/// Makes a file, unless it is there and was made from the same.
pub fn made(file: &Path, inputs: Inputs, make: impl FnOnce()) {
    let now = inputs.0.finish().to_string();
    let kept = PathBuf::from(format!("{}.from", file.display()));
    if file.exists() && fs::read_to_string(&kept).is_ok_and(|before| before == now) {
        return println!("{}: unchanged", file.display());
    }
    let _ = fs::remove_file(&kept);
    make();
    assert!(file.exists(), "{} is not made", file.display());
    fs::write(kept, now).expect("a file");
}
