//! Memory whose size comes from an argument or from the wire: where there is
//! none, that is a status and not the end of the process.

use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use super::NetError;
use crate::Status;

/// No memory.
pub(super) fn missing<E>(_: E) -> NetError {
    NetError::new(Status::NoMemory)
}

/// So many of the same.
pub(super) fn filled<T: Clone>(value: T, count: usize) -> Result<Box<[T]>, NetError> {
    let mut all = Vec::new();
    all.try_reserve_exact(count).map_err(missing)?;
    all.resize(count, value);
    Ok(all.into_boxed_slice())
}

/// A copy.
pub(super) fn copied<T: Copy>(from: &[T]) -> Result<Vec<T>, NetError> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(from.len()).map_err(missing)?;
    copy.extend_from_slice(from);
    Ok(copy)
}

/// A copy of a text.
pub(super) fn text(from: &str) -> Result<String, NetError> {
    let mut copy = String::new();
    copy.try_reserve_exact(from.len()).map_err(missing)?;
    copy.push_str(from);
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_memory_can_hold_is_a_status() {
        assert_eq!(filled(0u64, usize::MAX / 8).map(drop).unwrap_err().status, Status::NoMemory);
        assert_eq!(filled(0u8, usize::MAX).map(drop).unwrap_err().status, Status::NoMemory);
        assert_eq!(&*filled(7u8, 3).unwrap(), [7, 7, 7]);
        assert_eq!(copied(b"abc").unwrap(), b"abc");
        assert_eq!(text("abc").unwrap(), "abc");
    }
}
