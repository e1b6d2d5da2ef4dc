//! What comes from C, checked: the one way in for pointers.

use core::ffi::{CStr, c_char};

use crate::Status;

/// What was checked, or the end of the function with its status.
macro_rules! or_code {
    ($checked:expr) => {
        match $checked {
            Ok(found) => found,
            Err(status) => return $crate::Status::code(status),
        }
    };
}
pub(super) use or_code;

/// The code of an outcome.
#[inline(always)]
pub(super) fn code(outcome: Result<(), Status>) -> i32 {
    match outcome {
        Ok(()) => 0,
        Err(status) => status.code(),
    }
}

/// What a pointer leads to.
///
/// # Safety
/// It is NULL, or leads to a `T` that nobody changes while it is used.
#[inline(always)]
pub(super) unsafe fn given<'a, T>(pointer: *const T) -> Result<&'a T, Status> {
    if !pointer.is_aligned() {
        return Err(Status::Misaligned);
    }
    // SAFETY: as for this function.
    unsafe { pointer.as_ref() }.ok_or(Status::NullArgument)
}

/// What a pointer leads to, to be changed.
///
/// # Safety
/// It is NULL, or leads to a `T` that nobody else uses meanwhile.
#[inline(always)]
pub(super) unsafe fn given_mut<'a, T>(pointer: *mut T) -> Result<&'a mut T, Status> {
    if !pointer.is_aligned() {
        return Err(Status::Misaligned);
    }
    // SAFETY: as for this function.
    unsafe { pointer.as_mut() }.ok_or(Status::NullArgument)
}

/// Whether a place that may be left out can be written to, before anything is
/// done: see [`put`].
#[inline(always)]
pub(super) fn aligned<T>(pointer: *const T) -> Result<(), Status> {
    if pointer.is_aligned() { Ok(()) } else { Err(Status::Misaligned) }
}

/// Whether a pointer can lead to `length` items. NULL is as good as any pointer
/// where the length is 0. No memory is larger than `isize::MAX` bytes.
#[inline(always)]
pub(super) fn check<T>(pointer: *const T, length: usize) -> Result<(), Status> {
    if length == 0 {
        return Ok(());
    }
    if pointer.is_null() {
        return Err(Status::NullArgument);
    }
    if !pointer.is_aligned() {
        return Err(Status::Misaligned);
    }
    #[cfg(not(amiwire_contract_control = "length"))]
    if length > isize::MAX as usize / size_of::<T>().max(1) {
        return Err(Status::BadArgument);
    }
    Ok(())
}

/// `length` items; NULL is as good as any pointer where the length is 0.
///
/// # Safety
/// If `length` is not 0, the pointer is NULL or leads to so many items, which
/// nobody changes while they are used.
#[inline(always)]
pub(super) unsafe fn items<'a, T>(pointer: *const T, length: usize) -> Result<&'a [T], Status> {
    check(pointer, length)?;
    if length == 0 {
        return Ok(&[]);
    }
    // SAFETY: not NULL, aligned, not longer than memory can be, and as for
    // this function.
    Ok(unsafe { core::slice::from_raw_parts(pointer, length) })
}

/// `length` items to be changed, all of their bytes zero to begin with: what C
/// lends need not have been written to before.
///
/// # Safety
/// If `length` is not 0, the pointer is NULL or leads to room for so many
/// items, which nobody else uses as long as `'a` lasts; all bytes zero are a
/// valid `T`.
pub(super) unsafe fn lent<'a, T>(pointer: *mut T, length: usize) -> Result<&'a mut [T], Status> {
    check(pointer, length)?;
    if length == 0 {
        return Ok(&mut []);
    }
    // SAFETY: not NULL, aligned, not longer than memory can be, and as for
    // this function; zeroed before it is looked at.
    unsafe {
        pointer.write_bytes(0, length);
        Ok(core::slice::from_raw_parts_mut(pointer, length))
    }
}

/// `length` items to be written over; NULL is as good as any pointer where the
/// length is 0. Unlike [`lent`] it leaves them as they are, so what is given
/// must be written before it is read.
///
/// # Safety
/// If `length` is not 0, the pointer is NULL or leads to so many items, which
/// nobody else uses meanwhile.
pub(super) unsafe fn buffer<'a, T>(pointer: *mut T, length: usize) -> Result<&'a mut [T], Status> {
    // SAFETY: as for this function; the checks of `items` hold here, too.
    unsafe {
        items(pointer, length)?;
        match length {
            0 => Ok(&mut []),
            _ => Ok(core::slice::from_raw_parts_mut(pointer, length)),
        }
    }
}

/// The bytes of a text that ends in NUL.
///
/// # Safety
/// The pointer is NULL or leads to such a text, which nobody changes while it
/// is used.
#[inline(always)]
pub(super) unsafe fn text<'a>(pointer: *const c_char) -> Result<&'a [u8], Status> {
    if pointer.is_null() {
        return Err(Status::NullArgument);
    }
    // SAFETY: not NULL, and as for this function.
    Ok(unsafe { CStr::from_ptr(pointer) }.to_bytes())
}

/// The same, or none for NULL.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn optional_text<'a>(pointer: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: as for this function.
    unsafe { text(pointer) }.ok()
}

/// Writes through a pointer that may be NULL, and was checked by [`aligned`].
///
/// # Safety
/// The pointer is NULL or leads to room for a `T`.
pub(super) unsafe fn put<T>(pointer: *mut T, value: T) {
    if !pointer.is_null() && pointer.is_aligned() {
        // SAFETY: not NULL, aligned, and as for this function.
        unsafe { pointer.write(value) }
    }
}

/// Whether some version of the struct can have that size: every one is a
/// multiple of its alignment, so that none ends within a pointer.
fn is_size_of_a<T>(size: usize) -> bool {
    size <= 4096 && size.is_multiple_of(align_of::<T>())
}

/// A struct that begins with its `struct_size`: the part that is known here,
/// the rest of it all zero. A caller of an older version gives less, which
/// leaves the members that it does not know at zero; one of a newer version
/// may give more, but nothing in it that is not known here.
///
/// # Safety
/// The pointer is NULL or leads to a `u32` that says how many bytes from there
/// on may be read; all bytes zero, and any integers and pointers, are a valid
/// `T`.
pub(super) unsafe fn sized<T: Copy>(pointer: *const T, least: usize) -> Result<T, Status> {
    if pointer.is_null() {
        return Err(Status::NullArgument);
    }
    if !pointer.is_aligned() {
        return Err(Status::Misaligned);
    }
    // SAFETY: not NULL, aligned, and as for this function.
    let size = unsafe { pointer.cast::<u32>().read() } as usize;
    #[cfg(not(amiwire_contract_control = "struct_size"))]
    if size < least || !is_size_of_a::<T>(size) {
        return Err(Status::BadStructSize);
    }
    let known = size.min(size_of::<T>());
    // SAFETY: so many bytes may be read, as for this function.
    let beyond = unsafe { items(pointer.cast::<u8>().wrapping_add(known), size - known)? };
    if beyond.iter().any(|byte| *byte != 0) {
        return Err(Status::BadStructSize);
    }
    // SAFETY: `known` bytes may be read and fit; the rest is zero; the bytes
    // of a valid `T`, as for this function.
    unsafe {
        let mut value = core::mem::MaybeUninit::<T>::zeroed();
        core::ptr::copy_nonoverlapping(pointer.cast::<u8>(), value.as_mut_ptr().cast::<u8>(), known);
        Ok(value.assume_init())
    }
}

/// Memory for an opaque object: large enough and aligned.
pub(super) fn room_for<T>(memory: *mut core::ffi::c_void, size: usize) -> Result<*mut T, Status> {
    let place = memory.cast::<T>();
    if place.is_null() {
        return Err(Status::NullArgument);
    }
    if !place.is_aligned() {
        return Err(Status::Misaligned);
    }
    if size < size_of::<T>() {
        return Err(Status::StorageTooSmall);
    }
    // No memory is that large: the number is no size.
    check(memory.cast::<u8>(), size)?;
    Ok(place)
}
