//! Server
//!
//! The other half of a connection: for programs that are an exchange, or stand
//! between one and its clients. Accept a connection, make a reader with
//! AMIWIRE_LINES_TYPED over what comes (people type) and without a greeting,
//! and a server over what goes. A turn is as that of a session: send what
//! amiwire_server_transmit() shows and tell how much by amiwire_server_sent();
//! receive into the reader; hand every packet to amiwire_server_handle(); when
//! the time of amiwire_server_deadline() has come, call
//! amiwire_server_handle_timeout(). When the phase is AMIWIRE_SERVER_CLOSING
//! and nothing is left to be sent, shut down and close.
//!
//! The server greets, gives the challenge, refuses what comes before the login
//! and what is no request, and says goodbye. Logins and actions are left to
//! you. What an answer may not hold is refused here as everywhere; what has no
//! room in the queue is refused whole.

use core::ffi::{c_char, c_void};

use super::arguments::{aligned, check, code, given, given_mut, lent, optional_text, put, room_for, sized, text};
use super::packet::{amiwire_packet, packet};
use super::slice::{Fields, amiwire_field, amiwire_slice, something};
use crate::Status;
use crate::error::Error;
use crate::packet::Packet;
use crate::session::server::{Asked, Options, Phase, Request, Server, check_greeting, field, request};

/// Bytes of memory that are enough for a server, in this version and later
/// ones of the same soname; amiwire_server_size() tells how many this one
/// needs.
pub const AMIWIRE_SERVER_STORAGE: usize = 256;

/// Greeted, not logged in.
pub const AMIWIRE_SERVER_GREETED: u32 = 1;
/// Logged in.
pub const AMIWIRE_SERVER_LOGGED_IN: u32 = 2;
/// To be closed when all is sent.
pub const AMIWIRE_SERVER_CLOSING: u32 = 3;

/// A login: amiwire_server_admit() or amiwire_server_refuse().
pub const AMIWIRE_ASKED_LOGIN: u32 = 1;
/// An action of somebody who is logged in: amiwire_server_respond().
pub const AMIWIRE_ASKED_ACTION: u32 = 2;
/// The challenge was asked for, and given.
pub const AMIWIRE_ASKED_CHALLENGE: u32 = 3;
/// A challenge was asked for that is unknown or not offered, and was refused.
pub const AMIWIRE_ASKED_BAD_AUTH_TYPE: u32 = 4;
/// A second login, which changed nothing.
pub const AMIWIRE_ASKED_ALREADY_IN: u32 = 5;
/// A logoff: goodbye was said.
pub const AMIWIRE_ASKED_LOGOFF: u32 = 6;
/// An action before the login was refused.
pub const AMIWIRE_ASKED_NOT_ALLOWED: u32 = 7;
/// A request without an action was refused.
pub const AMIWIRE_ASKED_MISSING_ACTION: u32 = 8;

const _: () = assert!(Asked::Login as u32 == AMIWIRE_ASKED_LOGIN && Asked::Action as u32 == AMIWIRE_ASKED_ACTION);
const _: () = assert!(Asked::Logoff as u32 == AMIWIRE_ASKED_LOGOFF && Asked::MissingAction as u32 == 8);
const _: () = assert!(Phase::Greeted as u32 == AMIWIRE_SERVER_GREETED && Phase::Closing as u32 == 3);

/// How a server behaves.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_server_options {
    /// sizeof(amiwire_server_options).
    pub struct_size: u32,
    /// 0.
    pub reserved: u32,
    /// The version in the greeting; NULL for `2.7.0`, which a UCM6XXX says.
    /// Used by amiwire_server_init() only.
    pub version: *const c_char,
    /// Nanoseconds from the connection to the accepted login; 0 for the 30
    /// seconds that servers give, UINT64_MAX for no limit.
    pub login_limit: u64,
    /// The challenge for MD5 logins: a random number for each connection, read
    /// as the seed of a session is. 0 for none: then MD5 logins are refused. A key
    /// that was good once is good again for the same challenge, so that one number
    /// for all connections lets in whoever overheard a login.
    pub challenge: u64,
}

/// The server's half of a connection, in memory of yours.
pub struct amiwire_server {
    server: Server<&'static mut [u8]>,
}

const _: () = assert!(size_of::<amiwire_server>() <= AMIWIRE_SERVER_STORAGE);

/// What a request asks for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_request {
    /// AMIWIRE_ASKED_.
    pub asked: u32,
    /// 0.
    pub reserved: u32,
    /// The action's name as the client spelt it; of a login its user's name,
    /// to be compared without regard to ASCII case. Lives as long as the
    /// packet.
    pub name: amiwire_slice,
    /// The event mask of a login; its `ptr` is NULL if it has none.
    pub events: amiwire_slice,
}

impl amiwire_request {
    fn of(asked: Asked, packet: &Packet<'_>) -> Self {
        let slice = |bytes: Option<&[u8]>| bytes.map_or(amiwire_slice::EMPTY, amiwire_slice::of);
        let (name, events) = match request(packet) {
            Request::Login(login) => (Some(login.username), login.events),
            Request::Action { name } => (Some(name), None),
            _ => (field(packet, b"Action"), None),
        };
        amiwire_request { asked: asked as u32, reserved: 0, name: slice(name), events: slice(events) }
    }
}

/// How many bytes of memory a server needs, besides the queue.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_server_size() -> usize {
    size_of::<amiwire_server>()
}

/// What that memory must be aligned to.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_server_align() -> usize {
    align_of::<amiwire_server>()
}

/// Makes a server in `memory`, of `memory_size` bytes, for a connection that
/// was just accepted, and gives it in `*server`. The greeting is in the queue,
/// which holds the bytes to send. Both are yours and stay lent until the server
/// is no longer used; there is nothing to be freed. `options` may be NULL: then
/// there is no challenge, and MD5 logins are refused. `now` is the time in
/// nanoseconds of a clock that does not go backwards.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_NO_ROOM for a queue that does not hold
/// the greeting, AMIWIRE_VALUE_BAD_BYTE for a version that is no line,
/// AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, and nobody else uses
/// that memory as long as the server is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_init(
    memory: *mut c_void,
    memory_size: usize,
    queue: *mut u8,
    queue_size: usize,
    options: *const amiwire_server_options,
    now: u64,
    server: *mut *mut amiwire_server,
) -> i32 {
    // SAFETY: as for this function; a server needs no dropping.
    unsafe {
        let made = || -> Result<(), Status> {
            let out = given_mut(server)?;
            *out = core::ptr::null_mut();
            let place = room_for::<amiwire_server>(memory, memory_size)?;
            let mut version = None;
            let mut own = Options::default();
            if !options.is_null() {
                let options = sized(options, 4)?;
                version = optional_text(options.version);
                own.challenge = Some(options.challenge).filter(|challenge| *challenge != 0);
                own.login = match options.login_limit {
                    0 => own.login,
                    u64::MAX => 0,
                    limit => limit,
                };
            }
            let version = version.unwrap_or(b"2.7.0");
            // Before a byte of the queue is written.
            check(queue, queue_size)?;
            check_greeting(version, queue_size).map_err(|error| error.status)?;
            let server = Server::new(lent(queue, queue_size)?, version, &own, now);
            place.write(amiwire_server { server: server.map_err(|error| error.status)? });
            *out = place;
            Ok(())
        };
        code(made())
    }
}

/// How far the client has come: AMIWIRE_SERVER_; 0 for NULL. A wrong argument
/// gives 0.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_phase(server: *const amiwire_server) -> u32 {
    // SAFETY: as for this function.
    unsafe { given(server) }.map_or(0, |server| server.server.phase() as u32)
}

/// Takes a request and tells what it is. AMIWIRE_ASKED_LOGIN and
/// AMIWIRE_ASKED_ACTION are yours to answer; everything else is answered.
///
/// Returns AMIWIRE_OK; AMIWIRE_OUT_QUEUE_FULL or AMIWIRE_NO_ROOM if the answer
/// has no room: nothing has happened, send and hand the packet over again;
/// AMIWIRE_BAD_STATE when closing; AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); the packet is as it was
/// given out; `request` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_handle(
    server: *mut amiwire_server,
    packet: *const amiwire_packet,
    now: u64,
    request: *mut amiwire_request,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, place) = (given_mut(server)?, given_mut(request)?);
            let packet = self::packet(packet)?;
            let asked = server.server.handle(&packet, now).map_err(|error| error.status)?;
            *place = amiwire_request::of(asked, &packet);
            Ok(())
        })())
    }
}

/// The value of a field of a request as a server reads it: the first header of
/// that name, without regard to ASCII case, all blanks before its value
/// skipped. Lives as long as the packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The packet is as it was given out; `name` is NULL or ends in NUL; `value` is
/// NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_field(
    packet: *const amiwire_packet,
    name: *const c_char,
    value: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (packet, name, place) = (self::packet(packet)?, text(name)?, given_mut(value)?);
            *place = amiwire_slice::of(field(&packet, name).ok_or(Status::NotFound)?);
            Ok(())
        })())
    }
}

/// Answers a login: tries `secret`, which is that of the user it names, by the
/// secret itself or by the key of the challenge, in a time that does not tell
/// where they differ. A secret that is wrong, or empty, ends the connection as
/// amiwire_server_refuse() does. `*admitted` gets 1 if the client is in, else
/// 0; `admitted` may be NULL.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT if the packet is no login,
/// AMIWIRE_BAD_STATE if there was one, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); the packet is as it was
/// given out; `secret` is NULL or ends in NUL; `admitted` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_admit(
    server: *mut amiwire_server,
    packet: *const amiwire_packet,
    secret: *const c_char,
    admitted: *mut u32,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, packet, secret) = (given_mut(server)?, self::packet(packet)?, text(secret)?);
            aligned(admitted)?;
            let done = server.server.admit(&packet, secret).map_err(|error| error.status)?;
            put(admitted, u32::from(done));
            Ok(())
        })())
    }
}

/// Refuses a login without a word on why, as for a user that is not known. The
/// connection is closing then.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE when closing, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_NO_ROOM, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); the packet is as it was
/// given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_refuse(server: *mut amiwire_server, packet: *const amiwire_packet) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, packet) = (given_mut(server)?, self::packet(packet)?);
            server.server.refuse(&packet).map_err(|error| error.status)
        })())
    }
}

/// Queues the response to a request: `outcome`, such as `Success` or `Error`,
/// the request's ActionID in second place, and the fields. A list begins with a
/// field `EventList` of the value `start`. `*refused` gets the number of the
/// refused header, the first line being 0.
///
/// Returns AMIWIRE_OK, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM if the whole
/// queue is too small, AMIWIRE_BAD_STATE when closing, AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_BAD_ARGUMENT for `Follows`, which would
/// announce raw text, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); the packet is as it was
/// given out; the other pointers are NULL or valid for the sizes given; texts
/// end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_respond(
    server: *mut amiwire_server,
    packet: *const amiwire_packet,
    outcome: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, packet) = (given_mut(server)?, self::packet(packet)?);
            let (outcome, fields) = (text(outcome)?, Fields::given(fields, count)?);
            aligned(refused)?;
            told(server.server.respond(&packet, outcome, fields.pairs()), refused)
        })())
    }
}

/// Queues an event: one of the answer to a request, with its ActionID in second
/// place. `packet` may be NULL: a broadcast. Whether the client may see
/// it, and has asked for it, is for you to know.
///
/// Returns AMIWIRE_OK, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM if the whole
/// queue is too small, AMIWIRE_BAD_STATE when closing, AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_BAD_ARGUMENT, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// As for amiwire_server_respond().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_event(
    server: *mut amiwire_server,
    packet: *const amiwire_packet,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let server = given_mut(server)?;
            let of = if packet.is_null() { None } else { Some(self::packet(packet)?) };
            let (name, fields) = (text(name)?, Fields::given(fields, count)?);
            aligned(refused)?;
            told(server.server.event(of.as_ref(), name, fields.pairs()), refused)
        })())
    }
}

/// The status of an outcome, and the number of the header that was refused.
///
/// # Safety
/// `refused` is NULL or valid.
unsafe fn told(outcome: Result<(), Error>, refused: *mut usize) -> Result<(), Status> {
    outcome.map_err(|error| {
        // SAFETY: as for this function.
        unsafe { put(refused, error.header as usize) };
        error.status
    })
}

/// The bytes to send now. They live until the next call on this server.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if there are none,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); `bytes` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_transmit(server: *const amiwire_server, bytes: *mut amiwire_slice) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, place) = (given(server)?, given_mut(bytes)?);
            *place = something(server.server.transmit()).ok_or(Status::NoEvent)?;
            Ok(())
        })())
    }
}

/// Says that the first `n` of those bytes were sent. They are wiped.
///
/// Returns AMIWIRE_OK, AMIWIRE_COMMIT_TOO_LARGE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_sent(server: *mut amiwire_server, n: usize) -> i32 {
    // SAFETY: as for this function.
    let server = unsafe { given_mut(server) };
    code(server.and_then(|server| server.server.sent(n).map_err(|error| error.status)))
}

/// When amiwire_server_handle_timeout() is to be called.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if no time limit runs,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init(); `deadline` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_deadline(server: *const amiwire_server, deadline: *mut u64) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (server, place) = (given(server)?, given_mut(deadline)?);
            *place = server.server.deadline().ok_or(Status::NoEvent)?;
            Ok(())
        })())
    }
}

/// Lets time pass: a client that has not logged in in time is not waited for
/// any longer, and the phase is AMIWIRE_SERVER_CLOSING. To call too early does
/// nothing. Read what has arrived first: a login that was not read yet counts as
/// missing.
///
/// Returns AMIWIRE_OK if that was so just now, AMIWIRE_NO_EVENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `server` is NULL or from amiwire_server_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_server_handle_timeout(server: *mut amiwire_server, now: u64) -> i32 {
    // SAFETY: as for this function.
    let server = unsafe { given_mut(server) };
    code(server.and_then(|server| server.server.handle_timeout(now).then_some(()).ok_or(Status::NoEvent)))
}
