//! What the GraphQL room reads: each function borrows a connection, asks, and gives it back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Double};
use diesel_async::RunQueryDsl;

use super::coverage::Coverage;
use super::list::{AlbumOrder, ReleaseFilter, ReleaseOrder};
use super::lookup::{Freshness, Marks};
use super::sync::{SyncAlbumReleases, SyncArtistAlbums};
use super::{Album, Artist, Release, Slice, Window, search};
use crate::app::App;
use crate::db::DbError;
use crate::jobs::{Job, JobRun};

/// Whether a list is all there is, and what is being done about it.
#[derive(Clone, Debug)]
pub struct Sync {
    pub freshness: Freshness,
    pub synced_at: Option<DateTime<Utc>>,
    pub retry_at: Option<DateTime<Utc>>,
    pub problem: Option<String>,
    /// The run that fetches the list now, if one does.
    pub run: Option<JobRun>,
}

pub async fn artists(app: &App, ids: &[i64]) -> Result<Vec<Artist>, DbError> {
    Ok(Artist::by_ids(&mut *app.db.conn().await?, ids).await?)
}

pub async fn albums(app: &App, ids: &[i64]) -> Result<Vec<Album>, DbError> {
    Ok(Album::by_ids(&mut *app.db.conn().await?, ids).await?)
}

pub async fn releases(app: &App, ids: &[i64]) -> Result<Vec<Release>, DbError> {
    Ok(Release::by_ids(&mut *app.db.conn().await?, ids).await?)
}

pub async fn albums_by_artists(
    app: &App,
    ids: &[i64],
    window: &Window,
    studio_only: bool,
    order: AlbumOrder,
) -> Result<HashMap<i64, Slice<Album>>, DbError> {
    Ok(Album::by_artists(&mut *app.db.conn().await?, ids, window, studio_only, order).await?)
}

pub async fn releases_by_albums(
    app: &App,
    ids: &[i64],
    window: &Window,
    filter: &ReleaseFilter,
    order: ReleaseOrder,
) -> Result<HashMap<i64, Slice<Release>>, DbError> {
    Ok(Release::by_albums(&mut *app.db.conn().await?, ids, window, filter, order, app.clock.now()).await?)
}

pub async fn similar_to(app: &App, ids: &[i64], window: &Window) -> Result<HashMap<i64, Slice<(Artist, f64)>>, DbError> {
    Ok(Artist::similar_to(&mut *app.db.conn().await?, ids, window).await?)
}

pub async fn search_artists(app: &App, text: Option<&str>, window: &Window) -> Result<Slice<Artist>, DbError> {
    Ok(search::artists(&mut *app.db.conn().await?, text, window).await?)
}

pub async fn search_albums(app: &App, text: Option<&str>, window: &Window) -> Result<Slice<Album>, DbError> {
    Ok(search::albums(&mut *app.db.conn().await?, text, window).await?)
}

pub async fn coverage(app: &App) -> Result<Coverage, DbError> {
    Ok(Coverage::measure(&mut *app.db.conn().await?).await?)
}

/// The average rating of each album's pressings, weighted by votes; an album without votes has none.
pub async fn ratings(app: &App, ids: &[i64]) -> Result<HashMap<i64, f64>, DbError> {
    #[derive(QueryableByName)]
    struct Rating {
        #[diesel(sql_type = BigInt)]
        album_id: i64,
        #[diesel(sql_type = Double)]
        average: f64,
    }
    let rows: Vec<Rating> = sql_query(
        "select album_id, sum(discogs_rating * discogs_votes) / sum(discogs_votes) as average
         from releases where album_id = any($1) and discogs_votes > 0 and discogs_rating is not null group by album_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(&mut *app.db.conn().await?)
    .await?;
    Ok(rows.into_iter().map(|row| (row.album_id, row.average)).collect())
}

pub async fn albums_sync(app: &App, ids: &[i64]) -> Result<HashMap<i64, Sync>, DbError> {
    let rows = artists(app, ids).await?;
    let states = rows.iter().map(|artist| (artist.id, SyncArtistAlbums { artist_id: artist.id }.key(), artist.albums_marks())).collect();
    syncs(app, states).await
}

pub async fn releases_sync(app: &App, ids: &[i64]) -> Result<HashMap<i64, Sync>, DbError> {
    let rows = albums(app, ids).await?;
    let states = rows.iter().map(|album| (album.id, SyncAlbumReleases { album_id: album.id }.key(), album.releases_marks())).collect();
    syncs(app, states).await
}

async fn syncs(app: &App, states: Vec<(i64, String, Marks<'_>)>) -> Result<HashMap<i64, Sync>, DbError> {
    let now = app.clock.now();
    // What is fresh is not being fetched by anybody who matters here: no need to look.
    let open: Vec<String> =
        states.iter().filter(|(_, _, marks)| marks.freshness(now) != Freshness::Fresh).map(|(_, key, _)| key.clone()).collect();
    let runs = if open.is_empty() { Vec::new() } else { JobRun::live_by_keys(&mut *app.db.conn().await?, &open).await? };
    let mut runs: HashMap<String, JobRun> = runs.into_iter().map(|run| (run.key.clone(), run)).collect();
    let sync = |marks: Marks<'_>, run: Option<JobRun>| Sync {
        freshness: marks.freshness(now),
        synced_at: marks.synced_at,
        retry_at: marks.problem.and(marks.retry_at),
        problem: marks.problem.map(ToOwned::to_owned),
        run,
    };
    Ok(states.into_iter().map(|(id, key, marks)| (id, sync(marks, runs.remove(&key)))).collect())
}
