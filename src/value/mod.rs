//! Doc.
#[cfg(test)]
mod check;
mod grammar;
mod ip;
mod sink;

pub mod address;
pub mod calendar;
pub mod duration;
pub mod integer;
pub mod time;
pub use time::EventTime;
