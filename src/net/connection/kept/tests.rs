//! What a store drops, and that it stays within its bound.

use std::string::ToString;
use std::vec::Vec;

use super::*;
use crate::Status;

/// So much that ten notices have room.
const MOST: usize = 10 * OVERHEAD;

fn notice(what: What, tag: u64, last: bool) -> Outcome {
    Outcome::new(what, tag, last)
}

/// All that comes out, in order.
fn drained(store: &mut Store) -> Vec<(What, u64)> {
    let (mut held, mut all) = (None, Vec::new());
    while let Some(next) = store.next(&mut held) {
        let outcome = next.unwrap().outcome;
        all.push((outcome.what, outcome.tag));
    }
    all
}

#[test]
fn items_that_are_too_large_are_dropped_like_other_notices() {
    let mut store = Store::new(MOST);
    for tag in 1..=1000 {
        store.keep(None, notice(What::TooLarge, tag, false)).unwrap();
        assert!(store.size() <= MOST);
    }
    // They leave room for what comes behind them.
    store.keep(None, notice(What::Cut, 0, false)).unwrap();
    let all = drained(&mut store);
    assert_eq!(all.first(), Some(&(What::Lost, 991)));
    assert_eq!(all[1..10], (992..=1000).map(|tag| (What::TooLarge, tag)).collect::<Vec<_>>());
    assert_eq!(all.last(), Some(&(What::Cut, 0)));
    assert_eq!((all.len(), store.size()), (11, 0));
}

#[test]
fn the_last_word_on_an_action_is_never_dropped() {
    let mut store = Store::new(MOST);
    for tag in 1..=20 {
        store.keep(None, notice(What::TooLarge, tag, true)).unwrap();
        store.keep_error(NetError::with_detail(Status::PacketTooLarge, "at offset 1".to_string()));
    }
    let all = drained(&mut store);
    let last: Vec<u64> = all.iter().filter(|told| told.0 == What::TooLarge).map(|told| told.1).collect();
    assert_eq!(last, (1..=20).collect::<Vec<_>>());
}

/// Places that nobody has counted would be memory beyond the bound.
#[test]
fn there_are_not_many_spare_places() {
    let mut store = Store::new(usize::MAX);
    for _ in 0..10_000 {
        store.keep(None, notice(What::Event, 0, false)).unwrap();
        let (len, places) = (store.loose.len(), store.loose.capacity());
        assert!(places <= len + (len / SPARE).max(FEW), "{places} {len}");
    }
}
