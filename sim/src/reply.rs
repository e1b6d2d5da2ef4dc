//! Answers to one request, with its ActionID where it belongs (section 5).

use super::packet::{Fields, append};
use amiwire::packet::Packet;
use amiwire::session::server;
use amiwire::write::value_is_clean;

/// Takes the answer to a request.
pub(super) struct Reply<'r> {
    request: &'r Packet<'r>,
    out: &'r mut Vec<u8>,
}

impl<'r> Reply<'r> {
    pub(super) fn new(request: &'r Packet<'r>, out: &'r mut Vec<u8>) -> Self {
        Reply { request, out }
    }

    /// The request's ActionID, if it has one that can be sent back.
    pub(super) fn id(&self) -> Option<&'r [u8]> {
        server::field(self.request, b"ActionID").filter(|id| !id.is_empty() && value_is_clean(id))
    }

    /// A response: ActionID second, then these.
    pub(super) fn response(&mut self, outcome: &str, fields: Fields<'_>) {
        let request = self.request;
        append(self.out, |room| {
            let mut writer = server::response(room, outcome.as_bytes(), request);
            fields.add_to(&mut writer);
            writer.finish().map(<[u8]>::len)
        });
    }

    /// Success with a text.
    pub(super) fn success(&mut self, message: &str) {
        self.response("Success", Fields::new().with("Message", message));
    }

    /// An error with a text.
    pub(super) fn error(&mut self, message: &str) {
        self.response("Error", Fields::new().with("Message", message));
    }

    /// The old answer to a Command: text up to an end mark.
    pub(super) fn follows(&mut self, lines: &[String]) {
        self.out.extend_from_slice(b"Response: Follows\r\nPrivilege: Command\r\n");
        for part in self.id().map(|id| [b"ActionID: ", id, b"\r\n"]).into_iter().flatten() {
            self.out.extend_from_slice(part);
        }
        for part in lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]) {
            self.out.extend_from_slice(part);
        }
        self.out.extend_from_slice(b"--END COMMAND--\r\n\r\n");
    }

    /// The response that begins a list.
    pub(super) fn list(&mut self, message: &str) {
        self.response("Success", Fields::new().with("EventList", "start").with("Message", message));
    }

    /// An item of a list that has its ActionID in second place.
    pub(super) fn item(&mut self, name: &str, fields: Fields<'_>) {
        let request = self.request;
        append(self.out, |room| {
            let mut writer = server::event(room, name.as_bytes(), request);
            fields.add_to(&mut writer);
            writer.finish().map(<[u8]>::len)
        });
    }

    /// An item of a list that has its ActionID last.
    pub(super) fn item_id_last(&mut self, name: &str, fields: Fields<'_>) {
        super::packet::write(self.out, amiwire::packet::Kind::Event, name, &fields.id(self.id()));
    }

    /// The end of a list, with what comes behind the count.
    pub(super) fn complete(&mut self, name: &str, items: usize, rest: Fields<'_>) {
        self.item(name, Fields::new().with("EventList", "Complete").shown("ListItems", items).and(rest));
    }
}
