//! A made-up stream of a busy exchange: the same bytes for the same seed.
//!
//! It has the shape of a recorded storm of calls: mostly channel events of 14
//! to 28 headers, lines of about 21 bytes, one value in ten empty, an answer
//! now and then.
#![allow(unreachable_pub)]

/// Numbers that look random and are the same each time (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

struct Stream {
    bytes: Vec<u8>,
    random: Random,
    calls: u64,
}

impl Stream {
    fn line(&mut self, name: &str, value: &str) {
        for part in [name, ": ", value, "\r\n"] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
    }

    fn event(&mut self, name: &str, privilege: &str) {
        self.line("Event", name);
        self.line("Privilege", privilege);
    }

    fn end(&mut self) {
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// What an event tells of a channel.
    fn channel(&mut self, prefix: &str) {
        let extension = 1000 + self.random.below(60);
        let caller = 2_025_500_000 + self.random.below(200);
        let channel = match self.random.below(3) {
            0 => format!("Local/{extension}@phones-{:08x};{}", self.calls, 1 + self.random.below(2)),
            _ => format!("PJSIP/{extension}-{:08x}", self.calls),
        };
        let (state, text) =
            [("0", "Down"), ("4", "Ring"), ("5", "Ringing"), ("6", "Up")][self.random.below(4) as usize];
        let named = self.random.below(4) != 0;
        let (second, call) = (1_474_279_223 + self.calls / 4, self.calls);
        let mut line = |name: &str, value: &str| self.line(&format!("{prefix}{name}"), value);
        line("Channel", &channel);
        line("ChannelState", state);
        line("ChannelStateDesc", text);
        line("CallerIDNum", &caller.to_string());
        line("CallerIDName", &if named { format!("Extension {extension}") } else { String::new() });
        line("ConnectedLineNum", if named { "2025500056" } else { "<unknown>" });
        line("ConnectedLineName", if named { "Reception Desk" } else { "<unknown>" });
        line("Language", "en");
        line("AccountCode", "");
        line("Context", "from-internal");
        line("Exten", &extension.to_string());
        line("Priority", "1");
        line("Uniqueid", &format!("{second}.{call}"));
        self.line(&format!("{prefix}Linkedid"), &format!("{second}.{}", call - 1));
    }

    fn packet(&mut self) {
        self.calls += 1;
        match self.random.below(20) {
            0..6 => {
                self.event("VarSet", "dialplan,all");
                self.channel("");
                self.line("Variable", "RINGTIME_MS");
                let value = self.random.below(100).to_string();
                self.line("Value", &value);
            }
            6..11 => {
                self.event("Newexten", "dialplan,all");
                self.channel("");
                self.line("Extension", "1001");
                let application = self.random.pick(&["Dial", "Wait", "Ringing", "Queue", "AppQueue"]);
                self.line("Application", application);
                let data = self.random.pick(&["", "(Outgoing Line)", "PJSIP/1001&PJSIP/1002,30,tT"]);
                self.line("AppData", data);
            }
            11..15 => {
                let name = self.random.pick(&["Newchannel", "Newstate", "NewCallerid", "NewConnectedLine"]);
                self.event(name, "call,all");
                self.channel("");
            }
            15 => {
                let name = self.random.pick(&["DialBegin", "DialEnd"]);
                self.event(name, "call,all");
                self.channel("");
                self.channel("Dest");
                self.line("DialString", "1001");
            }
            16 => {
                self.event("Hangup", "call,all");
                self.channel("");
                self.line("Cause", "16");
                self.line("Cause-txt", "Normal Clearing");
            }
            17..19 => {
                self.event("DeviceStateChange", "call,all");
                self.line("Device", "PJSIP/1001");
                let state = self.random.pick(&["NOT_INUSE", "INUSE", "RINGING"]);
                self.line("State", state);
            }
            _ => {
                self.line("Response", "Success");
                let id = self.calls.to_string();
                self.line("ActionID", &id);
                self.line("Ping", "Pong");
                self.line("Timestamp", "1474279641.296113");
            }
        }
        self.end();
    }
}

/// Whole packets, at least so many bytes of them.
pub fn stream(seed: u64, bytes: usize) -> Vec<u8> {
    let mut stream = Stream { bytes: Vec::with_capacity(bytes + 1024), random: Random(seed), calls: 0 };
    while stream.bytes.len() < bytes {
        stream.packet();
    }
    stream.bytes
}
