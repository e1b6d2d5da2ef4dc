//! Floor 4: a stream in pieces of any size, packets out of it.
//!
//! The caller gives the memory: storage for bytes, and an index of two
//! positions a line. Bytes are written straight into the storage
//! ([`Reader::space`], [`Reader::commit`]); packets borrow from it until the
//! next call ([`Reader::next`]). Nothing is allocated and nothing is copied,
//! but for the rest of an unfinished packet when the storage is moved up.

mod apart;
mod frame;
mod greeting;
mod grow;
mod memory;
mod next;
mod options;
mod refuse;
mod state;
mod text;

#[cfg(feature = "net")]
pub(crate) use greeting::never_greets;
#[cfg(feature = "net")]
pub(crate) use grow::Wants;
pub use options::{Options, TextMode};
pub use text::ANNOUNCED;

use crate::counters::Counters;
use crate::error::{Error, Result, Status};
use crate::limits::STORAGE_BYTES;
use crate::packet::{Kind, Packet};
use crate::parse::Follows;
use crate::scan::{STEP, State};

/// What the greeting of nearly every server begins with.
pub const BANNER: &[u8] = b"Asterisk Call Manager/";

/// What a greeting begins with that is taken without
/// [`Options::any_banner`]: the version follows. Proxies say a version of their
/// own (T73), other exchanges a name of their own (T74).
pub const BANNERS: [&[u8]; 6] = [
    BANNER,
    b"Asterisk Call Manager Proxy/",
    b"Asterisk Manager Proxy/",
    b"CallWeaver Call Manager/",
    b"OpenPBX Call Manager/",
    b"PBX Call Manager/",
];

/// Where bytes are written stays in the fastest cache if it is no more than this:
/// what is unfinished is moved up behind so many.
const HOT: u32 = 4096;

/// Packets found ahead before the caller takes them. The scan needs a step's
/// worth free to go at full speed.
const MARKS: usize = 2 * STEP;

/// What is done with bytes until the next packet begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skip {
    Nothing,
    /// To the end of the packet.
    Packet,
    /// To the end mark of an old Command answer.
    Text,
}

/// Reads a stream.
///
/// `S` is the storage and `I` the index: borrowed slices, or anything that
/// owns such memory, so that a reader can be kept in a struct together with it.
pub struct Reader<S, I> {
    storage: S,
    /// First terminators in the first half, line ends in the second.
    index: I,
    /// Lines that the index holds.
    half: u32,
    marks: [u32; MARKS],
    next_mark: u32,
    /// The marks before this one may be taken by the short way.
    quick: u32,
    /// The same, while `frames` is on.
    quick_frames: u32,
    /// Whether nothing about the reader calls for a second look: it reads by
    /// lines, and is amid nothing.
    plain: bool,
    /// Whether no packet ends behind the last of the marks, as far as bytes
    /// have come.
    idle: bool,
    state: State,
    options: Options,
    /// The flags of an ordinary packet.
    flags: u8,
    /// Bytes in the storage.
    filled: u32,
    /// Bytes lent by `space`.
    lent: u32,
    /// Where the first packet begins that was not handed out.
    start: u32,
    /// Its first line in the index.
    head: u32,
    /// Where line 0 of the index began; `u32::MAX` if its bytes are gone.
    line_start: u32,
    /// How much is filled before it is worth while to move up what is unfinished.
    early: u32,
    /// How much may be filled while a part of a step waits for more: none if
    /// there is a limit of headers, which such a part may exceed.
    wait_to: u32,
    /// An unfinished packet of no more bytes breaks no limit for bytes.
    quiet: u32,
    /// More lines than these call for a look at whether some can leave.
    crowded: u32,
    /// The offset in the stream of the storage's first byte.
    base: u64,
    banner: bool,
    skip: Skip,
    /// The header part of the old Command answer that is being read.
    follows: Option<Follows>,
    /// The offset of the packet whose text is read or skipped.
    text_from: u64,
    /// Up to which offset lines of a text were looked for: see `text_grew`.
    looked: u64,
    /// The ActionIDs with which a text may begin.
    announced: text::Announced,
    /// The kind of the packet that is being read, if lines of it were handed
    /// out as a piece.
    begun: Option<Kind>,
    /// Whether only the first line of a packet is wanted; see `frame`.
    framing: bool,
    /// Packets of no more bytes break no limit, whatever is in them.
    sure: u32,
    /// No more bytes of an unfinished packet call for a second look: they are
    /// `sure`, and leave room.
    patience: u32,
    /// Whether that is done now: `marks` then holds positions.
    frames: bool,
    /// How many bytes framing looks at before the candidates in them are taken.
    frame_bytes: u32,
    /// The offset of the last packet that had to be read line by line although
    /// `framing` is on.
    by_lines: u64,
    /// The offset up to which no line is longer than the limit.
    checked: u64,
    /// How far the head of a text was gone through.
    text_head: text::Head,
    /// A packet was cut off from an unfinished one, and more may be glued in what
    /// was scanned.
    glued: bool,
    /// What `ready` found and `next` has not handed out.
    found: Option<Result<Found>>,
    /// Whether memory is asked for before a packet is refused for want of it.
    asks: grow::Asks,
    counters: Counters,
}

/// The two arrays of an index.
#[inline]
fn halves(index: &mut [u32], half: u32) -> (&mut [u32], &mut [u32]) {
    index.split_at_mut_checked(half as usize).unwrap_or_default()
}

/// A packet that was found, in numbers.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    kind: Kind,
    flags: u8,
    first: u32,
    lines: u32,
    start: u32,
    end: u32,
    body: (u32, u32),
}

/// See [`Reader::way`].
enum Way {
    /// An ordinary packet, found by its lines.
    Lines(Found),
    /// An event, found by framing.
    Frame(frame::Framed),
    /// Nothing before more bytes come.
    Dry,
    /// Something else is to be done.
    Slow,
}

/// Whether a reader can work in so many bytes of storage with so many entries of
/// index: for those who must know before they write to either.
pub(crate) fn check_memory(storage: usize, index: usize) -> Result<()> {
    if storage < STEP || index / 2 < 4 {
        return Err(Error::new(Status::StorageTooSmall));
    }
    // Positions are 32 bits wide.
    if storage > STORAGE_BYTES || index / 2 >= STORAGE_BYTES {
        return Err(Error::new(Status::BadArgument));
    }
    Ok(())
}

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// A reader over the caller's memory. A packet larger than `storage`, or
    /// of more lines than half the `index` less one, is over the limit; an old
    /// Command answer, whose text is not in the index, takes it less two.
    /// 8 KiB and 2 × 256 do for what a UCM6XXX sends; real servers have sent
    /// 36 KiB and 251 lines.
    ///
    /// Errors: [`Status::StorageTooSmall`] for less than 64 bytes of storage
    /// or 8 entries of index, [`Status::BadArgument`] for 2 GiB of either.
    pub fn new(storage: S, index: I, options: Options) -> Result<Self> {
        check_memory(storage.as_ref().len(), index.as_ref().len())?;
        let mut reader = Reader {
            storage,
            index,
            half: 0,
            marks: [0; MARKS],
            next_mark: 0,
            quick: 0,
            quick_frames: 0,
            plain: false,
            idle: false,
            state: options.lines.state(),
            options,
            flags: options.lines.packet_flags(),
            filled: 0,
            lent: 0,
            start: 0,
            head: 0,
            line_start: 0,
            early: 0,
            quiet: options.limits.packet_bytes.min(options.text_bytes),
            wait_to: 0,
            crowded: 0,
            base: 0,
            banner: options.banner,
            skip: Skip::Nothing,
            follows: None,
            text_from: 0,
            looked: 0,
            announced: text::Announced::NONE,
            begun: None,
            framing: false,
            sure: options.limits.sure(),
            patience: 0,
            frames: false,
            frame_bytes: u32::MAX,
            by_lines: u64::MAX,
            checked: 0,
            text_head: text::Head::NONE,
            glued: false,
            found: None,
            asks: grow::Asks::Never,
            counters: Counters::default(),
        };
        reader.measure();
        Ok(reader)
    }

    /// Forgets everything, for a new connection over the same memory, the
    /// announced ActionIDs included. The counters are kept.
    pub fn reset(&mut self) {
        self.next_mark = 0;
        self.state = self.state.again();
        self.filled = 0;
        self.lent = 0;
        self.start = 0;
        self.head = 0;
        self.line_start = 0;
        self.base = 0;
        self.banner = self.options.banner;
        self.skip = Skip::Nothing;
        self.follows = None;
        self.looked = 0;
        self.announced = text::Announced::NONE;
        self.begun = None;
        self.frames = false;
        self.frame_bytes = u32::MAX;
        self.by_lines = u64::MAX;
        self.checked = 0;
        self.text_head = text::Head::NONE;
        self.glued = false;
        self.found = None;
        self.idle = false;
        if self.asks != grow::Asks::Never {
            self.asks = grow::Asks::NotYet;
        }
        self.settle();
    }

    /// Where the next bytes of the stream are to be written. Take all packets
    /// first: what was not taken is kept, and leaves less room. Empty only if
    /// the storage is full of packets that were not taken.
    #[inline]
    pub fn space(&mut self) -> &mut [u8] {
        if self.filled >= self.early && self.start > 0 {
            self.make_space();
        }
        let free = self.storage.as_mut().get_mut(self.filled as usize..).unwrap_or_default();
        self.lent = free.len() as u32;
        free
    }

    /// Moves up what is unfinished when that costs no more than what was handed
    /// out since, or when there is no other way. A packet that `ready` found is
    /// not moved from under [`next`](Reader::next).
    fn make_space(&mut self) {
        let (filled, start) = (self.filled, self.start);
        let cheap = filled.wrapping_sub(start) <= start || filled as usize >= self.storage.as_ref().len();
        if cheap && self.found.is_none() {
            self.move_up();
        }
    }

    /// Says that `n` bytes were written to the front of the last
    /// [`space`](Reader::space).
    ///
    /// Errors: [`Status::CommitTooLarge`] for more than were lent.
    pub fn commit(&mut self, n: usize) -> Result<()> {
        if n > self.lent as usize {
            return Err(Error::new(Status::CommitTooLarge));
        }
        self.filled += n as u32;
        self.idle = false;
        self.lent = 0;
        Ok(())
    }

    /// Copies as many of `bytes` as there is room for, and says how many. For
    /// those whose bytes come in a buffer of somebody else's.
    pub fn feed(&mut self, bytes: &[u8]) -> usize {
        let space = self.space();
        let n = space.len().min(bytes.len());
        if let (Some(to), Some(from)) = (space.get_mut(..n), bytes.get(..n)) {
            to.copy_from_slice(from);
        }
        self.lent = 0;
        self.filled += n as u32;
        self.idle = false;
        n
    }

    /// The next packet, or none if more bytes are needed. The packet is good
    /// until the next call of any method but the ones that only look.
    ///
    /// Errors: [`Status::PacketTooLarge`], [`Status::TooManyHeaders`],
    /// [`Status::LineTooLong`], with the packet's offset: the packet is
    /// skipped, and the next call continues behind it. [`Status::TextTooLarge`]
    /// for a text that is longer than [`Options::text_bytes`], with its packet's
    /// offset, be it that the packet was refused before: the next call
    /// continues behind the next empty line.
    // Always inlined: a packet is many words, and to hand it from function to
    // function through memory takes longer than to find it.
    #[allow(clippy::should_implement_trait)] // the packet borrows the reader
    #[inline(always)]
    pub fn next(&mut self) -> Result<Option<Packet<'_>>> {
        Ok(match self.way() {
            Way::Lines(found) => Some(self.packet(found)),
            Way::Frame(found) => Some(self.take_frame(found)),
            Way::Dry => None,
            Way::Slow => self.slowly()?.map(|found| self.packet(found)),
        })
    }

    /// [`next`](Reader::next) for those who turn a packet into something else:
    /// each way ends in `take`, so that the packet need not stand in memory.
    #[cfg(any(feature = "capi", test))]
    #[inline(always)]
    pub(crate) fn next_to(&mut self, mut take: impl FnMut(&Packet<'_>)) -> Result<bool> {
        match self.way() {
            Way::Lines(found) => take(&self.packet(found)),
            Way::Frame(found) => take(&self.take_frame(found)),
            Way::Dry => return Ok(false),
            Way::Slow => match self.slowly()? {
                Some(found) => take(&self.packet(found)),
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    /// [`next`](Reader::next) without its packet, which [`packet`](Reader::packet)
    /// makes of it: for those who have more to do between than a borrowed packet
    /// allows.
    #[cfg(feature = "net")]
    pub(crate) fn next_found(&mut self) -> Result<Option<Found>> {
        match self.ordinary() {
            Some(found) => Ok(Some(found)),
            None => self.slowly(),
        }
    }

    /// How the next packet is come by. Each way is one of its own to the end:
    /// where they met, what one has in registers would go through memory for
    /// the sake of the others.
    #[inline(always)]
    fn way(&mut self) -> Way {
        loop {
            if let Some(found) = self.ordinary() {
                return Way::Lines(found);
            }
            if let Some(found) = self.event_frame() {
                return Way::Frame(found);
            }
            if self.is_dry() {
                return Way::Dry;
            }
            if !self.refill() {
                return Way::Slow;
            }
        }
    }

    /// Whether no more can be told before more bytes come.
    #[inline(always)]
    fn is_dry(&self) -> bool {
        self.idle && self.next_mark >= self.state.marks && self.filled.wrapping_sub(self.start) <= self.patience
    }

    /// Whether [`next`](Reader::next) has something to tell, a packet or a
    /// refusal, without more bytes. For loops that receive until there is, and
    /// only then borrow the packet.
    #[inline]
    pub fn ready(&mut self) -> bool {
        loop {
            // Seldom more than this: `next` will find it the short way, too.
            if self.next_mark < self.quick && self.quickly().is_some() {
                return true;
            }
            if self.is_dry() {
                return false;
            }
            if !self.refill() {
                return self.search();
            }
        }
    }

    fn search(&mut self) -> bool {
        if self.found.is_none() {
            self.found = self.advance().transpose();
            self.settle();
        }
        self.found.is_some()
    }

    #[inline]
    fn names(&self) -> &[u32] {
        self.index.as_ref().get(..self.half as usize).unwrap_or_default()
    }

    #[inline]
    fn ends(&self) -> &[u32] {
        let half = self.half as usize;
        self.index.as_ref().get(half..2 * half).unwrap_or_default()
    }

    /// The packet of which these are the numbers, as long as nothing else is taken.
    #[inline(always)]
    pub(crate) fn packet(&self, found: Found) -> Packet<'_> {
        let (first, lines, half) = (found.first as usize, found.lines as usize, self.half as usize);
        let part = |from: usize| self.index.as_ref().get(from..from + lines).unwrap_or_default();
        Packet {
            bytes: self.storage.as_ref(),
            names: part(first),
            ends: part(half + first),
            lines: found.lines,
            start: found.start,
            end: found.end,
            body: found.body,
            offset: self.base + u64::from(found.start),
            kind: found.kind,
            flags: found.flags,
        }
    }
}

#[cfg(test)]
mod tests;
