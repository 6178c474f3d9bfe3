//! The history of runs, a page at a time.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::JobRun;
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::job_runs;

/// Which part of the history, newest first.
#[derive(Clone, Debug, Default)]
pub struct RunWindow {
    pub job: Option<String>,
    pub state: Option<String>,
    /// Only runs older than this one.
    pub after: Option<i64>,
    /// Only runs newer than this one.
    pub before: Option<i64>,
    /// At most so many, from the near end of the window.
    pub limit: i64,
    /// Take them from the far end instead.
    pub from_end: bool,
}

/// A page of the history.
#[derive(Clone, Debug)]
pub struct RunPage {
    pub runs: Vec<JobRun>,
    pub total: i64,
    pub has_more: bool,
}

impl RunPage {
    pub async fn list(conn: &mut AsyncPgConnection, window: &RunWindow) -> QueryResult<Self> {
        let matching = || {
            let mut query = job_runs::table.into_boxed();
            if let Some(job) = &window.job {
                query = query.filter(job_runs::job.eq(job.clone()));
            }
            if let Some(state) = &window.state {
                query = query.filter(job_runs::state.eq(state.clone()));
            }
            query
        };
        let total = matching().count().get_result(conn).await?;
        let mut query = matching();
        if let Some(after) = window.after {
            query = query.filter(job_runs::id.lt(after));
        }
        if let Some(before) = window.before {
            query = query.filter(job_runs::id.gt(before));
        }
        query = if window.from_end { query.order(job_runs::id.asc()) } else { query.order(job_runs::id.desc()) };
        let mut runs: Vec<JobRun> = query.limit(window.limit + 1).select(JobRun::as_select()).load(conn).await?;
        let has_more = i64::try_from(runs.len()).unwrap_or(i64::MAX) > window.limit;
        if has_more {
            runs.pop();
        }
        if window.from_end {
            runs.reverse();
        }
        Ok(Self { runs, total, has_more })
    }
}

/// Has every worker look whether there is something to do. The queue tells them of what is ordered, but not of a lane
/// that has become free, which they would notice up to a second later.
pub async fn nudge(app: &App) -> Result<(), DbError> {
    sql_query("select pg_notify('jobs:insert', '')").execute(&mut *app.db.conn().await?).await?;
    Ok(())
}

/// Gives back what one worker of the queue held, at its old place and without a used attempt. Only for a worker
/// that is known to have ended; the others are found by their missing heartbeat.
pub async fn give_back(app: &App, worker: &str) -> Result<(), DbError> {
    sql_query(
        "select graphile_worker._private_return_jobs($1, array(select id from graphile_worker._private_jobs where locked_by = $1)),
             graphile_worker.worker_deregister($1)",
    )
    .bind::<Text, _>(worker)
    .execute(&mut *app.db.conn().await?)
    .await?;
    Ok(())
}
