//! The clock: every job at its time, once over all processes.
//!
//! `ticker` wakes this process every second; the table `schedules`, which all processes share, says what is due; `due`
//! makes a run of every due time; `tick` is that run, which orders the work and follows it to its end; `work` is what
//! each job does; `desk` is what administrators see of it and do about it. Imports the domain rooms. Never here: how a
//! thing is fetched or stored.

pub mod desk;
mod due;
mod tick;
mod ticker;
mod work;

pub use self::due::{look, register};
pub use self::tick::Tick;
pub use self::ticker::start;
