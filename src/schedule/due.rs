//! Which jobs are due, over all processes once.
//!
//! A due time that passes while any process is up has its run, and one alone: whoever finds it first writes the run and
//! the job's next due time in one transaction, and holds the job's row meanwhile. What fell due while nobody was up is
//! made up for once.

use std::iter;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::tick::Tick;
use crate::app::App;
use crate::config::Line;
use crate::db::schema::{job_runs, schedule_ticks, schedules};
use crate::db::{Conn, DbError, whole};
use crate::integrations::Priority;
use crate::jobs::{self, Order, Trigger};

/// So often a process notes that it has looked.
const NOTED: TimeDelta = TimeDelta::seconds(10);
/// Where nobody has looked for so long, nobody was up.
const ABSENT: TimeDelta = TimeDelta::minutes(1);
/// Due times of one job that are made runs of at once; the rest follows a second later.
const AT_ONCE: usize = 100;

#[derive(Queryable)]
struct Due {
    job: String,
    line: String,
    is_paused: bool,
    next_due_at: DateTime<Utc>,
}

/// Writes down the configured lines. A job, or a line, that was never seen before starts at its next due time; one that is
/// known keeps its own, whatever it has missed.
pub async fn register(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let jobs: Vec<_> = app.config.schedule.0.iter().filter_map(|job| Some((job, job.line.after(now)?))).collect();
    let conn = &mut app.db.conn().await?;
    sql_query(
        "insert into schedules as s (job, line, is_on, next_due_at)
         select * from unnest($1::text[], $2::text[], $3::boolean[], $4::timestamptz[])
         on conflict (job) do update set line = excluded.line, is_on = excluded.is_on,
             next_due_at = case when s.line = excluded.line and s.is_on then s.next_due_at else excluded.next_due_at end
         where (s.line, s.is_on) is distinct from (excluded.line, excluded.is_on)",
    )
    .bind::<Array<Text>, _>(jobs.iter().map(|(job, _)| job.job).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(jobs.iter().map(|(job, _)| job.line.to_string()).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(jobs.iter().map(|(job, _)| job.is_on).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(jobs.iter().map(|(_, due)| *due).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes a run of everything that is due; how many. `up_since` is when this process began to look.
pub async fn look(app: &App, up_since: DateTime<Utc>) -> Result<usize, DbError> {
    let now = app.clock.now();
    let conn = &mut app.db.conn().await?;
    let last: Option<DateTime<Utc>> = schedule_ticks::table.select(schedule_ticks::ticked_at).first(conn).await.optional()?;
    let due = schedules::table.filter(schedules::is_on).filter(schedules::next_due_at.le(now));
    let is_due: bool = diesel::select(diesel::dsl::exists(due)).get_result(conn).await?;
    let is_noted = last.is_some_and(|last| (last..last + NOTED).contains(&now));
    if !is_due && is_noted {
        return Ok(0);
    }
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| step(conn, now, last, up_since).await).await?)
    })
    .await
}

async fn step(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    last: Option<DateTime<Utc>>,
    up_since: DateTime<Utc>,
) -> QueryResult<usize> {
    if last.is_some_and(|last| last > now + ABSENT) {
        set_back(conn, now).await?;
    }
    let due: Vec<Due> = schedules::table
        .filter(schedules::is_on.and(schedules::next_due_at.le(now)))
        .select((schedules::job, schedules::line, schedules::is_paused, schedules::next_due_at))
        .order(schedules::job)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    // Who looked a moment ago was up all the while; else this process alone knows of itself.
    let up_since = if last.is_some_and(|last| last + ABSENT > now) { DateTime::UNIX_EPOCH } else { up_since };
    let mut runs = 0;
    for Due { job, line, is_paused, next_due_at } in due {
        let Some(line) = Line::parse(&line) else { continue };
        let times = passed(&line, next_due_at, up_since, now);
        let Some(next) = times.last().and_then(|last| line.after(*last)) else { continue };
        for due_at in times.into_iter().filter(|_| !is_paused) {
            runs += usize::from(order(conn, &job, due_at, now).await?);
        }
        diesel::update(schedules::table.find(&job)).set(schedules::next_due_at.eq(next)).execute(conn).await?;
    }
    diesel::insert_into(schedule_ticks::table)
        .values(schedule_ticks::ticked_at.eq(now))
        .on_conflict(schedule_ticks::only_one)
        .do_update()
        .set(schedule_ticks::ticked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(runs)
}

/// The due times from `first` to now, as many as are dealt with at once; of those that nobody saw pass, the last one
/// stands for all.
fn passed(line: &Line, first: DateTime<Utc>, up_since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let first = line.before(up_since.min(now)).map_or(first, |missed| first.max(missed));
    iter::successors(Some(first), |time| line.after(*time)).take_while(|time| *time <= now).take(AT_ONCE).collect()
}

/// The clock was set back: what has run has run, and the next due time is the next one from now.
async fn set_back(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
    let all: Vec<(String, String)> = schedules::table.select((schedules::job, schedules::line)).for_update().load(conn).await?;
    for (job, line) in all {
        let Some(next) = Line::parse(&line).and_then(|line| line.after(now)) else { continue };
        let row = schedules::table.find(job).filter(schedules::next_due_at.gt(next));
        diesel::update(row).set(schedules::next_due_at.eq(next)).execute(conn).await?;
    }
    Ok(())
}

/// `false`: that time has had its run, before the clock was set back.
async fn order(conn: &mut AsyncPgConnection, job: &str, due_at: DateTime<Utc>, now: DateTime<Utc>) -> QueryResult<bool> {
    let before = job_runs::table.filter(job_runs::job.eq(job).and(job_runs::due_at.eq(due_at)));
    if diesel::select(diesel::dsl::exists(before)).get_result(conn).await? {
        return Ok(false);
    }
    let order = Order { priority: Priority::Clock, trigger: Trigger::Cron, parent: None, now };
    Ok(jobs::enqueue(conn, &Tick::of(job, due_at), order).await?.is_new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(first: &str, up_since: &str, now: &str) -> Vec<String> {
        let moment = |text: &str| text.parse().expect("a moment");
        let line = Line::parse("0 0 * * * *").expect("a line");
        let times = passed(&line, moment(first), moment(up_since), moment(now));
        times.iter().map(|time| time.format("%d %H").to_string()).collect()
    }

    #[test]
    fn what_passed_while_somebody_was_up_is_all_there_and_of_the_rest_the_last() {
        let first = "2026-11-20T10:00:00Z";
        assert_eq!(times(first, "1970-01-01T00:00:00Z", "2026-11-20T12:30:00Z"), ["20 10", "20 11", "20 12"]);
        assert_eq!(times(first, "2026-11-20T09:30:00Z", "2026-11-20T10:00:00Z"), ["20 10"]);
        assert_eq!(times(first, "2026-11-22T10:20:00Z", "2026-11-22T10:20:01Z"), ["22 10"], "one for two days");
        assert_eq!(times(first, "2026-11-22T10:20:00Z", "2026-11-22T12:00:00Z"), ["22 10", "22 11", "22 12"]);
        assert_eq!(times(first, "2026-11-20T09:00:00Z", "2026-11-20T09:59:59Z"), [""; 0]);
    }
}
