//! The search for a perfect hash: seeds that send every name to a place of its
//! own.

use super::hash::{bucket, hash, place};
use anyhow::{Context, Result};

/// What a lookup needs beside the names.
pub(crate) struct Perfect {
    pub(crate) seeds: Vec<u16>,
    /// By place, the position of its name in the list, plus one, or 0.
    pub(crate) places: Vec<u16>,
}

impl Perfect {
    /// Puts the names of each bucket, the fullest bucket first, to free places
    /// by the first seed that can.
    pub(crate) fn of(names: &[&str]) -> Result<Perfect> {
        let places = (names.len() * 5 / 4).next_power_of_two();
        let seeds = (names.len() / 3).next_power_of_two();
        let mut perfect = Perfect { seeds: vec![0; seeds], places: vec![0; places] };
        let mut buckets = vec![Vec::new(); seeds];
        for (at, name) in names.iter().enumerate() {
            let hash = hash(name.as_bytes());
            buckets[bucket(hash, seeds)].push((hash, at as u16 + 1));
        }
        let mut order: Vec<usize> = (0..seeds).collect();
        order.sort_by_key(|at| (usize::MAX - buckets[*at].len(), *at));
        for at in order {
            let seed = (0..=u16::MAX).find(|seed| perfect.fill(&buckets[at], *seed));
            perfect.seeds[at] = seed.context("no seed fits: take more places")?;
        }
        Ok(perfect)
    }

    /// Puts the names of a bucket to their places, if all of those are free.
    fn fill(&mut self, names: &[(u64, u16)], seed: u16) -> bool {
        let before = self.places.clone();
        for (hash, id) in names {
            let place = &mut self.places[place(*hash, seed, before.len())];
            if *place != 0 {
                self.places = before;
                return false;
            }
            *place = *id;
        }
        true
    }
}
