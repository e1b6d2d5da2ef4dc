//! Config of a connection
//!
//! What the connector, below, is told.

use core::ffi::{c_char, c_void};

/// Log in with the secret itself: only over TLS, or on a network that you
/// trust.
pub const AMIWIRE_LOGIN_PLAIN: u32 = 0;
/// Log in with an MD5 key made of a challenge and the secret.
pub const AMIWIRE_LOGIN_MD5: u32 = 1;

/// Plain TCP, unless one of the other `tls_` members is set.
pub const AMIWIRE_TLS_OFF: u32 = 0;
/// TLS; the certificate is verified against tls_pin, or tls_ca_file, or else
/// the authorities that the system trusts.
pub const AMIWIRE_TLS_ON: u32 = 1;

/// A packet that a trace sees was received.
pub const AMIWIRE_TRACE_RECEIVED: u32 = 1;
/// A packet that a trace sees was sent.
pub const AMIWIRE_TRACE_SENT: u32 = 2;

/// Where to connect, as whom, and with which bounds. Begin with
/// AMIWIRE_CONN_CONFIG_INIT; a member that is 0 or NULL has the value that its
/// comment says. A size above the maximum in its comment is an
/// AMIWIRE_BAD_ARGUMENT, UINT32_MAX included; one for which there is no memory
/// is an AMIWIRE_NO_MEMORY. Texts end in NUL; host, local_address and those of
/// TLS have at most 4096 bytes. They are not kept, the secret least of all,
/// unless keep_secret is set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_conn_config {
    /// sizeof(amiwire_conn_config).
    pub struct_size: u32,
    /// 0: what a UCM6XXX listens on, 7777 or with TLS 5039. A stock Asterisk
    /// listens on 5038.
    pub port: u32,
    /// A host name or an address. Must be there.
    pub host: *const c_char,
    /// NULL: any. The address of this machine to connect from, such as
    /// "192.0.2.7", with a port or without.
    pub local_address: *const c_char,
    /// NULL or "": stop at the greeting; then call amiwire_conn_login().
    pub username: *const c_char,
    /// The user's secret: must be there if there is a user name. It may be "".
    pub secret: *const c_char,
    /// NULL: the server's own, which is everything that the user may see. The event
    /// mask: "on", "off", "all", or names of classes joined by commas, as
    /// amiwire_session_login() takes it. Without the class `call` no
    /// OriginateResponse comes, and an Originate with Async is over with its
    /// response, AMIWIRE_WHAT_STARTED.
    pub events: *const c_char,
    /// AMIWIRE_LOGIN_.
    pub login: u32,
    /// AMIWIRE_TLS_.
    pub tls: u32,
    /// NULL: none. A file of certificates (PEM) to trust instead of the
    /// system's: authorities, or the exchange's own. Only a certificate that is
    /// marked as an authority (X.509 v3, CA:TRUE, and a key usage, if it has
    /// one, that permits to sign certificates) vouches for others. Any other,
    /// X.509 v1 included, counts for itself only: it must be equal, carry the
    /// name and be within its dates. The file may hold the certificates of
    /// several exchanges: each is believed wherever its name is the one that is
    /// asked for, so that exchanges whose certificates carry the same name can
    /// stand in for each other. Use tls_pin to know one from the other. The
    /// same rule holds for the system's certificates.
    pub tls_ca_file: *const c_char,
    /// NULL: none. The SHA-256 digest of the exchange's certificate (DER) in
    /// hexadecimal, colons allowed. Replaces issuer, name and dates, and works
    /// for the X.509 v1 certificates that exchanges ship.
    pub tls_pin: *const c_char,
    /// NULL: the host. The name that the certificate must carry, for
    /// connections by address.
    pub tls_server_name: *const c_char,
    /// 1: believe ANY certificate. Whoever is between can then read and change
    /// everything, the secret included. For a first look on a bench only.
    pub tls_insecure: u32,
    /// 0: 10,000. Milliseconds for name, connection and TLS.
    pub connect_ms: u32,
    /// 0: 15,000. Milliseconds from there to the accepted login.
    pub login_ms: u32,
    /// 0: 10,000. Milliseconds for an action to be taken by the exchange.
    pub write_ms: u32,
    /// 0: 60,000; UINT32_MAX: no limit. Milliseconds from an action to the end
    /// of its answer. What has arrived when that is looked at counts, also where
    /// nobody received for longer.
    pub action_ms: u32,
    /// 0: what max_memory_bytes allows. Bytes of the largest packet that is read,
    /// from 64 up to 268,435,456.
    pub max_packet_bytes: u32,
    /// 0: what max_memory_bytes allows. Lines of the largest packet that is read,
    /// from 2 up to 1,048,576.
    pub max_headers: u32,
    /// 0: 32. Actions that can be in flight, up to 65,536.
    pub max_actions: u32,
    /// 0: what max_memory_bytes allows: a quarter of it for later, and for the
    /// answer what is free. Bytes of packets that are kept for later while
    /// amiwire_conn_call() waits, and as many of its answer; up to 268,435,456.
    /// Beyond it the oldest events are dropped: see AMIWIRE_WHAT_LOST.
    pub keep_bytes: u32,
    /// 1: send an action only when the one before has had its final answer.
    /// One that waits for its turn has no time limit yet: it counts from when the action
    /// is sent, so that a call may take the limits of those before it on top.
    pub one_at_a_time: u32,
    /// 0: none. Milliseconds of silence after which a Ping is sent. A whole
    /// packet breaks it, a line of the output of a Command, or 4096 bytes behind
    /// the Ping; single bytes do not. Without ping_ms and dead_ms a text whose end mark
    /// never comes keeps what is behind it back up to max_text_bytes.
    pub ping_ms: u32,
    /// 0: never. Milliseconds after that Ping until a peer that is still silent
    /// is dead. What has arrived counts, also where nobody received for longer.
    /// Neither counts while an action is in flight that keeps the exchange from
    /// answering, such as a Command: see `dead_after` of amiwire_session_options.
    pub dead_ms: u32,
    /// 0: do not connect again. Milliseconds, at most, before the first attempt
    /// to connect again. The delay doubles with each attempt, until a connection has
    /// lasted as long as that behind its login. Of each delay a random part, at most
    /// half, is left out.
    pub reconnect_first_ms: u32,
    /// 0: 60,000. Milliseconds, at most, before any attempt.
    pub reconnect_most_ms: u32,
    /// 0: no bound. How many attempts in a row may fail to log in. Each gives a notice,
    /// AMIWIRE_WHAT_ATTEMPT_FAILED.
    pub reconnect_attempts: u32,
    /// 1: keep user name and secret in memory until the connection is closed,
    /// to log in again after a reconnect.
    pub keep_secret: u32,
    /// NULL: none. Sees every packet in both directions, with secrets replaced
    /// by `***`: values of headers, settings, JSON members, variables and
    /// columns that are named like one, what stands between user and host, PINs
    /// of mailboxes. A packet for which there is no memory is not shown. Called
    /// by the thread that receives or sends, and maybe by two at once; must not
    /// use the connection nor leave by longjmp or an exception. `direction` is
    /// AMIWIRE_TRACE_.
    pub trace: Option<unsafe extern "C" fn(user: *mut c_void, direction: u32, packet: *const u8, size: usize)>,
    /// Handed to `trace`.
    pub trace_user: *mut c_void,
    /// NULL: none. Where amiwire_conn_open() writes what went wrong, when it
    /// fails, for a person: a text that ends in NUL, cut to `detail_size`. After
    /// that amiwire_conn_detail(NULL, &number) has it whole, and the operating
    /// system's error number.
    pub detail: *mut c_char,
    /// Bytes at `detail`.
    pub detail_size: usize,
    /// 0: 16,777,216 (16 MiB); UINT32_MAX: no bound. Bytes of the text of an old
    /// Command answer, read or skipped. At a longer one, which may have no end,
    /// the connection is cut with AMIWIRE_TEXT_TOO_LARGE.
    pub max_text_bytes: u32,
    /// 0: 8,388,608 (8 MiB), or as much as max_packet_bytes, max_headers and
    /// keep_bytes ask for together if that is more. The most bytes of memory for
    /// packets: the one that is being read, with 8 bytes for each of its lines, those
    /// that are kept for later while amiwire_conn_call() waits, and its answer, which
    /// leaves an eighth of it to the one that is being read; up to
    /// 268,435,456. Of this and max_packet_bytes, max_headers and keep_bytes the lower
    /// bound wins.
    ///
    /// A connection begins with 20 KiB for them. It takes more when a packet needs
    /// that, by doubling, and 136 KiB while much comes; a second after it was last
    /// needed it gives that back, if somebody receives. While it grows, what it had and
    /// what it gets exist together; a trace takes three times the size of the packet
    /// that it sees, as long as it sees that. What does not fit is refused with an
    /// error whose detail names the option to raise.
    ///
    /// What else a connection has never grows: 132 KiB for what is to be sent, 64 bytes
    /// for each of max_actions, the session, and with TLS about 50 KiB for that. An idle
    /// connection without TLS takes 172 KiB in all.
    pub max_memory_bytes: u32,
    /// 1: no OriginateResponse can reach this connection: its user has not the right
    /// to read the class `call`, the account has an `eventfilter`, or a Filter was
    /// sent. See amiwire_session_options.
    pub no_originate_response: u32,
    /// 1: the exchange sends no ActionIDs back: see amiwire_session_options.
    pub answers_without_id: u32,
    /// 1: an event mask may name classes that Asterisk does not know, such as
    /// `smscommand` of a gateway. Otherwise they are refused, so that a misspelt
    /// class is found.
    pub other_classes: u32,
    /// 1: any first line that ends in a version is a greeting: a name, a slash, and
    /// one word that begins with a digit, such as `Some PBX/1.0`.
    pub any_banner: u32,
}
