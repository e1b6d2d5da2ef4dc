//! What the receiving and the sending threads of a connection share.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};
use std::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

use super::OwnSession;
use super::options::nanos;
use super::trace::Tracer;
use crate::Status;
use crate::net::bell::Bell;
use crate::net::memory::missing;
use crate::net::{Deadline, NetError, Transport};
use crate::session::broadcast::Plain;
use crate::session::{ActionOptions, Phase};

/// How much is copied out of the queue at a time, to be sent without the
/// session's lock.
pub(super) const CHUNK: usize = 16 * 1024;

/// The session behind a lock that nobody holds while waiting, and the
/// transport of now.
pub(super) struct Shared {
    session: Mutex<OwnSession>,
    /// Which events need not be shown to the session ([`Plain`]): so it was when
    /// its lock was last given back.
    plain: AtomicU8,
    /// Whose texts may come, by the session's revision of it: so it was then.
    awaited: AtomicU32,
    transport: Mutex<Arc<dyn Transport>>,
    /// What is being sent; it may be a login, and a transport may panic.
    writer: Mutex<Zeroizing<Vec<u8>>>,
    tracer: Mutex<Tracer>,
    began: Instant,
    write_limit: Duration,
    /// A write was given up: nothing more is sent over this transport.
    broken: Mutex<Option<NetError>>,
    /// Until when the receiving thread waits, in the session's time; 0 while it
    /// does not. Changed and looked at with the session's lock held.
    waits: AtomicU64,
    /// An interruption was asked for.
    interrupted: AtomicBool,
    /// The process that made the connection: in a child made by fork it is still
    /// the parent's.
    process: u32,
    /// Wakes the receiving thread, wherever it waits: for a transport that the
    /// connection made, or for the next one. It lives as long as this, so that a
    /// signal handler may ring it at any time.
    bell: Arc<Bell>,
    /// The caller's transport, which has a way of its own to be woken. It is
    /// never replaced, so that no lock is needed to reach it.
    brought: Option<Arc<dyn Transport>>,
    /// The outcome of the last attempt to connect again.
    made: Mutex<Option<Made>>,
}

/// What an attempt to connect came to.
pub(super) type Made = Result<Arc<dyn Transport>, NetError>;

/// The session, locked.
pub(super) struct Guard<'a> {
    session: MutexGuard<'a, OwnSession>,
    plain: &'a AtomicU8,
    awaited: &'a AtomicU32,
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
        self.awaited.store(self.session.awaited_revision(), Ordering::SeqCst);
    }
}

/// A panic of a thread inside leaves what there is; it is the best there is.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A write that is under way, or was. Where it does not come back, because the
/// transport panics, all that it was given counts as handed over.
struct Handing<'a> {
    shared: &'a Shared,
    /// Where it began in all that was ever queued, and where it ended.
    from: u64,
    taken: usize,
}

impl Drop for Handing<'_> {
    fn drop(&mut self) {
        self.shared.session().handed_over(self.from.saturating_add(self.taken as u64));
        if std::thread::panicking() {
            lock(&self.shared.broken).get_or_insert(NetError::new(Status::Panicked));
        }
    }
}

impl Shared {
    /// `transport` is woken by `bell`, unless the caller brought it.
    pub(super) fn new(
        session: OwnSession,
        (transport, brought): (Arc<dyn Transport>, bool),
        bell: Arc<Bell>,
        tracer: Tracer,
        write_limit: Duration,
    ) -> Result<Shared, NetError> {
        let mut writer = Vec::new();
        writer.try_reserve_exact(CHUNK).map_err(missing)?;
        Ok(Shared {
            session: Mutex::new(session),
            plain: AtomicU8::new(Plain::Unknown as u8),
            brought: brought.then(|| Arc::clone(&transport)),
            awaited: AtomicU32::new(0),
            transport: Mutex::new(transport),
            writer: Mutex::new(Zeroizing::new(writer)),
            tracer: Mutex::new(tracer),
            began: Instant::now(),
            write_limit,
            broken: Mutex::new(None),
            waits: AtomicU64::new(0),
            interrupted: AtomicBool::new(false),
            process: std::process::id(),
            bell,
            made: Mutex::new(None),
        })
    }

    /// Refuses what a child made by fork wants. To be asked before any lock: a
    /// thread that the child does not have may have held it.
    pub(super) fn check_process(&self) -> Result<(), NetError> {
        if std::process::id() == self.process {
            return Ok(());
        }
        Err(NetError::with_detail(Status::BadState, "the connection is the parent process's"))
    }

    pub(super) fn session(&self) -> Guard<'_> {
        Guard { session: lock(&self.session), plain: &self.plain, awaited: &self.awaited }
    }

    /// Which events mean just that. A lock for each of them costs as much as
    /// finding it. An action after which that is no longer so is queued under the
    /// lock, and sent only then: nothing of its answer can have been received
    /// before this is seen.
    #[inline]
    pub(super) fn plain_events(&self) -> Plain {
        Plain::of(self.plain.load(Ordering::SeqCst))
    }

    /// Changes whenever other texts may come than before.
    pub(super) fn awaited_revision(&self) -> u32 {
        self.awaited.load(Ordering::SeqCst)
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
        options: &ActionOptions<'_>,
    ) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.queue(tag, name, fields, options)?;
        self.flush(Deadline::after(self.write_limit))
    }

    /// The first half of it: the action is in flight, and nothing is sent yet.
    pub(super) fn queue<'f, F>(
        &self,
        tag: u64,
        name: &[u8],
        fields: F,
        options: &ActionOptions<'_>,
    ) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.check_process()?;
        let now = self.now();
        let sooner = {
            let mut session = self.session();
            session.submit_as(tag, name, fields, options, now)?;
            session.deadline().is_some_and(|deadline| deadline < self.waits.load(Ordering::SeqCst))
        };
        if sooner {
            self.transport().wake();
        }
        Ok(())
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
        self.check_process()?;
        loop {
            self.send_out(lock(&self.writer), deadline)?;
            // Whoever receives may have queued something and left it to this thread,
            // since it was still sending.
            if self.session().transmit().is_empty() {
                return Ok(());
            }
        }
    }

    /// The same for the thread that receives, which waits neither for the peer to
    /// take bytes nor for another thread that sends: the peer may take none before
    /// it is read from.
    pub(super) fn flush_beside(&self) -> Result<(), NetError> {
        if self.session().transmit().is_empty() {
            return Ok(());
        }
        self.check_process()?;
        match self.writer.try_lock() {
            Ok(writer) => self.send_out(writer, Deadline::Now),
            Err(TryLockError::Poisoned(writer)) => self.send_out(writer.into_inner(), Deadline::Now),
            // Who sends takes this, too.
            Err(TryLockError::WouldBlock) => Ok(()),
        }
    }

    fn send_out(&self, mut chunk: MutexGuard<'_, Zeroizing<Vec<u8>>>, deadline: Deadline) -> Result<(), NetError> {
        loop {
            // Whoever sent it was told that it failed: it must not follow now.
            if let Some(error) = self.broken() {
                return Err(error);
            }
            chunk.clear();
            let from = {
                let session = self.session();
                let bytes = session.transmit();
                chunk.extend_from_slice(bytes.get(..CHUNK).unwrap_or(bytes));
                session.handed()
            };
            if chunk.is_empty() {
                return Ok(());
            }
            // Not by `sent`: the session may be cut meanwhile, and has to know all
            // the same what the exchange may see.
            let mut handing = Handing { shared: self, from, taken: chunk.len() };
            let (taken, outcome) = self.transport().hand_over(&chunk, deadline);
            handing.taken = taken.min(chunk.len());
            drop(handing);
            self.tracer().sent(chunk.get(..taken).unwrap_or_default());
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

    /// Says Logoff, if that goes without waiting. Not after a write was given up.
    pub(super) fn say_goodbye(&self) {
        let idle = self.broken().is_none() && self.session().transmit().is_empty();
        if idle && self.writer.try_lock().is_ok() && self.session().logoff().is_ok() {
            let _ = self.flush(Deadline::Now);
        }
    }

    /// How long the peer may take to take what is sent.
    pub(super) fn write_limit(&self) -> Duration {
        self.write_limit
    }

    /// A write failed: whoever receives is told.
    pub(super) fn break_off(&self, error: NetError) {
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

    /// Why a write was given up, if one was since the last connection began.
    pub(super) fn broken(&self) -> Option<NetError> {
        lock(&self.broken).clone()
    }

    /// Ends the connection of now, and the session with it. No thread is
    /// sending then, so that nothing of it is taken for sent later.
    pub(super) fn cut(&self) {
        let transport = self.transport();
        match self.broken() {
            // What the system still holds must not arrive at some later time.
            Some(_) => transport.abort(),
            None => transport.close(),
        }
        let _writer = lock(&self.writer);
        self.session().cut(self.now());
        self.tracer().cut();
        lock(&self.broken).take();
    }

    /// Takes a new transport for the next connection.
    pub(super) fn connected(&self, transport: Arc<dyn Transport>) -> Result<(), NetError> {
        *lock(&self.transport) = transport;
        Ok(self.session().connected(self.now())?)
    }

    /// An attempt to connect again has ended.
    pub(super) fn made(&self, made: Made) {
        *lock(&self.made) = Some(made);
        self.bell.nudge();
    }

    /// What it came to, if it has ended since this was last asked.
    pub(super) fn take_made(&self) -> Option<Made> {
        lock(&self.made).take()
    }

    /// What to wait on; none while there is no connection.
    pub(super) fn descriptor(&self) -> Option<std::os::fd::RawFd> {
        let up = self.session().phase() != Phase::Down;
        up.then(|| self.transport().descriptor()).flatten()
    }

    /// Ends the wait of the receiving thread, or the next one. May be called in a
    /// signal handler that interrupts any code of this library: it takes no lock,
    /// allocates nothing and leaves `errno` alone.
    pub(super) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::SeqCst);
        match &self.brought {
            Some(transport) => transport.wake(),
            None => self.bell.ring(),
        }
    }

    /// Whether an interruption was asked for since this was last answered.
    pub(super) fn take_interrupt(&self) -> bool {
        self.interrupted.swap(false, Ordering::SeqCst)
    }

    /// Waits without a transport; ends early with an interruption, or with an
    /// attempt to connect.
    pub(super) fn sleep(&self, until: Option<Instant>) -> Result<(), NetError> {
        loop {
            if lock(&self.made).is_some() || self.interrupted.load(Ordering::SeqCst) {
                return Ok(());
            }
            let deadline = until.map_or(Deadline::Never, Deadline::At);
            if !self.bell.wait(deadline)? {
                return Ok(());
            }
        }
    }
}
