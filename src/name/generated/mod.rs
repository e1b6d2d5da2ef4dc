//! Written by the test `names_generate` from `names.tsv` and `lists.tsv`, all
//! but this file: after an edit of those, `AMIWIRE_REWRITE=1 cargo test --test
//! names_generate` writes them anew, and the same test fails where they differ.

mod action;
mod event;
#[cfg(feature = "names")]
mod header;
mod list;

pub use action::Action;
pub use event::Event;
#[cfg(feature = "names")]
pub use header::Header;

#[cfg(feature = "names")]
pub(super) use header::{TEXT_SHAPES, shape};
pub(super) use list::ANSWERS;
