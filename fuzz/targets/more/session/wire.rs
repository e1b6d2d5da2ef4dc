//! What goes out, up to a cut, and the way back.

use amiwire::parse::{Lines, Resume, parse};
use amiwire::reader::Reader;
use amiwire::session::Phase;
use amiwire::session::server::mask_classes;
use amiwire::{Error, Kind, Packet, Status};

use super::world::World;

impl World {
    pub fn send(&mut self, n: usize) {
        let queued = self.session.transmit().len();
        self.partly.extend_from_slice(&self.session.transmit()[..n.min(queued)]);
        let done = self.session.sent(n);
        assert_eq!(done.is_ok(), n <= queued);
        assert_eq!(self.session.transmit().len(), if n <= queued { queued - n } else { queued });
        if n > queued {
            self.partly.truncate(self.partly.len() - queued);
        }
        let sent = std::mem::take(&mut self.partly);
        let mut rest = &sent[..];
        let mut index = [0; 64];
        while let Some(parsed) = parse(rest, &mut Resume::new(Lines::Typed), &mut index).unwrap() {
            self.goes_out(&parsed.packet);
            rest = &rest[parsed.consumed..];
        }
        self.partly = rest.to_vec();
        if self.options.one_at_a_time {
            let out = self.flying.keys().map(|tag| format!("{tag:016x}"));
            let out = out.filter(|name| self.gone.get(name) == self.asked.get(name));
            assert!(out.count() <= 1, "{:?} are out at a time", self.flying);
        }
    }

    /// A whole packet was sent: one that was asked for, or a Ping.
    fn goes_out(&mut self, packet: &Packet<'_>) {
        assert_eq!(packet.kind(), Kind::Action);
        assert!(!self.closed, "something goes out behind the logoff");
        let id = std::str::from_utf8(packet.action_id().unwrap()).unwrap();
        let rest = &id[18..];
        assert_eq!(self.ids.get(rest).map(String::as_str), Some(id), "another ActionID for the same");
        let times = self.gone.entry(rest.to_string()).or_default();
        *times += 1;
        let asked = |name: &str| self.asked.get(name).copied().unwrap_or_default();
        match rest {
            "ping" => assert_eq!(packet.title(), b"Ping"),
            _ if rest.starts_with("events") => {
                assert!(self.events.insert(rest.into()), "{rest} went out twice");
                let sent = packet.get(b"EventMask").unwrap();
                let classes = self.masks.pop_front().expect("nobody asked for a mask");
                // What the exchange makes of it is what the caller meant.
                assert!(classes.is_none_or(|classes| mask_classes(sent) == Some(classes)), "{}", sent.escape_ascii());
            }
            _ if rest.starts_with('f') => assert!(*times <= asked(&rest[1..])),
            _ => assert!(*times <= asked(rest), "{rest} went out too often"),
        }
        self.closed = rest == "logoff";
    }

    /// The connection is cut: nothing of it goes out any more.
    pub fn is_cut(&mut self) {
        self.clock = self.clock.max(self.now);
        assert_eq!((self.session.phase(), self.session.transmit()), (Phase::Down, &b""[..]));
        self.masks.clear();
        self.partly.clear();
    }

    pub fn connect(&mut self) {
        let may = self.session.phase() == Phase::Down && self.flying.is_empty();
        self.clock = self.clock.max(self.now);
        let done = self.session.connected(self.now).map_err(|error: Error| error.status);
        assert_eq!(done, if may { Ok(()) } else { Err(Status::BadState) });
        if may {
            assert_eq!((self.session.phase(), self.session.version()), (Phase::Greeting, &b""[..]));
            self.asked.clear();
            self.gone.clear();
            (self.echoed, self.beside, self.closed) = (false, 0, false);
            self.reader.iter_mut().for_each(Reader::reset);
        }
    }
}
