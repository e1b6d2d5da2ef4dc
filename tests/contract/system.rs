//! What the test asks of the system: a library loaded by its path, a child for
//! each case, a limit on memory.

use std::ffi::{CStr, CString, c_char, c_int, c_void};

/// What a function returns in registers: a number, or both halves of a slice.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Returned(pub(crate) usize, pub(crate) usize);

/// Every function takes whole numbers and pointers, none more than this many.
pub(crate) const MOST: usize = 12;

#[rustfmt::skip]
type Call = unsafe extern "C" fn(
    usize, usize, usize, usize, usize, usize, usize, usize, usize, usize, usize, usize,
) -> Returned;

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
    fn fork() -> c_int;
    fn waitpid(pid: c_int, status: *mut c_int, options: c_int) -> c_int;
    fn _exit(code: c_int) -> !;
    fn alarm(seconds: u32) -> u32;
    fn setrlimit(resource: c_int, limit: *const [u64; 2]) -> c_int;
}

const NOW: c_int = 2;
const ADDRESS_SPACE: c_int = 9;

/// A library that was loaded.
#[derive(Clone, Copy)]
pub(crate) struct Library(*mut c_void);

impl Library {
    pub(crate) fn load(path: &str) -> Library {
        let name = CString::new(path).expect("a path");
        // SAFETY: a text; what the library does when loaded is its own affair.
        let library = unsafe { dlopen(name.as_ptr(), NOW) };
        if library.is_null() {
            // SAFETY: dlopen has just failed.
            panic!("{path}: {}", unsafe { CStr::from_ptr(dlerror()) }.to_string_lossy());
        }
        Library(library)
    }

    pub(crate) fn has(self, name: &str) -> bool {
        !self.symbol(name).is_null()
    }

    fn symbol(self, name: &str) -> *mut c_void {
        let name = CString::new(name).expect("a name");
        // SAFETY: a library that was loaded, and a text.
        unsafe { dlsym(self.0, name.as_ptr()) }
    }

    /// Calls a function of the interface. What it does not take it does not see.
    pub(crate) fn call(self, name: &str, arguments: &[usize]) -> Returned {
        let function = self.symbol(name);
        assert!(!function.is_null() && arguments.len() <= MOST, "{name}");
        let a = |i: usize| arguments.get(i).copied().unwrap_or(0);
        // SAFETY: a function of the C interface, whose arguments are words; that
        // it stands wrong ones is what is tested, in a process of its own.
        unsafe {
            let call = std::mem::transmute::<*mut c_void, Call>(function);
            call(a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8), a(9), a(10), a(11))
        }
    }
}

/// Runs something in a child, which may take `seconds`. Gives what went wrong.
pub(crate) fn apart(seconds: u32, run: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    use std::io::{Read, Write};
    let (mut from, mut to) = std::io::pipe().expect("a pipe");
    // SAFETY: this process has one thread, so that the child is whole.
    match unsafe { fork() } {
        -1 => panic!("fork failed"),
        0 => {
            // SAFETY: ends the child where something waits for ever.
            unsafe { alarm(seconds) };
            let outcome = run();
            if let Err(why) = &outcome {
                let _ = to.write_all(why.as_bytes());
            }
            // SAFETY: nothing of the parent's is to be dropped twice.
            unsafe { _exit(c_int::from(outcome.is_err())) }
        }
        child => {
            drop(to);
            let mut why = String::new();
            let _ = from.read_to_string(&mut why);
            let mut status = 0;
            // SAFETY: a child of this process, and a place for its end.
            assert_eq!(unsafe { waitpid(child, &raw mut status, 0) }, child);
            match (status & 0x7f, status >> 8) {
                (0, 0) => Ok(()),
                (0, _) if !why.is_empty() => Err(why),
                (0, code) => Err(format!("ended with {code}")),
                (14, _) => Err("did not come back".into()),
                (signal, _) => Err(format!("killed by signal {signal} {why}")),
            }
        }
    }
}

/// Lets this process have so many bytes of addresses more than it has.
pub(crate) fn limit_memory(more: u64) {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("/proc/self/statm");
    let pages: u64 = statm.split(' ').next().and_then(|pages| pages.parse().ok()).expect("a number of pages");
    let limit = pages * 4096 + more;
    // SAFETY: two numbers.
    assert_eq!(unsafe { setrlimit(ADDRESS_SPACE, &raw const *&[limit, limit]) }, 0);
}
