//! What tests share: fakes of the outside, and nothing that asserts by itself.

#![expect(clippy::unwrap_used, reason = "clippy lets only the test functions themselves unwrap, not what they call")]

pub mod app;
pub mod bsale;
pub mod budget;
pub mod database;
pub mod door;
pub mod form;
pub mod history;
pub mod listens;
pub mod outside;
pub mod personal;
pub mod picture;
pub mod process;
pub mod replay;
pub mod shared;
pub mod shelf;
pub mod spotify;
pub mod upstream;
pub mod world;
