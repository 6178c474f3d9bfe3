//! How the house is doing: its runs, its outside services, its health.
//!
//! Imports the ground only. Never here: a job kind; kinds are known by their names.

mod health;
mod runs;
mod upstream;

pub use self::health::{database, worker};
pub use self::runs::{find_run, follow_run, list_runs};
pub use self::upstream::{Upstream, upstreams};
pub use crate::jobs::{JobRun, RunPage, RunState, RunWindow, Trigger};
