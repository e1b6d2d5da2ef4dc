//! One buffer, one packet
//!
//! For those who have their bytes in a buffer of their own. Those who read
//! from a socket are better served by a reader, below.

use super::arguments::{buffer, given_mut, items};
use super::packet::amiwire_packet;
use crate::Status;
use crate::parse::{Resume, parse};

/// Where the parse of an incomplete packet stopped. Begins as all zero; what is
/// in it is the library's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_resume {
    /// For the library.
    pub state: [u64; 16],
}

const _: () = assert!(size_of::<Resume>() <= size_of::<amiwire_resume>());
const _: () = assert!(align_of::<Resume>() <= align_of::<amiwire_resume>());

/// Finds the first packet in `buf`. `resume` and `index`: each goes in and
/// comes out. `index` takes two positions a line and two for the closing empty
/// line. With AMIWIRE_NEED_MORE, call again with the same bytes and more behind
/// them, the same index and the same `resume`: what was looked at is not looked
/// at again. Otherwise the next packet begins `*consumed` bytes on, and
/// `resume` is fresh again. Stray empty lines before the packet are skipped. A
/// greeting is not looked for: it is a line, not a packet. Lines end as those of a
/// reader with AMIWIRE_LINES_WIRE do; for the other rules use a reader.
///
/// Returns AMIWIRE_OK, AMIWIRE_NEED_MORE, AMIWIRE_TRUNCATED if the index was
/// too small (the packet is complete, `headers` is the true count, and the
/// first `indexed` of them can be had), AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a buffer of 2 GiB or more, or
/// one shorter than it was before.
///
/// # Safety
/// The pointers are NULL or valid, with the lengths given; the buffer and the
/// index stay as they are as long as the packet is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_parse(
    buf: *const u8,
    len: usize,
    resume: *mut amiwire_resume,
    index: *mut u32,
    index_len: usize,
    packet: *mut amiwire_packet,
    consumed: *mut usize,
) -> i32 {
    let checked = || -> Result<i32, Status> {
        // SAFETY: as for this function. The index is written before it is
        // read, and a fresh parse counts no entry of it as written.
        unsafe {
            let bytes = items(buf, len)?;
            let (packet, consumed) = (given_mut(packet)?, given_mut(consumed)?);
            let resume = given_mut(resume.cast::<Resume>())?;
            match parse(bytes, resume, buffer(index, index_len)?).map_err(|error| error.status)? {
                None => Ok(Status::NeedMore.code()),
                Some(parsed) => {
                    *packet = amiwire_packet::of(&parsed.packet);
                    *consumed = parsed.consumed;
                    Ok(if parsed.truncated { Status::Truncated.code() } else { 0 })
                }
            }
        }
    };
    checked().unwrap_or_else(Status::code)
}
