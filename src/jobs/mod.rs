//! Our thin layer over `graphile_worker`: enqueue inside a transaction, one live run for each key, a history
//! with progress, and waiting for a run to end.
//!
//! Claiming, heartbeats, recovery, retries and priorities are the queue's work. Imports app, db, clock. Never
//! here: a job kind; each lives with its noun, and `worker` lists them all.

mod context;
mod enqueue;
mod govern;
mod handler;
mod history;
mod order;
mod run;
mod wait;

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::context::JobContext;
pub use self::enqueue::{Enqueued, Order, Trigger, enqueue, enqueue_all, enqueued};
pub use self::govern::{Retried, cancel, prune, retry};
pub use self::handler::Envelope;
pub use self::history::{RunPage, RunWindow, give_back, nudge};
pub use self::order::{count, hashed, order, order_one};
pub use self::run::{JobRun, RunState};
pub use self::wait::{Ended, wait};

/// So many attempts more than a job has does the queue keep for the history: were both to count to the same
/// number, a run whose end could not be noted (the database was gone) would stay open for ever.
const SPARE_ATTEMPTS: i32 = 10;

/// A kind of work, with what one piece of it needs to know. Runs are idempotent: the queue may repeat one.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The kind's name, everywhere.
    const KIND: &'static str;
    /// After so many failed attempts in a row the run has failed.
    const MAX_ATTEMPTS: i32 = 8;

    /// What the history calls the run.
    fn shown_as(&self) -> &str {
        Self::KIND
    }

    /// The tick of the clock that it answers.
    fn due_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// What the run is about: while one is queued or running, a second for the same key is the same run.
    fn key(&self) -> String;

    /// Whether people's runs have lanes too, beside those of crawls and of the clock: for kinds of which one
    /// person may order fifty at once.
    const COMES_IN_CROWDS: bool = false;

    /// Runs in one lane follow one another, so that no kind fills every worker.
    fn lane(&self) -> Option<String> {
        None
    }

    /// How many lanes of that name there are. Runs take them in turn, so that all have the same to do to the end.
    fn lanes(&self) -> i32 {
        1
    }

    /// Does one page, or one row, of the work.
    fn run(&self, ctx: &JobContext) -> impl Future<Output = Result<Next, JobError>> + Send;
}

/// What comes after a piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the run has succeeded.
    Done,
    /// The rest has been enqueued by [`JobContext::continue_in`], in the transaction that stored this piece.
    Continues,
}

/// Why a piece of work did not succeed, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again, with growing pauses.
    #[error(transparent)]
    Retry(anyhow::Error),
    /// Try again, but not before this long.
    #[error("{cause}")]
    RetryAfter { after: Duration, cause: anyhow::Error },
    /// Trying again would change nothing.
    #[error(transparent)]
    GiveUp(anyhow::Error),
}

/// What anybody may read of a failure: a provider's part in it. Everything else is for the log.
pub fn told(error: &anyhow::Error) -> String {
    match error.downcast_ref::<crate::integrations::Error>() {
        Some(error) => error.to_string(),
        None => "something went wrong here; the server's log has it".to_owned(),
    }
}

/// The database failing under a job passes.
impl From<crate::db::DbError> for JobError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Retry(error.into())
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Retry(error.into())
    }
}
