//! What the receiving and the sending threads of a connection share.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::vec::Vec;

use zeroize::Zeroize;

use super::OwnSession;
use super::options::nanos;
use super::trace::Tracer;
use crate::Status;
use crate::net::{Deadline, NetError, Transport};
use crate::session::Phase;
use crate::session::broadcast::Plain;

/// How much is copied out of the queue at a time, to be sent without the
/// session's lock.
const CHUNK: usize = 16 * 1024;

/// The session behind a lock that nobody holds while waiting, and the
/// transport of now.
pub(super) struct Shared {
    session: Mutex<OwnSession>,
    /// Which events need not be shown to the session ([`Plain`]): so it was when
    /// its lock was last given back.
    plain: AtomicU8,
    transport: Mutex<Arc<dyn Transport>>,
    writer: Mutex<Vec<u8>>,
    tracer: Mutex<Tracer>,
    began: Instant,
    write_limit: Duration,
    /// A write failed: the connection is of no use any more.
    broken: Mutex<Option<NetError>>,
    /// Until when the receiving thread waits, in the session's time; 0 while it
    /// does not. Changed and looked at with the session's lock held.
    waits: AtomicU64,
    /// An interruption was asked for.
    interrupted: AtomicBool,
    /// The outcome of the last attempt to connect again, and what wakes who
    /// waits for it.
    bell: (Mutex<Option<Made>>, Condvar),
}

/// What an attempt to connect came to.
pub(super) type Made = Result<Arc<dyn Transport>, NetError>;

/// The session, locked.
pub(super) struct Guard<'a> {
    session: MutexGuard<'a, OwnSession>,
    plain: &'a AtomicU8,
}

impl core::ops::Deref for Guard<'_> {
    type Target = OwnSession;

    fn deref(&self) -> &OwnSession {
        &self.session
    }
}

impl core::ops::DerefMut for Guard<'_> {
    fn deref_mut(&mut self) -> &mut OwnSession {
        &mut self.session
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.plain.store(self.session.plain_events() as u8, Ordering::SeqCst);
    }
}

/// A panic of a thread inside leaves what there is; it is the best there is.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(
        session: OwnSession,
        transport: Arc<dyn Transport>,
        tracer: Tracer,
        began: Instant,
        write_limit: Duration,
    ) -> Shared {
        Shared {
            session: Mutex::new(session),
            plain: AtomicU8::new(Plain::Unknown as u8),
            transport: Mutex::new(transport),
            writer: Mutex::new(Vec::new()),
            tracer: Mutex::new(tracer),
            began,
            write_limit,
            broken: Mutex::new(None),
            waits: AtomicU64::new(0),
            interrupted: AtomicBool::new(false),
            bell: (Mutex::new(None), Condvar::new()),
        }
    }

    pub(super) fn session(&self) -> Guard<'_> {
        Guard { session: lock(&self.session), plain: &self.plain }
    }

    /// Which events mean just that. A lock for each of them costs as much as
    /// finding it. An action after which that is no longer so is queued under the
    /// lock, and sent only then: nothing of its answer can have been received
    /// before this is seen.
    #[inline]
    pub(super) fn plain_events(&self) -> Plain {
        Plain::of(self.plain.load(Ordering::SeqCst))
    }

    pub(super) fn transport(&self) -> Arc<dyn Transport> {
        Arc::clone(&lock(&self.transport))
    }

    pub(super) fn tracer(&self) -> MutexGuard<'_, Tracer> {
        lock(&self.tracer)
    }

    /// The time of the session.
    pub(super) fn now(&self) -> u64 {
        nanos(self.began.elapsed())
    }

    /// A time of the session as one of the clock.
    pub(super) fn at(&self, time: u64) -> Option<Instant> {
        self.began.checked_add(Duration::from_nanos(time))
    }

    pub(super) fn submit<'f, F>(
        &self,
        tag: u64,
        name: &[u8],
        fields: F,
        limit: Option<Duration>,
    ) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let now = self.now();
        let sooner = {
            let mut session = self.session();
            match limit {
                None => session.submit(tag, name, fields, now)?,
                Some(limit) => session.submit_within(tag, name, fields, nanos(limit), now)?,
            }
            session.deadline().is_some_and(|deadline| deadline < self.waits.load(Ordering::SeqCst))
        };
        if sooner {
            self.transport().wake();
        }
        self.flush(Deadline::after(self.write_limit))
    }

    /// Sends what the session has queued, within the time for writing.
    pub(super) fn flush_in_time(&self) -> Result<(), NetError> {
        self.flush(Deadline::after(self.write_limit))
    }

    /// Sends what the session has queued. One thread sends at a time, so that
    /// the bytes keep their order; it holds the session only to copy.
    pub(super) fn flush(&self, deadline: Deadline) -> Result<(), NetError> {
        if self.session().transmit().is_empty() {
            return Ok(());
        }
        let mut chunk = lock(&self.writer);
        loop {
            chunk.clear();
            {
                let session = self.session();
                let bytes = session.transmit();
                chunk.extend_from_slice(bytes.get(..CHUNK).unwrap_or(bytes));
            }
            if chunk.is_empty() {
                return Ok(());
            }
            let outcome = self.transport().write(&chunk, deadline);
            if let Ok(n) = &outcome {
                self.session().sent(*n)?;
                self.tracer().sent(chunk.get(..*n).unwrap_or_default());
            }
            chunk.zeroize();
            if let Err(error) = outcome {
                if error.status == Status::WouldBlock {
                    return Err(error);
                }
                let error = error.into_end();
                self.break_off(error.clone());
                return Err(error);
            }
        }
    }

    /// Says Logoff, if that goes without waiting.
    pub(super) fn say_goodbye(&self) {
        let idle = self.session().transmit().is_empty();
        if idle && self.writer.try_lock().is_ok() && self.session().logoff().is_ok() {
            let _ = self.flush(Deadline::Now);
        }
    }

    /// A write failed: whoever receives is told.
    fn break_off(&self, error: NetError) {
        lock(&self.broken).get_or_insert(error);
        self.transport().wake();
    }

    /// Until when the receiving thread may wait for bytes: the sooner of the
    /// caller's deadline and the session's.
    pub(super) fn begin_wait(&self, deadline: Deadline) -> Deadline {
        let session = self.session();
        let limit = session.deadline();
        self.waits.store(limit.unwrap_or(u64::MAX), Ordering::SeqCst);
        match (deadline, limit.and_then(|limit| self.at(limit))) {
            (Deadline::Never, Some(limit)) => Deadline::At(limit),
            (Deadline::At(at), Some(limit)) => Deadline::At(at.min(limit)),
            (deadline, _) => deadline,
        }
    }

    /// The wait is over.
    pub(super) fn end_wait(&self) {
        self.waits.store(0, Ordering::SeqCst);
    }

    /// Why a write failed, if one did.
    pub(super) fn take_broken(&self) -> Option<NetError> {
        lock(&self.broken).take()
    }

    /// Ends the connection of now, and the session with it. No thread is
    /// sending then, so that nothing of it is taken for sent later.
    pub(super) fn cut(&self) {
        self.transport().close();
        let _writer = lock(&self.writer);
        self.session().cut(self.now());
        self.tracer().cut();
        lock(&self.broken).take();
    }

    /// Takes a new transport for the next connection.
    pub(super) fn connected(&self, transport: Arc<dyn Transport>) -> Result<(), NetError> {
        *lock(&self.transport) = transport;
        if self.interrupted.load(Ordering::SeqCst) {
            // It came too late for the wait, and woke the transport of before.
            self.transport().wake();
        }
        Ok(self.session().connected(self.now())?)
    }

    /// An attempt to connect again has ended.
    pub(super) fn made(&self, made: Made) {
        *lock(&self.bell.0) = Some(made);
        self.bell.1.notify_all();
    }

    /// What it came to, if it has ended since this was last asked.
    pub(super) fn take_made(&self) -> Option<Made> {
        lock(&self.bell.0).take()
    }

    /// What to wait on; none while there is no connection.
    pub(super) fn descriptor(&self) -> Option<std::os::fd::RawFd> {
        let up = self.session().phase() != Phase::Down;
        up.then(|| self.transport().descriptor()).flatten()
    }

    /// Ends the wait of the receiving thread, or the next one.
    pub(super) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::SeqCst);
        self.transport().wake();
        drop(lock(&self.bell.0));
        self.bell.1.notify_all();
    }

    /// Whether an interruption was asked for since this was last answered.
    pub(super) fn take_interrupt(&self) -> bool {
        self.interrupted.swap(false, Ordering::SeqCst)
    }

    /// Waits without a transport; ends early with an interruption, or with an
    /// attempt to connect.
    pub(super) fn sleep(&self, until: Option<Instant>) {
        let mut bell = lock(&self.bell.0);
        while bell.is_none() && !self.interrupted.load(Ordering::SeqCst) {
            let Some(until) = until else {
                bell = self.bell.1.wait(bell).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            bell = self.bell.1.wait_timeout(bell, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
