//! Vinilogy: every vinyl pressing of every album, and what it costs, delivered.
//!
//! The rooms, in reading order; `ARCHITECTURE.md` says who may enter which.

pub mod clock;
pub mod config;
pub mod db;
pub mod integrations;
