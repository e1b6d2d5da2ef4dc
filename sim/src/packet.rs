//! Packets that the exchange sends, written by the core's writer.

use std::borrow::Cow;
use std::sync::Arc;

use super::clock::Clock;
use super::rights::Classes;
use amiwire::error::{Result, Status};
use amiwire::packet::Kind;
use amiwire::write::{WriteLimits, Writer, value_is_clean};

/// The headers of a packet behind its first.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, [u8]>)>);

impl<'a> Fields<'a> {
    pub(super) fn new() -> Self {
        Fields::default()
    }

    /// With a text, which may be empty (T45).
    pub(super) fn with(mut self, name: &'a str, value: &'a str) -> Self {
        self.0.push((name.into(), value.as_bytes().into()));
        self
    }

    /// With a number, or anything else that is made a text now.
    pub(super) fn shown(mut self, name: &'a str, value: impl ToString) -> Self {
        self.0.push((name.into(), value.to_string().into_bytes().into()));
        self
    }

    /// With bytes of a client's.
    pub(super) fn bytes(mut self, name: &'a str, value: &'a [u8]) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// With an ActionID, if there is one.
    pub(super) fn id(self, id: Option<&'a [u8]>) -> Self {
        match id {
            Some(id) => self.bytes("ActionID", id),
            None => self,
        }
    }

    pub(super) fn and(mut self, others: Fields<'a>) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The same with a prefix before every name, as in `DestChannel`.
    pub(super) fn prefixed(mut self, prefix: &str) -> Self {
        for (name, _) in &mut self.0 {
            *name = std::format!("{prefix}{name}").into();
        }
        self
    }

    pub(super) fn add_to(&self, writer: &mut Writer<'_>) {
        for (name, value) in &self.0 {
            writer.add(name.as_bytes(), &clean(value));
        }
    }
}

/// A value without what would end its line: blanks stand for it. Only a client
/// can have brought it in.
fn clean(value: &[u8]) -> Cow<'_, [u8]> {
    if value_is_clean(value) {
        return value.into();
    }
    value.iter().map(|byte| if matches!(byte, 0 | b'\r' | b'\n') { b' ' } else { *byte }).collect()
}

/// Appends what `write` writes.
pub(super) fn append(out: &mut Vec<u8>, write: impl Fn(&mut [u8]) -> Result<usize>) {
    let from = out.len();
    let mut room = 512;
    loop {
        out.resize(from + room, 0);
        match write(&mut out[from..]) {
            Ok(size) => return out.truncate(from + size),
            Err(error) if error.status == Status::NoRoom => room = error.size as usize,
            Err(error) => {
                debug_assert!(false, "the simulator wrote a packet that cannot be sent: {error}");
                return out.truncate(from);
            }
        }
    }
}

/// Appends a packet.
pub(super) fn write(out: &mut Vec<u8>, kind: Kind, title: &str, fields: &Fields<'_>) {
    append(out, |room| {
        let mut writer = Writer::packet(room, kind, title.as_bytes(), WriteLimits::NONE);
        fields.add_to(&mut writer);
        writer.finish().map(<[u8]>::len)
    });
}

/// An event for all who may read it and want to.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) classes: Classes,
    pub(super) bytes: Arc<[u8]>,
}

/// Who stamps broadcasts, and whether that is switched on (the guide's
/// "Timestamp Events").
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) clock: Clock,
    pub(super) on: bool,
}

impl Event {
    pub(super) fn new(name: &str, classes: Classes, stamp: Stamp, now: u64, fields: Fields<'_>) -> Event {
        let mut bytes = Vec::new();
        write(&mut bytes, Kind::Event, name, &Event::head(classes, stamp, now).and(fields));
        Event { classes, bytes: bytes.into() }
    }

    /// What stands before the fields of every broadcast.
    pub(super) fn head(classes: Classes, stamp: Stamp, now: u64) -> Fields<'static> {
        let head = Fields::new().shown("Privilege", classes.privilege());
        if stamp.on { head.shown("Timestamp", stamp.clock.timestamp(now)) } else { head }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_their_line() {
        let mut out = b"before".to_vec();
        let value = [b"a\r\nResponse: Success\0".as_slice(), &[b'x'; 600]].concat();
        write(&mut out, Kind::Event, "Test", &Fields::new().with("Empty", "").bytes("Value", &value));
        let text = String::from_utf8(out).unwrap();
        let expected =
            std::format!("beforeEvent: Test\r\nEmpty: \r\nValue: a  Response: Success {}\r\n\r\n", "x".repeat(600));
        assert_eq!(text, expected);
    }

    #[test]
    fn broadcasts_begin_with_their_classes_and_perhaps_the_time() {
        let clock = Clock::starting(7_000_001, 0);
        let event = |on| {
            let fields = Fields::new().with("Device", "PJSIP/1001");
            let event = Event::new("DeviceStateChange", Classes::CALL, Stamp { clock, on }, 0, fields);
            String::from_utf8(event.bytes.to_vec()).unwrap()
        };
        assert_eq!(event(false), "Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/1001\r\n\r\n");
        assert!(event(true).contains("Privilege: call,all\r\nTimestamp: 7.000001\r\nDevice"));
    }
}
