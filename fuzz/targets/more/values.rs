//! Any bytes as each kind of value.

use amiwire::value::{self, *};
use amiwire::{Error, Status};

/// The place of an error lies in the value.
fn refused(error: Error, value: &[u8]) {
    assert_eq!(error.status, Status::BadValue);
    assert!(error.offset <= value.len() as u64, "{error:?} in {}", value.escape_ascii());
}

/// What prints is read as the same, and prints the same.
macro_rules! comes_back {
    ($($type:ty),+; $value:expr) => {$(
        match <$type>::parse($value) {
            Ok(one) => {
                let size = one.write(&mut []).map_or_else(|error| error.size as usize, |n| n);
                let mut printed = vec![0; size];
                assert_eq!(one.write(&mut printed), Ok(size));
                if let Some(short) = size.checked_sub(1) {
                    let error = one.write(&mut vec![0; short]).unwrap_err();
                    assert_eq!((error.status, error.size as usize), (Status::NoRoom, size));
                }
                let again = <$type>::parse(&printed);
                let Ok(again) = again else {
                    panic!("{} prints {}, which is {again:?}", $value.escape_ascii(), printed.escape_ascii());
                };
                let mut twice = vec![0; size];
                assert_eq!(again.write(&mut twice), Ok(size), "{}", $value.escape_ascii());
                assert_eq!(twice, printed);
                let _ = one.to_string();
            }
            Err(error) => refused(error, $value),
        }
    )+};
}

pub fn run(value: &[u8]) {
    comes_back!(SocketAddress<'_>, HostPort<'_>, Date, TimeOfDay, DateTime, CallerId<'_>, Channel<'_>, CommandId, Variable<'_>,
        VariableHeader<'_>, Duration, ListedAction<'_>, Privileges<'_>, ServiceLevel, ChannelState, DeviceState,
        ExtensionState, EventTime, Timestamp, Version; value);

    // Numbers that are computed from them.
    if let Ok(date) = Date::parse(value) {
        assert_eq!(Date::from_unix_days(date.unix_days()), Some(date));
    }
    if let Ok(at) = DateTime::parse(value) {
        assert_eq!(DateTime::from_unix_seconds_as_utc(at.unix_seconds_as_utc()), Some(at));
    }
    if let Ok(time) = EventTime::parse(value) {
        let _ = time.unix_milliseconds();
    }
    if let Ok(time) = Timestamp::parse(value) {
        let _ = (time.unix_milliseconds(), time.microseconds());
    }
    if let Ok(duration) = Duration::parse(value) {
        let _ = duration.milliseconds();
    }
    if let Ok(privileges) = Privileges::parse(value) {
        assert!(privileges.unknown_names().count() <= value.len() + 1);
    }
    for done in [
        value::integer::unsigned(value).map(drop),
        value::integer::signed(value).map(drop),
        value::integer::unix_seconds(value).map(drop),
        value::boolean::parse(value).map(drop),
        value::service_level::performance(value).map(drop),
    ] {
        done.unwrap_or_else(|error| refused(error, value));
    }
    let _ = is_absent(value);

    // What is escaped comes back.
    let mut escaped = vec![0; 4 * value.len()];
    let length = escape(value, &mut escaped).unwrap();
    let mut back = vec![0; value.len()];
    assert_eq!(unescape(&escaped[..length], &mut back), Ok(value.len()));
    assert_eq!(back, value);
    let mut plain = vec![0; value.len()];
    let length = unescape(value, &mut plain).unwrap();
    assert!(length <= value.len());

    // A form is decoded whole, or is wrong at a place; its lines lie in it.
    match form_decode(value, &mut plain) {
        Ok(length) => {
            assert!(length <= value.len());
            if let Some(short) = length.checked_sub(1) {
                let error = form_decode(value, &mut vec![0; short]).unwrap_err();
                assert_eq!((error.status, error.size as usize), (Status::NoRoom, length));
            }
            let lines = agi_lines(&plain[..length]);
            assert!(lines.map(|line| line.name.len() + line.value.len()).sum::<usize>() <= length);
        }
        Err(error) => refused(error, value),
    }
    let form: String = value.iter().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(form_decode(form.as_bytes(), &mut back), Ok(value.len()));
    assert_eq!(back, value);
}
