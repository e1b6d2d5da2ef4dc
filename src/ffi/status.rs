//! Status codes
//!
//! What nearly every function returns, as an `int32_t`: 0 is done, a positive
//! number is a condition of progress (nothing is wrong), a negative one is an
//! error, in bands by whose fault it is. Numbers are only ever added, so treat
//! one that you do not know by its sign.

use core::ffi::{CStr, c_char};

use crate::Status;

/// The name of a status without its AMIWIRE_ prefix, such as "NEED_MORE", or
/// "unknown" for a number that is no status. The text is static: it is valid
/// for ever and is not freed. A wrong argument gives "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_status_name(status: i32) -> *const c_char {
    look_up(status, Status::name_c)
}

/// A sentence for a person, without a full stop: what happened, and what to do
/// next; "unknown" for a number that is no status. The text is static: it is
/// valid for ever and is not freed. A wrong argument gives "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_status_text(status: i32) -> *const c_char {
    look_up(status, Status::text_c)
}

/// Whether the connection that a status came from is over, so that a receiving
/// call would return it again for ever. All other statuses leave the connection
/// as it was: a loop that receives goes on.
///
/// Gives 1 for AMIWIRE_CLOSED, although it is positive, for AMIWIRE_RESET and
/// whatever else ends a connection or says that there is none; 0 for
/// AMIWIRE_PACKET_TOO_LARGE and its kin, behind which the next packet is read,
/// for waits that are over, for what is refused, for misuse. Of a number that
/// is no status the sign decides: 1 for a negative one, else 0.
///
/// Every error of an open means that there is no connection. With
/// reconnect_first_ms set, a receiving call returns a fatal status only when
/// there will be no further attempt; what amiwire_conn_send() returns may be
/// about the connection of the moment.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_status_is_fatal(status: i32) -> u32 {
    Status::from_code(status).map_or(status < 0, Status::is_fatal).into()
}

fn look_up(status: i32, text: fn(Status) -> &'static CStr) -> *const c_char {
    Status::from_code(status).map_or(c"unknown", text).as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: *const c_char) -> &'static CStr {
        // SAFETY: both functions give static texts that end in NUL.
        unsafe { CStr::from_ptr(text) }
    }

    #[test]
    fn known_numbers_have_the_tables_texts() {
        for status in Status::ALL {
            let code = status.code();
            assert_eq!(read(amiwire_status_name(code)), status.name_c());
            assert_eq!(read(amiwire_status_text(code)), status.text_c());
        }
    }

    #[test]
    fn the_end_is_the_tables_and_of_other_numbers_goes_by_the_sign() {
        for status in Status::ALL {
            assert_eq!(amiwire_status_is_fatal(status.code()), u32::from(status.is_fatal()));
        }
        for code in [77, 99, i32::MAX, -1, -100, -999, i32::MIN] {
            assert_eq!(amiwire_status_is_fatal(code), u32::from(code < 0));
        }
    }

    #[test]
    fn other_numbers_are_unknown() {
        for code in [77, 99, -1, -100, -999, i32::MIN, i32::MAX] {
            assert_eq!(read(amiwire_status_name(code)), c"unknown");
            assert_eq!(read(amiwire_status_text(code)), c"unknown");
        }
    }
}
