//! How the house is doing: its runs, its outside services, its health.
//!
//! Imports the ground only. Never here: another job kind than `purge_expired`, which looks after the database itself;
//! kinds are known by their names.

mod health;
mod purge;
mod runs;
mod upstream;

pub use self::health::{database, worker};
pub use self::purge::{PurgeExpired, order_purge};
pub use self::runs::{find_run, follow_run, list_runs};
pub use self::upstream::{Upstream, upstreams};
pub use crate::jobs::{JobRun, RunPage, RunState, RunWindow, Trigger};
