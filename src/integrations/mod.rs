//! What we may ask of the outside, and how the answers are told to the rest of the house.
//!
//! One folder per provider: `mod` holds the calls, `wire` their JSON, which never leaves the folder; what
//! leaves is [`facts`]. One [`transport`] spaces, bounds and repeats the calls; one [`Error`] names what can
//! go wrong. Imports `config` and `clock` only. Never here: a row, a table, a decision about what to keep.

mod budget;
mod error;
pub mod facts;

pub use self::budget::{Budget, Grant, Priority, Provider};
pub use self::error::{Error, Result};
