//! Bulk work: what is ordered, in the order of demand, and what became of it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::lookup::STALE_AFTER;
use super::sync::{ArtistSubject, FetchArtist, FetchRelease, SeedTag, SyncAlbumReleases, SyncArtistAlbums};
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Job, Order, Trigger};

/// How a set of runs and everything they gave rise to stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub total: u64,
    pub open: u64,
    pub succeeded: u64,
    pub failed: u64,
    /// Of those that succeeded: nothing had to be asked, or nothing was different.
    pub unchanged: u64,
    /// Why a run that is open waits for its next attempt.
    pub waiting: Option<String>,
    /// What was done last.
    pub message: Option<String>,
    /// Each problem with how many runs failed by it, the most frequent first.
    pub problems: Vec<(String, u64)>,
}

impl Standing {
    /// How many will not change any more.
    pub fn ended(&self) -> u64 {
        self.total - self.open
    }
}

/// What a crawl of pressings changed.
#[derive(Clone, Debug, Default)]
pub struct Harvest {
    pub found: i64,
    pub new: i64,
    pub updated: i64,
    pub first_year: Option<i32>,
    pub last_year: Option<i32>,
    /// The most frequent countries and formats, with their numbers.
    pub countries: Vec<(String, i64)>,
    pub formats: Vec<(String, i64)>,
}

#[derive(QueryableByName)]
struct Tree {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = BigInt)]
    runs: i64,
    #[diesel(sql_type = BigInt)]
    unchanged: i64,
}

/// These runs and all that descend from them.
pub async fn standing(app: &App, roots: &[i64]) -> Result<Standing, DbError> {
    let rows: Vec<Tree> = sql_query(
        "with recursive tree as (
             select id, state, error, message from job_runs where id = any($1)
             union
             select child.id, child.state, child.error, child.message from job_runs as child join tree on child.parent_id = tree.id
         )
         select state, error, max(message) as message, count(*) as runs,
             count(*) filter (where state = 'succeeded' and message like '%unchanged') as unchanged
         from tree group by 1, 2 order by runs desc",
    )
    .bind::<Array<BigInt>, _>(roots)
    .load(&mut *app.db.conn().await?)
    .await?;
    let mut standing = Standing::default();
    for row in &rows {
        let runs = row.runs.unsigned_abs();
        standing.total += runs;
        standing.unchanged += row.unchanged.unsigned_abs();
        match row.state.as_str() {
            "succeeded" => standing.succeeded += runs,
            "failed" | "cancelled" => {
                standing.failed += runs;
                standing.problems.push((row.error.clone().unwrap_or_else(|| "cancelled".to_owned()), runs));
            }
            _ => {
                standing.open += runs;
                standing.waiting = standing.waiting.or_else(|| row.error.clone());
                standing.message = row.message.clone().or(standing.message);
            }
        }
    }
    Ok(standing)
}

/// A table that a crawl fills.
#[derive(Clone, Copy, Debug)]
pub enum Filled {
    Artists,
    Albums,
}

/// How many rows are new since `start`, and how many older ones have changed since.
pub async fn changed(app: &App, table: Filled, start: DateTime<Utc>) -> Result<(i64, i64), DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        new: i64,
        #[diesel(sql_type = BigInt)]
        updated: i64,
    }
    let table = match table {
        Filled::Artists => "artists",
        Filled::Albums => "albums",
    };
    let row: Row = sql_query(format!(
        "select count(*) filter (where created_at >= $1) as new, count(*) filter (where created_at < $1) as updated
         from {table} where created_at >= $1 or updated_at >= $1"
    ))
    .bind::<Timestamptz, _>(start)
    .get_result(&mut *app.db.conn().await?)
    .await?;
    Ok((row.new, row.updated))
}

/// Orders the look-up of these artists.
pub async fn seed_artists(app: &App, subjects: Vec<ArtistSubject>, source: &str) -> Result<Vec<Enqueued>, DbError> {
    let jobs: Vec<FetchArtist> = subjects.into_iter().map(|subject| FetchArtist { subject, source: Some(source.to_owned()) }).collect();
    order(app, &jobs).await
}

/// Orders the look-up of these tags' best known artists.
pub async fn seed_tags(app: &App, tags: &[String], limit: u32) -> Result<Vec<Enqueued>, DbError> {
    let jobs: Vec<SeedTag> = tags.iter().map(|tag| SeedTag { tag: tag.clone(), limit, page: 1 }).collect();
    order(app, &jobs).await
}

/// Orders the albums of the artists that need it, the best known first.
pub async fn enrich_albums(app: &App, artist_id: Option<i64>, limit: Option<u32>) -> Result<Vec<Enqueued>, DbError> {
    let sql = "select id from artists where ($1::bigint is null or id = $1)
             and (albums_synced_at is null or albums_synced_at < $2 or (albums_problem is null and albums_retry_at <= $3))
             and (info_synced_at is not null or id = $1)
         order by popularity_score desc, id limit $4";
    let ids = due(app, sql, artist_id, limit).await?;
    order(app, &ids.into_iter().map(|artist_id| SyncArtistAlbums { artist_id }).collect::<Vec<_>>()).await
}

/// Orders the pressings of the albums that need it, those of the best known artists first.
pub async fn sync_releases(app: &App, artist_id: Option<i64>, limit: Option<u32>) -> Result<Vec<Enqueued>, DbError> {
    let sql = "select albums.id from albums join artists on artists.id = artist_id where ($1::bigint is null or artist_id = $1)
             and is_studio
             and (releases_synced_at is null or releases_synced_at < $2 or (releases_problem is null and releases_retry_at <= $3))
         order by popularity_score desc, artist_id, first_release_year nulls last, albums.id limit $4";
    let ids = due(app, sql, artist_id, limit).await?;
    order(app, &ids.into_iter().map(|album_id| SyncAlbumReleases { album_id }).collect::<Vec<_>>()).await
}

/// Orders the look-up of single pressings (rating, barcodes), the most wanted first.
pub async fn release_details(app: &App, artist_id: Option<i64>, limit: Option<u32>) -> Result<Vec<Enqueued>, DbError> {
    let sql = "select releases.discogs_id as id from releases join albums on albums.id = album_id
         where ($1::bigint is null or artist_id = $1) and releases.discogs_id is not null and is_vinyl and withdrawn_at is null
             and (details_synced_at is null or details_synced_at < $2) and $3 is not null
         order by discogs_want desc nulls last, releases.id limit $4";
    let ids = due(app, sql, artist_id, limit).await?;
    order(app, &ids.into_iter().map(|discogs_id| FetchRelease { discogs_id }).collect::<Vec<_>>()).await
}

/// What has changed among the pressings since `start`.
pub async fn harvest(app: &App, roots: &[i64], start: DateTime<Utc>) -> Result<Harvest, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        found: i64,
        #[diesel(sql_type = BigInt)]
        new: i64,
        #[diesel(sql_type = BigInt)]
        updated: i64,
        #[diesel(sql_type = Nullable<Integer>)]
        first_year: Option<i32>,
        #[diesel(sql_type = Nullable<Integer>)]
        last_year: Option<i32>,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        word: String,
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    const OF: &str = "from releases where is_vinyl and withdrawn_at is null and album_id in (
        select (payload ->> 'album_id')::bigint from job_runs where id = any($1))";
    let conn = &mut *app.db.conn().await?;
    let row: Row = sql_query(format!(
        "select count(*) as found, count(*) filter (where created_at >= $2) as new,
             count(*) filter (where created_at < $2 and updated_at >= $2) as updated, min(year) as first_year, max(year) as last_year {OF}"
    ))
    .bind::<Array<BigInt>, _>(roots)
    .bind::<Timestamptz, _>(start)
    .get_result(conn)
    .await?;
    let mut top = Vec::new();
    for column in ["country", "split_part(format, ',', 1)"] {
        let counts: Vec<Count> =
            sql_query(format!("select {column} as word, count(*) as number {OF} and {column} <> '' group by 1 order by 2 desc, 1 limit 8"))
                .bind::<Array<BigInt>, _>(roots)
                .load(conn)
                .await?;
        top.push(counts.into_iter().map(|count| (count.word, count.number)).collect());
    }
    let formats = top.pop().unwrap_or_default();
    let countries = top.pop().unwrap_or_default();
    let Row { found, new, updated, first_year, last_year } = row;
    Ok(Harvest { found, new, updated, first_year, last_year, countries, formats })
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

async fn due(app: &App, sql: &str, artist_id: Option<i64>, limit: Option<u32>) -> Result<Vec<i64>, DbError> {
    let now = app.clock.now();
    let rows: Vec<Id> = sql_query(sql)
        .bind::<Nullable<BigInt>, _>(artist_id)
        .bind::<Timestamptz, _>(now - STALE_AFTER)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit.map_or(i64::MAX, i64::from))
        .load(&mut *app.db.conn().await?)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn order<J: Job>(app: &App, jobs: &[J]) -> Result<Vec<Enqueued>, DbError> {
    let order = Order { priority: Priority::Crawl, trigger: Trigger::Manual, parent: None, now: app.clock.now() };
    let mut all = Vec::with_capacity(jobs.len());
    let conn = &mut app.db.conn().await?;
    for some in jobs.chunks(1000) {
        all.extend(conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, some, order).await).await?);
    }
    Ok(all)
}
