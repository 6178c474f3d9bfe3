//! Putting work into the queue, inside the caller's transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Job, SPARE_ATTEMPTS};
use crate::integrations::Priority;

/// Why a run exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    Cron,
    Manual,
    CacheMiss,
    Continuation,
}

impl Trigger {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Cron => "cron",
            Self::Manual => "manual",
            Self::CacheMiss => "cache_miss",
            Self::Continuation => "continuation",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        match text {
            "cron" => Self::Cron,
            "manual" => Self::Manual,
            "cache_miss" => Self::CacheMiss,
            _ => Self::Continuation,
        }
    }
}

/// Who orders the work, and how urgently.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub priority: Priority,
    pub trigger: Trigger,
    /// The run on whose behalf this one is.
    pub parent: Option<i64>,
    pub now: DateTime<Utc>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enqueued {
    pub run_id: i64,
    /// `false`: a run for the same key was already queued or running; this is that one.
    pub is_new: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    key: String,
}

/// The live runs for these jobs, if each has one that is urgent enough: then there is nothing to write. Of a
/// thousand who miss the same thing all but the first need no more than this.
pub async fn enqueued<J: Job>(conn: &mut AsyncPgConnection, jobs: &[J], priority: Priority) -> QueryResult<Option<Vec<Enqueued>>> {
    use crate::db::schema::job_runs::dsl;
    let keys: Vec<String> = jobs.iter().map(Job::key).collect();
    let live: HashMap<String, i64> = dsl::job_runs
        .filter(dsl::key.eq_any(&keys).and(dsl::state.eq_any(["queued", "running"])).and(dsl::priority.le(priority as i32)))
        // One that waits after a failure may be in want of hurry.
        .filter(dsl::retry_at.is_null())
        .select((dsl::key, dsl::id))
        .load(conn)
        .await?
        .into_iter()
        .collect();
    Ok(keys.iter().map(|key| live.get(key).map(|run| Enqueued { run_id: *run, is_new: false })).collect())
}

/// One piece of work.
pub async fn enqueue<J: Job>(conn: &mut AsyncPgConnection, job: &J, order: Order) -> QueryResult<Enqueued> {
    let mut all = enqueue_all(conn, std::slice::from_ref(job), order).await?;
    all.pop().ok_or(diesel::result::Error::NotFound)
}

/// Many pieces of one kind, in the order given, in four statements whatever their number.
pub async fn enqueue_all<J: Job>(conn: &mut AsyncPgConnection, jobs: &[J], order: Order) -> QueryResult<Vec<Enqueued>> {
    let keys: Vec<String> = jobs.iter().map(Job::key).collect();
    lock(conn, &keys).await?;
    let mut found: HashMap<String, Enqueued> = HashMap::new();
    // A run that ends between the two looks leaves neither an inserted nor a live row: look once more.
    for _ in 0..3 {
        let missing: Vec<usize> = (0..jobs.len()).filter(|at| !found.contains_key(&keys[*at])).collect();
        if missing.is_empty() {
            break;
        }
        for row in insert(conn, jobs, &keys, &missing, order).await? {
            found.insert(row.key, Enqueued { run_id: row.id, is_new: true });
        }
        for row in live(conn, &keys, order).await? {
            found.entry(row.key).or_insert(Enqueued { run_id: row.id, is_new: false });
        }
    }
    keys.iter().map(|key| found.get(key).copied().ok_or(diesel::result::Error::NotFound)).collect()
}

/// Who orders the same work takes turns, in one order for all: two that each hold a new run and want the other's
/// would wait for ever. Held to the end of the transaction.
async fn lock(conn: &mut AsyncPgConnection, keys: &[String]) -> QueryResult<usize> {
    sql_query(
        "select count(pg_advisory_xact_lock(7103, hash))
         from (select distinct hashtext(key) as hash from unnest($1) as key order by hash) as sorted",
    )
    .bind::<Array<Text>, _>(keys)
    .execute(conn)
    .await
}

/// Inserts the runs that have no live twin, and their queue rows with them.
async fn insert<J: Job>(conn: &mut AsyncPgConnection, jobs: &[J], keys: &[String], at: &[usize], order: Order) -> QueryResult<Vec<Row>> {
    let wanted: Vec<&String> = at.iter().map(|at| &keys[*at]).collect();
    let payloads: Vec<String> = at.iter().map(|at| payload(&jobs[*at])).collect::<QueryResult<_>>()?;
    let lanes: Vec<Option<String>> = at.iter().map(|at| lane(&jobs[*at], order.priority)).collect();
    sql_query(
        "with wanted as (
             select distinct on (key) key, payload::jsonb as payload, lane, lanes, job, due_at, ord
             from unnest($2::text[], $3::text[], $4::text[], $10::integer[], $11::text[], $12::timestamptz[])
                 with ordinality as w (key, payload, lane, lanes, job, due_at, ord)
             order by key, ord
         ), inserted as (
             insert into job_runs (job, kind, key, payload, trigger, priority, parent_id, queued_at, due_at)
             select job, nullif($1, job), key, payload, $5, $6, $7, $8, due_at from wanted order by ord
             on conflict (key) where state in ('queued', 'running') do nothing
             returning id, key, payload
         ), ordered as (
             select inserted.*, case when lanes > 1 then lane || ':' || id % lanes else lane end as lane, ord from inserted join wanted using (key) order by ord
         )
         select id, key, (graphile_worker.add_job(
             identifier => $1, payload => json_build_object('run', id, 'job', payload),
             -- The queue goes by the time alone: a microsecond each keeps the order given.
             run_at => now() + ord * interval '1 microsecond',
             queue_name => lane, max_attempts => $9, job_key => 'run:' || id, priority => $6)).id as queue_id
         from ordered",
    )
    .bind::<Text, _>(J::KIND)
    .bind::<Array<Text>, _>(&wanted)
    .bind::<Array<Text>, _>(&payloads)
    .bind::<Array<Nullable<Text>>, _>(&lanes)
    .bind::<Text, _>(order.trigger.as_str())
    .bind::<Integer, _>(order.priority as i32)
    .bind::<Nullable<BigInt>, _>(order.parent)
    .bind::<Timestamptz, _>(order.now)
    .bind::<Integer, _>(J::MAX_ATTEMPTS + SPARE_ATTEMPTS)
    .bind::<Array<Integer>, _>(at.iter().map(|at| jobs[*at].lanes()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(at.iter().map(|at| jobs[*at].shown_as()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(at.iter().map(|at| jobs[*at].due_at()).collect::<Vec<_>>())
    .load(conn)
    .await
}

/// The live runs for these keys; one that still waits behind less urgent work moves forward, and so do the
/// pieces still to come of one that is under way.
async fn live(conn: &mut AsyncPgConnection, keys: &[String], order: Order) -> QueryResult<Vec<Row>> {
    let rows: Vec<Row> = sql_query("select id, key from job_runs where key = any($1) and state in ('queued', 'running')")
        .bind::<Array<Text>, _>(keys)
        .load(conn)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    sql_query(
        "with urgent as (
             update job_runs set priority = $2
             where id = any($1) and state in ('queued', 'running') and retry_at is null and priority > $2
             returning id
         )
         update graphile_worker._private_jobs as jobs set priority = $2, job_queue_id = null, updated_at = now()
         from urgent where jobs.key = 'run:' || urgent.id and jobs.locked_at is null",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Integer, _>(order.priority as i32)
    .execute(conn)
    .await?;
    if order.priority == Priority::Person {
        hurry(conn, &ids, order).await?;
    }
    Ok(rows)
}

/// A run that waits after a failure is tried again for a person, unless it has only just failed: "failed" is
/// not remembered for longer than a provider needs to be left alone.
async fn hurry(conn: &mut AsyncPgConnection, ids: &[i64], order: Order) -> QueryResult<usize> {
    sql_query(
        "with waiting as (
             update job_runs set retry_at = null, priority = least(priority, $2)
             where id = any($1) and state = 'queued' and retry_at is not null and failed_at < $3 - interval '15 seconds'
             returning id
         )
         update graphile_worker._private_jobs as jobs set run_at = now(), priority = $2, updated_at = now()
         from waiting where jobs.key = 'run:' || waiting.id and jobs.locked_at is null",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Integer, _>(order.priority as i32)
    .bind::<Timestamptz, _>(order.now)
    .execute(conn)
    .await
}

/// The lane of a job at this priority.
pub(super) fn lane<J: Job>(job: &J, priority: Priority) -> Option<String> {
    match priority {
        Priority::Person if J::COMES_IN_CROWDS => job.lane().map(|lane| format!("person:{lane}")),
        Priority::Person => None,
        Priority::Crawl | Priority::Clock => job.lane(),
    }
}

pub(super) fn payload<J: Job>(job: &J) -> QueryResult<String> {
    serde_json::to_string(job).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))
}
