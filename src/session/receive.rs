//! What a packet means (wire reference, sections 4 to 8).

use super::Session;
use super::action_id::Id;
use super::lists::{begins_list, in_list};
use super::order::Owed;
use super::outcome::{Outcome, Phase, What};
use super::slots::{FOREIGN, Link, Slot, Stage, UNREPORTED, at};
use super::text::Text;
use crate::bytes::equal_fold;
use crate::error::{Error, Result, Status};
use crate::packet::{Kind, Packet, Piece};

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Tells what a packet means. Hand over every packet, in order.
    ///
    /// Errors: [`Status::BadBanner`] if the first packet is no greeting: this
    /// is no manager. [`Status::BadState`] after the connection was cut.
    pub fn handle(&mut self, packet: &Packet<'_>, now: u64) -> Result<Outcome> {
        self.alive(now);
        if self.phase == Phase::Down {
            return Err(Error::new(Status::BadState));
        }
        match packet.kind() {
            Kind::Banner => Ok(self.greeted(packet)),
            _ if self.phase == Phase::Greeting => Err(Error::at(Status::BadBanner, packet.offset())),
            Kind::Response => Ok(match packet.piece() {
                Piece::Whole => self.response(packet),
                Piece::First => self.first_piece(packet),
                piece => self.piece(piece == Piece::Last),
            }),
            Kind::Event => Ok(self.event(packet)),
            Kind::Other => Ok(self.text(packet)),
            Kind::Action => Ok(Outcome::plain(What::Other)),
        }
    }

    fn greeted(&mut self, packet: &Packet<'_>) -> Outcome {
        if self.phase != Phase::Greeting {
            return Outcome::plain(What::Other);
        }
        // A version that is too long to keep is unknown, and that is no reason
        // to refuse it.
        self.version = packet.body().and_then(Text::keep).unwrap_or(Text::EMPTY);
        self.proxy = packet.greeting().is_some_and(|greeting| greeting.is_proxy());
        self.phase = Phase::Greeted;
        Outcome::plain(What::Banner)
    }

    fn response(&mut self, packet: &Packet<'_>) -> Outcome {
        let given = packet.action_id();
        let id = given.and_then(|id| self.ids.read(id));
        self.order.echoes |= id.is_some();
        if given.is_some() && packet.title() == b"Follows" && packet.body().is_none() && !self.may_follow(id) {
            // The reader has refused its text: it is forged, or nobody's.
            return Outcome::plain(What::Unclaimed);
        }
        let success = equal_fold(packet.title(), b"Success");
        // An answer that comes before the login is an answer to the login,
        // even if the server lost the ActionID.
        match (self.phase, id) {
            (Phase::Challenging, Some(Id::Challenge)) => return self.challenged(packet, success),
            (Phase::Challenging, None) if given.is_none() => return self.challenged(packet, success),
            (Phase::LoggingIn, Some(Id::Login)) => return self.logged_in(success),
            (Phase::LoggingIn, None) if given.is_none() => return self.logged_in(success),
            _ => {}
        }
        match id {
            Some(Id::Tag(tag)) => match self.table.find(self.slots.as_ref(), tag) {
                Some(link) => self.answer(link, packet, false),
                None => self.late(tag),
            },
            Some(Id::Fence(tag)) => {
                self.order.came(Owed::Fence(tag));
                self.fence(tag)
            }
            Some(id) => {
                self.own_came(id, success);
                Outcome::plain(What::Own)
            }
            None if given.is_some() => Outcome::plain(What::Unclaimed),
            None => self.response_without_id(packet),
        }
    }

    /// The answer to something of the session's own came, with its ActionID.
    fn own_came(&mut self, id: Id, success: bool) {
        match id {
            Id::Ping => self.order.came(Owed::Ping),
            Id::Events(number) => {
                self.order.came(Owed::Events);
                self.mask_answered(number, success);
            }
            Id::Logoff => self.order.came(Owed::Logoff),
            Id::Tag(_) | Id::Fence(_) | Id::Login | Id::Challenge => {}
        }
    }

    /// Whether `Response: Follows` without a text can be the answer: to an action
    /// of which nothing is known it can.
    fn may_follow(&self, id: Option<Id>) -> bool {
        let Some(Id::Tag(tag)) = id else { return false };
        let link = self.table.find(self.slots.as_ref(), tag);
        link.and_then(|link| at(self.slots.as_ref(), link)).is_some_and(|slot| slot.is(FOREIGN))
    }

    /// Something of an action that is no longer in flight.
    fn late(&mut self, tag: u64) -> Outcome {
        self.late_text_came(tag);
        Outcome::new(What::Extra, tag, false)
    }

    fn logged_in(&mut self, success: bool) -> Outcome {
        if !success {
            self.phase = Phase::Refused;
            return Outcome::plain(What::LoginRefused);
        }
        self.phase = Phase::LoggedIn;
        self.known = true;
        self.attempt = 0;
        self.accepted = Some(self.now);
        self.calls.logged_in(self.mask.as_ref().map(Text::get));
        Outcome::plain(What::LoggedIn)
    }

    fn challenged(&mut self, packet: &Packet<'_>, success: bool) -> Outcome {
        let challenge = packet.get(b"Challenge").filter(|_| success).and_then(Text::keep);
        let (phase, what) = match challenge {
            Some(challenge) => {
                self.challenge = challenge;
                (Phase::Challenged, What::Challenge)
            }
            // The plain login is still open to the caller.
            None => (Phase::Greeted, What::ChallengeRefused),
        };
        self.phase = phase;
        Outcome::plain(what)
    }

    /// A response to an action in flight.
    pub(super) fn answer(&mut self, link: Link, packet: &Packet<'_>, without_id: bool) -> Outcome {
        self.text_came(link);
        let Some(slot) = at(self.slots.as_ref(), link) else { return Outcome::plain(What::Unclaimed) };
        let error = equal_fold(packet.title(), b"Error");
        if slot.asks_for_events() {
            let slot = *slot;
            self.mask_told(&slot, Some(!error));
        }
        let unreported = self.calls_are_left_out();
        let Some(slot) = at(self.slots.as_ref(), link) else { return Outcome::plain(What::Unclaimed) };
        let (what, next) = match slot.stage() {
            // A second response ends a list that had begun (T32).
            Stage::List if error => (What::ListEnd, Stage::Free),
            Stage::List => (What::Extra, Stage::List),
            // Without an ActionID its last word would not be known as such.
            Stage::SentAsync | Stage::Started if !error && (unreported || without_id || slot.is(UNREPORTED)) => {
                (What::Started, Stage::Free)
            }
            Stage::SentAsync | Stage::Started if !error => (What::Progress, Stage::Started),
            _ if !error && begins_list(slot, packet, self.release(), without_id) => (What::ListStart, Stage::List),
            _ => (What::Response, Stage::Free),
        };
        if slot.stage() != Stage::List {
            // Whatever was open has been sent whole.
            let slot = *slot;
            self.open = None;
            if what == What::ListStart {
                self.opens(&slot, without_id);
            }
        }
        self.step(link, what, next)
    }

    /// Brings an action to its next stage.
    pub(super) fn step(&mut self, link: Link, what: What, next: Stage) -> Outcome {
        if next == Stage::Free {
            return Outcome::new(what, self.finish(link), true);
        }
        let Some(tag) = at(self.slots.as_ref(), link).map(|slot| slot.tag) else { return Outcome::plain(what) };
        self.table.set_stage(self.slots.as_mut(), link, next);
        Outcome::new(what, tag, false)
    }

    /// The answer to the Ping behind an action: what was to come has come,
    /// since a server takes one action after the other.
    pub(super) fn fence(&mut self, tag: u64) -> Outcome {
        let Some(link) = self.table.find(self.slots.as_ref(), tag) else { return Outcome::plain(What::Own) };
        match at(self.slots.as_ref(), link).map(Slot::stage) {
            Some(Stage::Quiet | Stage::Text) => self.step(link, What::TextEnd, Stage::Free),
            Some(Stage::List) => self.step(link, What::ListEnd, Stage::Free),
            _ => Outcome::plain(What::Own),
        }
    }

    fn event(&mut self, packet: &Packet<'_>) -> Outcome {
        let name = packet.title();
        if equal_fold(name, b"UserEvent") {
            // It carries whatever its sender wrote, an ActionID too (T2).
            return Outcome::plain(What::Event);
        }
        if !self.booted && equal_fold(name, b"FullyBooted") {
            self.booted = true;
        }
        let Some(id) = packet.action_id() else { return self.event_without_id(packet) };
        let Some(Id::Tag(tag)) = self.ids.read(id) else { return Outcome::plain(What::Event) };
        self.order.echoes = true;
        let Some(link) = self.table.find(self.slots.as_ref(), tag) else {
            return Outcome::new(What::Extra, tag, false);
        };
        let Some(slot) = at(self.slots.as_ref(), link) else { return Outcome::plain(What::Event) };
        let (what, next) = match slot.stage() {
            Stage::List => in_list(slot, name, packet.get(b"EventList"), self.release()),
            Stage::SentAsync | Stage::Started if ends_originate(name) => (What::Response, Stage::Free),
            // A list that needs no response to begin.
            Stage::Quiet if slot.is_list() => in_list(slot, name, packet.get(b"EventList"), self.release()),
            stage => (What::Progress, stage),
        };
        self.step(link, what, next)
    }

    /// An event without an ActionID: a broadcast, except in few lists.
    fn event_without_id(&mut self, packet: &Packet<'_>) -> Outcome {
        if let Some(outcome) = self.open_item(packet) {
            return outcome;
        }
        let link = self.table.first_with_any_items();
        link.map_or(Outcome::plain(What::Event), |link| self.step(link, What::ListItem, Stage::List))
    }

    /// A packet that begins with none of the three words: an item of an old list, or
    /// text of the oldest answer that is text. Anywhere else it is neither, whatever
    /// ActionID it has: it is what is left of a value with line ends in it (T40).
    fn text(&mut self, packet: &Packet<'_>) -> Outcome {
        if let Some(outcome) = self.open_item(packet) {
            return outcome;
        }
        let link = self.table.first_with_text();
        link.map_or(Outcome::plain(What::Other), |link| self.step(link, What::Text, Stage::Text))
    }

    /// The first piece of a text that is larger than the reader's storage.
    fn first_piece(&mut self, packet: &Packet<'_>) -> Outcome {
        let given = packet.action_id();
        let id = given.and_then(|id| self.ids.read(id));
        self.order.echoes |= id.is_some();
        let by_place = if given.is_none() { self.pieces_without_id() } else { Ok(None) };
        let tag = match (id, by_place) {
            (Some(Id::Tag(tag)), _) | (None, Ok(Some(tag))) => tag,
            (_, by_place) => {
                self.pieces = None;
                // It may have been the turn of the Ping behind an action, which is over then.
                return by_place.err().unwrap_or(Outcome::plain(What::Unclaimed));
            }
        };
        let link = self.table.find(self.slots.as_ref(), tag);
        let open = link.is_some();
        match link {
            Some(link) => self.text_came(link),
            None => self.late_text_came(tag),
        }
        self.pieces = Some((tag, open));
        Outcome::new(if open { What::Text } else { What::Extra }, tag, false)
    }

    fn piece(&mut self, last: bool) -> Outcome {
        let Some((tag, open)) = self.pieces else { return Outcome::plain(What::Unclaimed) };
        // Its time limit may have passed meanwhile.
        let link = self.table.find(self.slots.as_ref(), tag).filter(|_| open);
        if last || link.is_none() {
            self.pieces = if last { None } else { Some((tag, false)) };
        }
        match link {
            Some(link) if last => self.step(link, What::TextEnd, Stage::Free),
            Some(_) => Outcome::new(What::Text, tag, false),
            None => Outcome::new(What::Extra, tag, false),
        }
    }
}

/// Whether this is the last word of an Originate with Async; the latter two are those
/// of releases to 1.4.
pub(super) fn ends_originate(name: &[u8]) -> bool {
    [&b"OriginateResponse"[..], b"OriginateSuccess", b"OriginateFailure"].iter().any(|end| equal_fold(name, end))
}
