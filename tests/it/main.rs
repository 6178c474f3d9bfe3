//! One binary; its modules mirror `src`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, helpers included")]

mod acceptance;
mod catalog;
mod complete;
mod db;
mod http;
mod integrations;
mod processes;
mod support;
