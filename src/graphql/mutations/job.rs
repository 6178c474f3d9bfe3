//! Running the jobs of the clock now, pausing them, and trying runs again. Administrators alone.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Deserialize;

use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::scope::{Scope, scope};
use crate::graphql::types::JobRun;
use crate::ops;
use crate::schedule::desk::{self, Retried};

/// Which job to run.
#[derive(InputObject)]
pub struct RunJobInput {
    /// Its name, as `jobs` lists it.
    job: String,
    /// A JSON object; `{"limit": 100}`: at most so many things, where the job has a number of them to do.
    arguments: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RunJobPayload {
    /// What became of it.
    status: RunJobStatus,
    /// The run, to be followed with the subscription `jobRun`.
    run: Option<JobRun>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RunJobStatus {
    Queued,
    /// Somebody ordered it before, and it has not ended; `run` is theirs.
    AlreadyQueued,
    UnknownJob,
}

/// Which job to pause.
#[derive(InputObject)]
pub struct PauseJobInput {
    /// Its name, as `jobs` lists it.
    job: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct PauseJobPayload {
    /// What became of it.
    status: PauseJobStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PauseJobStatus {
    /// It is not due until it is resumed.
    Paused,
    UnknownJob,
}

/// Which job goes on.
#[derive(InputObject)]
pub struct ResumeJobInput {
    /// Its name, as `jobs` lists it.
    job: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ResumeJobPayload {
    /// What became of it.
    status: ResumeJobStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ResumeJobStatus {
    /// It is due again at its next time; what fell due meanwhile is not made up for.
    Resumed,
    UnknownJob,
}

/// Which run to cancel.
#[derive(InputObject)]
pub struct CancelRunInput {
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct CancelRunPayload {
    /// What became of it.
    status: CancelRunStatus,
    /// The run as it stands now.
    run: Option<JobRun>,
    /// How many runs were ended: this one, and those that it gave rise to.
    cancelled: i32,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CancelRunStatus {
    Cancelled,
    /// It had ended before.
    AlreadyEnded,
    NotFound,
}

/// Which run to try again.
#[derive(InputObject)]
pub struct RetryRunInput {
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RetryRunPayload {
    /// What became of it.
    status: RetryRunStatus,
    /// The run; for `ALREADY_QUEUED` the other one that is under way for the same thing.
    run: Option<JobRun>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RetryRunStatus {
    Queued,
    /// Another run for the same thing has not ended.
    AlreadyQueued,
    /// It has not failed, and was not cancelled: there is nothing to try again.
    NotFailed,
    NotFound,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    limit: Option<u32>,
}

/// What is changed about jobs.
#[derive(Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    /// Orders a job of the clock now. Administrators only.
    async fn run_job(&self, ctx: &Context<'_>, input: RunJobInput) -> Result<RunJobPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let arguments = match input.arguments.as_deref() {
            None => Arguments { limit: None },
            // A list would be read as the object's values.
            Some(text) => serde_json::from_str(text)
                .and_then(|object: serde_json::Map<_, _>| serde_json::from_value(object.into()))
                .map_err(|_| Failure::new(Code::BadUserInput, "`arguments` is not a JSON object such as {\"limit\": 100}."))?,
        };
        let Some(enqueued) = desk::run(&scope.app, &input.job, arguments.limit).await? else {
            return Ok(RunJobPayload { status: RunJobStatus::UnknownJob, run: None });
        };
        let status = if enqueued.is_new { RunJobStatus::Queued } else { RunJobStatus::AlreadyQueued };
        Ok(RunJobPayload { status, run: found(scope, enqueued.run_id).await? })
    }

    /// Stops a job of the clock from falling due; a run that is under way goes on. Administrators only.
    async fn pause_job(&self, ctx: &Context<'_>, input: PauseJobInput) -> Result<PauseJobPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let is_known = desk::pause(&scope.app, &input.job, true).await?;
        Ok(PauseJobPayload { status: if is_known { PauseJobStatus::Paused } else { PauseJobStatus::UnknownJob } })
    }

    /// Lets a paused job fall due again. Administrators only.
    async fn resume_job(&self, ctx: &Context<'_>, input: ResumeJobInput) -> Result<ResumeJobPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let is_known = desk::pause(&scope.app, &input.job, false).await?;
        Ok(ResumeJobPayload { status: if is_known { ResumeJobStatus::Resumed } else { ResumeJobStatus::UnknownJob } })
    }

    /// Ends a run, and the runs that it gave rise to, after the piece that is under way. Administrators only.
    async fn cancel_run(&self, ctx: &Context<'_>, input: CancelRunInput) -> Result<CancelRunPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let id = Kind::JobRun.row(&input.id)?;
        let cancelled = desk::cancel(&scope.app, id).await?;
        let status = match cancelled {
            None => CancelRunStatus::NotFound,
            Some(0) => CancelRunStatus::AlreadyEnded,
            Some(_) => CancelRunStatus::Cancelled,
        };
        let cancelled = i32::try_from(cancelled.unwrap_or(0)).unwrap_or(i32::MAX);
        Ok(CancelRunPayload { status, run: found(scope, id).await?, cancelled })
    }

    /// Tries a run again that has failed or was cancelled, from its beginning. Administrators only.
    async fn retry_run(&self, ctx: &Context<'_>, input: RetryRunInput) -> Result<RetryRunPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let id = Kind::JobRun.row(&input.id)?;
        let (status, run) = match desk::retry(&scope.app, id).await? {
            None => (RetryRunStatus::NotFound, id),
            Some(Retried::NotFailed) => (RetryRunStatus::NotFailed, id),
            Some(Retried::AlreadyQueued(other)) => (RetryRunStatus::AlreadyQueued, other),
            Some(Retried::Queued) => (RetryRunStatus::Queued, id),
        };
        Ok(RetryRunPayload { status, run: found(scope, run).await? })
    }
}

async fn found(scope: &Scope, id: i64) -> Result<Option<JobRun>, Failure> {
    Ok(ops::find_run(&scope.app, id).await?.map(JobRun))
}
