//! How fast each part is, on recorded storms and made-up ones.
//!
//!     cargo bench -p amiwire-speed                     all of it, some minutes
//!     cargo bench -p amiwire-speed -- index/generated  what has this in its name
//!
//! `cargo test` runs each of them once, so that none rots.
#![allow(missing_docs)] // what the macros of criterion make has none

mod capi;
mod hostile;
mod index;
mod lookups;
mod names;
mod session;
mod values;
mod writer;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

/// Many benches, each of work that takes the same time every time.
fn quickly() -> Criterion {
    Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1500))
}

criterion_group! {
    name = benches;
    config = quickly();
    targets = index::index, index::frame, index::chunks, lookups::lookups, names::names, values::values,
        writer::writer, session::session, capi::capi, hostile::hostile
}
criterion_main!(benches);
