//! Slices and fields

use core::ffi::c_char;

use super::arguments::{check, items, text};
use crate::Status;
use crate::bytes::equal_fold;

/// Bytes that belong to somebody else. Not ended by NUL, may hold any byte,
/// never freed. Print one with `printf("%.*s", (int)s.len, (const char
/// *)s.ptr)`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_slice {
    /// The first byte; may be NULL if there is none.
    pub ptr: *const u8,
    /// How many.
    pub len: usize,
}

impl amiwire_slice {
    pub(super) const EMPTY: amiwire_slice = amiwire_slice { ptr: core::ptr::null(), len: 0 };

    pub(super) fn of(bytes: &[u8]) -> Self {
        amiwire_slice { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The bytes of a slice that came from C.
    ///
    /// # Safety
    /// It is whole: `ptr` is NULL or leads to `len` bytes, which nobody changes
    /// while they are used.
    #[inline]
    pub(super) unsafe fn bytes<'a>(self) -> Result<&'a [u8], Status> {
        // SAFETY: as for this function.
        unsafe { items(self.ptr, self.len) }
    }
}

/// The slice of bytes, if there are any.
pub(super) fn something(bytes: &[u8]) -> Option<amiwire_slice> {
    (!bytes.is_empty()).then(|| amiwire_slice::of(bytes))
}

/// A header to be sent.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_field {
    /// Its name, ended by NUL.
    pub name: *const c_char,
    /// Its value.
    pub value: *const c_char,
    /// How many bytes the value has; 0 means strlen(value). For an empty value
    /// pass "" and 0.
    pub value_len: usize,
}

/// The fields that C gave, each checked already.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a [amiwire_field]);

impl<'a> Fields<'a> {
    /// # Safety
    /// `fields` leads to `count` fields (or is NULL, if there are none) whose
    /// texts are as their comments say, and nobody changes them meanwhile.
    pub(super) unsafe fn given(fields: *const amiwire_field, count: usize) -> Result<Self, Status> {
        // SAFETY: as for this function.
        let fields = unsafe { items(fields, count)? };
        for field in fields {
            check(field.name, 1)?;
            check(field.value.cast::<u8>(), field.value_len.max(1))?;
        }
        Ok(Fields(fields))
    }

    pub(super) fn pairs(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone {
        self.0.iter().map(|field| {
            // SAFETY: `given` vouches for the texts.
            unsafe {
                let name = text(field.name).unwrap_or_default();
                let value = match field.value_len {
                    0 => text(field.value),
                    length => items(field.value.cast::<u8>(), length),
                };
                (name, value.unwrap_or_default())
            }
        })
    }
}

/// Whether a slice is this text, without regard to ASCII case: 1 if so, else 0.
/// Header names, event names and the words of the protocol are compared so. A
/// wrong argument gives 0.
///
/// # Safety
/// `slice` is whole, and `text` is NULL or ends in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_slice_is(slice: amiwire_slice, text: *const c_char) -> u32 {
    // SAFETY: as for this function.
    let (slice, text) = unsafe { (slice.bytes(), self::text(text)) };
    match (slice, text) {
        (Ok(slice), Ok(text)) => u32::from(equal_fold(slice, text)),
        _ => 0,
    }
}
