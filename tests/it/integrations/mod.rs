//! Providers against recorded answers, and against a server that misbehaves.

mod calls;
mod leave;
mod misbehaving;
mod recorded;
mod redirects;
mod secrets;
