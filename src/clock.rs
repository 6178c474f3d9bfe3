//! The only `now()`.
//!
//! Everything that compares a stored time with the present takes the present from here, so that a test
//! can move it. Imports nothing of the house; there will never be a timer or a sleep in this file.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// The present, as this process sees it. Cheap to clone; clones move together.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The present moment, cut to the microsecond that PostgreSQL keeps.
    #[expect(clippy::disallowed_methods, reason = "this is the door that everybody else goes through")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed));
        chrono::SubsecRound::trunc_subsecs(Utc::now() + ahead, 6)
    }

    /// Moves the present forward; tests use it instead of sleeping.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}
