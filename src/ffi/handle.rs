//! What stands behind an `amiwire_conn`: the connection, the guard that no
//! panic leaves, and the config turned into options.

use core::ffi::{c_char, c_void};
use std::boxed::Box;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::string::String;
use std::sync::{Arc, Mutex, OnceLock, TryLockError};
use std::time::Duration;
use std::vec::Vec;

use super::arguments::{given, given_mut, optional_text, or_code, sized};
use super::config::{AMIWIRE_LOGIN_MD5, AMIWIRE_LOGIN_PLAIN, AMIWIRE_TLS_OFF, AMIWIRE_TLS_ON, amiwire_conn_config};
use super::conn::amiwire_conn;
use super::detail::{self, Owner, c_text, keep};
use super::transport::{AMIWIRE_FOREVER, Brought, amiwire_transport};
use crate::Status;
use crate::limits::CONN_TEXT_BYTES;
use crate::net::{Connection, Deadline, Direction, Login, NetError, Options, Reconnect, Sender, Trace, Transport};

/// What is in an `amiwire_conn`.
pub(super) struct Handle {
    /// For those who send or interrupt while another thread receives.
    sender: Sender,
    own: Mutex<Connection>,
    /// The text of a panic, after which the connection is of no use any more.
    poisoned: OnceLock<String>,
    /// Whose details those of its calls are.
    owner: Owner,
}

/// Does something that may fail with a detail. A panic stays inside and leaves
/// the connection unusable.
///
/// # Safety
/// `conn` is NULL or leads to a connection.
unsafe fn guarded(conn: *const amiwire_conn, act: impl FnOnce(&Handle) -> Result<(), NetError>) -> i32 {
    // SAFETY: as for this function.
    let handle = match unsafe { given(conn) } {
        Ok(conn) => &conn.handle,
        Err(status) => return status.code(),
    };
    if let Some(why) = handle.poisoned.get() {
        return keep(Some(&handle.owner), NetError::with_detail(Status::Poisoned, why.as_str()));
    }
    match catch_unwind(AssertUnwindSafe(|| act(handle))) {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => keep(Some(&handle.owner), error),
        Err(panic) => {
            let why = handle.poisoned.get_or_init(|| panic_text(&*panic));
            keep(Some(&handle.owner), NetError::with_detail(Status::Panicked, why.as_str()))
        }
    }
}

/// What the receiving thread does.
///
/// # Safety
/// As for [`guarded`].
pub(super) unsafe fn enter(
    conn: *const amiwire_conn,
    act: impl FnOnce(&mut Connection) -> Result<(), NetError>,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        guarded(conn, |handle| match handle.own.try_lock() {
            Ok(mut own) => act(&mut own),
            Err(TryLockError::WouldBlock) => Err(NetError::new(Status::BadState)),
            Err(TryLockError::Poisoned(_)) => Err(NetError::new(Status::Poisoned)),
        })
    }
}

/// The same for what only looks, and leaves the detail of the last call that acted.
///
/// # Safety
/// As for [`guarded`].
pub(super) unsafe fn look(conn: *const amiwire_conn, act: impl FnOnce(&mut Connection) -> Result<(), NetError>) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let mut status = 0;
        let code = enter(conn, |own| {
            // Nothing that these report has a detail.
            status = act(own).map_or_else(|error| error.status.code(), |()| 0);
            Ok(())
        });
        if code == 0 { status } else { code }
    }
}

/// What only looks or wakes, also while another thread receives. A panic in it
/// leaves the connection as it was.
///
/// # Safety
/// As for [`guarded`].
pub(super) unsafe fn beside(conn: *const amiwire_conn, act: impl FnOnce(&Sender)) -> i32 {
    // SAFETY: as for this function.
    match unsafe { given(conn) } {
        Ok(conn) => {
            let done = catch_unwind(AssertUnwindSafe(|| act(&conn.handle.sender)));
            done.map_or(Status::Panicked.code(), |()| 0)
        }
        Err(status) => status.code(),
    }
}

/// What any thread may do at any time.
///
/// # Safety
/// As for [`guarded`].
pub(super) unsafe fn aside(conn: *const amiwire_conn, act: impl FnOnce(&Sender) -> Result<(), NetError>) -> i32 {
    // SAFETY: as for this function.
    unsafe { guarded(conn, |handle| act(&handle.sender)) }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a text").into()
}

/// Opens over a transport that C brought. Until the table is whole and the
/// arguments are there, whatever fails leaves the transport the caller's; from
/// then on it is closed when what holds it is dropped.
///
/// # Safety
/// The config's texts are NULL or end in NUL; `transport` is NULL or leads to a
/// valid table.
pub(super) unsafe fn over(
    config: &amiwire_conn_config,
    transport: *const amiwire_transport,
) -> Result<Connection, NetError> {
    // SAFETY: as for this function; null functions are a valid table.
    unsafe {
        let table = sized(transport, 4)?;
        credentials(config)?;
        let transport: Arc<dyn Transport> = Arc::new(Brought::new(table)?);
        Connection::over(transport, &options(config)?)
    }
}

/// Opens a connection to the host of the config.
///
/// # Safety
/// The config's texts are NULL or end in NUL.
pub(super) unsafe fn reach(config: &amiwire_conn_config) -> Result<Connection, NetError> {
    // SAFETY: as for this function.
    unsafe {
        let mut options = options(config)?;
        route(config, &mut options)?;
        match options.host {
            "" => Err(NetError::with_detail(Status::NullArgument, "host")),
            _ => Connection::open(&options),
        }
    }
}

/// Checks the arguments, opens, and gives the handle out.
///
/// # Safety
/// `config` is NULL or valid with its texts; `conn` is NULL or valid.
pub(super) unsafe fn opened(
    config: *const amiwire_conn_config,
    conn: *mut *mut amiwire_conn,
    open: impl FnOnce(&amiwire_conn_config) -> Result<Connection, NetError>,
) -> i32 {
    // SAFETY: as for this function.
    let place = or_code!(unsafe { given_mut(conn) });
    *place = core::ptr::null_mut();
    // SAFETY: as for this function.
    let config = or_code!(unsafe { sized(config, 4) });
    // No memory is that large, so that this is a mistake; nothing is written there.
    if config.detail_size > isize::MAX as usize {
        return Status::BadArgument.code();
    }
    // Every connection comes by here before anything of it can panic.
    silence();
    let made = catch_unwind(AssertUnwindSafe(|| {
        let connection = open(&config)?;
        let sender = connection.sender();
        boxed(amiwire_conn {
            handle: Handle { sender, own: Mutex::new(connection), poisoned: OnceLock::new(), owner: Owner::new() },
        })
    }));
    let error = match made {
        Ok(Ok(handle)) => {
            *place = handle;
            return 0;
        }
        Ok(Err(error)) => error,
        Err(panic) => NetError::with_detail(Status::Panicked, panic_text(&*panic)),
    };
    if !config.detail.is_null() && config.detail_size > 0 {
        let text = c_text(error.detail.clone());
        let text = text.to_bytes();
        let kept = text.len().min(config.detail_size - 1);
        // SAFETY: `detail_size` bytes may be written there, of which these are
        // the first.
        unsafe {
            core::ptr::copy_nonoverlapping(text.as_ptr(), config.detail.cast::<u8>(), kept);
            config.detail.add(kept).write(0);
        }
    }
    keep(None, error)
}

/// In memory of its own, which may be missing.
fn boxed(conn: amiwire_conn) -> Result<*mut amiwire_conn, NetError> {
    let mut one = Vec::new();
    one.try_reserve_exact(1).map_err(|_| Status::NoMemory)?;
    one.push(conn);
    Ok(Box::into_raw(one.into_boxed_slice()).cast())
}

/// User name and secret. A NULL secret is none at all, and no empty one.
///
/// # Safety
/// The config's texts are NULL or end in NUL, and stay as they are.
unsafe fn credentials<'a>(config: &amiwire_conn_config) -> Result<(&'a [u8], &'a [u8]), NetError> {
    // SAFETY: as for this function.
    let (username, secret) = unsafe { (optional_text(config.username), optional_text(config.secret)) };
    let username = username.unwrap_or_default();
    match secret {
        None if !username.is_empty() => Err(NetError::with_detail(Status::NullArgument, "secret")),
        secret => Ok((username, secret.unwrap_or_default())),
    }
}

/// A text of the config in UTF-8, if it is there.
///
/// # Safety
/// It is NULL or ends in NUL, and stays as it is.
unsafe fn utf8<'a>(pointer: *const c_char, what: &str) -> Result<Option<&'a str>, NetError> {
    // SAFETY: as for this function.
    match unsafe { optional_text(pointer) } {
        None => Ok(None),
        // Copies of it, and details that quote it, are no larger than that.
        Some(text) if text.len() > CONN_TEXT_BYTES => {
            Err(NetError::with_detail(Status::BadArgument, std::format!("{what} is too long")))
        }
        Some(text) => core::str::from_utf8(text)
            .map(Some)
            .map_err(|_| NetError::with_detail(Status::BadArgument, std::format!("{what} is not UTF-8"))),
    }
}

/// How the exchange is reached, which a transport of the caller's has done.
///
/// # Safety
/// As for [`options`].
unsafe fn route<'a>(config: &amiwire_conn_config, options: &mut Options<'a>) -> Result<(), NetError> {
    // SAFETY: as for this function.
    unsafe {
        options.host = utf8(config.host, "host")?.unwrap_or_default();
        options.local = utf8(config.local_address, "local_address")?.map(local_address).transpose()?;
    }
    options.port =
        u16::try_from(config.port).map_err(|_| NetError::with_detail(Status::BadArgument, "a port has 16 bits"))?;
    // SAFETY: as for this function.
    unsafe { trust(config, options) }
}

/// The options of any connection.
///
/// # Safety
/// The config's texts are NULL or end in NUL, and stay as they are.
unsafe fn options<'a>(config: &amiwire_conn_config) -> Result<Options<'a>, NetError> {
    // SAFETY: as for this function.
    let (username, secret) = unsafe { credentials(config)? };
    let mut options = Options::new("", username, secret);
    // SAFETY: as for this function.
    options.events = unsafe { optional_text(config.events) };
    options.login = login(config.login)?;
    let set = |limit: &mut Duration, milliseconds: u32| match milliseconds {
        0 => {}
        u32::MAX => *limit = Duration::MAX,
        milliseconds => *limit = Duration::from_millis(milliseconds.into()),
    };
    set(&mut options.connect_limit, config.connect_ms);
    set(&mut options.login_limit, config.login_ms);
    set(&mut options.write_limit, config.write_ms);
    match config.action_ms {
        u32::MAX => options.action_limit = Duration::ZERO,
        milliseconds => set(&mut options.action_limit, milliseconds),
    }
    let size = |size: &mut usize, given: u32| {
        if given != 0 {
            *size = given as usize;
        }
    };
    // Whether they are too large is judged where memory is asked for.
    size(&mut options.storage, config.max_packet_bytes);
    size(&mut options.headers, config.max_headers);
    size(&mut options.actions, config.max_actions);
    size(&mut options.keep, config.keep_bytes);
    options.text_bytes = super::reader::text_bytes(config.max_text_bytes);
    set(&mut options.ping_after, config.ping_ms);
    set(&mut options.dead_after, config.dead_ms);
    size(&mut options.memory, config.max_memory_bytes);
    options.no_originate_response = config.no_originate_response != 0;
    options.answers_without_id = config.answers_without_id != 0;
    options.other_classes = config.other_classes != 0;
    options.any_banner = config.any_banner != 0;
    options.one_at_a_time = config.one_at_a_time != 0;
    options.keep_secret = config.keep_secret != 0;
    if config.reconnect_first_ms != 0 {
        let most = if config.reconnect_most_ms == 0 { 60_000 } else { config.reconnect_most_ms };
        options.reconnect = Some(Reconnect {
            first: Duration::from_millis(config.reconnect_first_ms.into()),
            most: Duration::from_millis(most.into()),
            attempts: config.reconnect_attempts,
        });
    }
    options.trace = config.trace.map(|trace| traced(trace, config.trace_user));
    Ok(options)
}

/// A way to log in.
pub(super) fn login(login: u32) -> Result<Login, NetError> {
    match login {
        AMIWIRE_LOGIN_PLAIN => Ok(Login::Plain),
        AMIWIRE_LOGIN_MD5 => Ok(Login::Md5),
        _ => Err(NetError::with_detail(Status::BadArgument, "login is no AMIWIRE_LOGIN_")),
    }
}

/// The trace that C brought.
fn traced(trace: unsafe extern "C" fn(*mut c_void, u32, *const u8, usize), user: *mut c_void) -> Trace {
    struct User(*mut c_void);
    // SAFETY: handed through and never looked at; the header says that any
    // thread may call the trace.
    unsafe impl Send for User {}
    // SAFETY: as above.
    unsafe impl Sync for User {}
    impl User {
        fn get(&self) -> *mut c_void {
            self.0
        }
    }
    let user = User(user);
    Arc::new(move |direction: Direction, packet: &[u8]| {
        // SAFETY: the bytes are there for the call; the rest is the header's
        // demand on the function.
        unsafe { trace(user.get(), direction as u32, packet.as_ptr(), packet.len()) }
    })
}

/// What the config says of TLS.
///
/// # Safety
/// As for [`options`].
unsafe fn trust(config: &amiwire_conn_config, options: &mut Options<'_>) -> Result<(), NetError> {
    let wrong = |detail: &str| Err(NetError::with_detail(Status::BadArgument, detail));
    // SAFETY: as for this function.
    let (pin, ca_file, server_name) = unsafe {
        (
            utf8(config.tls_pin, "tls_pin")?,
            utf8(config.tls_ca_file, "tls_ca_file")?,
            utf8(config.tls_server_name, "tls_server_name")?,
        )
    };
    let insecure = config.tls_insecure != 0;
    let wanted = match config.tls {
        AMIWIRE_TLS_OFF => pin.is_some() || ca_file.is_some() || server_name.is_some() || insecure,
        AMIWIRE_TLS_ON => true,
        _ => return wrong("tls is no AMIWIRE_TLS_"),
    };
    if !wanted {
        return Ok(());
    }
    // Two answers to the question whom to believe are none.
    if [pin.is_some(), ca_file.is_some(), insecure].iter().filter(|given| **given).count() > 1 {
        return wrong("only one of tls_pin, tls_ca_file and tls_insecure can be set");
    }
    #[cfg(feature = "tls")]
    {
        use crate::net::tls::{Pin, TlsOptions, Trust};
        let trust = match (pin, ca_file) {
            (Some(pin), _) => Trust::Pin(Pin::parse(pin)?),
            (None, Some(file)) => Trust::CaFile(file.into()),
            (None, None) if insecure => Trust::Insecure,
            (None, None) => Trust::SystemRoots,
        };
        options.tls = Some(TlsOptions { server_name: server_name.map(String::from), ..TlsOptions::new(trust) });
        Ok(())
    }
    #[cfg(not(feature = "tls"))]
    {
        let _ = options;
        Err(NetError::with_detail(Status::NotBuilt, "this library was built without TLS"))
    }
}

/// An address, or an address with a port.
fn local_address(text: &str) -> Result<SocketAddr, NetError> {
    let address = text.parse::<IpAddr>().map(|address| SocketAddr::new(address, 0));
    address
        .or_else(|_| text.parse())
        .map_err(|_| NetError::with_detail(Status::BadArgument, "local_address is no address"))
}

/// Milliseconds of the caller's. A negative number but AMIWIRE_FOREVER is one
/// that was miscounted, and not a wait without end.
pub(super) fn deadline(wait_ms: i64) -> Result<Deadline, Status> {
    Ok(match wait_ms {
        0 => Deadline::Now,
        AMIWIRE_FOREVER => Deadline::Never,
        wait => Deadline::after(span(wait)?),
    })
}

/// Milliseconds above 0.
fn span(milliseconds: i64) -> Result<Duration, Status> {
    #[cfg(amiwire_contract_control = "wait")]
    let milliseconds = milliseconds.max(0);
    u64::try_from(milliseconds).map(Duration::from_millis).map_err(|_| Status::BadArgument)
}

/// A wait in milliseconds, rounded up so that it is never cut to none.
pub(super) fn milliseconds(wait: Duration) -> i64 {
    i64::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(i64::MAX)
}

/// The time limit of one action: none for the config's.
pub(super) fn limit(limit_ms: i64) -> Result<Option<Duration>, Status> {
    Ok(match limit_ms {
        0 => None,
        AMIWIRE_FOREVER => Some(Duration::ZERO),
        limit => Some(span(limit)?),
    })
}

/// The detail of this thread's last call, if it was on this connection; of its
/// last open for NULL.
///
/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn detail(conn: *const amiwire_conn) -> (*const c_char, i32) {
    // SAFETY: as for this function.
    detail::last(unsafe { given(conn) }.ok().map(|conn| &conn.handle.owner))
}

/// A call on the connection begins; with NULL one that opens.
///
/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn begin(conn: *const amiwire_conn) {
    // SAFETY: as for this function.
    detail::forget(unsafe { given(conn) }.ok().map(|conn| &conn.handle.owner));
}

/// # Safety
/// `conn` is NULL or leads to a connection that nobody else uses.
pub(super) unsafe fn close(conn: *mut amiwire_conn) {
    if !conn.is_null() && conn.is_aligned() {
        // SAFETY: as for this function; `opened` made it from a box.
        let conn = unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(conn, 1)) };
        // A panic here has nobody to be told to.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(conn)));
    }
}

/// In the C library std is our own copy, and its hook would print what the
/// status tells already: it is silenced. In a Rust program the hook is the
/// program's. `tools/library.sh` says which of the two this is.
fn silence() {
    #[cfg(amiwire_c_library)]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| std::panic::set_hook(Box::new(|_| ())));
    }
}

/// A panic in a connection, for the test that the C library tells it by a
/// status and prints nothing. Built only for that.
///
/// # Safety
/// `conn` is NULL or leads to a connection.
#[cfg(amiwire_panic_control)]
#[unsafe(no_mangle)]
unsafe extern "C" fn amiwire_control(conn: *const amiwire_conn) -> i32 {
    // SAFETY: as for this function.
    unsafe { enter(conn, |_| panic!("injected into the library")) }
}

#[cfg(test)]
mod tests;
