//! What stands behind an `amiwire_conn`: the connection, the guard that no
//! panic leaves, and the config turned into options.

use core::ffi::{c_char, c_int};
use std::boxed::Box;
use std::ffi::CString;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::string::String;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::time::Duration;

use super::arguments::{given, given_mut, optional_text, sized, text};
use super::conn::{
    AMIWIRE_LOGIN_MD5, AMIWIRE_LOGIN_PLAIN, AMIWIRE_TLS_OFF, AMIWIRE_TLS_ON, amiwire_conn, amiwire_conn_config,
};
use super::transport::{AMIWIRE_FOREVER, Brought, amiwire_transport};
use crate::Status;
use crate::net::{Connection, Deadline, Login, NetError, Options, Transport};

/// What is in an `amiwire_conn`.
pub(super) struct Handle {
    /// For those who interrupt while another thread is inside.
    transport: Arc<dyn Transport>,
    own: Mutex<Own>,
    poisoned: AtomicBool,
}

struct Own {
    connection: Connection,
    detail: CString,
    os_error: i32,
}

impl Own {
    fn keep(&mut self, error: NetError) -> i32 {
        self.detail = c_text(error.detail);
        self.os_error = error.os_error;
        error.status.code()
    }
}

fn c_text(text: String) -> CString {
    CString::new(text.replace('\0', "\\0")).unwrap_or_default()
}

/// Does something with a connection that may fail with a detail. A panic stays
/// inside and leaves the connection unusable.
///
/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn enter(
    conn: *const amiwire_conn,
    act: impl FnOnce(&mut Connection) -> Result<(), NetError>,
) -> i32 {
    // SAFETY: as for this function.
    let conn = match unsafe { given(conn) } {
        Ok(conn) => &conn.handle,
        Err(status) => return status.code(),
    };
    if conn.poisoned.load(Ordering::Acquire) {
        return Status::Poisoned.code();
    }
    let mut own = match conn.own.try_lock() {
        Ok(own) => own,
        Err(TryLockError::WouldBlock) => return Status::BadState.code(),
        Err(TryLockError::Poisoned(_)) => return Status::Poisoned.code(),
    };
    match catch_unwind(AssertUnwindSafe(|| act(&mut own.connection))) {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => own.keep(error),
        Err(panic) => {
            conn.poisoned.store(true, Ordering::Release);
            own.keep(NetError::with_detail(Status::Panicked, panic_text(&*panic)))
        }
    }
}

/// The same for what leaves the last detail alone.
///
/// # Safety
/// As for [`enter`].
pub(super) unsafe fn tell(conn: *const amiwire_conn, act: impl FnOnce(&mut Connection) -> Result<(), Status>) -> i32 {
    let mut answer = Ok(());
    // SAFETY: as for this function.
    let code = unsafe {
        enter(conn, |own| {
            answer = act(own);
            Ok(())
        })
    };
    match answer {
        Err(status) if code == 0 => status.code(),
        _ => code,
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a text").into()
}

/// The transport that C brought.
///
/// # Safety
/// It is NULL or leads to a valid table.
pub(super) unsafe fn brought(transport: *const amiwire_transport) -> Result<Arc<dyn Transport>, Status> {
    // SAFETY: as for this function; null functions are a valid table.
    let table = unsafe { sized(transport, 4)? };
    Ok(Arc::new(Brought::new(table)?))
}

/// Reads the config, opens, and gives the handle out.
///
/// # Safety
/// `config` is NULL or valid with its texts; `conn` is NULL or valid.
pub(super) unsafe fn opened(
    config: *const amiwire_conn_config,
    conn: *mut *mut amiwire_conn,
    open: impl FnOnce(&Options<'_>) -> Result<Connection, NetError>,
) -> i32 {
    // SAFETY: as for this function.
    let (config, place) = match unsafe { (sized(config, 4), given_mut(conn)) } {
        (Ok(config), Ok(place)) => (config, place),
        (Err(status), _) | (_, Err(status)) => return status.code(),
    };
    *place = core::ptr::null_mut();
    // Every connection comes by here before anything of it can panic.
    silence();
    let made = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: as for this function.
        let options = unsafe { options(&config)? };
        open(&options)
    }));
    let error = match made {
        Ok(Ok(connection)) => {
            let transport = Arc::clone(connection.transport());
            let own = Mutex::new(Own { connection, detail: CString::default(), os_error: 0 });
            *place = Box::into_raw(Box::new(amiwire_conn {
                handle: Handle { transport, own, poisoned: AtomicBool::new(false) },
            }));
            return 0;
        }
        Ok(Err(error)) => error,
        Err(panic) => NetError::with_detail(Status::Panicked, panic_text(&*panic)),
    };
    let status = error.status;
    if !config.detail.is_null() && config.detail_size > 0 {
        let text = c_text(error.detail);
        let text = text.to_bytes();
        let kept = text.len().min(config.detail_size - 1);
        // SAFETY: `detail_size` bytes may be written there, of which these are
        // the first.
        unsafe {
            core::ptr::copy_nonoverlapping(text.as_ptr(), config.detail.cast::<u8>(), kept);
            config.detail.add(kept).write(0);
        }
    }
    status.code()
}

/// # Safety
/// The config's texts are NULL or end in NUL, and stay as they are.
unsafe fn options<'a>(config: &amiwire_conn_config) -> Result<Options<'a>, NetError> {
    // SAFETY: as for this function.
    let utf8 = |pointer: *const c_char, what: &str| -> Result<Option<&'a str>, NetError> {
        // SAFETY: as for this function.
        match unsafe { optional_text(pointer) } {
            None => Ok(None),
            Some(text) => core::str::from_utf8(text)
                .map(Some)
                .map_err(|_| NetError::with_detail(Status::BadArgument, std::format!("{what} is not UTF-8"))),
        }
    };
    // A transport of the caller's needs no host.
    let host = utf8(config.host, "host")?.unwrap_or_default();
    // SAFETY: as for this function.
    let [username, secret] =
        [config.username, config.secret].map(|pointer| unsafe { text(pointer) }.unwrap_or_default());
    let mut options = Options::new(host, username, secret);
    options.port =
        u16::try_from(config.port).map_err(|_| NetError::with_detail(Status::BadArgument, "a port has 16 bits"))?;
    options.local = utf8(config.local_address, "local_address")?.map(local_address).transpose()?;
    // SAFETY: as for this function.
    options.events = unsafe { optional_text(config.events) };
    options.login = match config.login {
        AMIWIRE_LOGIN_PLAIN => Login::Plain,
        AMIWIRE_LOGIN_MD5 => Login::Md5,
        _ => return Err(NetError::with_detail(Status::BadArgument, "login is no AMIWIRE_LOGIN_")),
    };
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
    size(&mut options.storage, config.max_packet_bytes);
    size(&mut options.headers, config.max_headers);
    size(&mut options.actions, config.max_actions);
    trust(config, &mut options, utf8)?;
    Ok(options)
}

/// What the config says of TLS.
fn trust<'a>(
    config: &amiwire_conn_config,
    options: &mut Options<'a>,
    utf8: impl Fn(*const c_char, &str) -> Result<Option<&'a str>, NetError>,
) -> Result<(), NetError> {
    let wrong = |detail: &str| Err(NetError::with_detail(Status::BadArgument, detail));
    let pin = utf8(config.tls_pin, "tls_pin")?;
    let ca_file = utf8(config.tls_ca_file, "tls_ca_file")?;
    let server_name = utf8(config.tls_server_name, "tls_server_name")?;
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
        .map_err(|_| NetError::with_detail(Status::BadArgument, std::format!("local_address \"{text}\" is no address")))
}

/// Milliseconds of the caller's.
pub(super) fn deadline(wait_ms: i64) -> Deadline {
    match wait_ms {
        0 => Deadline::Now,
        AMIWIRE_FOREVER => Deadline::Never,
        wait => Deadline::after(Duration::from_millis(u64::try_from(wait).unwrap_or(0))),
    }
}

/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn interrupt(conn: *const amiwire_conn) -> i32 {
    // SAFETY: as for this function.
    match unsafe { given(conn) } {
        Ok(conn) => {
            let woken = catch_unwind(AssertUnwindSafe(|| conn.handle.transport.wake()));
            woken.map_or(Status::Panicked.code(), |()| 0)
        }
        Err(status) => status.code(),
    }
}

/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn descriptor(conn: *const amiwire_conn) -> c_int {
    // SAFETY: as for this function.
    let conn = unsafe { given(conn) };
    let of = |conn: &amiwire_conn| catch_unwind(AssertUnwindSafe(|| conn.handle.transport.descriptor())).ok().flatten();
    conn.ok().and_then(of).unwrap_or(-1)
}

/// # Safety
/// `conn` is NULL or leads to a connection.
pub(super) unsafe fn detail(conn: *const amiwire_conn) -> (*const c_char, i32) {
    // SAFETY: as for this function.
    let Ok(conn) = (unsafe { given(conn) }) else { return (c"".as_ptr(), 0) };
    match conn.handle.own.try_lock() {
        Ok(own) => (own.detail.as_ptr(), own.os_error),
        Err(_) => (c"".as_ptr(), 0),
    }
}

/// # Safety
/// `conn` is NULL or leads to a connection that nobody else uses.
pub(super) unsafe fn close(conn: *mut amiwire_conn) {
    if !conn.is_null() {
        // SAFETY: as for this function; `opened` made it from a box.
        let conn = unsafe { Box::from_raw(conn) };
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
