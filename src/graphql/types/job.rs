//! Runs of jobs.

use async_graphql::{Enum, ID, Object};
use chrono::{DateTime, Utc};

use crate::graphql::id::Kind;
use crate::ops;
use crate::schedule::desk;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum JobState {
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// Why a run exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum JobTrigger {
    /// The clock.
    Cron,
    /// Somebody ordered it.
    Manual,
    /// Somebody asked for what was not stored, or not fresh.
    CacheMiss,
    /// Another run gave rise to it.
    Continuation,
}

impl JobState {
    /// As the history spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One run of one job.
#[derive(Clone)]
pub struct JobRun(pub ops::JobRun);

/// One run of one job.
#[Object]
impl JobRun {
    /// Readable and typed: `run:5`.
    pub async fn id(&self) -> ID {
        Kind::JobRun.id(self.0.id)
    }

    /// The kind of job: `fetch_artist`, `sync_album_releases`.
    async fn job(&self) -> &str {
        &self.0.job
    }

    /// Where it stands.
    async fn state(&self) -> JobState {
        match self.0.state() {
            ops::RunState::Queued => JobState::Queued,
            ops::RunState::Running => JobState::Running,
            ops::RunState::Succeeded => JobState::Succeeded,
            ops::RunState::Failed => JobState::Failed,
            ops::RunState::Cancelled => JobState::Cancelled,
        }
    }

    /// Why it exists.
    async fn trigger(&self) -> JobTrigger {
        match self.0.trigger() {
            ops::Trigger::Cron => JobTrigger::Cron,
            ops::Trigger::Manual => JobTrigger::Manual,
            ops::Trigger::CacheMiss => JobTrigger::CacheMiss,
            ops::Trigger::Continuation => JobTrigger::Continuation,
        }
    }

    /// The tick it answers, for CRON.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.0.due_at
    }

    /// When it was ordered.
    async fn queued_at(&self) -> DateTime<Utc> {
        self.0.queued_at
    }

    /// When its first attempt began.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at
    }

    /// When a failed attempt is repeated.
    async fn retry_at(&self) -> Option<DateTime<Utc>> {
        self.0.retry_at
    }

    /// Which attempt at the present piece of work this is; 0 before the first.
    async fn attempt(&self) -> i32 {
        self.0.attempt
    }

    /// How many pieces (pages, rows) are done.
    async fn done(&self) -> i32 {
        self.0.done
    }

    /// How many there are, once that is known.
    async fn total(&self) -> Option<i32> {
        self.0.total
    }

    /// What was done last, in words.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What went wrong last.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }
}

/// A job of the clock: when it is due, and what came of it last.
pub struct Job(pub desk::Scheduled);

/// A job of the clock: when it is due, and what came of it last.
#[Object]
impl Job {
    /// Its name: `sync_listening`, `compute_prices`.
    async fn name(&self) -> &str {
        self.0.job
    }

    /// When it is due: a cron line of six fields with seconds, in UTC. `SCHEDULE_<JOB>` sets another; null where that is
    /// `off`.
    async fn schedule(&self) -> Option<&str> {
        self.0.line.as_deref()
    }

    /// When it is due next; null while it is paused or off.
    async fn next_run_at(&self) -> Option<DateTime<Utc>> {
        self.0.next_due_at
    }

    /// Neither switched off by the configuration nor paused by an administrator.
    async fn enabled(&self) -> bool {
        self.0.line.is_some() && !self.0.is_paused
    }

    /// Its last run, under way or ended: of the clock's, or of an administrator's.
    async fn last_run(&self) -> Option<JobRun> {
        self.0.last_run.clone().map(JobRun)
    }
}
