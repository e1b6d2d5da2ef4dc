//! The files that the generators read and write.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::header::Header;

/// A tree of files: the workspace, or a copy of it in a test.
pub(super) struct Tree {
    root: PathBuf,
    /// Made once: three more files are made of it.
    header: OnceCell<Header>,
}

impl Tree {
    pub(super) fn new(root: &Path) -> Tree {
        Tree { root: root.into(), header: OnceCell::new() }
    }

    pub(super) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    pub(super) fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.path(path)).with_context(|| path.to_string())
    }

    pub(super) fn write(&self, path: &str, text: &str) -> Result<()> {
        std::fs::write(self.path(path), text).with_context(|| path.to_string())
    }

    /// The files below a folder that end so, with the folder's path, in order.
    pub(super) fn files(&self, folder: &str, end: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(self.path(folder)).with_context(|| folder.to_string())? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                found.extend(self.files(&path, end)?);
            } else if path.ends_with(end) {
                found.push(path);
            }
        }
        found.sort_by(|a, b| Path::new(a).cmp(Path::new(b)));
        Ok(found)
    }

    pub(super) fn header(&self) -> Result<&Header> {
        match self.header.get() {
            Some(header) => Ok(header),
            None => {
                let header = Header::of(self)?;
                Ok(self.header.get_or_init(|| header))
            }
        }
    }
}
