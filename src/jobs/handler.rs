//! Between the queue and a [`Job`]: keeps the history, turns errors into retries, and lets no panic through.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use futures::FutureExt;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};

use super::{Job, JobContext, JobError, Next, Trigger, told};
use crate::app::App;
use crate::db::DbError;
use crate::integrations::{Errand, Priority};

/// What the queue stores: which run, and what to do.
#[derive(Serialize, Deserialize)]
#[serde(bound = "J: Job")]
pub struct Envelope<J> {
    pub run: i64,
    pub job: J,
}

impl<J: Job> TaskHandler for Envelope<J> {
    const IDENTIFIER: &'static str = J::KIND;

    async fn run(self, worker: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(app) = worker.get_ext::<App>().cloned() else {
            return Err("the worker was started without its App".to_owned());
        };
        let attempt = i32::from(*worker.job().attempts());
        self.attempt(app, attempt, attempt >= J::MAX_ATTEMPTS, *worker.job().id()).await
    }
}

#[derive(QueryableByName)]
struct Started {
    #[diesel(sql_type = Integer)]
    priority: i32,
    #[diesel(sql_type = Text)]
    trigger: String,
}

impl<J: Job> Envelope<J> {
    async fn attempt(self, app: App, attempt: i32, is_last: bool, queue_id: i64) -> Result<(), String> {
        let Some(started) = self.start(&app, attempt).await.map_err(|error| error.to_string())? else {
            // Cancelled, or ended by a worker that died before it could say so to the queue.
            return Ok(());
        };
        let priority = match started.priority {
            ..=0 => Priority::Person,
            1..=10 => Priority::Crawl,
            _ => Priority::Clock,
        };
        let ctx = JobContext { app: app.clone(), run_id: self.run, priority, trigger: Trigger::parse(&started.trigger), attempt };
        // A second attempt asks what the first has asked.
        let errand = Errand { run_id: self.run, is_repeat: attempt > 1 };
        let outcome = AssertUnwindSafe(errand.on(self.job.run(&ctx))).catch_unwind().await.unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            Err(JobError::Retry(anyhow::anyhow!("the job panicked: {}", said.unwrap_or("without a word"))))
        });
        let (error, after) = match outcome {
            Ok(Next::Continues) => return Ok(()),
            Ok(Next::Done) => return self.finish(&app, "succeeded", None).await.map_err(|error| error.to_string()),
            Err(JobError::GiveUp(error)) => return self.fail(&app, &error).await,
            Err(JobError::Retry(error)) => (error, Duration::ZERO),
            Err(JobError::RetryAfter { after, cause }) => (cause, after),
        };
        if is_last {
            return self.fail(&app, &error).await;
        }
        tracing::info!(job = J::KIND, run = self.run, attempt, error = %chain(&error), "the job will be tried again");
        self.postpone(&app, &error, attempt, after, queue_id).await.map_err(|error| error.to_string())?;
        // The queue counts the failure and keeps the row.
        Err(error.to_string())
    }

    async fn start(&self, app: &App, attempt: i32) -> Result<Option<Started>, DbError> {
        let conn = &mut app.db.conn().await?;
        let started = sql_query(
            "update job_runs set state = 'running', attempt = $2, started_at = coalesce(started_at, $3), retry_at = null
             where id = $1 and state in ('queued', 'running') returning priority, trigger",
        )
        .bind::<BigInt, _>(self.run)
        .bind::<Integer, _>(attempt)
        .bind::<Timestamptz, _>(app.clock.now())
        .get_result(conn)
        .await
        .optional()?;
        Ok(started)
    }

    async fn fail(&self, app: &App, error: &anyhow::Error) -> Result<(), String> {
        tracing::warn!(job = J::KIND, run = self.run, error = %chain(error), "the job has failed");
        self.finish(app, "failed", Some(told(error))).await.map_err(|error| error.to_string())
    }

    async fn finish(&self, app: &App, state: &str, error: Option<String>) -> Result<(), DbError> {
        let conn = &mut app.db.conn().await?;
        sql_query("update job_runs set state = $2, error = $3, retry_at = null, finished_at = $4 where id = $1 and state = 'running'")
            .bind::<BigInt, _>(self.run)
            .bind::<Text, _>(state)
            .bind::<Nullable<Text>, _>(error)
            .bind::<Timestamptz, _>(app.clock.now())
            .execute(conn)
            .await?;
        metrics::counter!("vinilogy_job_runs_total", "job" => J::KIND, "state" => state.to_owned()).increment(1);
        Ok(())
    }

    async fn postpone(&self, app: &App, error: &anyhow::Error, attempt: i32, after: Duration, queue_id: i64) -> Result<(), DbError> {
        let conn = &mut app.db.conn().await?;
        // The queue itself adds e^attempt seconds to whatever time the row names.
        let pause = after + Duration::from_secs_f64(f64::from(attempt.min(10)).exp());
        let retry_at = app.clock.now() + TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
        sql_query("update graphile_worker._private_jobs set run_at = now() + make_interval(secs => $2) where id = $1")
            .bind::<BigInt, _>(queue_id)
            .bind::<diesel::sql_types::Double, _>(after.as_secs_f64())
            .execute(conn)
            .await?;
        sql_query("update job_runs set state = 'queued', error = $2, retry_at = $3, failed_at = $4 where id = $1 and state = 'running'")
            .bind::<BigInt, _>(self.run)
            .bind::<Text, _>(told(error))
            .bind::<Timestamptz, _>(retry_at)
            .bind::<Timestamptz, _>(app.clock.now())
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// The error with its causes, for the log.
fn chain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
