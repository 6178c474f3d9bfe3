//! What an administrator may do about runs, and how long their history is kept.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{JobRun, SPARE_ATTEMPTS};

/// What has ended well is kept for so long.
const KEPT: TimeDelta = TimeDelta::days(30);
/// What has failed is kept longer: somebody may want to try it again.
const FAILED_KEPT: TimeDelta = TimeDelta::days(90);
/// Runs that are removed in one statement.
const PIECE: i32 = 5_000;
/// As many attempts as the most patient kind has.
const ATTEMPTS: i32 = 8 + SPARE_ATTEMPTS;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Tried {
    #[diesel(sql_type = Nullable<BigInt>)]
    live: Option<i64>,
}

/// Cancels a run and whatever it gave rise to; how many had not ended yet. A piece that is under way is finished and
/// nothing follows it.
pub async fn cancel(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<i64> {
    let cancelled: Count = sql_query(
        "with recursive tree as (
             select id from job_runs where id = $1 union select child.id from job_runs as child join tree on child.parent_id = tree.id
         ), ended as (
             update job_runs set state = 'cancelled', finished_at = $2, retry_at = null
             where id in (select id from tree) and state in ('queued', 'running') returning id
         ), removed as (select id, graphile_worker.remove_job('run:' || id) as job from ended)
         select count(*) as count from removed",
    )
    .bind::<BigInt, _>(id)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await?;
    Ok(cancelled.count)
}

/// What became of the wish to try a run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    Queued,
    /// Another run for the same thing is queued or running.
    AlreadyQueued(i64),
    /// It has not failed, and was not cancelled.
    NotFailed,
}

/// Tries a run again that has failed or was cancelled, from its beginning; what it has stored, it stores again.
pub async fn retry(conn: &mut AsyncPgConnection, run: &JobRun) -> QueryResult<Retried> {
    let tried: Option<Tried> = sql_query(
        "with wanted as (
             select id, key from job_runs where id = $1 and state in ('failed', 'cancelled') for update
         ), live as (
             select job_runs.id from job_runs join wanted using (key) where state in ('queued', 'running')
         ), queued as (
             update job_runs set state = 'queued', finished_at = null, retry_at = null, failed_at = null, attempt = 0
             where id in (select id from wanted) and not exists (select from live)
             returning id, coalesce(kind, job) as kind, payload, priority
         ), added as (
             select (graphile_worker.add_job(identifier => kind, payload => json_build_object('run', id, 'job', payload),
                 max_attempts => $2, job_key => 'run:' || id, priority => priority)).id from queued
         )
         select (select id from live) as live, (select count(*) from added) as added from wanted",
    )
    .bind::<BigInt, _>(run.id)
    .bind::<Integer, _>(ATTEMPTS)
    .get_result(conn)
    .await
    .optional()?;
    Ok(match tried {
        None => Retried::NotFailed,
        Some(Tried { live: Some(other) }) => Retried::AlreadyQueued(other),
        Some(Tried { live: None }) => Retried::Queued,
    })
}

/// Forgets runs that ended long ago, and what the queue keeps of those that have ended; how many runs.
pub async fn prune(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    let mut pruned = 0;
    loop {
        let piece = sql_query(
            "delete from job_runs where id in (
                 select id from job_runs
                 where finished_at < $1 and (state in ('succeeded', 'cancelled') or state = 'failed' and finished_at < $2)
                 order by finished_at limit $3)",
        )
        .bind::<Timestamptz, _>(now - KEPT)
        .bind::<Timestamptz, _>(now - FAILED_KEPT)
        .bind::<Integer, _>(PIECE)
        .execute(conn)
        .await?;
        pruned += piece;
        if i32::try_from(piece).is_ok_and(|piece| piece < PIECE) {
            break;
        }
    }
    sql_query(
        "select count(graphile_worker.remove_job(jobs.key)) from graphile_worker._private_jobs as jobs
         where jobs.key like 'run:%' and jobs.attempts >= jobs.max_attempts and jobs.locked_at is null and not exists (
             select from job_runs where job_runs.id = substring(jobs.key from 5)::bigint and state in ('queued', 'running'))",
    )
    .execute(conn)
    .await?;
    Ok(pruned)
}
