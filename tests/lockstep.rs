//! A peer that takes no bytes before it is read from: whoever receives must not
//! wait for it, nor for a thread that sends.

mod scripted;

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, NetError, Options, Transport};
use amiwire::session::What;
use scripted::serve;

const ACTIONS: u64 = 4000;

#[test]
fn a_peer_that_answers_before_it_reads_on_is_served() {
    let large = "x".repeat(4000);
    let port = serve(1, move |_, mut peer| {
        peer.log_in();
        for _ in 0..ACTIONS {
            let action = peer.action();
            peer.respond(&action, &format!("Data: {large}\r\n"));
        }
        peer.wait_for_end();
    });
    let options =
        Options { port, actions: ACTIONS as usize, ..Options::new("localhost", b"ucmamiuser1", b"s3cretword") };
    // A limit is only reached where both sides wait for each other.
    let options = Options { write_limit: Duration::from_secs(20), ..options };
    let mut connection = Connection::open(&options).unwrap();
    let sender = connection.sender();
    let sends = std::thread::spawn(move || {
        let value = [b'y'; 900];
        for tag in 1..=ACTIONS {
            sender.send(tag, b"Ping", [(&b"X"[..], &value[..])]).unwrap();
        }
    });
    for tag in 1..=ACTIONS {
        let outcome = connection.recv(Deadline::after(Duration::from_secs(60))).unwrap().outcome;
        assert_eq!((outcome.what, outcome.tag), (What::Response, tag));
    }
    sends.join().unwrap();
}

/// A transport that takes a login and then no byte, and remembers how it was asked.
struct Full {
    said: Mutex<Vec<&'static [u8]>>,
    full: Mutex<bool>,
    waited: Mutex<u32>,
}

impl Transport for Full {
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        let Some(said) = self.said.lock().unwrap().pop() else {
            std::thread::sleep(deadline.remaining().unwrap_or_default().min(Duration::from_millis(20)));
            return Err(NetError::new(if deadline == Deadline::Now { Status::WouldBlock } else { Status::PeerSilent }));
        };
        buf[..said.len()].copy_from_slice(said);
        Ok(said.len())
    }
    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        if !*self.full.lock().unwrap() {
            return Ok(buf.len());
        }
        *self.waited.lock().unwrap() += u32::from(deadline != Deadline::Now);
        Err(NetError::new(if deadline == Deadline::Now { Status::WouldBlock } else { Status::WriteTimedOut }))
    }
    fn wake(&self) {}
    fn close(&self) {}
    fn descriptor(&self) -> Option<RawFd> {
        None
    }
    fn buffered(&self) -> usize {
        0
    }
}

#[test]
fn whoever_receives_does_not_wait_for_a_peer_that_takes_nothing() {
    for wait in [Deadline::Now, Deadline::after(Duration::from_secs(60))] {
        let said: Vec<&[u8]> = vec![b"Response: Success\r\n\r\n", b"Asterisk Call Manager/2.7.0\r\n"];
        let transport = Arc::new(Full { said: Mutex::new(said), full: Mutex::new(false), waited: Mutex::new(0) });
        let options = Options {
            ping_after: Duration::from_millis(1),
            write_limit: Duration::from_millis(200),
            ..Options::new("", b"ucmamiuser1", b"s3cretword")
        };
        let mut connection = Connection::over(Arc::clone(&transport) as Arc<dyn Transport>, &options).unwrap();
        *transport.full.lock().unwrap() = true;
        // The Ping stays queued, and is given up when its time is over.
        let error = loop {
            match connection.recv(wait) {
                Err(error) if error.status == Status::WouldBlock => {}
                Err(error) => break error,
                Ok(received) => panic!("{received:?}"),
            }
        };
        assert_eq!(error.status, Status::WriteTimedOut);
        assert_eq!(*transport.waited.lock().unwrap(), 0, "a write waited");
    }
}
