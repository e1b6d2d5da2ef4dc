//! A panic in the connector stays inside and leaves its handle unusable.

use std::os::fd::RawFd;
use std::string::ToString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::ffi::conn::{
    amiwire_conn_close, amiwire_conn_interrupt, amiwire_conn_open, amiwire_conn_open_transport, amiwire_conn_recv,
    amiwire_conn_send,
};
use crate::ffi::conn_detail::amiwire_conn_detail;
use crate::ffi::event_loop::amiwire_conn_fd;

/// An exchange that logs in whoever asks, and panics where it is told to.
#[derive(Default)]
struct Faulty {
    reads: AtomicUsize,
    panics: AtomicBool,
    closed: Arc<AtomicBool>,
}

impl Faulty {
    fn maybe(&self, place: &str) {
        assert!(!self.panics.load(Ordering::Relaxed), "injected into {place}");
    }
}

impl Transport for Faulty {
    fn read(&self, buf: &mut [u8], _: Deadline) -> Result<usize, NetError> {
        self.maybe("read");
        let text: &[u8] = match self.reads.fetch_add(1, Ordering::Relaxed) {
            0 => b"Asterisk Call Manager/2.7.0\r\n",
            1 => b"Response: Success\r\n\r\n",
            _ => b"Event: Reload\r\n\r\n",
        };
        buf[..text.len()].copy_from_slice(text);
        Ok(text.len())
    }
    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        self.maybe("write");
        Ok(buf.len())
    }
    fn wake(&self) {
        self.maybe("wake");
    }
    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.maybe("close");
    }
    fn descriptor(&self) -> Option<RawFd> {
        self.maybe("descriptor");
        Some(7)
    }
    fn buffered(&self) -> usize {
        self.maybe("buffered");
        0
    }
}

fn opened_over(transport: &Arc<Faulty>) -> (i32, *mut amiwire_conn, String) {
    let mut conn = core::ptr::null_mut();
    let mut detail = [0u8; 64];
    let config = amiwire_conn_config {
        username: c"ucmamiuser1".as_ptr(),
        secret: c"swordfish".as_ptr(),
        detail: detail.as_mut_ptr().cast(),
        detail_size: detail.len(),
        ..empty()
    };
    let transport = Arc::clone(transport);
    // SAFETY: a valid config, and a place for the handle.
    let code =
        unsafe { opened(&raw const config, &raw mut conn, |config| Connection::over(transport, &options(config)?)) };
    let end = detail.iter().position(|byte| *byte == 0).unwrap();
    (code, conn, String::from_utf8_lossy(&detail[..end]).to_string())
}

fn empty() -> amiwire_conn_config {
    // SAFETY: integers and pointers, for which all zeroes are valid.
    let mut config: amiwire_conn_config = unsafe { core::mem::zeroed() };
    config.struct_size = u32::try_from(size_of::<amiwire_conn_config>()).unwrap();
    config
}

fn detail_of(conn: *const amiwire_conn) -> String {
    // SAFETY: an open connection, and a text that lives until the next call.
    let text = unsafe { core::ffi::CStr::from_ptr(amiwire_conn_detail(conn, core::ptr::null_mut())) };
    text.to_str().unwrap().into()
}

#[test]
fn a_panic_poisons_the_handle_and_leaves_by_a_status() {
    let transport = Arc::new(Faulty::default());
    let (code, conn, _) = opened_over(&transport);
    assert_eq!(code, 0);
    let packet = core::ptr::null_mut();
    let fields = core::ptr::null();
    // SAFETY: an open connection; NULL is allowed for the others.
    unsafe {
        assert_eq!(amiwire_conn_recv(conn, packet, 0), Status::NullArgument.code());
        assert_eq!(amiwire_conn_fd(conn), 7);

        transport.panics.store(true, Ordering::Relaxed);
        // Beside the connection's own calls: told, and no harm done to it.
        assert_eq!(amiwire_conn_interrupt(conn), Status::Panicked.code());
        assert_eq!(amiwire_conn_fd(conn), -1);
        assert_eq!(amiwire_conn_send(conn, 1, c"Ping".as_ptr(), fields, 0), Status::Panicked.code());
        assert_eq!(detail_of(conn), "injected into write");

        // From now on, whatever the transport does.
        transport.panics.store(false, Ordering::Relaxed);
        assert_eq!(amiwire_conn_send(conn, 2, c"Ping".as_ptr(), fields, 0), Status::Poisoned.code());
        let mut packet = core::mem::zeroed();
        assert_eq!(amiwire_conn_recv(conn, &raw mut packet, 0), Status::Poisoned.code());
        assert_eq!(detail_of(conn), "injected into write");

        // Closing it is possible, and not even a panic there gets out.
        transport.panics.store(true, Ordering::Relaxed);
        amiwire_conn_close(conn);
    }
    assert!(transport.closed.load(Ordering::Relaxed));
    assert_eq!(Arc::strong_count(&transport), 1);
}

#[test]
fn a_panic_in_recv_poisons_too() {
    let transport = Arc::new(Faulty::default());
    let (code, conn, _) = opened_over(&transport);
    assert_eq!(code, 0);
    transport.panics.store(true, Ordering::Relaxed);
    // SAFETY: an open connection and a place for a packet.
    unsafe {
        let mut packet = core::mem::zeroed();
        assert_eq!(amiwire_conn_recv(conn, &raw mut packet, 0), Status::Panicked.code());
        assert_eq!(amiwire_conn_recv(conn, &raw mut packet, 0), Status::Poisoned.code());
        assert_eq!(detail_of(conn), "injected into read");
        amiwire_conn_close(conn);
    }
}

#[test]
fn a_panic_while_opening_gives_no_handle_and_no_secret() {
    let transport = Arc::new(Faulty::default());
    transport.panics.store(true, Ordering::Relaxed);
    let (code, conn, detail) = opened_over(&transport);
    assert_eq!(code, Status::Panicked.code());
    assert!(conn.is_null());
    assert_eq!(detail, "injected into read");
    assert_eq!(Arc::strong_count(&transport), 1);
}

/// What the thread's last call adds, and the system's number.
fn kept(conn: *const amiwire_conn) -> (String, i32) {
    let mut number = -1;
    // SAFETY: NULL or an open connection, and a place for a number.
    let text = unsafe { core::ffi::CStr::from_ptr(amiwire_conn_detail(conn, &raw mut number)) };
    (text.to_str().unwrap().into(), number)
}

const NOTHING: (&str, i32) = ("", 0);

#[test]
fn a_failed_open_leaves_its_detail_and_a_later_one_does_not_keep_it() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut short = [1u8; 20];
    let config = amiwire_conn_config {
        host: c"127.0.0.1".as_ptr(),
        port: closed.port().into(),
        detail: short.as_mut_ptr().cast(),
        detail_size: short.len(),
        ..empty()
    };
    let mut conn = core::ptr::null_mut();
    // SAFETY: a valid config, and a place for the handle.
    let code = unsafe { amiwire_conn_open(&raw const config, &raw mut conn) };
    assert_eq!(code, Status::ConnectRefused.code());
    let (text, number) = kept(core::ptr::null());
    assert!(text.starts_with(&closed.to_string()), "{text}");
    assert_eq!(number, rustix::io::Errno::CONNREFUSED.raw_os_error());
    // The config's room is short and holds the front of it.
    assert_eq!(&short[..19], &text.as_bytes()[..19]);
    assert_eq!(short[19], 0);
    // Another thread failed at nothing.
    std::thread::spawn(|| assert_eq!(kept(core::ptr::null()), (NOTHING.0.to_string(), NOTHING.1))).join().unwrap();
    // One that fails without a detail, also before it has begun, leaves none.
    // SAFETY: NULL is allowed.
    let code = unsafe { amiwire_conn_open(core::ptr::null(), &raw mut conn) };
    assert_eq!(code, Status::NullArgument.code());
    assert_eq!(kept(core::ptr::null()), (NOTHING.0.to_string(), NOTHING.1));
}

#[test]
fn a_detail_is_that_of_the_last_call_on_this_connection_in_this_thread() {
    let made = [(); 2].map(|()| opened_over(&Arc::new(Faulty::default())).1);
    let [first, second] = made;
    let nothing = || (NOTHING.0.to_string(), NOTHING.1);
    let bad = super::super::slice::amiwire_field { name: c"a:b".as_ptr(), value: c"x".as_ptr(), value_len: 0 };
    let fail = |conn: *const amiwire_conn| {
        // SAFETY: an open connection and a field.
        let code = unsafe { amiwire_conn_send(conn, 77, c"Ping".as_ptr(), &raw const bad, 1) };
        assert_eq!(code, Status::NameHasColon.code());
    };
    let header = ("header 2".to_string(), 0);
    fail(first);
    assert_eq!((kept(first), kept(second), kept(core::ptr::null())), (header.clone(), nothing(), nothing()));
    // Looking leaves it, as reading it does.
    // SAFETY: an open connection.
    unsafe { amiwire_conn_fd(first) };
    assert_eq!(kept(first), header);
    // A success, or a failure that adds nothing, even before it has begun.
    // SAFETY: an open connection; NULL is allowed for the others.
    unsafe { assert_eq!(amiwire_conn_send(first, 1, c"Ping".as_ptr(), core::ptr::null(), 0), 0) };
    assert_eq!(kept(first), nothing());
    fail(first);
    // SAFETY: as above.
    unsafe {
        let code = amiwire_conn_send(first, 2, core::ptr::null(), core::ptr::null(), 0);
        assert_eq!(code, Status::NullArgument.code());
    }
    assert_eq!(kept(first), nothing());
    // A call on another connection leaves nothing of this one.
    fail(first);
    fail(second);
    assert_eq!((kept(first), kept(second)), (nothing(), header.clone()));
    // Another thread's failure does not touch this one's detail.
    struct Shown(*mut amiwire_conn);
    // SAFETY: sending from other threads is allowed.
    unsafe impl Send for Shown {}
    let shown = Shown(second);
    let other = std::thread::spawn(move || {
        let shown = shown;
        assert_eq!(kept(shown.0), (NOTHING.0.to_string(), NOTHING.1));
        // SAFETY: an open connection.
        let code = unsafe { crate::ffi::conn::amiwire_conn_set_events(shown.0, c"call, agnet".as_ptr()) };
        assert_eq!(code, Status::BadArgument.code());
        assert_eq!(kept(shown.0).0, "\"agnet\" is no class of events; the option other_classes lets it pass");
        // SAFETY: as above.
        unsafe { assert_eq!(amiwire_conn_send(shown.0, 9, c"Ping".as_ptr(), core::ptr::null(), 0), 0) };
    });
    other.join().unwrap();
    assert_eq!(kept(second), header);
    // A connection that is closed takes its own with it only.
    // SAFETY: open connections that are not used any more.
    unsafe { amiwire_conn_close(first) };
    assert_eq!(kept(second), header);
    // SAFETY: as above.
    unsafe { amiwire_conn_close(second) };
}

/// A transport in C's hands, which counts.
struct Counted {
    said: AtomicUsize,
    closed: AtomicUsize,
    /// What the exchange says first, or the status that `read` returns.
    first: Result<&'static [u8], i32>,
}

unsafe extern "C" fn counted_read(user: *mut c_void, buf: *mut u8, room: usize, _: i64, n: *mut usize) -> i32 {
    // SAFETY: the user of the table below.
    let own = unsafe { &*user.cast::<Counted>() };
    let text = match (own.said.fetch_add(1, Ordering::Relaxed), own.first) {
        (0, Err(status)) => return status,
        (0, Ok(text)) => text,
        (1, _) => b"Response: Success\r\n\r\n",
        _ => return Status::PeerSilent.code(),
    };
    assert!(text.len() <= room);
    // SAFETY: the library's buffer, and its number.
    unsafe {
        buf.copy_from_nonoverlapping(text.as_ptr(), text.len());
        *n = text.len();
    }
    0
}

unsafe extern "C" fn counted_write(_: *mut c_void, _: *const u8, len: usize, _: i64, n: *mut usize) -> i32 {
    // SAFETY: the library's number.
    unsafe { *n = len };
    0
}

unsafe extern "C" fn counted_close(user: *mut c_void) {
    // SAFETY: the user of the table below.
    unsafe { &*user.cast::<Counted>() }.closed.fetch_add(1, Ordering::Relaxed);
}

/// Opens over it, closes what came of it, and gives status and closings.
fn counted(first: Result<&'static [u8], i32>, config: *const amiwire_conn_config) -> (i32, usize) {
    let own = Counted { said: AtomicUsize::new(0), closed: AtomicUsize::new(0), first };
    let table = amiwire_transport {
        struct_size: u32::try_from(size_of::<amiwire_transport>()).unwrap(),
        reserved: 0,
        user: (&raw const own).cast_mut().cast(),
        read: Some(counted_read),
        write: Some(counted_write),
        wake: None,
        close: Some(counted_close),
        descriptor: None,
        buffered: None,
    };
    let mut conn = core::ptr::dangling_mut();
    // SAFETY: NULL or a valid config, a whole table, a place for the handle.
    let code = unsafe { amiwire_conn_open_transport(config, &raw const table, &raw mut conn) };
    assert_eq!(conn.is_null(), code != 0);
    // SAFETY: NULL or what was just opened.
    unsafe { amiwire_conn_close(conn) };
    (code, own.closed.load(Ordering::Relaxed))
}

#[test]
fn a_transport_that_was_taken_is_closed_once_and_another_one_never() {
    const GREETING: Result<&[u8], i32> = Ok(b"Asterisk Call Manager/2.7.0\r\n");
    let good = || amiwire_conn_config { username: c"u".as_ptr(), secret: c"s".as_ptr(), ..empty() };
    let open = |first, config: amiwire_conn_config| counted(first, &raw const config);
    assert_eq!(open(GREETING, good()), (0, 1));
    // Taken, and of no use.
    let bad = Status::BadArgument.code();
    assert_eq!(open(GREETING, amiwire_conn_config { login: 9, ..good() }), (bad, 1));
    assert_eq!(open(GREETING, amiwire_conn_config { max_actions: u32::MAX, ..good() }), (bad, 1));
    assert_eq!(open(Ok(b"SSH-2.0-x\r\n"), good()), (Status::BadBanner.code(), 1));
    assert_eq!(open(Err(Status::Reset.code()), good()), (Status::Reset.code(), 1));
    assert_eq!(open(Err(Status::Closed.code()), good()), (Status::ClosedBeforeBanner.code(), 1));
    // What a transport returns cannot be taken for a wrong argument.
    assert_eq!(open(Err(Status::NullArgument.code()), good()), (Status::Io.code(), 1));
    // Still the caller's.
    let null = Status::NullArgument.code();
    assert_eq!(counted(GREETING, core::ptr::null()), (null, 0));
    assert_eq!(open(GREETING, amiwire_conn_config { secret: core::ptr::null(), ..good() }), (null, 0));
    let size = Status::BadStructSize.code();
    assert_eq!(open(GREETING, amiwire_conn_config { struct_size: 3, ..good() }), (size, 0));
    // How the exchange is reached does not matter.
    let nonsense = c"\xff".as_ptr();
    let route = amiwire_conn_config { host: nonsense, local_address: nonsense, port: 1 << 16, tls: 9, ..good() };
    assert_eq!(open(GREETING, amiwire_conn_config { tls_pin: nonsense, ..route }), (0, 1));
}

#[test]
fn a_size_of_the_detail_that_no_memory_has_is_refused_and_nothing_is_written() {
    let mut short = [1u8; 8];
    let config = amiwire_conn_config {
        host: c"127.0.0.1".as_ptr(),
        port: 1,
        detail: short.as_mut_ptr().cast(),
        detail_size: isize::MAX as usize + 1,
        ..empty()
    };
    let mut conn = core::ptr::null_mut();
    // SAFETY: a valid config except that size, and a place for the handle.
    let code = unsafe { amiwire_conn_open(&raw const config, &raw mut conn) };
    assert_eq!((code, short), (Status::BadArgument.code(), [1; 8]));
    assert!(conn.is_null());
}
