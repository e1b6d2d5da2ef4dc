//! What the tests of the grammars share.

/// What a value prints, byte for byte, is read as the same value.
macro_rules! comes_back {
    ($type:ty, $one:expr) => {{
        let one = $one;
        let mut bytes = std::vec![0; one.write(&mut []).map_or_else(|error| error.size as usize, |_| 0)];
        proptest::prop_assert_eq!(one.write(&mut bytes), Ok(bytes.len()));
        match <$type>::parse(&bytes) {
            Ok(again) => proptest::prop_assert_eq!(again, one),
            Err(error) => proptest::prop_assert!(false, "{}: {:?}", error, bytes),
        }
    }};
}

/// Bytes of any kind give a value that prints and comes back, or an error
/// whose offset lies in them.
macro_rules! any {
    ($type:ty, $value:expr) => {{
        let value: &[u8] = $value;
        match <$type>::parse(value) {
            Ok(one) => {
                // What is printed may be shorter than what was read, and
                // prints itself from then on.
                let mut bytes = std::vec![0; value.len() + 64];
                let length = one.write(&mut bytes).unwrap();
                bytes.truncate(length);
                let again = <$type>::parse(&bytes).unwrap();
                proptest::prop_assert_eq!(again.to_string(), one.to_string());
            }
            Err(error) => {
                proptest::prop_assert_eq!(error.status, crate::error::Status::BadValue);
                proptest::prop_assert!(error.offset <= value.len() as u64);
            }
        }
    }};
}

/// Each value is wrong at its place.
macro_rules! wrong_at {
    ($parse:expr, $table:expr) => {
        for (value, place) in $table {
            let value: &[u8] = value.as_ref();
            match $parse(value) {
                Ok(found) => panic!("{}: {found:?}", value.escape_ascii()),
                Err(error) => {
                    assert_eq!(error.status, crate::error::Status::BadValue);
                    assert_eq!(error.offset, place, "{}", value.escape_ascii());
                }
            }
        }
    };
}

pub(super) use {any, comes_back, wrong_at};
