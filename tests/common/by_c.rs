//! A stream through the functions of the C interface.
#![allow(dead_code, unreachable_pub, unsafe_code)]

use std::mem::MaybeUninit;
use std::ptr::{null, null_mut, slice_from_raw_parts};

use amiwire::counters::Counters;
use amiwire::ffi::packet::*;
use amiwire::ffi::packet_header::*;
use amiwire::ffi::reader::*;
use amiwire::ffi::slice::amiwire_slice;

/// Room for a reader, aligned as it wants.
type Room = [u64; AMIWIRE_READER_STORAGE / 8];

pub const NONE: amiwire_slice = amiwire_slice { ptr: null(), len: 0 };

/// The bytes of a slice of a packet that is still good.
pub fn bytes<'a>(slice: amiwire_slice) -> &'a [u8] {
    if slice.len == 0 {
        return &[];
    }
    // SAFETY: as for this function.
    unsafe { &*slice_from_raw_parts(slice.ptr, slice.len) }
}

/// Counters by their place in the table.
pub type Counted = [u64; Counters::TABLE.len()];

/// Reads the stream as a client does, gives every packet to `each`, and says
/// what was counted. Allocates nothing. A refusal is an error of the test.
pub fn drive(
    stream: &[u8],
    piece: usize,
    storage: &mut [u8],
    index: &mut [u32],
    mut each: impl FnMut(&amiwire_packet),
) -> Counted {
    let mut room: MaybeUninit<Room> = MaybeUninit::uninit();
    let mut counted = [0; Counters::TABLE.len()];
    // SAFETY: all memory is ours, of the sizes given, and outlives the reader.
    unsafe {
        let mut reader = null_mut();
        let (place, size) = (room.as_mut_ptr().cast(), size_of::<Room>());
        let (bytes, bytes_len) = (storage.as_mut_ptr(), storage.len());
        let (entries, entries_len) = (index.as_mut_ptr(), index.len());
        assert_eq!(amiwire_reader_init(place, size, bytes, bytes_len, entries, entries_len, null(), &mut reader), 0);
        for piece in stream.chunks(piece) {
            let mut rest = piece;
            while !rest.is_empty() {
                let (mut space, mut free) = (null_mut(), 0);
                assert_eq!(amiwire_reader_space(reader, &mut space, &mut free), 0);
                let n = free.min(rest.len());
                std::ptr::copy_nonoverlapping(rest.as_ptr(), space, n);
                assert_eq!(amiwire_reader_commit(reader, n), 0);
                rest = &rest[n..];
                loop {
                    let mut packet = MaybeUninit::<amiwire_packet>::zeroed();
                    match amiwire_reader_next(reader, packet.as_mut_ptr()) {
                        0 => each(packet.assume_init_ref()),
                        1 => break,
                        status => panic!("refused: {status}"),
                    }
                }
            }
        }
        assert_eq!(amiwire_reader_finish(reader), 0);
        for (name, place) in Counters::C_NAMES.iter().zip(&mut counted) {
            assert_eq!(amiwire_reader_counter(reader, name.as_ptr(), place), 0);
        }
    }
    counted
}

/// Every header of a packet, in order.
pub fn headers(packet: &amiwire_packet, mut each: impl FnMut(&[u8], &[u8])) {
    let (mut name, mut value) = (NONE, NONE);
    for i in 0.. {
        // SAFETY: a packet that was just given out, and places of our own.
        if unsafe { amiwire_packet_header(packet, i, &mut name, &mut value) } != 0 {
            return;
        }
        each(bytes(name), bytes(value));
    }
}
