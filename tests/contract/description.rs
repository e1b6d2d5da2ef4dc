//! `abi/amiwire.json`, read.

use std::collections::HashMap;

use serde_json::Value;

pub(crate) struct Description {
    pub(crate) functions: Vec<Value>,
    pub(crate) structs: HashMap<String, Value>,
    /// Numbers of statuses and constants.
    pub(crate) numbers: HashMap<String, i64>,
}

/// A member that is a text.
pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} of {value}"))
}

impl Description {
    pub(crate) fn read() -> Description {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/abi/amiwire.json");
        let all = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let all: Value = serde_json::from_str(&all).expect("JSON");
        let array = |name: &str| all[name].as_array().unwrap_or_else(|| panic!("{name}")).clone();
        let named = |value: &Value| text(value, "name").to_string();
        let constants = array("constants").into_iter().filter_map(|one| Some((named(&one), one["value"].as_i64()?)));
        let statuses = array("statuses").into_iter().filter_map(|one| Some((named(&one), one["code"].as_i64()?)));
        Description {
            numbers: constants.chain(statuses).collect(),
            functions: array("functions"),
            structs: array("structs").into_iter().map(|one| (named(&one), one)).collect(),
        }
    }

    pub(crate) fn function(&self, name: &str) -> &Value {
        self.functions.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} is not described"))
    }

    pub(crate) fn status(&self, name: &str) -> i32 {
        self.numbers[&format!("AMIWIRE_{name}")] as i32
    }

    pub(crate) fn members(&self, name: &str) -> &[Value] {
        self.structs.get(name).and_then(|found| found["members"].as_array()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn offset(&self, name: &str, member: &str) -> usize {
        let found = self.members(name).iter().find(|one| one["name"] == member);
        found.and_then(|one| one["offset"].as_u64()).unwrap_or_else(|| panic!("{member} of {name}")) as usize
    }

    /// The size of what a pointer leads to.
    pub(crate) fn size(&self, kind: &str) -> usize {
        match kind {
            "void" | "char" | "uint8_t" => 1,
            "uint16_t" | "int16_t" => 2,
            "uint32_t" | "int32_t" | "int" => 4,
            kind => self.structs.get(kind).and_then(|found| found["size"].as_u64()).unwrap_or(8) as usize,
        }
    }
}
