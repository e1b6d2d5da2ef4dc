//! What a call finds: live objects, and memory of the caller's with guards
//! between its parts, which is compared afterwards.

use std::collections::HashMap;
use std::ffi::{CStr, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::description::{Description, text};
use crate::system::Library;

/// What every byte of the caller's memory is before a call.
pub(crate) const FRESH: u8 = 0xa5;
/// Between two parts.
const GUARD: usize = 64;

/// A part of the caller's memory.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) parameter: String,
    pub(crate) at: usize,
    pub(crate) size: usize,
    /// What the description says of it; texts that a struct leads to go in.
    pub(crate) direction: String,
    pub(crate) on_error: String,
}

/// The caller's memory.
pub(crate) struct Memory {
    pub(crate) bytes: &'static mut [u8],
    used: usize,
    pub(crate) parts: Vec<Part>,
}

impl Memory {
    fn new() -> Memory {
        // Aligned for everything, and never given back: the process ends.
        let words = Box::leak(vec![[0u64; 8]; 4096].into_boxed_slice());
        let size = size_of_val(words);
        // SAFETY: the bytes of an array of numbers.
        let bytes = unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<u8>(), size) };
        bytes.fill(FRESH);
        Memory { bytes, used: GUARD, parts: Vec::new() }
    }

    /// Room for so many bytes; its address.
    fn add(&mut self, parameter: &str, size: usize, direction: &str, on_error: &str) -> usize {
        let at = self.used;
        self.used = (at + size + GUARD).next_multiple_of(64);
        assert!(self.used < self.bytes.len());
        let (direction, on_error) = (direction.into(), on_error.into());
        self.parts.push(Part { parameter: parameter.into(), at, size, direction, on_error });
        self.bytes.as_ptr() as usize + at
    }

    fn add_bytes(&mut self, parameter: &str, bytes: &[u8]) -> usize {
        let address = self.add(parameter, bytes.len(), "in", "");
        self.write(address, bytes);
        address
    }

    fn write(&mut self, address: usize, bytes: &[u8]) {
        let at = address - self.bytes.as_ptr() as usize;
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }
}

/// What the calls of a child work with.
pub(crate) struct World<'a> {
    library: Library,
    about: &'a Description,
    pub(crate) memory: Memory,
    objects: HashMap<&'static str, usize>,
}

/// How often the transport was closed.
pub(crate) static CLOSED: AtomicUsize = AtomicUsize::new(0);
/// How far the exchange behind the transport has come.
static SAID: AtomicUsize = AtomicUsize::new(0);

extern "C" fn read(_: *mut c_void, buf: *mut u8, room: usize, wait_ms: i64, n: *mut usize) -> i32 {
    let said: &[u8] = match SAID.fetch_add(1, Ordering::Relaxed) {
        0 => b"Asterisk Call Manager/2.7.0\r\n",
        1 => b"Response: Success\r\n\r\n",
        // WOULD_BLOCK, PEER_SILENT.
        _ => return if wait_ms == 0 { 5 } else { -605 },
    };
    assert!(said.len() <= room);
    // SAFETY: the library's buffer, with enough room.
    unsafe {
        buf.copy_from_nonoverlapping(said.as_ptr(), said.len());
        *n = said.len();
    }
    0
}

extern "C" fn write(_: *mut c_void, _: *const u8, len: usize, _: i64, n: *mut usize) -> i32 {
    // SAFETY: the library's number.
    unsafe { *n = len };
    0
}

extern "C" fn close(_: *mut c_void) {
    CLOSED.fetch_add(1, Ordering::Relaxed);
}

/// Sizes of what stands at a pointer with a length, in items.
fn items(name: &str) -> usize {
    match name {
        "memory" | "storage" | "queue" => 4096,
        "index" => 512,
        "out" => 256,
        "slots" => 8,
        "headers" => 16,
        "fields" => 2,
        _ => 8,
    }
}

const PACKET: &[u8] = b"Event: Hangup\r\nUniqueid: 1.2\r\nCause: 16\r\n\r\n";

impl<'a> World<'a> {
    pub(crate) fn new(library: Library, about: &'a Description) -> World<'a> {
        let mut world = World { library, about, memory: Memory::new(), objects: HashMap::new() };
        let size = |name: &str| about.structs[name]["size"].as_u64().expect("a size") as usize;
        let lent = |bytes: usize| Box::leak(vec![0u64; bytes.div_ceil(8)].into_boxed_slice()).as_mut_ptr() as usize;
        let place = lent(8);
        // SAFETY: a place of ours.
        let given = || unsafe { *(place as *const usize) };
        let done = |name: &str, arguments: &[usize]| {
            let status = library.call(name, arguments).0 as i32;
            assert_eq!(status, 0, "{name}, to begin with");
        };
        let enough = |name: &str| about.numbers[name] as usize;
        let storage = enough("AMIWIRE_READER_STORAGE");
        done("amiwire_reader_init", &[lent(storage), storage, lent(4096), 4096, lent(2048), 512, 0, place]);
        world.objects.insert("amiwire_reader", given());
        let storage = enough("AMIWIRE_SESSION_STORAGE");
        done(
            "amiwire_session_init",
            &[lent(storage), storage, lent(8 * size("amiwire_slot")), 8, lent(4096), 4096, 0, 1, place],
        );
        world.objects.insert("amiwire_session", given());
        // Logged in.
        let (session, outcome) = (given(), lent(64));
        let (reader, packet) = (world.objects["amiwire_reader"], lent(size("amiwire_packet")));
        for (i, said) in [&b"Asterisk Call Manager/2.7.0\r\n"[..], b"Response: Success\r\n\r\n"].into_iter().enumerate()
        {
            done("amiwire_reader_space", &[reader, place, lent(8)]);
            put(given(), said);
            done("amiwire_reader_commit", &[reader, said.len()]);
            done("amiwire_reader_next", &[reader, packet]);
            done("amiwire_session_handle", &[session, packet, 1, outcome]);
            if i == 0 {
                let (username, secret) = (c"u".as_ptr() as usize, c"s3cret".as_ptr() as usize);
                done("amiwire_session_login", &[session, username, secret, 0]);
            }
        }
        if library.has("amiwire_conn_open_transport") {
            let (config, table) = (lent(size("amiwire_conn_config")), lent(size("amiwire_transport")));
            world.fill("amiwire_conn_config", |at, bytes| put(config + at, bytes));
            world.fill("amiwire_transport", |at, bytes| put(table + at, bytes));
            done("amiwire_conn_open_transport", &[config, table, place]);
            world.objects.insert("amiwire_conn", given());
        }
        let (resume, index, packet) = (lent(size("amiwire_resume")), lent(256), lent(size("amiwire_packet")));
        done("amiwire_parse", &[PACKET.as_ptr() as usize, PACKET.len(), resume, index, 64, packet, lent(8)]);
        world.objects.insert("amiwire_packet", packet);
        SAID.store(0, Ordering::Relaxed);
        CLOSED.store(0, Ordering::Relaxed);
        world
    }

    /// The words of a parameter as it should be.
    pub(crate) fn argument(&mut self, function: &str, parameter: &Value) -> Vec<usize> {
        let (name, kind) = (text(parameter, "name"), text(parameter, "type"));
        if !kind.ends_with('*') {
            return self.number(function, name, kind);
        }
        let target = kind.trim_end_matches('*').trim().trim_start_matches("const ").trim();
        let direction = text(parameter, "direction");
        if direction == "object" {
            return vec![self.objects[target]];
        }
        if target == "char" && direction == "in" && parameter["length"].is_null() {
            return vec![self.memory.add_bytes(name, b"abc\0")];
        }
        let one = if kind.ends_with("**") { 8 } else { self.about.size(target) };
        let count = if parameter["length"].is_null() { 1 } else { items(name) };
        // A growing struct may be said to be larger than it is.
        let slack = if kind.ends_with("**") { 0 } else { 64 };
        let on_error = parameter["on_error"].as_str().unwrap_or_default();
        let address = self.memory.add(name, one * count + slack, direction, on_error);
        if direction == "in" || direction == "inout" {
            let zero = vec![0; one * count + slack];
            self.memory.write(address, &zero);
            let mut parts = Vec::new();
            for item in 0..count {
                self.fill(target, |at, bytes| parts.push((item * one + at, bytes.to_vec())));
            }
            for (at, bytes) in parts {
                self.memory.write(address + at, &bytes);
            }
        }
        vec![address]
    }

    fn number(&mut self, function: &str, name: &str, kind: &str) -> Vec<usize> {
        let lengths = |about: &Description| {
            let parameters = about.function(function)["parameters"].as_array().expect("parameters").clone();
            parameters.iter().find(|one| one["length"] == name).map(|one| items(text(one, "name")))
        };
        match (kind, name) {
            ("amiwire_slice", _) => vec![self.memory.add_bytes(name, b"123"), 3],
            // 2.7.0.
            ("amiwire_peer_version", _) => vec![2 | 7 << 16 | 3 << 48],
            (_, "tag") => vec![7],
            (_, "kind") => vec![3],
            (_, "action") => vec![1],
            (_, "limit_ms" | "now") => vec![1],
            ("size_t", _) => vec![lengths(self.about).unwrap_or(0)],
            _ => vec![0],
        }
    }

    /// What a struct holds to begin with, where that is not 0.
    fn fill(&self, name: &str, mut put: impl FnMut(usize, &[u8])) {
        let Some(about) = self.about.structs.get(name) else { return };
        let at = |member: &str| self.about.offset(name, member);
        let mut word = |member: &str, value: usize| put(at(member), &value.to_ne_bytes());
        let words = |text: &'static CStr| text.as_ptr() as usize;
        match name {
            "amiwire_conn_config" => {
                word("host", words(c"127.0.0.1"));
                word("username", words(c"u"));
                word("secret", words(c"s3cret"));
                put(at("port"), &1u32.to_ne_bytes());
                put(at("connect_ms"), &1000u32.to_ne_bytes());
                // Of a call without options of its own.
                put(at("action_ms"), &1u32.to_ne_bytes());
            }
            // The exchange never answers: a millisecond of nanoseconds.
            "amiwire_action_options" => put(at("limit"), &1_000_000u64.to_ne_bytes()),
            "amiwire_transport" => {
                word("read", read as *const () as usize);
                word("write", write as *const () as usize);
                word("close", close as *const () as usize);
            }
            "amiwire_field" => {
                word("name", words(c"Secret"));
                word("value", words(c"swordfish"));
            }
            "amiwire_packet" => {
                let size = self.about.size(name);
                // SAFETY: the packet that was parsed.
                put(0, unsafe { std::slice::from_raw_parts(self.objects[name] as *const u8, size) });
            }
            _ => {}
        }
        if about["members"][0]["name"] == "struct_size" {
            put(0, &(self.about.size(name) as u32).to_ne_bytes());
        }
    }

    /// Writes to the caller's memory, before a call.
    pub(crate) fn write(&mut self, address: usize, bytes: &[u8]) {
        self.memory.write(address, bytes);
    }

    /// What must not have changed and has; `allowed` says what may.
    pub(crate) fn compare(
        &self,
        before: &[u8],
        allowed: impl Fn(&Part, &[u8], &[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut at = 0;
        for part in &self.memory.parts {
            if self.memory.bytes[at..part.at] != before[at..part.at] {
                return Err(format!("memory before {} has changed", part.parameter));
            }
            at = part.at + part.size;
            allowed(part, &before[part.at..at], &self.memory.bytes[part.at..at])?;
        }
        if self.memory.bytes[at..] != before[at..] {
            return Err("memory behind the last part has changed".into());
        }
        Ok(())
    }

    /// Gives the connection back that a call has made, if it has.
    pub(crate) fn give_back(&self, place: usize) {
        // SAFETY: where the call was to put it.
        let conn = unsafe { *(place as *const usize) };
        self.library.call("amiwire_conn_close", &[conn]);
    }
}

fn put(address: usize, bytes: &[u8]) {
    // SAFETY: within memory of ours, which is never given back.
    unsafe { (address as *mut u8).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
}
