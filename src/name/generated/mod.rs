//! Generated from `names.tsv` and `lists.tsv` by `cargo xtask gen names`, all
//! of the folder except this file.

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
