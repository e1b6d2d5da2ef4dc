//! What is made of other files of the tree.

mod census;
mod conformance;
mod faults;
mod names;
mod performance;
