//! Handlers that interrupt a connection from within a signal, while the thread
//! that the signal stops is anywhere in the library: receiving, calling, sending,
//! and on its way back to the exchange; over TCP and TLS.

#![allow(unsafe_code)] // signals, and C's side of the library

use std::ffi::c_int;
use std::net::TcpListener;
use std::ptr::{null, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use std::time::Duration;

use amiwire::Status;
use amiwire::ffi::call::amiwire_conn_call;
use amiwire::ffi::config::{AMIWIRE_TLS_ON, amiwire_conn_config};
use amiwire::ffi::conn::*;
use amiwire::ffi::outcome::{AMIWIRE_WHAT_LOGGED_IN, AMIWIRE_WHAT_RESPONSE, amiwire_outcome};
use amiwire::net::tls::TlsServer;
use amiwire::net::{Deadline, TcpTransport, Transport};

unsafe extern "C" {
    fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
    fn siginterrupt(number: c_int, flag: c_int) -> c_int;
    fn pthread_self() -> usize;
    fn pthread_kill(thread: usize, number: c_int) -> c_int;
    fn __errno_location() -> *mut c_int;
}

const SIGUSR1: c_int = 10;
/// So many come while a connection is at work.
const SIGNALS: u64 = 1000;

static CONN: AtomicPtr<amiwire_conn> = AtomicPtr::new(null_mut());
static HANDLED: AtomicU64 = AtomicU64::new(0);
static ERRNO_CHANGED: AtomicBool = AtomicBool::new(false);

extern "C" fn handler(_: c_int) {
    // SAFETY: errno of this thread, put back at the end; a connection that is open
    // as long as it is there.
    unsafe {
        let errno = __errno_location();
        let before = *errno;
        *errno = 4711;
        let status = amiwire_conn_interrupt(CONN.load(Ordering::SeqCst));
        if *errno != 4711 || !(status == 0 || status == Status::NullArgument.code()) {
            ERRNO_CHANGED.store(true, Ordering::SeqCst);
        }
        *errno = before;
    }
    HANDLED.fetch_add(1, Ordering::SeqCst);
}

/// Answers each action, an event before each answer, and hangs up at a Hangup.
fn serve(transport: &dyn Transport) {
    let say = |text: &str| {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let Ok(n) = transport.write(rest, Deadline::Never) else { return };
            rest = &rest[n..];
        }
    };
    say("Asterisk Call Manager/2.7.0\r\n");
    let (mut input, mut buf) = (Vec::new(), [0; 4096]);
    while let Ok(n @ 1..) = transport.read(&mut buf, Deadline::Never) {
        input.extend_from_slice(&buf[..n]);
        while let Some(end) = input.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let action = String::from_utf8(input.drain(..end + 4).collect()).unwrap();
            let id = action.lines().nth(1).unwrap();
            if action.starts_with("Action: Hangup\r\n") {
                return;
            }
            say(&format!("Event: Newchannel\r\nPrivilege: call,all\r\n\r\nResponse: Success\r\n{id}\r\n\r\n"));
        }
    }
}

/// An exchange, over TLS if it has a certificate. It ends with the process.
fn exchange(tls: Option<TlsServer>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let tcp = TcpTransport::from_stream(stream.unwrap()).unwrap();
            match &tls {
                None => serve(&tcp),
                // A client may have left in the middle of it.
                Some(tls) => {
                    if let Ok(transport) = tls.accept(tcp, Deadline::Never) {
                        serve(&transport);
                    }
                }
            }
        }
    });
    port
}

struct Client {
    conn: *mut amiwire_conn,
    interrupted: u64,
}

impl Client {
    /// A connection, with signals from its first system call on.
    fn open(port: u16, tls: bool) -> Client {
        // SAFETY: integers and pointers, for which all zeroes are valid.
        let mut config: amiwire_conn_config = unsafe { std::mem::zeroed() };
        config.struct_size = size_of_val(&config) as u32;
        (config.host, config.port) = (c"127.0.0.1".as_ptr(), u32::from(port));
        (config.username, config.secret) = (c"ucmamiuser1".as_ptr(), c"test123".as_ptr());
        (config.reconnect_first_ms, config.reconnect_most_ms, config.keep_secret) = (1, 20, 1);
        config.max_actions = 4096;
        if tls {
            (config.tls, config.tls_insecure) = (AMIWIRE_TLS_ON, 1);
        }
        let mut conn = null_mut();
        // SAFETY: a valid config and a place for the handle.
        assert_eq!(unsafe { amiwire_conn_open(&raw const config, &raw mut conn) }, 0);
        CONN.store(conn, Ordering::SeqCst);
        Client { conn, interrupted: 0 }
    }

    /// What is told next; none for an interruption.
    fn receive(&mut self) -> Option<u32> {
        // SAFETY: an open connection, and places for what it gives.
        unsafe {
            let mut packet = std::mem::zeroed();
            let code = amiwire_conn_recv(self.conn, &raw mut packet, 60_000);
            if code == Status::Interrupted.code() {
                self.interrupted += 1;
                return None;
            }
            assert!(code == 0 || code == Status::Notice.code(), "{:?}", Status::from_code(code));
            let mut outcome: amiwire_outcome = std::mem::zeroed();
            assert_eq!(amiwire_conn_outcome(self.conn, &raw mut outcome), 0);
            Some(outcome.what)
        }
    }

    fn receive_until(&mut self, what: u32) {
        while self.receive() != Some(what) {}
    }

    fn send(&self, tag: u64, name: &std::ffi::CStr) {
        // SAFETY: an open connection, a name, and no fields.
        assert_eq!(unsafe { amiwire_conn_send(self.conn, tag, name.as_ptr(), null(), 0) }, 0);
    }

    /// Calls. Where that is interrupted its answer comes later: on a slow machine
    /// no call would ever be left alone.
    fn call(&mut self) {
        // SAFETY: an open connection, a name, no fields, a place for a packet.
        let code = unsafe {
            let mut packet = std::mem::zeroed();
            amiwire_conn_call(self.conn, c"Ping".as_ptr(), null(), 0, 0, &raw mut packet)
        };
        if code != 0 {
            assert_eq!(Status::from_code(code), Some(Status::Interrupted));
            self.interrupted += 1;
            self.receive_until(AMIWIRE_WHAT_RESPONSE);
        }
    }
}

/// A signal to this thread again and again, as long as `act` takes.
fn under_fire<T>(every: Duration, act: impl FnOnce() -> T) -> T {
    // SAFETY: the number of this thread, which outlives the other one.
    let target = unsafe { pthread_self() };
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                // SAFETY: a thread that is there and has a handler.
                assert_eq!(unsafe { pthread_kill(target, SIGUSR1) }, 0);
                std::thread::sleep(every);
            }
        });
        let outcome = act();
        over.store(true, Ordering::SeqCst);
        outcome
    })
}

#[test]
fn a_handler_may_interrupt_whatever_the_thread_is_doing() {
    // A handler that waits for its own thread would hang here for good.
    std::thread::spawn(|| {
        std::thread::sleep(Duration::from_secs(300));
        eprintln!("a signal handler hangs");
        std::process::abort();
    });
    let made = rcgen::generate_simple_self_signed(["localhost".into()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let server = TlsServer::new(vec![made.cert.der().clone()], key).unwrap();
    // SAFETY: a handler that does only what a handler may; calls are not restarted.
    unsafe {
        signal(SIGUSR1, handler);
        siginterrupt(SIGUSR1, 1);
    }
    for tls in [false, true] {
        let port = exchange(tls.then(|| server.clone()));
        for every in [Duration::from_millis(1), Duration::from_micros(200)] {
            let mut client = under_fire(every, || {
                let mut client = Client::open(port, tls);
                let enough = HANDLED.load(Ordering::SeqCst) + SIGNALS;
                let mut tag = 0;
                // Until many signals have come, however long that takes.
                while HANDLED.load(Ordering::SeqCst) < enough {
                    for _ in 0..10 {
                        tag += 1;
                        client.send(tag, c"Ping");
                        client.receive_until(AMIWIRE_WHAT_RESPONSE);
                        client.call();
                    }
                    tag += 1;
                    client.send(tag, c"Hangup");
                    client.receive_until(AMIWIRE_WHAT_LOGGED_IN);
                }
                client
            });
            assert!(client.interrupted > 0, "no call was interrupted");
            // Without signals it goes on as ever, after a last interruption perhaps.
            client.call();
            client.call();
            // No handler runs any more.
            CONN.store(null_mut(), Ordering::SeqCst);
            // SAFETY: an open connection, which is closed once.
            unsafe { amiwire_conn_close(client.conn) };
        }
    }
    assert!(!ERRNO_CHANGED.load(Ordering::SeqCst), "errno was changed, or the status is no expected one");
}

/// A transport of a Rust program is reached without a lock as well: its `wake` is
/// called even while this thread holds the session's.
#[test]
fn no_lock_of_the_connection_keeps_an_interruption_waiting() {
    struct Silent(Arc<AtomicU64>, AtomicU64);
    impl Transport for Silent {
        fn read(&self, buf: &mut [u8], _: Deadline) -> Result<usize, amiwire::net::NetError> {
            const GREETING: &[u8] = b"Asterisk Call Manager/2.7.0\r\n";
            if self.1.fetch_add(1, Ordering::SeqCst) > 0 {
                return Err(Status::PeerSilent.into());
            }
            buf[..GREETING.len()].copy_from_slice(GREETING);
            Ok(GREETING.len())
        }
        fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, amiwire::net::NetError> {
            Ok(buf.len())
        }
        fn wake(&self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        fn close(&self) {}
        fn descriptor(&self) -> Option<std::os::fd::RawFd> {
            None
        }
        fn buffered(&self) -> usize {
            0
        }
    }
    let woken = Arc::new(AtomicU64::new(0));
    let transport = Arc::new(Silent(Arc::clone(&woken), AtomicU64::new(0)));
    let options = amiwire::net::Options::new("", b"", b"");
    let connection = amiwire::net::Connection::over(transport, &options).unwrap();
    let (sender, other) = (connection.sender(), connection.sender());
    // The session's lock is held by this very thread, as it may be when a signal comes.
    sender.with_session(|_| other.interrupt());
    assert_eq!(woken.load(Ordering::SeqCst), 1);
}
