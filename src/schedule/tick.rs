//! A run of a job of the clock: it orders the work, and follows it to its end.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::work::{self, Begun};
use crate::db::{Conn, DbError};
use crate::jobs::{self, Job, JobContext, JobError, Next};

/// So often it is seen whether what was ordered has ended.
const AGAIN: TimeDelta = TimeDelta::seconds(3);

/// A due time of a job, or an administrator's wish that it be done now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tick {
    pub job: String,
    pub due_at: Option<DateTime<Utc>>,
    /// How many at most, where the job has a number of things to do.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The work is ordered.
    #[serde(default)]
    is_begun: bool,
    /// When the work began, where it is ordered a part at a time.
    #[serde(default)]
    since: Option<DateTime<Utc>>,
}

impl Tick {
    pub fn of(job: &str, due_at: DateTime<Utc>) -> Self {
        Self { due_at: Some(due_at), ..Self::now(job, None) }
    }

    /// Now, whatever the clock says.
    pub fn now(job: &str, limit: Option<u32>) -> Self {
        Self { job: job.to_owned(), due_at: None, limit, is_begun: false, since: None }
    }
}

#[derive(QueryableByName)]
struct Below {
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    succeeded: i64,
    #[diesel(sql_type = BigInt)]
    failed: i64,
}

#[derive(QueryableByName)]
struct Before {
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
}

impl Job for Tick {
    const KIND: &'static str = "tick";

    fn shown_as(&self) -> &str {
        &self.job
    }

    fn due_at(&self) -> Option<DateTime<Utc>> {
        self.due_at
    }

    fn key(&self) -> String {
        match self.due_at {
            Some(due_at) => format!("{}:{}:{}", Self::KIND, self.job, due_at.to_rfc3339()),
            None => format!("{}:{}", Self::KIND, self.job),
        }
    }

    fn lane(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.job))
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        if self.is_begun {
            return self.follow(ctx).await;
        }
        let conn = &mut ctx.app.db.conn().await?;
        if let Some(before) = self.before(conn, ctx).await? {
            return self.wait(conn, ctx, before).await;
        }
        let since = self.since.unwrap_or_else(|| ctx.now());
        let begun = work::begin(ctx, &self.job, self.limit, since).await?;
        let (rest, after) = match begun {
            Begun::All => (Self { is_begun: true, ..self.clone() }, TimeDelta::zero()),
            Begun::Part { after } => (Self { since: Some(since), ..self.clone() }, after),
        };
        Ok(conn.transaction(async |conn: &mut Conn| ctx.continue_later_in(conn, &rest, after).await).await?)
    }
}

impl Tick {
    /// An earlier run of the same job that has not ended.
    async fn before(&self, conn: &mut AsyncPgConnection, ctx: &JobContext) -> QueryResult<Option<i64>> {
        let before: Before =
            sql_query("select min(id) as id from job_runs where job = $1 and kind = $2 and id < $3 and state in ('queued', 'running')")
                .bind::<Text, _>(&self.job)
                .bind::<Text, _>(Self::KIND)
                .bind::<BigInt, _>(ctx.run_id)
                .get_result(conn)
                .await?;
        Ok(before.id)
    }

    async fn wait(&self, conn: &mut Conn, ctx: &JobContext, before: i64) -> Result<Next, JobError> {
        let next = conn
            .transaction(async |conn: &mut Conn| {
                sql_query("update job_runs set state = 'queued', started_at = null, message = $2 where id = $1 and state = 'running'")
                    .bind::<BigInt, _>(ctx.run_id)
                    .bind::<Text, _>(format!("run:{before} of the same job is not at its end yet"))
                    .execute(conn)
                    .await?;
                ctx.continue_later_in(conn, self, AGAIN).await
            })
            .await?;
        Ok(next)
    }

    /// Looks how far what was ordered has come.
    async fn follow(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let conn = &mut ctx.app.db.conn().await?;
        let Below { open, succeeded, failed } = below(conn, ctx.run_id).await?;
        let (ended, all) = (succeeded + failed, open + succeeded + failed);
        let message = match all {
            0 => "nothing was to be done".to_owned(),
            _ => format!("{ended} of {all} runs have ended, {failed} of them failed"),
        };
        let next = conn
            .transaction(async |conn: &mut Conn| {
                ctx.progress(conn, jobs::count(ended), Some(jobs::count(all)), &message).await?;
                if open == 0 { QueryResult::Ok(Next::Done) } else { ctx.continue_later_in(conn, self, AGAIN).await }
            })
            .await
            .map_err(DbError::from)?;
        Ok(next)
    }
}

/// The runs that a run has given rise to, and those that they have.
async fn below(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Below> {
    sql_query(
        "with recursive tree as (
             select id, state from job_runs where parent_id = $1
             union select child.id, child.state from job_runs as child join tree on child.parent_id = tree.id
         )
         select count(*) filter (where state in ('queued', 'running')) as open, count(*) filter (where state = 'succeeded') as succeeded,
             count(*) filter (where state in ('failed', 'cancelled')) as failed from tree",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .await
}
