//! How a reader is to read.

use crate::limits::{Limits, TEXT_BYTES};
use crate::parse::Lines;

/// Whether `Response: Follows` begins the text of an old Command answer, in
/// which every byte up to the end mark is text.
///
/// On the wire of some servers a value can hold line ends (T40). Whoever can
/// set such a value, a caller's name, can then write a packet of his own; and
/// `Response: Follows` in it would turn everything behind it into text. A
/// connection therefore awaits texts only of actions that it has sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum TextMode {
    /// Always: for recordings, whose actions are not known.
    #[default]
    Always = 0,
    /// Never.
    Never = 1,
    /// Only with an ActionID that was announced: see
    /// [`Reader::announce`](crate::Reader::announce), or without one where that was
    /// ([`Reader::announce_without_id`](crate::Reader::announce_without_id)). Any other one is a
    /// regular response and is counted (`unawaited_texts`); what follows it
    /// comes packet by packet.
    Announced = 2,
}

impl TextMode {
    /// The mode of that number.
    pub const fn from_code(code: u8) -> Option<TextMode> {
        match code {
            0 => Some(TextMode::Always),
            1 => Some(TextMode::Never),
            2 => Some(TextMode::Announced),
            _ => None,
        }
    }
}

/// How a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How lines end.
    pub lines: Lines,
    /// Whether a first line that is a greeting is handed out as one. A stream
    /// that begins otherwise is read from its first byte either way.
    pub banner: bool,
    /// What is accepted.
    pub limits: Limits,
    /// Whether output that is larger than the storage or the index is handed
    /// out in pieces ([`Packet::piece`](crate::Packet::piece)) instead of being refused: that of a
    /// Command, in both of its formats, and text without a response. The
    /// pieces' lines ([`command::output`](crate::command::output)) are those of
    /// the whole.
    ///
    /// The text of an old Command answer is in the pieces' bodies, which joined
    /// are the text. A piece ends with a line, unless the line alone is too
    /// large; `limits` then bound the headers of such a packet only.
    ///
    /// `Output:` headers and lines of text stand in the piece as lines. A piece
    /// has as many whole ones as the memory holds, and is held against `limits`
    /// by itself. If a piece is refused, it was the last of its packet.
    pub text_in_pieces: bool,
    /// Whether packets are taken apart that a server glued together, and
    /// counted (`glued_packets`): a text without a response ends where a line
    /// `Response:` or `Event:` begins (T22), and so does a `Response: Success`
    /// of nothing else but an `ActionID` (T21). Otherwise they come as one
    /// packet, as its one empty line says; a session would then not see what
    /// is in the second. A part without an empty line ends with its last line.
    /// Together they have to fit into the memory and the limits.
    ///
    /// One answer is taken apart without this option, wherever anything is repaired
    /// ([`Lines::Wire`]): `Response: Success` and `Events: On`, and directly behind
    /// them a line `Event:` (T75).
    pub separate_glued: bool,
    /// Which `Response: Follows` begin a text.
    pub text: TextMode,
    /// The most bytes of one text, from the first byte of its packet to the last
    /// of its end mark, whether it is collected, handed out in pieces or skipped;
    /// [`u32::MAX`] for no bound. A longer one is reported once, by
    /// [`Status::TextTooLarge`](crate::Status::TextTooLarge), and the reader
    /// continues behind the first empty line that ends beyond the bound.
    pub text_bytes: u32,
    /// Whether any first line of a name, a slash and a version, which is one word that
    /// begins with a digit, is a greeting ([`Greeting`](crate::packet::Greeting)), for
    /// exchanges with a name of their own: not what HTTP, SSH, SIP, RTSP and mail servers
    /// say first, nor a line that begins with `Event:` or `Response:`. Otherwise it is one with a name that is known:
    /// [`BANNERS`](super::BANNERS).
    pub any_banner: bool,
}

impl Options {
    /// For what a server sends.
    pub const CLIENT: Options = Options {
        lines: Lines::Wire,
        banner: true,
        limits: Limits::NONE,
        text_in_pieces: false,
        separate_glued: false,
        text: TextMode::Always,
        text_bytes: TEXT_BYTES,
        any_banner: false,
    };
    /// For what a client sends, or a person types.
    pub const SERVER: Options = Options { lines: Lines::Typed, banner: false, ..Options::CLIENT };
}

impl Default for Options {
    fn default() -> Self {
        Options::CLIENT
    }
}
