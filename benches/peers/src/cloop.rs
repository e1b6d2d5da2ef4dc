//! The loops in C, in a shared object of their own that is linked to
//! libamiwire.so: opened at run time, so that none of its calls can end in the
//! library that this program is linked with itself, which is made sure of.

use std::path::Path;

use libloading::Library;

use crate::opponents::Seen;

type Loop = unsafe extern "C" fn(*const u8, usize, *mut u8, usize, *mut u32, usize) -> Seen;

/// The library at `path`.
pub struct CLoop {
    library: Library,
}

impl CLoop {
    pub fn open(path: &Path) -> Result<Self, String> {
        // SAFETY: our own object, whose constructors do nothing.
        let library = unsafe { Library::new(path) }.map_err(|error| error.to_string())?;
        let this = CLoop { library };
        let file = this.callee()?;
        if !file.ends_with("/libamiwire.so.0") {
            return Err(format!("the loop in C calls into {file}"));
        }
        println!("the loops in C call into {file}");
        Ok(this)
    }

    /// The file that holds the function which the loops call.
    fn callee(&self) -> Result<String, String> {
        // SAFETY: the type is that of c/loop.c.
        let next = unsafe {
            let next = self.library.get::<unsafe extern "C" fn() -> *const u8>(b"peers_next\0");
            next.map_err(|error| error.to_string())?() as usize
        };
        let maps = std::fs::read_to_string("/proc/self/maps").map_err(|error| error.to_string())?;
        let holds = |line: &&str| {
            let (from, to) = line.split(' ').next()?.split_once('-')?;
            let number = |text| usize::from_str_radix(text, 16).ok();
            Some((number(from)?..number(to)?).contains(&next))
        };
        let line = maps.lines().find(|line| holds(line) == Some(true)).unwrap_or_default();
        Ok(line.split_whitespace().last().unwrap_or_default().to_owned())
    }

    fn run(&self, name: &[u8], bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> Seen {
        // SAFETY: the type is that of c/loop.c, and the lengths are true.
        unsafe {
            let Ok(run) = self.library.get::<Loop>(name) else { return Seen::default() };
            run(bytes.as_ptr(), bytes.len(), storage.as_mut_ptr(), storage.len(), index.as_mut_ptr(), index.len())
        }
    }

    /// As [`crate::opponents::rust_loop`].
    pub fn packets(&self, bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> Seen {
        self.run(b"peers_loop\0", bytes, storage, index)
    }

    /// As [`crate::opponents::rust_frames`].
    pub fn frames(&self, bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> Seen {
        self.run(b"peers_frames\0", bytes, storage, index)
    }
}
