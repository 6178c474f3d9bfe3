//! What a running job may do to its own run.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::enqueue::{lane, payload};
use super::{Job, Next, Order, SPARE_ATTEMPTS, Trigger};
use crate::app::App;
use crate::integrations::Priority;

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

    /// Whether somebody asked for it anew. Everybody else is content with what has become fresh while the run
    /// waited: of a thousand who miss the same thing, one may look before it is stored and order after.
    pub fn is_anew(&self) -> bool {
        self.trigger == Trigger::Manual && self.priority == Priority::Person
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

    /// Enqueues the rest of this run, in the transaction that stores the piece just done: either both are
    /// there after a crash or neither. Between two pieces somebody more urgent can go first.
    pub async fn continue_in<J: Job>(&self, conn: &mut AsyncPgConnection, job: &J) -> QueryResult<Next> {
        let lane = lane(job, self.priority);
        sql_query(
            "select graphile_worker.add_job(
                 identifier => $1, payload => json_build_object('run', $2, 'job', $3::json), queue_name => $4,
                 max_attempts => $5, job_key => 'run:' || $2,
                 -- Its place in the queue is that of its beginning, not behind whatever was ordered since.
                 run_at => (select least(queued_at, now()) from job_runs where id = $2),
                 priority => (select priority from job_runs where id = $2))",
        )
        .bind::<Text, _>(J::KIND)
        .bind::<BigInt, _>(self.run_id)
        .bind::<Text, _>(payload(job)?)
        .bind::<Nullable<Text>, _>(lane)
        .bind::<Integer, _>(J::MAX_ATTEMPTS + SPARE_ATTEMPTS)
        .execute(conn)
        .await?;
        Ok(Next::Continues)
    }
}
