//! Any order of calls through the C interface. Pointers lead to memory of the
//! size that is said, or are NULL: all else is the caller's word.

#![allow(unsafe_code)]

mod calls;

use std::ffi::{c_char, c_void};
use std::ptr::{null, null_mut};

use amiwire::ffi::outcome::*;
use amiwire::ffi::packet::*;
use amiwire::ffi::packet_header::*;
use amiwire::ffi::parse::*;
use amiwire::ffi::reader::*;
use amiwire::ffi::session::*;
use amiwire::ffi::session_time::*;
use amiwire::ffi::slice::*;
use amiwire::ffi::status::*;
use amiwire::ffi::writer::*;
use arbitrary::{Result, Unstructured};

/// Memory for an object, aligned as C's malloc aligns.
#[repr(align(16))]
struct Room([u8; 2048]);

/// What the calls share.
struct World {
    reader: *mut amiwire_reader,
    session: *mut amiwire_session,
    /// Good until the next call on its reader, or for the buffer's life.
    packet: Option<amiwire_packet>,
}

/// A pointer to a value, or NULL.
fn maybe<T>(input: &mut Unstructured<'_>, value: &mut T) -> Result<*mut T> {
    Ok(if input.ratio(1, 12)? { null_mut() } else { value })
}

/// A text that ends in NUL, or NULL.
fn text(input: &mut Unstructured<'_>, place: &mut Vec<u8>) -> Result<*const c_char> {
    const WORDS: &[&[u8]] = &[b"Ping", b"ActionID", b"Event", b"packets", b"on", b"x\r\ny", b"", b"a:b"];
    *place = match input.int_in_range(0..=3)? {
        0 => return Ok(null()),
        1 => input.bytes(input.len().min(9))?.iter().copied().filter(|byte| *byte != 0).collect(),
        _ => input.choose(WORDS)?.to_vec(),
    };
    place.push(0);
    Ok(place.as_ptr().cast())
}

/// A status that the header knows.
fn known(code: i32) -> i32 {
    // SAFETY: the text is the library's own.
    let name = unsafe { std::ffi::CStr::from_ptr(amiwire_status_name(code)) };
    assert_ne!(name.to_bytes(), b"unknown", "status {code}");
    code
}

/// Reads all of a slice, for the sanitizer to see.
fn look(slice: amiwire_slice) -> usize {
    if slice.len == 0 {
        return 0;
    }
    // SAFETY: what the library promises of a slice.
    let bytes = unsafe { std::slice::from_raw_parts(slice.ptr, slice.len) };
    bytes.iter().map(|byte| usize::from(*byte)).sum()
}

const NONE: amiwire_slice = amiwire_slice { ptr: null(), len: 0 };

unsafe fn open(world: &mut World, input: &mut Unstructured<'_>, rooms: &mut Rooms) -> Result<()> {
    let small = input.ratio(1, 8)?;
    let size = if small { input.int_in_range(0..=2048)? } else { 2048 };
    let shift = if input.ratio(1, 16)? { 1 } else { 0 };
    let size = size - size.min(shift);
    if input.arbitrary()? {
        world.packet = None;
        world.reader = null_mut();
        let storage = input.int_in_range(0..=rooms.storage.len())?;
        let index = input.int_in_range(0..=rooms.index.len())?;
        // SAFETY: integers, for which all zeroes are valid.
        let mut options: amiwire_reader_options = unsafe { std::mem::zeroed() };
        options.struct_size = if input.ratio(1, 4)? { input.int_in_range(0..=28)? } else { 28 };
        options.lines = input.int_in_range(0..=3)?;
        options.max_headers = input.int_in_range(0..=9)?;
        options.text_in_pieces = input.int_in_range(0..=1)?;
        options.separate_glued = input.int_in_range(0..=1)?;
        let options = maybe(input, &mut options)?;
        let memory = rooms.reader.0.as_mut_ptr().wrapping_add(shift).cast::<c_void>();
        let memory = if input.ratio(1, 12)? { null_mut() } else { memory };
        let place = if input.ratio(1, 12)? { null_mut() } else { &raw mut world.reader };
        // SAFETY: memory of the sizes that are said, nobody else's.
        unsafe {
            known(amiwire_reader_init(
                memory,
                size,
                rooms.storage.as_mut_ptr(),
                storage,
                rooms.index.as_mut_ptr(),
                index,
                options,
                place,
            ));
        }
    } else {
        world.session = null_mut();
        let slots = input.int_in_range(0..=rooms.slots.len())?;
        let queue = input.int_in_range(0..=rooms.queue.len())?;
        let memory = rooms.session.0.as_mut_ptr().wrapping_add(shift).cast::<c_void>();
        let place = if input.ratio(1, 12)? { null_mut() } else { &raw mut world.session };
        // SAFETY: as above.
        unsafe {
            known(amiwire_session_init(
                memory,
                size,
                rooms.slots.as_mut_ptr(),
                slots,
                rooms.queue.as_mut_ptr(),
                queue,
                null(),
                0,
                place,
            ));
        }
    }
    Ok(())
}

/// Calls on the reader, which end the life of its packet.
unsafe fn read(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    // SAFETY: the reader is NULL or was made, and all else is here.
    unsafe {
        match input.int_in_range(0..=5)? {
            0..=2 => {
                world.packet = None;
                let (mut space, mut room) = (null_mut(), 0);
                known(amiwire_reader_space(world.reader, maybe(input, &mut space)?, maybe(input, &mut room)?));
                let most = input.int_in_range(0..=64)?;
                let bytes = input.bytes(most.min(input.len()))?;
                let n = if space.is_null() { 0 } else { bytes.len().min(room) };
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), space, n);
                let more = if input.ratio(1, 16)? { usize::MAX } else { 0 };
                known(amiwire_reader_commit(world.reader, n | more));
            }
            3 | 4 => {
                let mut packet = std::mem::zeroed();
                world.packet = None;
                let place = maybe(input, &mut packet)?;
                if known(amiwire_reader_next(world.reader, place)) == 0 {
                    world.packet = Some(packet);
                }
            }
            _ => {
                world.packet = None;
                known(match input.arbitrary()? {
                    true => amiwire_reader_reset(world.reader),
                    false => amiwire_reader_finish(world.reader),
                });
            }
        }
        let (mut error, mut tail, mut value) = (amiwire_error::default(), NONE, 0);
        known(amiwire_reader_error(world.reader, maybe(input, &mut error)?));
        if known(amiwire_reader_tail(world.reader, maybe(input, &mut tail)?)) == 0 {
            look(tail);
        }
        let mut name = Vec::new();
        let name = text(input, &mut name)?;
        known(amiwire_reader_counter(world.reader, name, maybe(input, &mut value)?));
    }
    Ok(())
}

/// What can be asked of a packet.
unsafe fn ask(world: &World, input: &mut Unstructured<'_>) -> Result<()> {
    let packet = world.packet.as_ref().map_or(null(), |packet| packet as *const amiwire_packet);
    let (mut name, mut value, mut at) = (NONE, NONE, input.int_in_range(0..=3)?);
    let mut words = Vec::new();
    // SAFETY: the packet is NULL or good, and all else is here.
    unsafe {
        let i = input.arbitrary::<u8>()?.into();
        if known(amiwire_packet_header(packet, i, maybe(input, &mut name)?, maybe(input, &mut value)?)) == 0 {
            look(name);
            look(value);
        }
        let wanted = text(input, &mut words)?;
        if known(amiwire_packet_get(packet, wanted, at, maybe(input, &mut value)?)) == 0 {
            look(value);
            amiwire_slice_is(value, wanted);
        }
        look(amiwire_packet_title(packet));
        look(amiwire_packet_raw(packet));
        if known(amiwire_packet_body(packet, maybe(input, &mut value)?)) == 0 {
            look(value);
        }
        for _ in 0..4 {
            let place = maybe(input, &mut at)?;
            if known(amiwire_packet_output(packet, place, maybe(input, &mut value)?)) == 0 {
                look(value);
            }
        }
    }
    Ok(())
}

unsafe fn talk(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let session = world.session;
    let mut words: [Vec<u8>; 4] = Default::default();
    let [a, b, c, d] = &mut words;
    let (a, b, c, d) = (text(input, a)?, text(input, b)?, text(input, c)?, text(input, d)?);
    let fields = [amiwire_field { name: b, value: c, value_len: 0 }, amiwire_field { name: d, value: c, value_len: 0 }];
    let count = input.int_in_range(0..=2)?;
    let (mut refused, mut size, mut outcome) =
        (0, 0, amiwire_outcome { tag: 0, what: 0, last: 0, status: 0, reserved: 0 });
    let now = input.arbitrary()?;
    // SAFETY: the session is NULL or was made, and all else is here.
    unsafe {
        match input.int_in_range(0..=7)? {
            0 => known(amiwire_session_login(session, a, b, c)),
            1 => known(amiwire_session_challenge(session)),
            2 => known(amiwire_session_login_md5(session, a, b, c)),
            3 => {
                let refused = maybe(input, &mut refused)?;
                known(amiwire_session_submit(
                    session,
                    input.int_in_range(0..=9)?,
                    a,
                    fields.as_ptr(),
                    count,
                    0,
                    now,
                    refused,
                ))
            }
            4 => {
                let packet = world.packet.as_ref().map_or(null(), |packet| packet as *const amiwire_packet);
                known(amiwire_session_handle(session, packet, now, maybe(input, &mut outcome)?))
            }
            5 => {
                let mut bytes = NONE;
                if known(amiwire_session_transmit(session, maybe(input, &mut bytes)?)) == 0 {
                    look(bytes);
                }
                known(amiwire_session_sent(session, input.arbitrary::<u8>()?.into()))
            }
            6 => {
                let mut deadline = 0;
                known(amiwire_session_deadline(session, maybe(input, &mut deadline)?));
                known(amiwire_session_handle_timeout(session, now, maybe(input, &mut outcome)?))
            }
            _ => {
                let mut out = [0; 256];
                let room = input.int_in_range(0..=out.len())?;
                let out = if input.ratio(1, 8)? { null_mut() } else { out.as_mut_ptr() };
                let (size, refused) = (maybe(input, &mut size)?, maybe(input, &mut refused)?);
                known(amiwire_write_action(a, fields.as_ptr(), count, out, room, size, refused))
            }
        };
        amiwire_session_phase(session);
        amiwire_session_in_flight(session);
        look(amiwire_session_version(session));
    }
    Ok(())
}

/// One buffer, one packet; the buffer lives to the end.
unsafe fn one<'a>(world: &mut World, input: &mut Unstructured<'a>, index: &mut [u32]) -> Result<()> {
    let n = input.int_in_range(0..=input.len())?;
    let bytes: &'a [u8] = input.bytes(n)?;
    let cap = input.int_in_range(0..=index.len())?;
    // SAFETY: integers, for which all zeroes are valid; what is lent is here.
    unsafe {
        let (mut resume, mut packet, mut consumed) = (std::mem::zeroed(), std::mem::zeroed(), 0);
        let resume = maybe(input, &mut resume)?;
        world.packet = None;
        for part in [bytes.len() / 2, bytes.len()] {
            let (packet_place, consumed) = (maybe(input, &mut packet)?, maybe(input, &mut consumed)?);
            let from = if part == 0 { null() } else { bytes.as_ptr() };
            let code = known(amiwire_parse(from, part, resume, index.as_mut_ptr(), cap, packet_place, consumed));
            if code >= 0 && code != amiwire::Status::NeedMore.code() {
                world.packet = Some(packet);
                return ask(world, input);
            }
        }
    }
    Ok(())
}

struct Rooms {
    reader: Room,
    session: Room,
    storage: [u8; 300],
    index: [u32; 40],
    slots: [amiwire_slot; 3],
    queue: [u8; 300],
}

pub fn run(input: &[u8]) {
    let mut input = Unstructured::new(input);
    let mut rooms = Box::new(Rooms {
        reader: Room([0x5a; 2048]),
        session: Room([0x5a; 2048]),
        storage: [0; 300],
        index: [0; 40],
        slots: [amiwire_slot { state: [7; 8] }; 3],
        queue: [0; 300],
    });
    let mut index = [0; 16];
    let mut world = World { reader: null_mut(), session: null_mut(), packet: None };
    let mut step = || -> Result<()> {
        // SAFETY: as each of them demands.
        unsafe {
            match input.int_in_range(0..=15)? {
                0 | 1 => open(&mut world, &mut input, &mut rooms),
                2..=6 => read(&mut world, &mut input),
                7 => ask(&world, &mut input),
                8 => one(&mut world, &mut input, &mut index).map(|()| world.packet = None),
                9..=12 => talk(&mut world, &mut input),
                // Behind those that there were: kept inputs mean what they meant.
                _ => calls::call(&mut world, &mut input, &mut rooms),
            }?;
        }
        if input.is_empty() { Err(arbitrary::Error::NotEnoughData) } else { Ok(()) }
    };
    while step().is_ok() {}
}
