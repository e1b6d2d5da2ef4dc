//! Version
//!
//! The macros say what a program was compiled with, the functions what it
//! runs with. The soname is `libamiwire.so.0` until version 1.0 promises the
//! binary interface; until then a program may have to be compiled again.

use core::ffi::c_char;

/// Bit of amiwire_features(): the connector over TCP is built in.
pub const AMIWIRE_FEATURE_NET: u32 = 1;
/// Bit of amiwire_features(): TLS for the connector is built in.
pub const AMIWIRE_FEATURE_TLS: u32 = 2;

const VERSION: &core::ffi::CStr =
    match core::ffi::CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => panic!("the version holds a NUL"),
    };

const NUMBER: u32 = part(env!("CARGO_PKG_VERSION_MAJOR")) << 16
    | part(env!("CARGO_PKG_VERSION_MINOR")) << 8
    | part(env!("CARGO_PKG_VERSION_PATCH"));

/// One of the three numbers of the version; only called while compiling.
const fn part(text: &str) -> u32 {
    match u8::from_str_radix(text, 10) {
        Ok(number) => number as u32,
        Err(_) => panic!("a part of the version does not fit in 8 bits"),
    }
}

/// The version of the library that runs, such as "0.1.0". The text is static:
/// it is valid for ever and is not freed.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The same as one number, 0xMMmmpp, to compare with AMIWIRE_VERSION_NUMBER.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_version_number() -> u32 {
    NUMBER
}

/// What is built into the library that runs: AMIWIRE_FEATURE_ bits. A function
/// that needs more answers AMIWIRE_NOT_BUILT. It is missing in libamiwire-core
/// alone, which has no connector: none of the functions amiwire_conn_.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_features() -> u32 {
    let net = if cfg!(feature = "net") { AMIWIRE_FEATURE_NET } else { 0 };
    let tls = if cfg!(feature = "tls") { AMIWIRE_FEATURE_TLS } else { 0 };
    net | tls
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ffi::CStr;

    #[test]
    fn text_and_number_are_the_same_version() {
        // SAFETY: a static text that ends in NUL.
        let text = unsafe { CStr::from_ptr(amiwire_version()) };
        let number = amiwire_version_number();
        let parts = [number >> 16, number >> 8 & 0xff, number & 0xff];
        let mut said = text.to_str().unwrap_or_default().split('.');
        for part in parts {
            assert_eq!(said.next().and_then(|text| text.parse().ok()), Some(part));
        }
        assert_eq!(said.next(), None);
    }

    #[test]
    fn tls_brings_net() {
        assert_ne!(amiwire_features(), AMIWIRE_FEATURE_TLS);
    }
}
