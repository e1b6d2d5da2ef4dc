//! The loop in C, in a shared object of its own that is linked to
//! libamiwire.so: opened at run time, so that none of its calls can end in the
//! library that this program is linked with itself.

use std::path::Path;

use libloading::{Library, Symbol};

type Loop = unsafe extern "C" fn(*const u8, usize, *mut u8, usize, *mut u32, usize) -> u64;

/// The library at `path`.
pub struct CLoop(Library);

impl CLoop {
    pub fn open(path: &Path) -> Result<Self, libloading::Error> {
        // SAFETY: our own object, whose constructors do nothing.
        unsafe { Library::new(path) }.map(CLoop)
    }

    pub fn run(&self, bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> u64 {
        // SAFETY: the type is that of c/loop.c, and the lengths are true.
        unsafe {
            let Ok(run): Result<Symbol<'_, Loop>, _> = self.0.get(b"peers_loop\0") else { return 0 };
            run(bytes.as_ptr(), bytes.len(), storage.as_mut_ptr(), storage.len(), index.as_mut_ptr(), index.len())
        }
    }
}
