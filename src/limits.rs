//! Every limit in one place, each with its reason.

/// The longest line of an action that every server reads whole, without its
/// CR LF (wire reference, section 2: a buffer of 1024 bytes with the
/// terminator). One byte more and the rest may be read as a new request (T12).
pub const ACTION_LINE_BYTES: usize = 1022;

/// The most headers that a server keeps of one action; it drops the rest and
/// answers with an error (T13).
pub const ACTION_HEADERS: usize = 128;

/// The longest ActionID that no server cuts (T11): 67 bytes come back whole
/// everywhere, and 64 is the round number below.
pub const ACTION_ID_BYTES: usize = 64;

/// The most bytes of one text of an old Command answer, from its first line on,
/// unless the caller sets another bound. A text without its end mark would
/// otherwise swallow every packet behind it.
pub const TEXT_BYTES: u32 = 16 << 20;

/// The longest greeting that is looked at, with its CR LF. Real ones have 23
/// to 31 bytes; a first line longer than this is no greeting.
pub const BANNER_BYTES: usize = 128;

/// The most bytes of storage and the most lines of index that a reader uses
/// of what it is given: positions are 32 bits wide.
pub const STORAGE_BYTES: usize = 1 << 31;

/// The largest storage that a connection allocates, and the most bytes of
/// packets that it keeps: 256 MiB, written to at once. Real servers were seen
/// to send packets of 36 KiB; larger output comes in pieces.
pub const CONN_BYTES: usize = 1 << 28;

/// The longest text of a C config that says how an exchange is reached: a path
/// of Linux. Host names have 253 bytes at most.
pub const CONN_TEXT_BYTES: usize = 4096;

/// The most lines of a packet of a connection: 8 MiB of index. Servers were
/// seen to send 251.
pub const CONN_HEADERS: usize = 1 << 20;

/// The most actions in flight of a connection: 3.5 MiB of places. A server
/// takes one action after the other.
pub const CONN_ACTIONS: usize = 1 << 16;

/// What a reader accepts. The storage and the index bound a packet in any
/// case; a limit here is an earlier bound of the caller's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a packet, its closing empty line included.
    pub packet_bytes: u32,
    /// The most lines of a packet, its closing empty line not included.
    pub headers: u32,
    /// The most bytes of a line, its line end not included.
    pub line_bytes: u32,
}

impl Limits {
    /// No limit but the storage and the index.
    pub const NONE: Limits = Limits { packet_bytes: u32::MAX, headers: u32::MAX, line_bytes: u32::MAX };

    /// How long a packet can be that breaks none of them, whatever is in it: a
    /// line has two bytes or more.
    pub(crate) fn sure(&self) -> u32 {
        let lines = self.headers.saturating_mul(2).saturating_add(1);
        self.packet_bytes.min(self.line_bytes).min(lines)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::NONE
    }
}
