//! Whether `Response: Follows` begins a text, and how long a text may be.
//!
//! The question is answered by the bytes of the header part alone, as soon as
//! they say enough, so that it does not matter how the stream is cut.

use super::{Found, Reader, Skip, TextMode};
use crate::bytes::span;
use crate::error::{Error, Result, Status};
use crate::limits::ACTION_ID_BYTES;
use crate::packet::{BODY, Kind};
use crate::parse::{FOLLOWS, Follows, FollowsId, Headers};
use crate::work;

/// How many ActionIDs can be announced at a time.
pub const ANNOUNCED: usize = 8;

/// The ActionIDs with which a text may begin.
pub(super) struct Announced {
    ids: [[u8; ACTION_ID_BYTES]; ANNOUNCED],
    /// The bytes of each of them; 0 for a free place.
    lengths: [u8; ANNOUNCED],
    /// Whether a head without an ActionID may, too.
    without_id: bool,
    /// Whether a text without any head is awaited.
    plain: bool,
}

impl Announced {
    pub(super) const NONE: Announced =
        Announced { ids: [[0; ACTION_ID_BYTES]; ANNOUNCED], lengths: [0; ANNOUNCED], without_id: false, plain: false };

    fn place(&self, id: &[u8]) -> Option<usize> {
        let stands_at = |(kept, length): (&[u8; ACTION_ID_BYTES], &u8)| kept.get(..usize::from(*length)) == Some(id);
        self.ids.iter().zip(&self.lengths).position(stands_at).filter(|_| !id.is_empty())
    }

    fn add(&mut self, id: &[u8]) -> Result<()> {
        let length = u8::try_from(id.len()).ok().filter(|length| *length > 0 && id.len() <= ACTION_ID_BYTES);
        let length = length.ok_or(Error::new(Status::BadArgument))?;
        if self.place(id).is_some() {
            return Ok(());
        }
        let mut places = self.ids.iter_mut().zip(&mut self.lengths);
        let (kept, used) = places.find(|place| *place.1 == 0).ok_or(Error::new(Status::TooManyActions))?;
        for (byte, given) in kept.iter_mut().zip(id) {
            *byte = *given;
        }
        *used = length;
        Ok(())
    }

    fn remove(&mut self, id: &[u8]) {
        if let Some(length) = self.place(id).and_then(|place| self.lengths.get_mut(place)) {
            *length = 0;
        }
    }
}

/// How far the head of a packet was gone through that may open a text: once for
/// its ActionID, and once for where its text begins.
pub(super) struct Head {
    /// Where the packet begins in the stream.
    offset: u64,
    to_id: Headers,
    to_text: Headers,
}

impl Head {
    pub(super) const NONE: Head = Head { offset: u64::MAX, to_id: Headers::FIRST, to_text: Headers::FIRST };

    /// The one of the packet at that offset, from its start if it is another one.
    fn at(&mut self, offset: u64) -> &mut Head {
        if self.offset != offset {
            *self = Head { offset, ..Head::NONE };
        }
        self
    }
}

/// What a packet's first bytes say of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opens {
    /// It is no old Command answer, or one that nobody awaits.
    No,
    /// More bytes are needed to say.
    Unknown,
    /// Its text follows.
    Yes,
}

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Lets `Response: Follows` with this ActionID begin a text, once, where
    /// [`Options::text`](super::Options::text) is [`TextMode::Announced`]. To be
    /// called before the action is sent;
    /// [`Session::announce`](crate::session::Session::announce) does it for a
    /// session's actions.
    ///
    /// Errors: [`Status::BadArgument`] for an empty ActionID or one of more than
    /// 64 bytes, [`Status::TooManyActions`] if [`ANNOUNCED`] others are announced.
    pub fn announce(&mut self, action_id: &[u8]) -> Result<()> {
        self.announced.add(action_id)
    }

    /// Takes that back: the action was answered otherwise, or is given up.
    pub fn withdraw(&mut self, action_id: &[u8]) {
        self.announced.remove(action_id);
    }

    /// Lets `Response: Follows` without an ActionID begin a text, once, where
    /// [`announce`](Reader::announce) lets one with an ActionID. Only for servers
    /// that send no ActionIDs back: such a head can be forged by anybody who can
    /// write a line end into a value, as no ActionID has to be guessed for it.
    /// [`withdraw_all`](Reader::withdraw_all) takes it back.
    pub fn announce_without_id(&mut self) {
        self.announced.without_id = true;
    }

    /// Takes all announcements back, that of a text without an ActionID included.
    pub fn withdraw_all(&mut self) {
        self.announced.lengths = [0; ANNOUNCED];
        self.announced.without_id = false;
        self.announced.plain = false;
    }

    /// Says that an answer is awaited that may be text without a response (T20, T22,
    /// T77): packets that begin with none of the three words are counted as that
    /// (`text_answers`) until this is withdrawn, and their lines as no headers.
    pub(crate) fn announce_plain_text(&mut self) {
        self.announced.plain = true;
    }

    pub(super) fn awaits_plain_text(&self) -> bool {
        self.announced.plain
    }

    /// Counts a packet that begins with none of the three words.
    pub(super) fn count_other(&mut self) {
        match self.announced.plain {
            true => self.counters.text_answers += 1,
            false => self.counters.unknown_packets += 1,
        }
    }

    /// Whether the packet at `start`, of which the bytes up to `to` have been
    /// scanned, is an old Command answer whose text is to be read.
    #[inline]
    pub(super) fn opens_text(&mut self, start: u32, to: u32) -> Opens {
        if !self.is_follows(start) { Opens::No } else { self.awaits_text(start, to) }
    }

    #[cold]
    fn awaits_text(&mut self, start: u32, to: u32) -> Opens {
        let packet = span(self.storage.as_ref(), start, to);
        match self.options.text {
            TextMode::Always => Opens::Yes,
            TextMode::Never => Opens::No,
            TextMode::Announced => match self.text_head.at(self.base + u64::from(start)).to_id.id(packet) {
                FollowsId::Unknown => Opens::Unknown,
                FollowsId::Given(id) if self.announced.place(id).is_some() => Opens::Yes,
                FollowsId::None if self.announced.without_id => Opens::Yes,
                FollowsId::Given(_) | FollowsId::None => Opens::No,
            },
        }
    }

    /// Counts an old Command answer that opened no text.
    #[inline]
    pub(super) fn count_unawaited(&mut self, found: &Found) {
        if found.kind == Kind::Response && found.flags & BODY == 0 && self.is_follows(found.start) {
            self.counters.unawaited_texts += u64::from(self.awaits_text(found.start, found.end) != Opens::Yes);
        }
    }

    /// Begins the text of the packet at `start`, if its header part has ended.
    pub(super) fn begin_text(&mut self, start: u32, to: u32) {
        self.follows = self.header_part(start, to);
        if self.follows.is_some() {
            self.take_announced(start, to);
        }
    }

    /// The header part of the old Command answer at `start`, if the bytes up to
    /// `to` show its end.
    fn header_part(&mut self, start: u32, to: u32) -> Option<Follows> {
        let packet = span(self.storage.as_ref(), start, to);
        let found = self.text_head.at(self.base + u64::from(start)).to_text.end(packet)?;
        Some(Follows { text: found.text.wrapping_add(start), ..found })
    }

    /// The announcement has been used, and what it is for begins at `start`.
    pub(super) fn take_announced(&mut self, start: u32, to: u32) {
        self.text_from = self.base + u64::from(start);
        let packet = span(self.storage.as_ref(), start, to);
        match self.text_head.at(self.text_from).to_id.id(packet) {
            FollowsId::Given(id) => self.announced.remove(id),
            FollowsId::None => self.announced.without_id = false,
            FollowsId::Unknown => {}
        }
    }

    /// Whether the text that is read or skipped has gone beyond the bound with
    /// the bytes up to `to`.
    #[inline]
    pub(super) fn text_is_over(&self, to: u32) -> bool {
        let bound = self.options.text_bytes;
        let open = self.follows.is_some() || self.skip == Skip::Text;
        open && bound != u32::MAX && self.text_length(to) > u64::from(bound)
    }

    /// The same of a text of which the header part has not ended yet.
    #[inline]
    pub(super) fn is_over_at_start(&mut self, to: u32) -> bool {
        let long = to.saturating_sub(self.start) > self.options.text_bytes;
        long && self.follows.is_none() && self.opens_text(self.start, to) == Opens::Yes
    }

    fn text_length(&self, to: u32) -> u64 {
        (self.base + u64::from(to)).saturating_sub(self.text_from)
    }

    /// Which limit a text broke before it went beyond the bound: then it is
    /// refused for that first, and skipped as text.
    fn excess_within_bound(&mut self) -> Option<Status> {
        if self.skip != Skip::Nothing {
            return None;
        }
        let lines = self.follows.map_or(self.state.ends.saturating_sub(self.head), |follows| follows.lines);
        let beyond = self.text_from.saturating_add(u64::from(self.options.text_bytes)).saturating_sub(self.base);
        self.first_excess(self.head, lines, self.start, u32::try_from(beyond).unwrap_or(u32::MAX))
    }

    /// Gives up a text that has gone beyond the bound. What is still to come of
    /// it up to the next empty line is skipped.
    #[cold]
    pub(super) fn give_text_up(&mut self) -> Error {
        // Lines of the text are none of the packet's.
        self.look_for_text();
        let (start, position) = (self.start, self.state.position);
        let begins = self.skip == Skip::Nothing && self.follows.is_none();
        if begins {
            self.text_from = self.base + u64::from(start);
        }
        if let Some(status) = self.excess_within_bound() {
            return self.skip_rest(status);
        }
        if begins {
            self.take_announced(start, position);
        }
        let error = self.refuse_text(position);
        self.follows = None;
        self.skip = Skip::Packet;
        self.drop_skipped();
        error
    }

    /// The same where an empty line, of number `line`, has come already.
    #[cold]
    pub(super) fn give_text_up_at(&mut self, line: u32, end: u32) -> Error {
        if let Some(status) = self.excess_within_bound() {
            let error = self.refuse(status, self.start, end.wrapping_sub(self.start));
            self.follows = None;
            self.skip = Skip::Text;
            // The empty line is taken again for the bound.
            self.next_mark = self.next_mark.saturating_sub(1);
            return error;
        }
        let error = self.refuse_text(end);
        self.head = line.wrapping_add(1);
        self.start = end;
        self.follows = None;
        self.skip = Skip::Nothing;
        error
    }

    fn refuse_text(&mut self, to: u32) -> Error {
        self.counters.texts_too_large += 1;
        Error { size: self.text_length(to), ..Error::at(Status::TextTooLarge, self.text_from) }
    }

    /// The refusal of a text that is too long, if that is what
    /// [`ready`](Reader::ready) has found.
    #[cfg(feature = "net")]
    pub(crate) fn endless_text(&self) -> Option<Error> {
        self.found.as_ref()?.as_ref().err().filter(|error| error.status == Status::TextTooLarge).copied()
    }

    /// Whether a line of the text of an old Command answer has come since this
    /// was last asked, be the text read or skipped: a peer that sends such lines
    /// is alive. Sees bytes that were committed and not scanned yet.
    pub fn text_grew(&mut self) -> bool {
        let filled = self.filled;
        let text = match self.follows {
            Some(follows) => Some(follows.text),
            None if self.skip == Skip::Text => Some(0),
            None => self.text_ahead(),
        };
        let Some(text) = text else { return false };
        let looked = u32::try_from(self.looked.saturating_sub(self.base)).unwrap_or(filled);
        let new = span(self.storage.as_ref(), text.max(looked), filled);
        work::bytes(new.len());
        self.looked = self.base + u64::from(filled);
        memchr::memchr(b'\n', new).is_some()
    }

    /// Where the text of the packet at the front begins, if it is known to have one.
    fn text_ahead(&mut self) -> Option<u32> {
        let (start, to) = (self.start, self.filled);
        let whole = to.saturating_sub(start) >= FOLLOWS.len() as u32;
        let opens = whole && self.opens_text(start, to) == Opens::Yes;
        if opens { self.header_part(start, to).map(|follows| follows.text) } else { None }
    }
}
