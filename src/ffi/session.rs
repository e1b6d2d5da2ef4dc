//! Session
//!
//! Who answers whom, without a socket and without a clock: greeting, login,
//! actions in flight and their answers, time limits, keepalive, reconnecting.
//! For those who have an event loop of their own; others find all of it inside
//! the connector, below.
//!
//! A turn is: send what amiwire_session_transmit() shows and tell how much by
//! amiwire_session_sent(); receive into a reader and call
//! amiwire_session_heard(), which says if this is no manager; take packets, with amiwire_session_announce() before
//! each, and hand them to amiwire_session_handle(); when the time of amiwire_session_deadline() has
//! come, read what has arrived, and then call amiwire_session_handle_timeout()
//! until it gives none. Time is nanoseconds of a clock that does not go backwards;
//! where it does, it is taken to stand still.
//!
//! When the connection has ended, call amiwire_session_cut(); then
//! amiwire_session_handle_timeout() tells of each action that was in flight
//! what is known of it, and, if you asked for it, when to connect again. Then
//! call amiwire_session_connected() and amiwire_reader_reset(), and go on with
//! greeting and login.
//!
//! Every action that was taken has exactly one outcome whose `last` is 1, or none
//! if amiwire_session_give_up() ended it.

use core::ffi::{c_char, c_void};

use super::arguments::{aligned, check, code, given, given_mut, lent, optional_text, put, room_for, sized, text};
use super::outcome::amiwire_outcome;
use super::packet::{amiwire_packet, packet};
use super::slice::{Fields, amiwire_field, amiwire_slice, something};
use crate::Status;
use crate::session::{ActionOptions, List, Options, Reconnect, Session, Slot};

/// Bytes of memory that are enough for a session, in this version and later
/// ones of the same soname. They must be aligned as a uint64_t is:
/// amiwire_session_memory is.
pub const AMIWIRE_SESSION_STORAGE: usize = 1024;

/// Place for one action in flight. What is in it is the library's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_slot {
    /// For the library.
    pub state: [u64; 8],
}

const _: () = assert!(size_of::<Slot>() == size_of::<amiwire_slot>());
const _: () = assert!(align_of::<Slot>() == align_of::<amiwire_slot>());

/// How a session behaves. Times are nanoseconds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_session_options {
    /// sizeof(amiwire_session_options).
    pub struct_size: u32,
    /// 1 if an action is to be sent only when the one before has had its final
    /// answer. Its time limit counts from when it is sent.
    pub one_at_a_time: u32,
    /// From the connection to the accepted login; 0 for the 30 seconds that
    /// servers give, UINT64_MAX for no limit.
    pub login_limit: u64,
    /// From the sending of an action to the end of its answer; 0 for a minute,
    /// UINT64_MAX for no limit.
    pub action_limit: u64,
    /// The silence after which a Ping is sent; 0 for no Ping. What breaks it is
    /// said at amiwire_session_heard().
    pub ping_after: u64,
    /// How long after that Ping a peer that is still silent is dead; 0 for
    /// never.
    ///
    /// Neither counts while an action is in flight that keeps the exchange from
    /// answering: Command, WaitEvent, an Originate without Async, Reload, ModuleLoad,
    /// QueueReload, UpdateConfig, LoggerRotate and DAHDIRestart (`DAHDI Restart`), or
    /// one with `blocks` of amiwire_action_options. Then only the action's own time limit counts. One
    /// without a limit holds the Ping back for `action_limit`, or for a minute if
    /// that is UINT64_MAX, too. No other action holds it back.
    pub dead_after: u64,
    /// A random number: getrandom(&options.seed, sizeof options.seed, 0), or
    /// getentropy(), or 8 bytes of /dev/urandom. Of it, of the first `now` and of
    /// where the memory lies the key is made by which the ActionIDs are computed; so
    /// is the jitter of the delays. Users of the exchange may write events, and who
    /// can guess an ActionID can forge the answer to an action; the ActionID of one
    /// tag shows none of another. With 0, which NULL options
    /// have, ActionIDs are harder to guess on a machine that places memory at
    /// random, but two sessions made in the same memory at the same `now` have
    /// the same ones. Only a random seed protects.
    pub seed: u64,
    /// The longest delay before the first attempt to connect again; it doubles
    /// with each attempt, and of each a random part, at most half, is left
    /// out. 0 for no reconnecting.
    pub reconnect_first: u64,
    /// The longest delay before any attempt; 0 for a minute.
    pub reconnect_most: u64,
    /// How many attempts in a row may fail; 0 for no bound.
    pub reconnect_attempts: u32,
    /// 1 if no OriginateResponse can reach this session: its user has not the right
    /// to read the class `call`, the account has an `eventfilter`, or a Filter was
    /// sent. A session cannot see these. An Originate with Async is then over with
    /// its response, AMIWIRE_WHAT_STARTED, as it is by itself where the event mask
    /// leaves out the class `call`. Without this it would hold its place up to its
    /// time limit.
    pub no_originate_response: u32,
    /// 1 if the exchange sends no ActionIDs back, or not always: an answer without one
    /// then belongs to the action that was sent first of those without an answer.
    /// Gateways need no such word where not even the answer to their login has an
    /// ActionID: as long as none comes back, the session takes an answer without one
    /// for that of the action in flight, but only with one in flight: set this or
    /// one_at_a_time to send several. On any other connection such an answer is
    /// AMIWIRE_WHAT_UNCLAIMED, since whoever can put a line end into a value can forge
    /// one. Do not set this for an Asterisk.
    pub answers_without_id: u32,
    /// 1 if an event mask may name classes that Asterisk does not know, as those
    /// of gateways (`smscommand`). Otherwise they are refused, so that a misspelt
    /// class is found.
    pub other_classes: u32,
}

/// What is particular about one action. All zero is an ordinary one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_action_options {
    /// sizeof(amiwire_action_options).
    pub struct_size: u32,
    /// 1: no OriginateResponse of this action can reach this session, or nobody
    /// waits for it, so that it is over with its response, AMIWIRE_WHAT_STARTED.
    /// Of other actions than an Originate with Async it says nothing.
    pub no_originate_response: u32,
    /// The time limit in nanoseconds: 0 for that of the session or connection,
    /// UINT64_MAX for none.
    pub limit: u64,
    /// 1: it keeps the exchange from answering anything else. Only its own limit
    /// counts then, and none for a Ping and its answer. The actions that `dead_after`
    /// of amiwire_session_options names need not say so. Say it of a Getvar or Setvar of a
    /// function that takes long (CURL, SHELL, ODBC_…), and of slow actions that are
    /// not Asterisk's own.
    pub blocks: u32,
    /// 0.
    pub reserved: u32,
    /// NULL, or the name of the event that ends the list with which this action is
    /// answered, where no table has it; other names that end in Complete are items
    /// then. If it is empty, the first item is the last. At most 80 bytes, without
    /// colons, control characters, and blanks at its edges. Any response but an Error
    /// begins the list, so a plain Success without items behind it leaves the action
    /// in flight up to its time limit.
    pub list_completion: *const c_char,
    /// NULL, or the names of that list's items, joined by commas, for whoever reads
    /// the program. Only list_completion counts: all events with the action's ActionID
    /// are items, and no others.
    pub list_items: *const c_char,
}

/// The client's half of a connection, in memory of yours.
pub struct amiwire_session {
    pub(super) session: Session<&'static mut [Slot], &'static mut [u8]>,
}

const _: () = assert!(size_of::<amiwire_session>() <= AMIWIRE_SESSION_STORAGE);
const _: () = assert!(align_of::<amiwire_session>() <= align_of::<u64>());

/// Makes a session in `memory`, of `memory_size` bytes, and gives it in
/// `*session`. As many actions can be in flight as there are slots; the queue
/// holds the bytes to send, and 2 KiB take any ordinary action. All three are
/// yours and stay lent until the session is no longer used; there is nothing
/// to be freed. `options` may be NULL: the usual time limits, and the
/// seed 0: set a random `seed`. `now` is the time.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, and nobody else uses
/// that memory as long as the session is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_init(
    memory: *mut c_void,
    memory_size: usize,
    slots: *mut amiwire_slot,
    slot_count: usize,
    queue: *mut u8,
    queue_size: usize,
    options: *const amiwire_session_options,
    now: u64,
    session: *mut *mut amiwire_session,
) -> i32 {
    // SAFETY: as for this function; a session needs no dropping, and a slot of
    // zeroes is a free one.
    unsafe {
        let made = || -> Result<(), Status> {
            let out = given_mut(session)?;
            *out = core::ptr::null_mut();
            let place = room_for::<amiwire_session>(memory, memory_size)?;
            let options = match options.is_null() {
                true => Options::default(),
                false => self::options(sized(options, 4)?),
            };
            // Both before a byte of either is written.
            check(queue, queue_size)?;
            let slots = lent(slots.cast::<Slot>(), slot_count)?;
            let session = Session::new(slots, lent(queue, queue_size)?, options, now);
            place.write(amiwire_session { session });
            *out = place;
            Ok(())
        };
        code(made())
    }
}

fn options(given: amiwire_session_options) -> Options {
    let ordinary = Options::default();
    let limit = |given: u64, ordinary: u64| match given {
        0 => ordinary,
        u64::MAX => 0,
        limit => limit,
    };
    Options {
        login: limit(given.login_limit, ordinary.login),
        action: limit(given.action_limit, ordinary.action),
        ping: given.ping_after,
        dead: given.dead_after,
        one_at_a_time: given.one_at_a_time != 0,
        seed: given.seed,
        reconnect: Reconnect {
            first: given.reconnect_first,
            most: given.reconnect_most,
            attempts: given.reconnect_attempts,
        },
        no_originate_response: given.no_originate_response != 0,
        answers_without_id: given.answers_without_id != 0,
        other_classes: given.other_classes != 0,
    }
}

/// The time limit of one action; none for that of the options.
fn limit_of(limit: u64) -> Option<u64> {
    match limit {
        0 => None,
        u64::MAX => Some(0),
        limit => Some(limit),
    }
}

/// What is particular about one action; nothing for NULL.
///
/// # Safety
/// The pointer is NULL or leads to such options; texts end in NUL.
pub(super) unsafe fn action_options<'a>(given: *const amiwire_action_options) -> Result<ActionOptions<'a>, Status> {
    if given.is_null() {
        return Ok(ActionOptions::default());
    }
    // SAFETY: as for this function.
    unsafe {
        let given = sized(given, 4)?;
        let items = optional_text(given.list_items).unwrap_or_default();
        Ok(ActionOptions {
            limit: limit_of(given.limit),
            no_originate_response: given.no_originate_response != 0,
            blocks: given.blocks != 0,
            list: optional_text(given.list_completion).map(|completion| List { items, completion }),
        })
    }
}

/// As amiwire_conn_send(): 0 is no action, the upper half is that of calls.
fn check_tag(tag: u64) -> Result<(), Status> {
    if tag == 0 || tag >> 63 != 0 { Err(Status::BadArgument) } else { Ok(()) }
}

/// Queues an action.
///
/// # Safety
/// `refused` is NULL or valid, and was checked.
unsafe fn submit<'f>(
    session: &mut Session<&'static mut [Slot], &'static mut [u8]>,
    tag: u64,
    name: &[u8],
    fields: impl IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    options: &ActionOptions<'_>,
    now: u64,
    refused: *mut usize,
) -> Result<(), Status> {
    check_tag(tag)?;
    session.submit_as(tag, name, fields, options, now).map_err(|error| {
        // SAFETY: as for this function.
        unsafe { put(refused, error.header as usize) };
        error.status
    })
}

/// How far the session has come: AMIWIRE_PHASE_; 0 for NULL. A wrong argument
/// gives 0.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_phase(session: *const amiwire_session) -> u32 {
    // SAFETY: as for this function.
    unsafe { given(session) }.map_or(0, |session| session.session.phase() as u32)
}

/// The version in the greeting, such as `2.7.0`: a hint only, since many
/// releases share one. Empty before the greeting. Lives as long as the session.
/// A wrong argument gives an empty slice.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_version(session: *const amiwire_session) -> amiwire_slice {
    // SAFETY: as for this function.
    let session = unsafe { given(session) };
    session.map_or(amiwire_slice::EMPTY, |session| amiwire_slice::of(session.session.version()))
}

/// How many actions are in flight; 0 for NULL. A wrong argument gives 0.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_in_flight(session: *const amiwire_session) -> usize {
    // SAFETY: as for this function.
    unsafe { given(session) }.map_or(0, |session| session.session.in_flight())
}

/// Queues a plain login. `events` is the event mask. `events` may be NULL: the mask
/// that this session last asked for, or else the server's own. The secret goes over
/// the wire as it is, and is wiped from the queue once sent: use TLS, or the
/// challenge.
///
/// A mask is `on`, `off`, `all`, or names of classes joined by commas. Letters may
/// be capitals and blanks may stand around the commas: the mask is sent in lower
/// case and without blanks. Everything else is refused, since servers would make
/// something else of it: an empty mask or item, a number, one of those three words
/// among others, an unknown class. With `other_classes` of the options, classes
/// that Asterisk does not know pass. To send a mask as it is, submit the action
/// Events.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE before the greeting or after a login,
/// AMIWIRE_BAD_ARGUMENT for such a mask, and for one of more than 128 bytes as it is
/// sent (only the detail of a connection names the wrong class),
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_NO_ROOM,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); the texts are NULL or end
/// in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_login(
    session: *mut amiwire_session,
    username: *const c_char,
    secret: *const c_char,
    events: *const c_char,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let session = given_mut(session)?;
            let done = session.session.login(text(username)?, text(secret)?, optional_text(events));
            done.map_err(|error| error.status)
        })())
    }
}

/// Queues the request for a challenge, for an MD5 login.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE, AMIWIRE_NO_ROOM,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_challenge(session: *mut amiwire_session) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.and_then(|session| session.session.challenge().map_err(|error| error.status)))
}

/// Queues the MD5 login with the challenge that was given. The secret itself
/// is neither sent nor kept. `events` may be NULL; otherwise as
/// amiwire_session_login().
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE without a challenge,
/// AMIWIRE_BAD_ARGUMENT, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_NO_ROOM, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); the texts are NULL or end
/// in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_login_md5(
    session: *mut amiwire_session,
    username: *const c_char,
    secret: *const c_char,
    events: *const c_char,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let session = given_mut(session)?;
            let done = session.session.login_md5(text(username)?, text(secret)?, optional_text(events));
            done.map_err(|error| error.status)
        })())
    }
}

/// Asks for other events; the mask is as for amiwire_session_login(). It is
/// asked for again after a reconnect. The answer comes as AMIWIRE_WHAT_OWN.
///
/// With a mask that leaves out the class `call` no OriginateResponse comes any
/// more: each Originate with Async that was started and is in flight then ends as
/// AMIWIRE_WHAT_STARTED, and so does each later one.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_BAD_ARGUMENT as for
/// amiwire_session_login(), AMIWIRE_NO_ROOM, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `mask` is NULL or ends in
/// NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_set_events(session: *mut amiwire_session, mask: *const c_char) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let session = given_mut(session)?;
            session.session.set_events(text(mask)?).map_err(|error| error.status)
        })())
    }
}

/// Ends an action of which no more is wanted, for instance since there is no room
/// for the rest of its answer. Its place is free at once, no outcome of it comes any
/// more, and what still comes of its answer is AMIWIRE_WHAT_EXTRA. The exchange is
/// told nothing: an action that is queued is sent all the same, and what it does, it
/// does. As after a time limit, better give its tag to no other action.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if no action of that tag is in flight,
/// AMIWIRE_BAD_ARGUMENT for a tag that no action can have, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_give_up(session: *mut amiwire_session, tag: u64) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.and_then(|session| {
        check_tag(tag)?;
        session.session.give_up(tag).then_some(()).ok_or(Status::NoEvent)
    }))
}

/// Queues the logoff: nothing can be submitted any more. The exchange answers
/// what was submitted before, says goodbye and closes.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NO_ROOM,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_logoff(session: *mut amiwire_session) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.and_then(|session| session.session.logoff().map_err(|error| error.status)))
}

/// Queues an action. Its answer comes back with `tag`, a number above 0 and
/// below 2^63 which no other action in flight may have: 0 is that of packets
/// that belong to no action, and tags from 2^63 on are those of
/// amiwire_conn_call(). A `tag` outside of that is an AMIWIRE_BAD_ARGUMENT. The
/// session gives the ActionID. Names may repeat; for `Variable` see
/// amiwire_write_variable(). `limit` is the time limit of this action: 0 for
/// that of the options, UINT64_MAX for none. Nothing is queued if the action is
/// refused; `*refused` then gets the number of the refused header, the first
/// line being 0 and the ActionID 1.
///
/// A tag is free again with the action's last outcome. After a time limit or a
/// cut, better not use it for another action: what still comes of the old one
/// would be taken for the new one's. The same tag gives the same ActionID, and all
/// sessions of the exchange see that of an Originate with Async: better give its tag
/// to no other action.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT for another tag, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_ACTION_ID_GIVEN,
/// AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_NO_ROOM if the whole queue is too small, AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
/// AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_submit(
    session: *mut amiwire_session,
    tag: u64,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    limit: u64,
    now: u64,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let session = given_mut(session)?;
            let (name, fields) = (text(name)?, Fields::given(fields, count)?.pairs());
            aligned(refused)?;
            let limit = limit_of(limit);
            submit(
                &mut session.session,
                tag,
                name,
                fields,
                &ActionOptions { limit, ..ActionOptions::default() },
                now,
                refused,
            )
        })())
    }
}

/// amiwire_session_submit() with what is particular about this action: begin with
/// AMIWIRE_ACTION_OPTIONS_INIT and set what differs. `options` may be NULL.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_BAD_ARGUMENT for another
/// tag, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE,
/// AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM,
/// AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
/// AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
/// AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_submit_as(
    session: *mut amiwire_session,
    tag: u64,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    options: *const amiwire_action_options,
    now: u64,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let session = given_mut(session)?;
            let (name, fields) = (text(name)?, Fields::given(fields, count)?.pairs());
            aligned(refused)?;
            let options = action_options(options)?;
            submit(&mut session.session, tag, name, fields, &options, now, refused)
        })())
    }
}

/// Tells what a packet means. Hand over every packet of the connection's
/// reader, in order.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_BANNER if the first packet is no greeting:
/// the peer is no manager; AMIWIRE_BAD_STATE after the connection was cut;
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); the packet is as it was
/// given out; `outcome` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_handle(
    session: *mut amiwire_session,
    packet: *const amiwire_packet,
    now: u64,
    outcome: *mut amiwire_outcome,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, place) = (given_mut(session)?, given_mut(outcome)?);
            let packet = self::packet(packet)?;
            *place = amiwire_outcome::of(session.session.handle(&packet, now).map_err(|error| error.status)?);
            Ok(())
        })())
    }
}

/// The bytes to send now. They live until the next call on this session.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if there are none,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `bytes` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_transmit(session: *const amiwire_session, bytes: *mut amiwire_slice) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, place) = (given(session)?, given_mut(bytes)?);
            *place = something(session.session.transmit()).ok_or(Status::NoEvent)?;
            Ok(())
        })())
    }
}

/// Says that the first `n` of those bytes were handed over. They are wiped.
///
/// What counts is not that they have arrived, but that they may: say so once TCP,
/// or your TLS, has taken them, and before amiwire_session_cut(); also of a write
/// that failed afterwards, or that you do not know enough about. TLS keeps a
/// record that it could not send, and sends it later. After a cut, an action whose
/// last byte was handed over is AMIWIRE_WHAT_UNKNOWN, and any other is
/// AMIWIRE_WHAT_UNSENT: so see to it that nothing leaves after a write that you
/// gave up.
///
/// Returns AMIWIRE_OK, AMIWIRE_COMMIT_TOO_LARGE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_sent(session: *mut amiwire_session, n: usize) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.and_then(|session| session.session.sent(n).map_err(|error| error.status)))
}

/// Whether the exchange has said that its start-up is over: 1 if so. Many users
/// never hear it: do not wait for it. A wrong argument gives 0.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_fully_booted(session: *const amiwire_session) -> u32 {
    // SAFETY: as for this function.
    unsafe { given(session) }.map_or(0, |session| u32::from(session.session.fully_booted()))
}
