//! What a session queues.

use super::Session;
use super::action_id::{ID, Id};
use super::lists::{Declared, is_old};
use super::login::Key;
use super::mask;
use super::options::ActionOptions;
use super::order::Owed;
use super::outcome::Phase;
use super::slots::{
    BLOCKING, ENDLESS, FOREIGN, HELD, LOOSE, MUTES, NO_MASK, New, Slot, Stage, TEXT, UNREPORTED, at_mut,
};
use super::text::Text;
use crate::bytes::equal_fold;
use crate::error::{Error, Result, Status};
use crate::name::{Action, AnswerFlags, AnswerShape, answer};
use crate::write::Writer;

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Queues a plain login. `events` is the event mask; none asks for the mask
    /// that this session last had, or leaves the server's own. The secret goes
    /// over the wire as it is: use TLS, or the challenge.
    ///
    /// A mask is `on`, `off`, `all`, or names of classes joined by commas.
    /// Letters may be capitals and blanks may stand around the commas: the mask is
    /// sent in lower case and without blanks. Everything else is refused, since
    /// servers would make something else of it (T42, T43): an empty mask or item, a
    /// number, one of those three words among others, an unknown class. Classes
    /// that Asterisk does not know pass with
    /// [`Options::other_classes`](super::Options::other_classes). To send a mask
    /// as it is, submit the action Events.
    ///
    /// Errors: [`Status::BadState`] before the greeting or after a login;
    /// [`Status::BadArgument`] for such a mask, with the offset and size of the
    /// wrong item, also if its normal form has more than 128 bytes; what
    /// [`Writer::finish`] refuses; [`Status::OutQueueFull`].
    pub fn login(&mut self, username: &[u8], secret: &[u8], events: Option<&[u8]>) -> Result<()> {
        if !matches!(self.phase, Phase::Greeted | Phase::Challenged) {
            return Err(Error::new(Status::BadState));
        }
        self.log_in(username, (b"Secret", secret), events)
    }

    /// Queues the request for a challenge, for an MD5 login.
    ///
    /// Errors: as for [`login`](Session::login).
    pub fn challenge(&mut self) -> Result<()> {
        if self.phase != Phase::Greeted {
            return Err(Error::new(Status::BadState));
        }
        self.own(Id::Challenge, b"Challenge", Some((b"AuthType", b"MD5")))?;
        self.phase = Phase::Challenging;
        Ok(())
    }

    /// Queues the MD5 login with the challenge that was given. The secret
    /// itself is not sent and not kept.
    ///
    /// Errors: as for [`login`](Session::login); [`Status::BadState`] without
    /// a challenge.
    pub fn login_md5(&mut self, username: &[u8], secret: &[u8], events: Option<&[u8]>) -> Result<()> {
        if self.phase != Phase::Challenged {
            return Err(Error::new(Status::BadState));
        }
        let key = Key::new(self.challenge.get(), secret);
        self.log_in(username, (b"Key", key.as_bytes()), events)
    }

    fn log_in(&mut self, username: &[u8], proof: (&[u8], &[u8]), events: Option<&[u8]>) -> Result<()> {
        let mask = match events {
            Some(events) => Some(mask::read(events, self.options.other_classes)?),
            None => self.mask,
        };
        let id = self.ids.write(Id::Login);
        self.queue.push(self.out.as_mut(), |out| {
            let mut login = Writer::action(out, b"Login").header(b"ActionID", id.get());
            if proof.0 == b"Key" {
                login.add(b"AuthType", b"MD5");
            }
            login.add(b"Username", username);
            login.add(proof.0, proof.1);
            if let Some(mask) = &mask {
                login.add(b"Events", mask.get());
            }
            login.finish().map(<[u8]>::len)
        })?;
        self.mask = mask;
        self.phase = Phase::LoggingIn;
        Ok(())
    }

    /// Asks for other events; the mask is as for [`login`](Session::login). The
    /// answer comes as [`What::Own`](super::What::Own). The mask is asked for again
    /// after a reconnect.
    ///
    /// With a mask that leaves out the class `call` no OriginateResponse comes any
    /// more: each Originate with Async that was started and is in flight then ends
    /// as [`What::Started`](super::What::Started), and so does each later one.
    ///
    /// Errors: [`Status::NotLoggedIn`]; [`Status::BadArgument`] as for
    /// [`login`](Session::login); [`Status::OutQueueFull`].
    pub fn set_events(&mut self, mask: &[u8]) -> Result<()> {
        self.check_logged_in()?;
        let kept = mask::read(mask, self.options.other_classes)?;
        self.own(Id::Events(self.calls.next()), b"Events", Some((b"EventMask", kept.get())))?;
        self.calls.asked(kept.get());
        self.mask = Some(kept);
        Ok(())
    }

    /// Queues a Ping of the session's own, whose answer comes as
    /// [`What::Own`](super::What::Own).
    ///
    /// Errors: [`Status::NotLoggedIn`], [`Status::OutQueueFull`].
    pub fn ping(&mut self) -> Result<()> {
        self.check_logged_in()?;
        self.own(Id::Ping, b"Ping", None)
    }

    /// Queues the logoff: nothing can be submitted any more. The exchange
    /// answers what was submitted before, says goodbye and closes; the cut
    /// that follows is not followed by a reconnect.
    ///
    /// Errors: [`Status::NotLoggedIn`], [`Status::OutQueueFull`].
    pub fn logoff(&mut self) -> Result<()> {
        self.check_logged_in()?;
        self.own(Id::Logoff, b"Logoff", None)?;
        self.phase = Phase::Closing;
        Ok(())
    }

    fn check_logged_in(&self) -> Result<()> {
        if self.phase == Phase::LoggedIn { Ok(()) } else { Err(Error::new(Status::NotLoggedIn)) }
    }

    /// Queues something of the session's own.
    fn own(&mut self, kind: Id, name: &[u8], field: Option<(&[u8], &[u8])>) -> Result<()> {
        let id = self.ids.write(kind);
        self.queue.push(self.out.as_mut(), |out| {
            let mut action = Writer::action(out, name).header(b"ActionID", id.get());
            if let Some((name, value)) = field {
                action.add(name, value);
            }
            action.finish().map(<[u8]>::len)
        })?;
        match kind {
            Id::Ping => self.owe(Owed::Ping),
            Id::Events(_) => self.owe(Owed::Events),
            Id::Logoff => self.owe(Owed::Logoff),
            Id::Tag(_) | Id::Fence(_) | Id::Login | Id::Challenge => {}
        }
        Ok(())
    }

    /// Queues an action. Its answer comes back with `tag`. The session gives
    /// the ActionID. Names may repeat, as `Variable` does: see
    /// [`variable`](super::variable()).
    ///
    /// A tag is free again with the action's last outcome. To use it at once
    /// for another action is safe after an answer; after a time limit or a cut
    /// something late of the old action would be taken for the new one's. The same
    /// tag gives the same ActionID, and all sessions of the exchange see that of an
    /// Originate with Async: better give its tag to no other action.
    ///
    /// Errors: [`Status::NotLoggedIn`]; [`Status::ActionIdGiven`] for fields
    /// with an ActionID; [`Status::TagInUse`]; [`Status::TooManyActions`];
    /// [`Status::OutQueueFull`], or [`Status::NoRoom`] if the whole queue is
    /// too small for it; what [`Writer::finish`] refuses. Nothing is queued
    /// then.
    pub fn submit<'f, F>(&mut self, tag: u64, name: &[u8], fields: F, now: u64) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.submit_as(tag, name, fields, &ActionOptions::default(), now)
    }

    /// The same with a time limit of this action's own, in nanoseconds; 0 for
    /// none.
    ///
    /// Errors: as for [`submit`](Session::submit).
    pub fn submit_within<'f, F>(&mut self, tag: u64, name: &[u8], fields: F, limit: u64, now: u64) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.submit_as(tag, name, fields, &ActionOptions { limit: Some(limit), ..ActionOptions::default() }, now)
    }

    /// The same with what is particular about this action.
    ///
    /// Errors: as for [`submit`](Session::submit); [`Status::BadArgument`] for a
    /// [`List::completion`](super::List::completion) that no event can have.
    pub fn submit_as<'f, F>(
        &mut self,
        tag: u64,
        name: &[u8],
        fields: F,
        options: &ActionOptions<'_>,
        now: u64,
    ) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let limit = options.limit.unwrap_or(self.options.action);
        self.clock(now);
        self.check_logged_in()?;
        let declared = options.list.as_ref().map_or(Ok(Declared::NONE), Declared::new)?;
        if let Some(at) = fields.clone().into_iter().position(|(name, _)| equal_fold(name, b"ActionID")) {
            // Behind the title and the ActionID of the session's.
            let header = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(2);
            return Err(Error { header, ..Error::new(Status::ActionIdGiven) });
        }
        self.table.check(self.slots.as_ref(), tag)?;
        let action = Action::lookup(name);
        // Of several headers of a name a server takes the first, empty or not.
        let first = |wanted: &[u8]| fields.clone().into_iter().find(|(name, _)| equal_fold(name, wanted));
        let asynchronous =
            action == Some(Action::Originate) && first(b"Async").is_some_and(|(_, value)| mask::is_true(value));
        let is_mask = action == Some(Action::Events);
        let mask = first(b"EventMask").map_or(&b""[..], |(_, value)| value);
        let mutes = is_mask && mask::mutes(mask);
        let keeps_mask = is_mask && mask::mask_classes(mask).is_none();
        let (stage, mut marks) = beginning(action, asynchronous, self.release());
        let unreported = asynchronous && (options.no_originate_response || self.options.no_originate_response);
        marks |= if unreported { UNREPORTED } else { 0 } | if mutes { MUTES } else { 0 };
        marks |= if keeps_mask { NO_MASK } else { 0 };
        marks |= if options.blocks { BLOCKING } else { 0 };
        let endless = marks & BLOCKING != 0 && limit == 0;
        marks |= if endless { ENDLESS } else { 0 };
        let fence = (stage == Stage::Quiet).then(|| self.ids.write(Id::Fence(tag)));
        let id = self.ids.write(Id::Tag(tag));
        self.queue.push(self.out.as_mut(), |out| {
            let mut action = Writer::action(&mut *out, name).header(b"ActionID", id.get());
            for (name, value) in fields.clone() {
                action.add(name, value);
            }
            let size = match (action.finish(), &fence) {
                (Ok(bytes), _) => bytes.len(),
                (Err(error), Some(fence)) if error.status == Status::NoRoom => {
                    let size = error.size.saturating_add(fence_size(fence));
                    return Err(Error { size, ..error });
                }
                (Err(error), _) => return Err(error),
            };
            let Some(fence) = &fence else { return Ok(size) };
            let rest = out.get_mut(size..).unwrap_or_default();
            let ping = Writer::action(rest, b"Ping").header(b"ActionID", fence.get()).finish();
            let behind = ping.map(<[u8]>::len);
            let whole = |n: u64| n.saturating_add(size as u64);
            behind.map(|n| n.saturating_add(size)).map_err(|error| Error { size: whole(error.size), ..error })
        })?;
        self.asked = true;
        let waits = self.options.one_at_a_time && self.table.used() > 0;
        if waits {
            marks |= HELD;
        }
        let new = New { tag, action, stage, marks, declared, end: self.queue.end() };
        let link = self.table.insert(self.slots.as_mut(), &new);
        if fence.is_some() {
            self.owe(Owed::Fence(tag));
        }
        // Whatever still comes of an old action of that tag would be taken for this
        // one's.
        self.awaited.forget(tag);
        if !waits {
            let deadline = self.after(limit);
            self.table.arm(self.slots.as_mut(), link, deadline);
            if endless {
                self.hold_back();
            }
        } else if let Some(slot) = at_mut(self.slots.as_mut(), link) {
            slot.deadline = limit;
        }
        Ok(())
    }
}

/// How an action begins, and what is particular about it.
fn beginning(action: Option<Action>, asynchronous: bool, version: &[u8]) -> (Stage, u16) {
    let flags = action.and_then(answer).map_or(AnswerFlags::NONE, |answer| answer.flags);
    let old_text = flags.contains(AnswerFlags::OLD_TEXT) && is_old(version);
    let quiet = flags.contains(AnswerFlags::NO_RESPONSE) || old_text;
    let stage = match (asynchronous, quiet) {
        (true, _) => Stage::SentAsync,
        (_, true) => Stage::Quiet,
        _ => Stage::Sent,
    };
    let blocks = flags.contains(AnswerFlags::BLOCKS) && !asynchronous;
    let loose = quiet || flags.contains(AnswerFlags::ANY_ITEMS);
    // What nobody knows may be answered so, too, as the actions of gateways are (T71).
    let command = |action| answer(action).is_some_and(|answer| answer.shape == AnswerShape::Command);
    let text = action.is_none_or(command);
    let marks = [(blocks, BLOCKING), (loose, LOOSE), (text, TEXT), (action.is_none(), FOREIGN)];
    (stage, marks.iter().filter(|(is, _)| *is).fold(0, |all, (_, mark)| all | mark))
}

/// The size of the Ping behind an action.
pub(super) fn fence_size(id: &Text<ID>) -> u64 {
    (b"Action: Ping\r\nActionID: \r\n\r\n".len() + id.get().len()) as u64
}
