//! Status codes: one table, from which the enum, the C constants, the names
//! and the texts are all derived.

use core::ffi::CStr;
use core::fmt;

/// What the last column of the table says.
macro_rules! ends {
    () => {
        false
    };
    (fatal) => {
        true
    };
}

macro_rules! statuses {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $name:literal, $text:literal $(, $fatal:tt)?;)+) => {
        /// What a call reports. Zero is done, a positive number is a condition
        /// of progress, a negative one an error in a band by whose fault it is:
        /// −1xx the caller's misuse, −2xx the peer's syntax, −3xx a limit,
        /// −4xx refused on write, −5xx session, −6xx transport and TLS,
        /// −9xx internal. Numbers are only ever added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum Status {
            $($(#[doc = $doc])+ $variant = $code,)+
        }

        impl Status {
            /// Every status there is, in the order of the table.
            pub const ALL: &'static [Status] = &[$(Status::$variant,)+];

            /// The name without its `AMIWIRE_` prefix, such as `NEED_MORE`.
            pub const fn name(self) -> &'static str {
                match self { $(Status::$variant => $name,)+ }
            }

            /// A sentence for a person: what happened, and what to do next.
            pub const fn text(self) -> &'static str {
                match self { $(Status::$variant => $text,)+ }
            }

            /// Whether the connection that this came from is over: nothing
            /// comes out of it or goes into it any more, and a receiving call
            /// says the same for ever. Close it. All other statuses leave the
            /// connection as it was, also [`Status::PacketTooLarge`] and its
            /// kin, behind which the next packet is read.
            ///
            /// Of an open, every error means that there is no connection. Where a
            /// reconnect policy is in force, a receiving call returns a fatal
            /// status only when the policy gives up; a send may return one for
            /// the connection of the moment.
            pub const fn is_fatal(self) -> bool {
                match self { $(Status::$variant => ends!($($fatal)?),)+ }
            }

            /// Names and texts as C wants them.
            const FOR_C: &'static [[&'static CStr; 2]] =
                &[$([c_text(concat!($name, "\0")), c_text(concat!($text, "\0"))],)+];

            /// The same in one piece.
            const JOINED: &'static str = concat!($($name, "\0", $text, "\0",)+);
        }
    };
}

/// A text of the table for C. Only called while compiling, where a NUL inside
/// the text stops the build.
const fn c_text(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("a text of the table of statuses holds a NUL"),
    }
}

// Number, name, text, and `fatal` if it ends the connection.
statuses! {
    /// Done.
    Ok = 0, "OK", "done";
    /// The packet is not complete: commit more bytes and ask again.
    NeedMore = 1, "NEED_MORE", "more bytes are needed before the next packet is complete";
    /// There is more than there was room for; what was delivered is valid.
    Truncated = 2, "TRUNCATED", "there was room for a part only";
    /// Nothing is waiting.
    NoEvent = 3, "NO_EVENT", "nothing is waiting";
    /// The peer closed the connection in an orderly way.
    Closed = 4, "CLOSED", "the exchange closed the connection; connect again, and look for a Logoff, a restart, or a reader that was too slow for the exchange", fatal;
    /// The operation would have to wait.
    WouldBlock = 5, "WOULD_BLOCK", "the operation would have to wait; try again when the descriptor is ready";
    /// The packet has no such header.
    NotFound = 6, "NOT_FOUND", "there is no such header";
    /// There is no packet, but something to be told: ask for the outcome.
    Notice = 7, "NOTICE", "there is no packet, but something happened: the outcome tells what";

    /// A pointer that must not be NULL was NULL.
    NullArgument = -101, "NULL_ARGUMENT", "a pointer that must not be NULL is NULL";
    /// An argument has a value that is not allowed.
    BadArgument = -102, "BAD_ARGUMENT", "an argument has a value that is not allowed";
    /// `struct_size` is too small, or the bytes beyond the known part are not zero.
    BadStructSize = -103, "BAD_STRUCT_SIZE", "struct_size is wrong: begin with the INIT macro, or zero the struct and set struct_size to its sizeof";
    /// The object is not in a state that allows this call.
    BadState = -104, "BAD_STATE", "the object is not in a state that allows this call";
    /// More bytes were committed than had been lent.
    CommitTooLarge = -105, "COMMIT_TOO_LARGE", "more bytes were committed than space() had lent";
    /// A header index is beyond the packet's last header.
    OutOfRange = -106, "OUT_OF_RANGE", "the index is beyond the last header";
    /// The storage that was given is too small to work with.
    StorageTooSmall = -107, "STORAGE_TOO_SMALL", "the storage is too small to work with";
    /// The storage does not have the alignment that is needed.
    Misaligned = -108, "MISALIGNED", "the storage is not aligned as it must be";
    /// This build of the library does not contain the feature.
    NotBuilt = -109, "NOT_BUILT", "this build of the library does not contain the feature; build it with net or tls", fatal;

    /// The peer's first line is not the greeting of a manager.
    BadBanner = -201, "BAD_BANNER", "the peer's first line is not the greeting of an Asterisk manager; check the port (UCM6XXX: TCP 7777, TLS 5039)", fatal;
    /// A value is not of the form that was asked for.
    BadValue = -202, "BAD_VALUE", "the value does not have the form that was asked for";
    /// A packet does not fit what the protocol allows at this point.
    UnexpectedPacket = -203, "UNEXPECTED_PACKET", "the packet does not fit what the protocol allows at this point";

    /// A packet is larger than the storage or the caller's limit; it is skipped.
    PacketTooLarge = -301, "PACKET_TOO_LARGE", "a packet is larger than the storage or the limit; it is skipped and the next one is read";
    /// A packet has more lines than the index or the caller's limit allows; it is skipped.
    TooManyHeaders = -302, "TOO_MANY_HEADERS", "a packet has more lines than the index or the limit allows; it is skipped and the next one is read";
    /// A line is longer than the caller's limit; its packet is skipped.
    LineTooLong = -303, "LINE_TOO_LONG", "a line is longer than the limit; its packet is skipped and the next one is read";
    /// The output buffer is too small; the needed size was given.
    NoRoom = -304, "NO_ROOM", "the output buffer is too small; the size that is needed was given and nothing was written";
    /// All places for actions in flight are taken.
    TooManyActions = -305, "TOO_MANY_ACTIONS", "all places for actions in flight are taken: wait for an answer, or ask for more places (max_actions of a connection, the slots of a session)";
    /// The queue of bytes to send cannot take the action now.
    OutQueueFull = -306, "OUT_QUEUE_FULL", "the queue of bytes to send cannot take the action now; send what is queued first";
    /// The text of an old Command answer has no end within the bound. A reader
    /// continues behind the next empty line; a connection is cut.
    TextTooLarge = -307, "TEXT_TOO_LARGE", "the text of an old Command answer has no end mark within the bound: a reader continues behind the next empty line, a connection is closed", fatal;

    /// A header has an empty name.
    NameEmpty = -401, "NAME_EMPTY", "a header has an empty name";
    /// A header's name holds CR, LF, NUL or another control byte.
    NameBadByte = -402, "NAME_BAD_BYTE", "a header's name holds CR, LF, NUL or another byte that no name may hold";
    /// A header's name holds a colon where the reader would cut it.
    NameHasColon = -403, "NAME_HAS_COLON", "a header's name holds a colon";
    /// A header's name begins or ends with a blank.
    NameBlankEdge = -404, "NAME_BLANK_EDGE", "a header's name begins or ends with a blank";
    /// A header's value holds CR, LF or NUL.
    ValueBadByte = -405, "VALUE_BAD_BYTE", "a header's value holds CR, LF or NUL, which would end the line and let the rest be read as another header";
    /// A line is longer than a server reads whole (1022 bytes) or than the caller's limit.
    WriteLineTooLong = -406, "WRITE_LINE_TOO_LONG", "a line is longer than the receiver reads whole (1022 bytes for actions)";
    /// There are more headers than a server keeps (128) or than the caller's limit.
    WriteTooManyHeaders = -407, "WRITE_TOO_MANY_HEADERS", "there are more headers than the receiver keeps (128 for actions)";
    /// The action brings an ActionID of its own where the session gives them.
    ActionIdGiven = -408, "ACTION_ID_GIVEN", "the session gives the ActionIDs; leave that header out";
    /// The `Value` of a Setvar or the `Val` of a DBPut begins with a blank, which
    /// the exchange would strip before it stores the rest.
    ValueBlankEdge = -409, "VALUE_BLANK_EDGE", "the Value of a Setvar or the Val of a DBPut begins with a blank, which the exchange would strip; there is no way to send it";

    /// The exchange refused the login.
    LoginRefused = -501, "LOGIN_REFUSED", "the exchange refused the login; check the user name, the secret and the permitted addresses (on a UCM6XXX an empty list permits nobody)", fatal;
    /// The session is not logged in.
    NotLoggedIn = -502, "NOT_LOGGED_IN", "the session is not logged in";
    /// The exchange refused to give a challenge for an MD5 login.
    ChallengeRefused = -503, "CHALLENGE_REFUSED", "the exchange refused to give a challenge; try the plain login over TLS", fatal;
    /// The tag belongs to an action that is still in flight.
    TagInUse = -504, "TAG_IN_USE", "the tag belongs to an action that is still in flight";
    /// The action's time limit passed without its answer.
    ActionTimedOut = -505, "ACTION_TIMED_OUT", "the action's time limit passed without its answer";
    /// The connection was cut before the action's answer came.
    OutcomeUnknown = -506, "OUTCOME_UNKNOWN", "the connection was cut before the answer came; the action may have been carried out, look before you repeat it";
    /// The connection was cut before the action was sent.
    ActionUnsent = -507, "ACTION_UNSENT", "the connection was cut before the action was sent; it was not carried out";

    /// The host name could not be resolved.
    ResolveFailed = -601, "RESOLVE_FAILED", "the host name could not be resolved; check its spelling and the name server", fatal;
    /// Nothing listens on the port.
    ConnectRefused = -602, "CONNECT_REFUSED", "nothing listens on that port; check that AMI is enabled and on which port (UCM6XXX: TCP 7777, TLS 5039)", fatal;
    /// The connection could not be made.
    ConnectFailed = -603, "CONNECT_FAILED", "the connection could not be made; the operating system's error says why", fatal;
    /// The connection was not made within its time limit.
    ConnectTimedOut = -604, "CONNECT_TIMED_OUT", "the exchange did not take the connection in time; check the address and the firewall between", fatal;
    /// The peer sent nothing within the time limit.
    PeerSilent = -605, "PEER_SILENT", "the exchange sent nothing within the time limit; wait longer, or send a Ping to see whether it lives";
    /// The peer took no bytes within the time limit.
    WriteTimedOut = -606, "WRITE_TIMED_OUT", "the exchange took no bytes within the time limit; the connection is not usable any more", fatal;
    /// The peer reset the connection.
    Reset = -607, "RESET", "the connection was reset; the exchange or something between cut it, connect again", fatal;
    /// The operating system reported an error that has no status of its own.
    Io = -608, "IO", "the operating system reported an error; its number says which", fatal;
    /// The local address could not be bound.
    BindFailed = -609, "BIND_FAILED", "the local address could not be bound; check that this machine has it", fatal;
    /// The waiting call was interrupted, by another thread or a signal handler.
    Interrupted = -610, "INTERRUPTED", "the waiting call was interrupted, by another thread or a signal handler";
    /// The peer closed the connection before the greeting.
    ClosedBeforeBanner = -611, "CLOSED_BEFORE_BANNER", "the exchange closed the connection before its greeting; it may have too many connections without a login, or the port may speak TLS", fatal;
    /// The peer left a Ping, or the login, without an answer.
    PeerDead = -612, "PEER_DEAD", "the exchange did not answer a Ping, or the login, within the time limit, and the connection was cut; it may hang or be out of reach, connect again", fatal;
    /// The TLS handshake failed for a reason that has no status of its own.
    TlsHandshake = -621, "TLS_HANDSHAKE", "the TLS handshake failed; the detail says why", fatal;
    /// The certificate was not issued by an authority that is trusted here.
    CertificateUnknown = -622, "CERTIFICATE_UNKNOWN", "the certificate comes from no authority that is trusted here; give its CA file, or pin it by its SHA-256 digest", fatal;
    /// The certificate is expired or not yet valid.
    CertificateExpired = -623, "CERTIFICATE_EXPIRED", "the certificate is expired or not yet valid; check both clocks, renew it, or pin it", fatal;
    /// The certificate is for another name.
    CertificateName = -624, "CERTIFICATE_NAME", "the certificate is for another name; set the server name that it carries, or pin it", fatal;
    /// The certificate is not the one that was pinned.
    CertificatePin = -625, "CERTIFICATE_PIN", "the certificate is not the pinned one; if the exchange's certificate was renewed, pin the new one, otherwise somebody is between", fatal;
    /// The certificate is malformed or was refused for another reason.
    CertificateBad = -626, "CERTIFICATE_BAD", "the certificate is malformed or cannot serve here; the detail says why", fatal;
    /// The peer offers only what the built-in TLS cannot do.
    TlsUnsupported = -627, "TLS_UNSUPPORTED", "the exchange offers only TLS below 1.2, static RSA or RSA keys under 2048 bits, which the built-in TLS does not do; bring your own TLS through the transport table (amiwire_transport)", fatal;
    /// The CA file could not be read or holds no certificate.
    CaFile = -628, "CA_FILE", "the CA file could not be read or holds no certificate in PEM form", fatal;
    /// The peer does not speak TLS on this port.
    NotTls = -629, "NOT_TLS", "the peer does not speak TLS on this port; use the TLS port (UCM6XXX: 5039) or switch TLS off", fatal;
    /// The connection ended without TLS's own close, so that it may have been cut.
    TlsTruncated = -630, "TLS_TRUNCATED", "the connection ended without TLS's own close, so that somebody may have cut it", fatal;
    /// TLS broke off after its handshake: a damaged record, or an alert of the peer.
    TlsBroken = -631, "TLS_BROKEN", "the TLS connection broke off; a record was damaged or the exchange gave up, connect again and look at the detail", fatal;

    /// Something that cannot happen happened.
    Internal = -901, "INTERNAL", "an internal error; please report it", fatal;
    /// A panic was caught at the border of the library.
    Panicked = -902, "PANICKED", "a panic was caught inside the library; the handle is of no use any more, please report it", fatal;
    /// An earlier panic left the handle unusable.
    Poisoned = -903, "POISONED", "an earlier panic left this handle unusable; close it", fatal;
    /// Memory could not be had.
    NoMemory = -904, "NO_MEMORY", "memory could not be had";
}

/// Where the name of each status begins in `Status::JOINED`. This is looked up
/// seldom and stands in every library: pointers, with what the loader needs to
/// adjust them, would take twenty times as much, and so would the table that
/// the compiler makes of a match over numbers in bands.
const STARTS: &[u16; Status::ALL.len()] = &{
    assert!(Status::JOINED.len() <= u16::MAX as usize);
    let (mut starts, mut start, mut at) = ([0; Status::ALL.len()], 0, 0);
    while at < starts.len() {
        starts[at] = start as u16;
        let [name, text] = Status::FOR_C[at];
        start += name.count_bytes() + 1 + text.count_bytes() + 1;
        at += 1;
    }
    starts
};

/// What stands behind so many bytes, to the next NUL.
const fn c_text_from(text: &'static [u8], start: usize) -> &'static CStr {
    let Some((_, rest)) = text.split_at_checked(start) else { return c"" };
    if let Ok(text) = CStr::from_bytes_until_nul(rest) { text } else { c"" }
}

impl Status {
    /// The number by which C knows it.
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// Its place in `ALL`; how many there are, if there is none of this number.
    const fn place(code: i32) -> usize {
        let mut at = 0;
        while at < Status::ALL.len() && Status::ALL[at].code() != code {
            at += 1;
        }
        at
    }

    /// The status with this number, if there is one.
    pub const fn from_code(code: i32) -> Option<Status> {
        let at = Status::place(code);
        if at < Status::ALL.len() { Some(Status::ALL[at]) } else { None }
    }

    /// Where the name begins in `JOINED`.
    const fn start(self) -> usize {
        let at = Status::place(self.code());
        if at < STARTS.len() { STARTS[at] as usize } else { 0 }
    }

    /// [`Status::name`] for C, with the closing NUL.
    pub const fn name_c(self) -> &'static CStr {
        c_text_from(Status::JOINED.as_bytes(), self.start())
    }

    /// [`Status::text`] for C, with the closing NUL.
    pub const fn text_c(self) -> &'static CStr {
        c_text_from(Status::JOINED.as_bytes(), self.start() + self.name_c().count_bytes() + 1)
    }

    /// Whether an [`Error`] of this status says where: in the stream, or in a
    /// value.
    pub const fn has_offset(self) -> bool {
        matches!(
            self,
            Status::BadBanner
                | Status::BadValue
                | Status::UnexpectedPacket
                | Status::PacketTooLarge
                | Status::TooManyHeaders
                | Status::LineTooLong
                | Status::TextTooLarge
        )
    }

    /// Whether this is an error, not a condition of progress.
    pub const fn is_error(self) -> bool {
        (self as i32) < 0
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// An error of the core: what, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// What happened; always an error or a condition, never [`Status::Ok`].
    pub status: Status,
    /// Where: for the reader the offset in the stream of the packet's first
    /// byte, for a typed value the offset in the value, otherwise 0.
    pub offset: u64,
    /// For the writer the number of the refused header, counted from 0 with
    /// the first line; otherwise 0.
    pub header: u32,
    /// For [`Status::NoRoom`] the size that is needed; for a skipped packet
    /// the bytes of it that had arrived; otherwise 0.
    pub size: u64,
}

impl Error {
    /// An error that has no place of its own.
    pub const fn new(status: Status) -> Self {
        Error { status, offset: 0, header: 0, size: 0 }
    }

    /// Whether the connection is over that this came from: see
    /// [`Status::is_fatal`]. A reader by itself goes on after every error.
    pub const fn is_fatal(&self) -> bool {
        self.status.is_fatal()
    }

    /// The same at an offset.
    pub const fn at(status: Status, offset: u64) -> Self {
        Error { status, offset, header: 0, size: 0 }
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Error::new(status)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status.code() {
            _ if self.status.has_offset() => write!(f, "{} (offset {})", self.status, self.offset),
            -499..=-400 => write!(f, "{} (header {})", self.status, self.header),
            _ => write!(f, "{}", self.status),
        }
    }
}

impl core::error::Error for Error {}

/// The result of a call of the core.
pub type Result<T> = core::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;

    use super::*;

    /// While compiling, where it is called otherwise, this stops the build.
    #[test]
    #[should_panic = "holds a NUL"]
    fn a_text_that_holds_a_nul_is_none_for_c() {
        assert_eq!(c_text("done\0"), c"done");
        c_text("do\0ne\0");
    }

    #[test]
    fn conditions_of_progress_are_no_errors() {
        for status in Status::ALL {
            assert_eq!(status.is_error(), status.code() < 0, "{status:?}");
        }
        assert!(!Status::Ok.is_error() && !Status::NeedMore.is_error() && Status::NullArgument.is_error());
    }

    /// Every status once, with the reason: a new one has to be decided on here.
    const FATE: &[(bool, &str, &[&str])] = &[
        (false, "no error", &["OK", "NEED_MORE", "TRUNCATED", "NO_EVENT", "WOULD_BLOCK", "NOT_FOUND", "NOTICE"]),
        (true, "the end itself, which comes again for ever", &["CLOSED"]),
        (
            false,
            "about the call, which did nothing",
            &[
                "NULL_ARGUMENT",
                "BAD_ARGUMENT",
                "BAD_STRUCT_SIZE",
                "BAD_STATE",
                "COMMIT_TOO_LARGE",
                "OUT_OF_RANGE",
                "STORAGE_TOO_SMALL",
                "MISALIGNED",
            ],
        ),
        (true, "there is no connector, and there will be none", &["NOT_BUILT"]),
        (true, "the peer is no manager", &["BAD_BANNER"]),
        (false, "about a value or one packet", &["BAD_VALUE", "UNEXPECTED_PACKET"]),
        (
            false,
            "about one packet, and the next one is read",
            &["PACKET_TOO_LARGE", "TOO_MANY_HEADERS", "LINE_TOO_LONG"],
        ),
        (false, "there is room later, or in another buffer", &["NO_ROOM", "TOO_MANY_ACTIONS", "OUT_QUEUE_FULL"]),
        (
            false,
            "refused, and nothing of it was sent",
            &[
                "NAME_EMPTY",
                "NAME_BAD_BYTE",
                "NAME_HAS_COLON",
                "NAME_BLANK_EDGE",
                "VALUE_BAD_BYTE",
                "WRITE_LINE_TOO_LONG",
                "WRITE_TOO_MANY_HEADERS",
                "ACTION_ID_GIVEN",
                "VALUE_BLANK_EDGE",
                "NOT_LOGGED_IN",
                "TAG_IN_USE",
            ],
        ),
        (true, "the exchange closes after it", &["LOGIN_REFUSED"]),
        (true, "an open gave up", &["CHALLENGE_REFUSED"]),
        (
            false,
            "about one action; receiving tells of the connection",
            &["ACTION_TIMED_OUT", "OUTCOME_UNKNOWN", "ACTION_UNSENT"],
        ),
        (false, "waiting was over, the connection is not", &["PEER_SILENT", "INTERRUPTED"]),
        (false, "the next try may have it", &["NO_MEMORY"]),
        (
            true,
            "there is no way to the exchange, or none any more",
            &[
                "RESOLVE_FAILED",
                "CONNECT_REFUSED",
                "CONNECT_FAILED",
                "CONNECT_TIMED_OUT",
                "WRITE_TIMED_OUT",
                "RESET",
                "IO",
                "BIND_FAILED",
                "CLOSED_BEFORE_BANNER",
                "TLS_HANDSHAKE",
                "CERTIFICATE_UNKNOWN",
                "CERTIFICATE_EXPIRED",
                "CERTIFICATE_NAME",
                "CERTIFICATE_PIN",
                "CERTIFICATE_BAD",
                "TLS_UNSUPPORTED",
                "CA_FILE",
                "NOT_TLS",
                "TLS_TRUNCATED",
                "TLS_BROKEN",
                "PEER_DEAD",
                "TEXT_TOO_LARGE",
            ],
        ),
        (true, "the library cannot go on with it", &["INTERNAL", "PANICKED", "POISONED"]),
    ];

    #[test]
    fn every_status_says_whether_it_ends_a_connection() {
        for status in Status::ALL {
            let mut rows = FATE.iter().filter(|row| row.2.contains(&status.name()));
            let (fatal, reason, _) = rows.next().unwrap_or_else(|| panic!("{status:?}: nobody has said why"));
            assert!(rows.next().is_none(), "{status:?} is there twice");
            assert_eq!(status.is_fatal(), *fatal, "{status:?}: {reason}");
            assert_eq!(Error::new(*status).is_fatal(), *fatal);
        }
        assert_eq!(FATE.iter().map(|row| row.2.len()).sum::<usize>(), Status::ALL.len());
    }

    #[test]
    fn an_error_prints_its_text_and_the_place_that_its_kind_has() {
        let whole = Error { status: Status::BadValue, offset: 7, header: 3, size: 9 };
        for (status, place) in [
            (Status::BadArgument, ""),
            (Status::BadBanner, " (offset 7)"),
            (Status::BadValue, " (offset 7)"),
            (Status::PacketTooLarge, " (offset 7)"),
            (Status::LineTooLong, " (offset 7)"),
            (Status::OutQueueFull, ""),
            (Status::TooManyActions, ""),
            (Status::NoRoom, ""),
            (Status::NameEmpty, " (header 3)"),
            (Status::ActionIdGiven, " (header 3)"),
            (Status::ValueBlankEdge, " (header 3)"),
            (Status::LoginRefused, ""),
            (Status::Io, ""),
        ] {
            assert_eq!(Error { status, ..whole }.to_string(), format!("{}{place}", status.text()));
        }
    }

    #[test]
    fn an_error_without_a_place_has_its_status_only() {
        let error = Error::from(Status::NotFound);
        assert_eq!(error, Error { status: Status::NotFound, offset: 0, header: 0, size: 0 });
        assert_eq!(Error::at(Status::BadValue, 5), Error { status: Status::BadValue, offset: 5, header: 0, size: 0 });
    }

    #[test]
    fn numbers_are_unique_and_found_again() {
        for (i, status) in Status::ALL.iter().enumerate() {
            assert_eq!(Status::from_code(status.code()), Some(*status));
            for other in &Status::ALL[i + 1..] {
                assert_ne!(status.code(), other.code());
                assert_ne!(status.name(), other.name());
            }
        }
        assert_eq!(Status::from_code(-999), None);
    }

    #[test]
    fn bands_hold() {
        for status in Status::ALL {
            let code = status.code();
            let banded = (0..100).contains(&code)
                || [-100, -200, -300, -400, -500, -600, -900].iter().any(|band| (band - 99..=*band).contains(&code));
            assert!(banded, "{status:?} = {code} lies in no band");
            assert!(!status.text().is_empty());
            assert!(status.name().bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
            assert_eq!(status.name_c().to_str(), Ok(status.name()));
            assert_eq!(status.text_c().to_str(), Ok(status.text()));
        }
    }
}
