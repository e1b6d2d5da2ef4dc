//! Which wrong arguments each function gets, made from its description.

use serde_json::Value;

use crate::description::{Description, text};

/// What is to come of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    /// This status; of a function without one, what it gives for a wrong
    /// argument.
    Refused(&'static str),
    /// Any status that is listed, but not this one.
    Listed(&'static str),
}

/// One change of what is right.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// A parameter's word becomes this number.
    Word(usize, usize, usize),
    /// So much is added to a parameter's pointer.
    Moved(usize, usize),
    /// At what a parameter leads to, from that place on, stands this.
    Bytes(usize, usize, Vec<u8>),
    /// There, this range is zero.
    Zero(usize, usize, usize),
}

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) what: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) expected: Expected,
}

const HUGE: [usize; 2] = [1 << 63, usize::MAX];

/// The cases of a function, the right call first.
pub(crate) fn cases(function: &Value, about: &Description) -> Vec<Case> {
    let mut cases = Cases { found: Vec::new(), about, function };
    cases.add("", Vec::new(), Expected::Listed(""));
    let parameters = function["parameters"].as_array().expect("parameters");
    for (i, parameter) in parameters.iter().enumerate() {
        let kind = text(parameter, "type");
        match kind {
            kind if kind.ends_with('*') => cases.pointer(i, parameter),
            "amiwire_slice" => cases.slice(i),
            kind if about.structs.contains_key(kind) => {}
            _ => cases.number(i, parameter, parameters),
        }
    }
    cases.found
}

struct Cases<'a> {
    found: Vec<Case>,
    about: &'a Description,
    function: &'a Value,
}

impl Cases<'_> {
    fn add(&mut self, what: impl Into<String>, edits: Vec<Edit>, expected: Expected) {
        self.found.push(Case { what: what.into(), edits, expected });
    }

    fn pointer(&mut self, i: usize, parameter: &Value) {
        let name = text(parameter, "name");
        let nullable = parameter["nullable"] == true;
        let null = if nullable { Expected::Listed("NULL_ARGUMENT") } else { Expected::Refused("NULL_ARGUMENT") };
        self.add(format!("{name} NULL"), vec![Edit::Word(i, 0, 0)], null);
        // The title of a packet.
        let writes = self.function["statuses"].as_array().is_some_and(|all| all.contains(&"AMIWIRE_NAME_EMPTY".into()));
        if writes && text(parameter, "type") == "const char *" {
            let titles = [
                (c"", "NAME_EMPTY"),
                (c" a", "NAME_BLANK_EDGE"),
                (c"a ", "NAME_BLANK_EDGE"),
                (c"a\r", "VALUE_BAD_BYTE"),
            ];
            for (title, status) in titles {
                let edits = vec![Edit::Word(i, 0, title.as_ptr() as usize)];
                self.add(format!("{name} {title:?}"), edits, Expected::Refused(status));
            }
        }
        if parameter["align"].as_u64() > Some(1) {
            self.add(format!("{name} misaligned"), vec![Edit::Moved(i, 1)], Expected::Refused("MISALIGNED"));
        }
        if !parameter["length"].is_null() {
            let edits = vec![Edit::Word(i, 0, 0), Edit::Word(i + 1, 0, 0)];
            self.add(format!("{name} NULL and of no length"), edits, Expected::Listed(""));
        }
        let target = text(parameter, "type").trim_end_matches('*').trim().trim_start_matches("const ");
        if matches!(text(parameter, "direction"), "in" | "inout") {
            self.read_struct(i, name, target);
        }
    }

    /// What stands in a struct that is read.
    fn read_struct(&mut self, i: usize, name: &str, target: &str) {
        let members = self.about.members(target).to_vec();
        if members.is_empty() {
            return;
        }
        let size = self.about.size(target);
        let grows = members[0]["name"] == "struct_size";
        let zero = match target {
            "amiwire_packet" => Expected::Refused("BAD_ARGUMENT"),
            "amiwire_field" => Expected::Refused("NULL_ARGUMENT"),
            _ if grows => Expected::Refused("BAD_STRUCT_SIZE"),
            _ => Expected::Listed(""),
        };
        self.add(format!("{name} all zero"), vec![Edit::Zero(i, 0, size)], zero.clone());
        // Written up to the middle, or from there on.
        let half = match target {
            "amiwire_transport" => Expected::Refused("NULL_ARGUMENT"),
            _ if grows => Expected::Listed(""),
            _ => zero.clone(),
        };
        let middle = (size / 2) / 8 * 8;
        self.add(format!("{name} written by half"), vec![Edit::Zero(i, middle, size)], half);
        self.add(format!("{name} written from its middle on"), vec![Edit::Zero(i, 0, middle)], zero);
        if grows {
            for wrong in [1, 2, 3, 4097, u32::MAX] {
                let edits = vec![Edit::Bytes(i, 0, wrong.to_ne_bytes().to_vec())];
                self.add(format!("{name} of struct_size {wrong}"), edits, Expected::Refused("BAD_STRUCT_SIZE"));
            }
            let beyond = |known: bool| {
                let larger = Edit::Bytes(i, 0, (size as u32 + 8).to_ne_bytes().to_vec());
                vec![larger, Edit::Bytes(i, size, vec![u8::from(known); 8])]
            };
            let unknown = match self.function["parameters"][i]["direction"] == "in" {
                true => Expected::Refused("BAD_STRUCT_SIZE"),
                false => Expected::Listed(""),
            };
            self.add(format!("{name} with members that are not known"), beyond(true), unknown);
            self.add(format!("{name} of a later version"), beyond(false), Expected::Listed("BAD_STRUCT_SIZE"));
        }
        for member in &members {
            self.member(i, name, target, member);
        }
    }

    fn member(&mut self, i: usize, name: &str, target: &str, member: &Value) {
        let (own, at) = (text(member, "name"), member["offset"].as_u64().expect("an offset") as usize);
        let set = |bytes: &[u8]| vec![Edit::Bytes(i, at, bytes.to_vec())];
        let bad = || Expected::Refused("BAD_ARGUMENT");
        if let Some(family) = member["enum"].as_str() {
            // There it is an answer.
            if target != "amiwire_packet" {
                for wrong in self.outside(family) {
                    // How the exchange is reached does not matter there.
                    let counts = !(own == "tls" && self.function["name"] == "amiwire_conn_open_transport");
                    let expected = if counts { bad() } else { Expected::Listed("BAD_ARGUMENT") };
                    self.add(format!("{name}.{own} {wrong}"), set(&wrong.to_ne_bytes()), expected);
                }
            }
        }
        if let Some(most) = member["most"].as_u64() {
            let most = u32::try_from(most).expect("a member of 32 bits");
            for wrong in [most + 1, u32::MAX] {
                self.add(format!("{name}.{own} {wrong}"), set(&wrong.to_ne_bytes()), bad());
            }
            self.add(format!("{name}.{own} {most}"), set(&most.to_ne_bytes()), Expected::Listed("BAD_ARGUMENT"));
        }
        match (target, own, text(member, "type")) {
            ("amiwire_field", "value_len", _) => {
                for wrong in HUGE {
                    self.add(format!("{name}.{own} {wrong}"), set(&wrong.to_ne_bytes()), bad());
                }
            }
            ("amiwire_field", "name", _) => {
                self.add(format!("{name}.{own} NULL"), set(&[0; 8]), Expected::Refused("NULL_ARGUMENT"));
                // Of the second, when the first has been written, which is a secret.
                let second = at + self.about.size(target);
                let names = [
                    (c"a:b", "NAME_HAS_COLON"),
                    (c"", "NAME_EMPTY"),
                    (c" a", "NAME_BLANK_EDGE"),
                    (c"a\n", "NAME_BAD_BYTE"),
                ];
                for (text, status) in names {
                    let edits = vec![Edit::Bytes(i, second, (text.as_ptr() as usize).to_ne_bytes().to_vec())];
                    self.add(format!("{name}.{own} {text:?}"), edits, Expected::Refused(status));
                }
            }
            ("amiwire_field", ..) | ("amiwire_conn_config", "secret", _) => {
                self.add(format!("{name}.{own} NULL"), set(&[0; 8]), Expected::Refused("NULL_ARGUMENT"));
            }
            ("amiwire_transport", "read" | "write" | "close", _) => {
                self.add(format!("{name}.{own} NULL"), set(&[0; 8]), Expected::Refused("NULL_ARGUMENT"));
            }
            ("amiwire_conn_config", "port", _) => {
                let expected = match self.function["name"] == "amiwire_conn_open" {
                    true => bad(),
                    false => Expected::Listed("BAD_ARGUMENT"),
                };
                self.add(format!("{name}.{own} 65536"), set(&65536u32.to_ne_bytes()), expected);
            }
            ("amiwire_conn_config", "host" | "local_address" | "tls_pin" | "tls_server_name", _) => {
                let long = Box::leak([[b'a'; 5000].as_slice(), b"\0"].concat().into_boxed_slice());
                let expected = match self.function["name"] == "amiwire_conn_open" {
                    true => bad(),
                    false => Expected::Listed("BAD_ARGUMENT"),
                };
                for (what, text) in [("no text", c"\xff".as_ptr() as usize), ("too long", long.as_ptr() as usize)] {
                    self.add(format!("{name}.{own} {what}"), set(&text.to_ne_bytes()), expected.clone());
                }
            }
            (_, _, "amiwire_slice") => {
                for wrong in HUGE {
                    let edits = vec![Edit::Bytes(i, at + 8, wrong.to_ne_bytes().to_vec())];
                    self.add(format!("{name}.{own} NULL of {wrong} bytes"), edits, Expected::Listed(""));
                }
            }
            _ => {}
        }
    }

    fn slice(&mut self, i: usize) {
        for wrong in HUGE {
            self.add(
                format!("a slice of {wrong} bytes"),
                vec![Edit::Word(i, 1, wrong)],
                Expected::Refused("BAD_ARGUMENT"),
            );
        }
        self.add("a slice at NULL", vec![Edit::Word(i, 0, 0)], Expected::Refused("NULL_ARGUMENT"));
        let empty = vec![Edit::Word(i, 0, 0), Edit::Word(i, 1, 0)];
        self.add("an empty slice", empty, Expected::Listed("NULL_ARGUMENT"));
    }

    fn number(&mut self, i: usize, parameter: &Value, all: &[Value]) {
        let (name, kind) = (text(parameter, "name"), text(parameter, "type"));
        let bad = || Expected::Refused("BAD_ARGUMENT");
        let word = |number: usize| vec![Edit::Word(i, 0, number)];
        if let Some(family) = parameter["enum"].as_str() {
            for wrong in self.outside(family) {
                self.add(format!("{name} {wrong}"), word(wrong as usize), bad());
            }
        } else if all.iter().any(|one| one["length"] == name) {
            for wrong in HUGE {
                self.add(format!("{name} {wrong}"), word(wrong), bad());
            }
            // Too little for nearly everything, and for the second field only.
            for little in [1, 40].into_iter().take(if name == "room" { 2 } else { 1 }) {
                self.add(format!("{name} {little}"), word(little), Expected::Listed(""));
            }
        } else if name == "tag" {
            for wrong in [0, 1 << 63, usize::MAX] {
                self.add(format!("{name} {wrong}"), word(wrong), bad());
            }
        } else if name.ends_with("_ms") {
            for wrong in [-2, i64::MIN] {
                self.add(format!("{name} {wrong}"), word(wrong as usize), bad());
            }
        } else {
            let most: &[u64] = match kind {
                "size_t" | "uint64_t" | "int64_t" => &[1 << 63, u64::MAX, i64::MAX as u64],
                "uint32_t" | "int32_t" => &[1 << 31, u32::MAX as u64],
                _ => &[],
            };
            for number in most {
                self.add(format!("{name} {number}"), word(*number as usize), Expected::Listed(""));
            }
        }
    }

    /// Numbers that no constant of a family has.
    fn outside(&self, family: &str) -> Vec<u32> {
        // Statuses of the same beginning are negative.
        let of = |(name, number): (&String, &i64)| u32::try_from(*number).ok().filter(|_| name.starts_with(family));
        let most = self.about.numbers.iter().filter_map(of).max().unwrap_or_else(|| panic!("{family} is no family"));
        vec![most + 1, i32::MAX as u32, u32::MAX]
    }
}
