//! What a running job may do to its own run.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Double, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::enqueue::{lane, payload};
use super::{Job, Next, Order, SPARE_ATTEMPTS, Trigger};
use crate::app::App;
use crate::integrations::facts::Skipped;
use crate::integrations::{Priority, Provider};

/// The run that a job is part of, and the house around it.
#[derive(Clone)]
pub struct JobContext {
    pub app: App,
    pub run_id: i64,
    pub priority: Priority,
    pub trigger: Trigger,
    pub attempt: i32,
}

impl JobContext {
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Whether somebody asked for it anew, or the clock, which knows what it wants. Everybody else is content with what
    /// has become fresh while the run waited: of a thousand who miss the same thing, one may look before it is stored and
    /// order after.
    pub fn is_anew(&self) -> bool {
        self.trigger == Trigger::Cron || self.trigger == Trigger::Manual && self.priority == Priority::Person
    }

    /// An order for work that this run gives rise to, as urgent as this run is.
    pub fn child(&self) -> Order {
        Order { priority: self.priority, trigger: Trigger::Continuation, parent: Some(self.run_id), now: self.now() }
    }

    /// Notes how far the run has come.
    pub async fn progress(&self, conn: &mut AsyncPgConnection, done: i32, total: Option<i32>, message: &str) -> QueryResult<()> {
        sql_query("update job_runs set done = $2, total = coalesce($3, total), message = $4, error = null, retry_at = null where id = $1")
            .bind::<BigInt, _>(self.run_id)
            .bind::<Integer, _>(done)
            .bind::<Nullable<Integer>, _>(total)
            .bind::<Text, _>(message)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Notes that the run needs at most so many calls in all. Noted before the first of them.
    pub async fn needs(&self, conn: &mut AsyncPgConnection, provider: Provider, calls: u32) -> QueryResult<usize> {
        self.note_need(conn, provider, calls, "greatest(c.needed, excluded.needed)").await
    }

    /// Notes that the run needs so many calls on top, in the transaction that stores what they are for.
    pub async fn needs_more(&self, conn: &mut AsyncPgConnection, provider: Provider, calls: u32) -> QueryResult<usize> {
        self.note_need(conn, provider, calls, "c.needed + excluded.needed").await
    }

    async fn note_need(&self, conn: &mut AsyncPgConnection, provider: Provider, calls: u32, needed: &str) -> QueryResult<usize> {
        sql_query(format!(
            "insert into job_run_calls as c (run_id, provider, needed) values ($1, $2, $3)
             on conflict (run_id, provider) do update set needed = {needed}"
        ))
        .bind::<BigInt, _>(self.run_id)
        .bind::<Text, _>(provider.ledger().as_ref())
        .bind::<Integer, _>(i32::try_from(calls).unwrap_or(i32::MAX))
        .execute(conn)
        .await
    }

    /// Notes which records a provider's answer held that could not be read; the rest of it is stored.
    pub async fn skip(&self, conn: &mut AsyncPgConnection, provider: Provider, skipped: &[Skipped]) -> QueryResult<()> {
        if skipped.is_empty() {
            return Ok(());
        }
        for Skipped { record, problem } in skipped {
            tracing::warn!(run = self.run_id, provider = provider.key(), record, problem, "a record was skipped");
        }
        sql_query(
            "insert into job_run_skips (run_id, provider, record, problem, skipped_at)
             select $1, $2, record, problem, $5 from unnest($3::text[], $4::text[]) as s (record, problem)
             on conflict do nothing",
        )
        .bind::<BigInt, _>(self.run_id)
        .bind::<Text, _>(provider.key())
        .bind::<Array<Text>, _>(skipped.iter().map(|skipped| &skipped.record).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(skipped.iter().map(|skipped| &skipped.problem).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(self.now())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Enqueues the rest of this run, in the transaction that stores the piece just done: either both are
    /// there after a crash or neither. Between two pieces somebody more urgent can go first.
    pub async fn continue_in<J: Job>(&self, conn: &mut AsyncPgConnection, job: &J) -> QueryResult<Next> {
        self.continue_after(conn, job, None).await
    }

    /// The same, not before so long.
    pub async fn continue_later_in<J: Job>(&self, conn: &mut AsyncPgConnection, job: &J, after: TimeDelta) -> QueryResult<Next> {
        self.continue_after(conn, job, Some(after)).await
    }

    async fn continue_after<J: Job>(&self, conn: &mut AsyncPgConnection, job: &J, after: Option<TimeDelta>) -> QueryResult<Next> {
        let lane = lane(job, self.priority);
        sql_query(
            "select graphile_worker.add_job(
                 identifier => $1, payload => json_build_object('run', $2, 'job', $3::json),
                 queue_name => case when $6 > 1 then $4 || ':' || $2 % $6 else $4 end,
                 max_attempts => $5, job_key => 'run:' || $2,
                 -- Its place in the queue is that of its beginning, not behind whatever was ordered since.
                 run_at => coalesce(now() + make_interval(secs => $7), (select least(queued_at, now()) from job_runs where id = $2)),
                 priority => (select priority from job_runs where id = $2))",
        )
        .bind::<Text, _>(J::KIND)
        .bind::<BigInt, _>(self.run_id)
        .bind::<Text, _>(payload(job)?)
        .bind::<Nullable<Text>, _>(lane)
        .bind::<Integer, _>(J::MAX_ATTEMPTS + SPARE_ATTEMPTS)
        .bind::<Integer, _>(job.lanes())
        .bind::<Nullable<Double>, _>(after.map(TimeDelta::as_seconds_f64))
        .execute(conn)
        .await?;
        Ok(Next::Continues)
    }
}
