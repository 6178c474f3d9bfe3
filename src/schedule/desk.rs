//! What administrators see of the jobs of the clock, and do about them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Tick;
use crate::app::App;
use crate::config::Line;
use crate::db::schema::{job_runs, schedules};
use crate::db::{Conn, DbError, whole};
use crate::integrations::Priority;
pub use crate::jobs::Retried;
use crate::jobs::{self, Enqueued, JobRun, Order, Trigger};

/// A job of the clock.
#[derive(Clone, Debug)]
pub struct Scheduled {
    pub job: &'static str,
    /// Its cron line; `None`: the configuration has switched it off.
    pub line: Option<String>,
    pub is_paused: bool,
    pub next_due_at: Option<DateTime<Utc>>,
    pub last_run: Option<JobRun>,
}

/// Every job of the clock, in the order of the configuration, in two statements.
pub async fn list(app: &App) -> Result<Vec<Scheduled>, DbError> {
    let conn = &mut app.db.conn().await?;
    let rows: Vec<(String, bool, bool, DateTime<Utc>)> =
        schedules::table.select((schedules::job, schedules::is_on, schedules::is_paused, schedules::next_due_at)).load(conn).await?;
    // A run that another gave rise to is none of the clock's, whatever it is called.
    let last: Vec<JobRun> = job_runs::table
        .filter(job_runs::kind.eq(<Tick as jobs::Job>::KIND))
        .distinct_on(job_runs::job)
        .order((job_runs::job, job_runs::id.desc()))
        .select(JobRun::as_select())
        .load(conn)
        .await?;
    let now = app.clock.now();
    let listed = app.config.schedule.0.iter().map(|configured| {
        let row = rows.iter().find(|(job, ..)| job == configured.job);
        let is_paused = row.is_some_and(|(_, _, is_paused, _)| *is_paused);
        let due = row.map_or_else(|| configured.line.after(now), |(_, _, _, due)| Some(*due));
        Scheduled {
            job: configured.job,
            line: configured.is_on.then(|| configured.line.to_string()),
            is_paused,
            next_due_at: due.filter(|_| configured.is_on && !is_paused),
            last_run: last.iter().find(|run| run.job == configured.job).cloned(),
        }
    });
    Ok(listed.collect())
}

/// Whether there is a job of that name.
fn is_known(app: &App, job: &str) -> bool {
    app.config.schedule.0.iter().any(|known| known.job == job)
}

/// Orders a job now, whatever the clock says; `None`: there is no such job.
pub async fn run(app: &App, job: &str, limit: Option<u32>) -> Result<Option<Enqueued>, DbError> {
    if !is_known(app, job) {
        return Ok(None);
    }
    let (db, tick) = (app.db.clone(), Tick::now(job, limit));
    let order = Order { priority: Priority::Crawl, trigger: Trigger::Manual, parent: None, now: app.clock.now() };
    let ordered = whole(async move {
        let conn = &mut db.conn().await?;
        Ok::<_, DbError>(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &tick, order).await).await?)
    });
    Ok(Some(ordered.await?))
}

/// Pauses a job, or lets it go on: what fell due meanwhile is not made up for. `false`: there is no such job.
pub async fn pause(app: &App, job: &str, is_paused: bool) -> Result<bool, DbError> {
    let Some(known) = app.config.schedule.0.iter().find(|known| known.job == job) else { return Ok(false) };
    super::register(app).await?;
    let conn = &mut app.db.conn().await?;
    let now = app.clock.now();
    conn.transaction(async |conn: &mut Conn| {
        let row: Option<(String, bool)> =
            schedules::table.find(job).select((schedules::line, schedules::is_paused)).for_update().first(conn).await.optional()?;
        let next = row.filter(|(_, was)| *was != is_paused).and_then(|(line, _)| Line::parse(&line)?.after(now));
        if let Some(next) = next.or_else(|| known.line.after(now)) {
            let change = (schedules::is_paused.eq(is_paused), schedules::next_due_at.eq(next));
            diesel::update(schedules::table.find(job).filter(schedules::is_paused.ne(is_paused))).set(change).execute(conn).await?;
        }
        QueryResult::Ok(())
    })
    .await?;
    Ok(true)
}

/// Cancels a run and whatever it gave rise to. `None`: there is no such run; 0: it had ended.
pub async fn cancel(app: &App, id: i64) -> Result<Option<i64>, DbError> {
    let conn = &mut app.db.conn().await?;
    if JobRun::find(conn, id).await?.is_none() {
        return Ok(None);
    }
    let now = app.clock.now();
    Ok(Some(conn.transaction(async |conn: &mut Conn| jobs::cancel(conn, id, now).await).await?))
}

/// Tries a run again that has failed or was cancelled. `None`: there is no such run.
pub async fn retry(app: &App, id: i64) -> Result<Option<Retried>, DbError> {
    let conn = &mut app.db.conn().await?;
    let Some(run) = JobRun::find(conn, id).await? else { return Ok(None) };
    Ok(Some(conn.transaction(async |conn: &mut Conn| jobs::retry(conn, &run).await).await?))
}
