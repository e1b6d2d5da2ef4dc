//! How a reader is to read.

use crate::limits::Limits;
use crate::parse::Lines;

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
    pub separate_glued: bool,
}

impl Options {
    /// For what a server sends.
    pub const CLIENT: Options = Options {
        lines: Lines::Wire,
        banner: true,
        limits: Limits::NONE,
        text_in_pieces: false,
        separate_glued: false,
    };
    /// For what a client sends, or a person types.
    pub const SERVER: Options = Options { lines: Lines::Typed, banner: false, ..Options::CLIENT };
}

impl Default for Options {
    fn default() -> Self {
        Options::CLIENT
    }
}
