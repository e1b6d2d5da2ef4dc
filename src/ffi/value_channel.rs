//! Values: channels, callers

use super::slice::amiwire_slice;
use super::value::read;
use crate::value::{CallerId, Channel};

/// A channel's name in its parts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_channel {
    /// What stands before the first `/`: `PJSIP`, `Local`, `DAHDI`.
    pub technology: amiwire_slice,
    /// What the channel is of: a peer or endpoint (`1000`), an extension and
    /// context (`1000@from-internal`), a line (`i1/5551234`), or the name of
    /// another channel, see `inner`.
    pub resource: amiwire_slice,
    /// What tells this channel from others of the resource, behind a `-`, in
    /// the form that its technology has: eight hexadecimal digits of PJSIP,
    /// SIP, SCCP and Local, four of Motif, Mobile and of Local with a half
    /// before Asterisk 12, ten of Dongle and Quectel, any number of a PRI
    /// channel of DAHDI, a UUID of AudioSocket. Empty if the name has no such
    /// end: then it is one of the few channels without, or the name of a device
    /// and not of a channel.
    pub unique: amiwire_slice,
    /// Marks at the end such as `<ZOMBIE>`, put there by a masquerade;
    /// normally empty.
    pub marks: amiwire_slice,
    /// The whole name of the channel for which this one stands, if its
    /// technology is AsyncGoto, Bridge, Parked, Surrogate or Transfered;
    /// otherwise empty. It is resource, unique part and half once more, and
    /// can be read by the same function.
    pub inner: amiwire_slice,
    /// Which of a pair of channels this is, 1 or 2 (`;1`, `;2` of Local), or 0
    /// if it is not one of a pair.
    pub half: u32,
    /// 1 if a masquerade left this channel behind: it is about to hang up, and
    /// another one goes on in its place. Otherwise 0.
    pub zombie: u32,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<amiwire_channel>() == 88);

/// A channel's name, as `Channel: Local/1000@from-internal-0000002a;1` has it.
/// Give this only what a header promises to be a channel: a device of the same
/// form cannot be told from one.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_channel(
    value: amiwire_slice,
    channel: *mut amiwire_channel,
    error_offset: *mut usize,
) -> i32 {
    let told = |channel: Channel<'_>| amiwire_channel {
        technology: amiwire_slice::of(channel.technology),
        resource: amiwire_slice::of(channel.resource),
        unique: amiwire_slice::of(channel.unique),
        marks: amiwire_slice::of(channel.marks),
        inner: amiwire_slice::of(channel.inner),
        half: channel.half.into(),
        zombie: channel.is_zombie().into(),
    };
    // SAFETY: as for this function.
    unsafe { read(value, channel, error_offset, Channel::parse, told) }
}

/// A caller's name and number.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_caller_id {
    /// The name without its quotation marks. Quotation marks within it stay:
    /// servers do not escape them.
    pub name: amiwire_slice,
    /// What stands between `<` and `>`.
    pub number: amiwire_slice,
}

/// A caller's name and number in one value, as `CallerID: "Alice Agent" <1001>`
/// of Cdr has them. Either may be empty, and the quotation marks may be
/// missing. A value without brackets may be a name or a number, and does not
/// fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_caller_id(
    value: amiwire_slice,
    caller: *mut amiwire_caller_id,
    error_offset: *mut usize,
) -> i32 {
    let told = |CallerId { name, number }: CallerId<'_>| amiwire_caller_id {
        name: amiwire_slice::of(name),
        number: amiwire_slice::of(number),
    };
    // SAFETY: as for this function.
    unsafe { read(value, caller, error_offset, CallerId::parse, told) }
}
