//! The walk over catalogues of actions and events: nothing that is in them may be
//! without an id or a template.

use super::common::recordings::{root, shared};
use super::{lookup, spellings};
use amiwire::name::{Action, AnswerFlags, AnswerShape, Event, Header, answer, list};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A catalogue.
struct Catalogue {
    folder: PathBuf,
    /// It has everything, or else one of each.
    whole: bool,
}

/// The small one of the project, and the whole one where it is.
fn catalogues() -> Vec<Catalogue> {
    let own = Catalogue { folder: root().join("tests/names/catalogue"), whole: false };
    let whole = shared().map(|shared| Catalogue { folder: shared.join("ami"), whole: true });
    [own].into_iter().chain(whole).collect()
}

impl Catalogue {
    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("{}: {error}", self.folder.display()))
    }

    fn file(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// The entries of the file of that name.
    fn entries(&self, key: &str) -> Vec<Value> {
        self.file(&format!("{key}.json"))[key].as_array().unwrap().clone()
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().unwrap())
}

/// Fails where a name is not known in all its spellings, or if those differ.
fn known(kind: &str, name: &str) {
    let ids = spellings(name).map(|spelling| lookup(kind, spelling.as_bytes()));
    assert!(ids[0].is_some() && ids[0] == ids[1] && ids[0] == ids[2], "{kind} {name}: {ids:?}");
}

/// Marks of the catalogue's own that stand for names, and are none.
fn is_mark(name: &str) -> bool {
    name == "*" || name == "<bridge snapshot>" || name == "<prefix>ChanVariable"
}

#[test]
fn every_action_event_and_header_is_known() {
    for catalogue in catalogues() {
        all_known(&catalogue);
    }
}

fn all_known(catalogue: &Catalogue) {
    for action in catalogue.entries("actions") {
        known("action", action["name"].as_str().unwrap());
        for header in action["parameters"].as_array().unwrap() {
            header["name"].as_str().filter(|name| !is_mark(name)).into_iter().for_each(|name| known("header", name));
        }
        for key in ["response_headers", "completion_headers"] {
            strings(&action[key]).filter(|name| !is_mark(name)).for_each(|name| known("header", name));
        }
        strings(&action["list_items"]).filter(|name| !is_mark(name)).for_each(|name| known("event", name));
        action["completion"].as_str().into_iter().for_each(|name| known("event", name));
    }
    for event in catalogue.entries("events") {
        known("event", event["name"].as_str().unwrap());
        strings(&event["parameters"]).for_each(|name| known("header", name));
    }
    catalogue.text("headers.txt").lines().filter(|name| !name.is_empty()).for_each(|name| known("header", name));
}

#[test]
fn every_common_header_is_known() {
    let files =
        catalogues().into_iter().flat_map(|catalogue| ["actions.json", "events.json"].map(|it| catalogue.file(it)));
    for whole in files {
        let lists = [&whole["common_headers"]].into_iter();
        let lists = lists.chain(["request", "response", "event", "variables"].map(|key| &whole["common_headers"][key]));
        lists.flat_map(strings).filter(|name| !is_mark(name)).for_each(|name| known("header", name));
    }
}

/// An event that has one key of a snapshot with a prefix may have them all.
#[test]
fn every_prefix_of_a_snapshot_has_all_its_headers() {
    for catalogue in catalogues() {
        let prefixes = prefixes(&catalogue.file("events.json"));
        assert_eq!(prefixes, if catalogue.whole { 18 + 5 } else { 4 + 1 });
    }
}

/// How many prefixes of snapshots there are.
fn prefixes(whole: &Value) -> usize {
    let mut prefixes = 0;
    for (snapshot, marker) in [("channel", "ChannelStateDesc"), ("bridge", "BridgeNumChannels")] {
        let parameters = whole["events"].as_array().unwrap().iter().flat_map(|event| strings(&event["parameters"]));
        let mut found: Vec<&str> = parameters.filter_map(|name| name.strip_suffix(marker)).collect();
        found.extend(["2", "Orig"].iter().filter(|_| snapshot == "channel"));
        found.sort_unstable();
        found.dedup();
        prefixes += found.len();
        for prefix in found {
            strings(&whole["snapshots"][snapshot]).for_each(|key| known("header", &format!("{prefix}{key}")));
        }
    }
    prefixes
}

/// The table of answers says what the catalogue says.
#[test]
fn every_answer_is_as_the_catalogue_has_it() {
    for entry in catalogues().iter().flat_map(|catalogue| catalogue.entries("actions")) {
        let name = entry["name"].as_str().unwrap();
        let action = Action::lookup(name.as_bytes()).unwrap();
        // The exchange answers Queues with a list, where stock servers send text.
        let text_elsewhere = entry["ucm6xxx_response"].is_object();
        let said = if text_elsewhere { &entry["ucm6xxx_response"] } else { &entry };
        let sometimes = entry["list_when"].is_string();
        let shape = match said["response"].as_str().unwrap() {
            _ if sometimes => AnswerShape::List,
            "single" => AnswerShape::Single,
            "list" | "event-only" => AnswerShape::List,
            "text-lines" => AnswerShape::Text,
            "command" => AnswerShape::Command,
            other => {
                assert_eq!(other, "unknown", "{name}");
                AnswerShape::Unknown
            }
        };
        assert_eq!(answer(action).map_or(AnswerShape::Single, |answer| answer.shape), shape, "{name}");
        let Some(list) = list(action) else { continue };
        let items: Vec<Event> = strings(&said["list_items"])
            .filter(|name| !is_mark(name))
            .map(|name| Event::lookup(name.as_bytes()).unwrap())
            .collect();
        assert_eq!(list.items, items, "{name}");
        let completion = said["completion"].as_str().and_then(|name| Event::lookup(name.as_bytes()));
        assert_eq!(list.completion, completion, "{name}");
        let has = |flag| list.flags.contains(flag);
        assert_eq!(has(AnswerFlags::SOMETIMES), sometimes, "{name}");
        assert_eq!(has(AnswerFlags::ANY_ITEMS), items.is_empty(), "{name}");
        let event_only = said["response"] == "event-only";
        assert_eq!(has(AnswerFlags::NO_EVENT_LIST), entry["event_list_header"] == false || event_only, "{name}");
        assert_eq!(has(AnswerFlags::NO_RESPONSE), text_elsewhere || event_only, "{name}");
    }
}

/// The flags that tell an item from a broadcast are those of the catalogue (T28).
#[test]
fn items_with_the_name_of_a_broadcast_are_marked() {
    for catalogue in catalogues() {
        let events = catalogue.entries("events");
        let of = |entry: &Value| Event::lookup(entry["name"].as_str()?.as_bytes());
        let known: Vec<Event> = events.iter().filter_map(of).collect();
        let both = events.iter().filter(|event| event["delivery"] == "both" || event["delivery"] == "broadcast");
        let both: Vec<Event> = both.filter_map(of).collect();
        // Of the small one those lists of which it has every item.
        let listed = Action::ALL.iter().filter_map(|action| list(*action));
        let has_all = |items: &[Event]| !items.is_empty() && items.iter().all(|item| known.contains(item));
        let mut marks = [0; 2];
        for list in listed.filter(|list| catalogue.whole || has_all(list.items)) {
            let marked = list.flags.contains(AnswerFlags::BROADCAST_ITEMS);
            assert_eq!(marked, list.items.iter().any(|item| both.contains(item)), "{list:?}");
            marks[usize::from(marked)] += 1;
        }
        assert!(marks.iter().all(|lists| *lists > 0), "{marks:?}");
    }
}

/// A placeholder of the catalogue is found by its documented name, too.
#[test]
fn placeholders_are_known_without_an_index() {
    assert_eq!(Header::lookup(b"Category-NNNNNN"), Some(Header::Category_NNNNNN));
    assert_eq!(Header::lookup(b"ReportXIAJitter"), Header::lookup(b"Report0IAJitter"));
    assert_eq!(Header::lookup(b"UnitType(0)"), Some(Header::UnitType_N));
}
