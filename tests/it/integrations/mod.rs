//! Providers against recorded answers, and against a server that misbehaves.

#![expect(clippy::unwrap_used, reason = "clippy lets only the test functions themselves unwrap, not what they call")]

mod calls;
mod leave;
mod misbehaving;
mod pictures;
pub mod recorded;
mod redirects;
mod secrets;
