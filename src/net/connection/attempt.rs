//! An attempt to connect again, in a thread of its own: a name server or a
//! handshake cannot be hurried, but who waits for it can leave when the time is
//! over, or when somebody interrupts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::thread;

use super::options::Way;
use super::shared::{Made, Shared};
use crate::Status;
use crate::net::NetError;

/// Begins an attempt. [`Shared::take_made`] has its outcome, once it has ended.
/// Where there is no thread to be had it has ended already.
///
/// The thread holds what it needs by itself: the connection can be closed
/// meanwhile, which `alive` ends with.
pub(super) fn begin(way: &Arc<Way>, shared: &Arc<Shared>, alive: &Arc<()>) {
    let (own, to, alive) = (Arc::clone(way), Arc::downgrade(shared), Arc::downgrade(alive));
    let helper = thread::Builder::new().name("amiwire-connect".into());
    if helper.spawn(move || deliver(&to, &alive, attempt(&own))).is_err() {
        shared.made(attempt(way));
    }
}

fn attempt(way: &Way) -> Made {
    let made = catch_unwind(AssertUnwindSafe(|| way.connect()));
    made.unwrap_or_else(|_| Err(NetError::with_detail(Status::Internal, "a panic while connecting")))
}

/// Nobody may be waiting any more, although a sender may still hold what is
/// shared: then a connection that was made is dropped, and so closed.
pub(super) fn deliver(shared: &Weak<Shared>, alive: &Weak<()>, made: Made) {
    if let (Some(shared), Some(_alive)) = (shared.upgrade(), alive.upgrade()) {
        shared.made(made);
    }
}
