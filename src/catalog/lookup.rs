//! Stored, stale or missing: the cache-miss rule, and the only one.
//!
//! *Stored and fresh*: it is returned. *Stored and stale*: it is returned, and refreshed behind. *Missing*: the
//! fetch is enqueued ahead of everything else and waited for, up to the request's deadline; then what there is
//! is returned, and the sync status says whether more is coming. "The provider has none" is remembered, "the
//! provider failed" is not, and a failure is nobody's error as long as the database can answer.

use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use diesel_async::AsyncConnection;
use tokio::time::Instant;
use uuid::Uuid;

use super::sync::{
    AlbumSubject, ArtistSubject, FetchAlbum, FetchArtist, FetchBarcode, FetchRelease, FindArtistImage, FindCover, SyncAlbumReleases,
    SyncArtistAlbums,
};
use super::{Album, Artist, CatalogError, Release, absence};
use crate::app::App;
use crate::db::{Conn, DbError, whole};
use crate::integrations::Priority;
use crate::jobs::{self, Ended, Enqueued, Job, Order, Trigger};

/// After so long a record is refreshed when it is read.
pub const STALE_AFTER: TimeDelta = TimeDelta::days(30);

/// How an artist is asked for.
#[derive(Clone, Debug)]
pub enum ArtistBy {
    Id(i64),
    Name(String),
    Mbid(Uuid),
    DiscogsId(i64),
    SpotifyId(String),
}

/// How an album is asked for.
#[derive(Clone, Debug)]
pub enum AlbumBy {
    Id(i64),
    Mbid(Uuid),
    Master(i64),
    Title { artist: String, title: String },
}

/// How a release is asked for.
#[derive(Clone, Debug)]
pub enum ReleaseBy {
    Id(i64),
    DiscogsId(i64),
    Mbid(Uuid),
    /// Digits only.
    Barcode(String),
}

/// Whether a list is all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    Stale,
    Missing,
    /// Missing, and asking again makes no sense yet.
    Failed,
}

/// The marks that a row keeps about one of its lists.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    pub synced_at: Option<DateTime<Utc>>,
    pub retry_at: Option<DateTime<Utc>>,
    pub problem: Option<&'a str>,
}

impl Marks<'_> {
    /// Whether asking again makes sense by now.
    pub fn is_due(self, now: DateTime<Utc>) -> bool {
        self.retry_at.is_none_or(|at| at <= now)
    }

    pub fn freshness(self, now: DateTime<Utc>) -> Freshness {
        let is_due = self.is_due(now);
        match (self.synced_at, self.problem) {
            (None, Some(_)) if !is_due => Freshness::Failed,
            (None, _) => Freshness::Missing,
            (Some(at), _) if at + STALE_AFTER < now => Freshness::Stale,
            // "Has none" is believed for a shorter time than a list is.
            (Some(_), None) if self.retry_at.is_some() && is_due => Freshness::Stale,
            (Some(_), _) => Freshness::Fresh,
        }
    }
}

/// Whether a picture that was last looked for then should be looked for again.
fn is_picture_due(checked_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    checked_at.is_none_or(|at| at + STALE_AFTER < now)
}

impl Artist {
    /// Whether its picture should be looked for.
    pub fn is_image_due(&self, now: DateTime<Utc>) -> bool {
        is_picture_due(self.image_checked_at, now)
    }

    /// Whether the stored albums are all of them.
    pub fn albums_marks(&self) -> Marks<'_> {
        Marks { synced_at: self.albums_synced_at, retry_at: self.albums_retry_at, problem: self.albums_problem.as_deref() }
    }
}

impl Album {
    /// Whether its cover should be looked for.
    pub fn is_cover_due(&self, now: DateTime<Utc>) -> bool {
        is_picture_due(self.cover_checked_at, now)
    }

    /// Whether the stored pressings are all of them.
    pub fn releases_marks(&self) -> Marks<'_> {
        Marks { synced_at: self.releases_synced_at, retry_at: self.releases_retry_at, problem: self.releases_problem.as_deref() }
    }
}

/// An artist: stored, or fetched on a miss.
pub async fn artist(app: &App, by: &ArtistBy, deadline: Instant) -> Result<Option<Artist>, CatalogError> {
    let now = app.clock.now();
    let stored = stored_artist(app, by).await?;
    let subject = match (&stored, by) {
        (Some(artist), _) => ArtistSubject::Id(artist.id),
        (None, ArtistBy::Name(name)) => ArtistSubject::Name(name.clone()),
        (None, ArtistBy::Mbid(mbid)) => ArtistSubject::Mbid(*mbid),
        (None, ArtistBy::DiscogsId(id)) => ArtistSubject::DiscogsId(*id),
        // Nobody can be asked by our own id, nor, yet, by Spotify's.
        (None, ArtistBy::Id(_) | ArtistBy::SpotifyId(_)) => return Ok(None),
    };
    let key = subject.key();
    let job = FetchArtist::from(subject);
    match stored {
        Some(artist) => match artist.info_synced_at {
            Some(at) if at + STALE_AFTER < now => {
                refresh(app, &[job]).await?;
                Ok(Some(artist))
            }
            Some(_) => Ok(Some(artist)),
            // Known only as similar to another: completed, if that can be had in time.
            None => {
                fetch_and_wait(app, &[job], deadline).await?;
                Ok(stored_artist(app, by).await?.or(Some(artist)))
            }
        },
        None => miss(app, &key, &subject_of(by), job, deadline, || stored_artist(app, by)).await,
    }
}

/// An album: stored, or fetched on a miss.
pub async fn album(app: &App, by: &AlbumBy, deadline: Instant) -> Result<Option<Album>, CatalogError> {
    let subject = match by {
        AlbumBy::Id(id) => return Ok(Album::find(&mut *app.db.conn().await?, *id).await?),
        AlbumBy::Title { artist: name, title } => {
            let Some(artist) = artist(app, &ArtistBy::Name(name.clone()), deadline).await? else { return Ok(None) };
            albums_of(app, std::slice::from_ref(&artist), deadline).await?;
            return Ok(Album::find_by_title(&mut *app.db.conn().await?, artist.id, title).await?);
        }
        AlbumBy::Mbid(mbid) => AlbumSubject::Mbid(*mbid),
        AlbumBy::Master(id) => AlbumSubject::Master(*id),
    };
    let stored = || async move {
        let conn = &mut app.db.conn().await?;
        Ok(match subject {
            AlbumSubject::Mbid(mbid) => Album::find_by_mbid(conn, mbid).await?,
            AlbumSubject::Master(id) => Album::find_by_master(conn, id).await?,
        })
    };
    match stored().await? {
        Some(album) => Ok(Some(album)),
        None => miss(app, &subject.key(), "the album", FetchAlbum { subject }, deadline, stored).await,
    }
}

/// A release: stored, or fetched on a miss. One that is looked at gets its rating and barcodes, behind.
pub async fn release(app: &App, by: &ReleaseBy, deadline: Instant) -> Result<Option<Release>, CatalogError> {
    if let Some(release) = stored_release(app, by).await? {
        look_closer(app, &release).await?;
        return Ok(Some(release));
    }
    let stored = || stored_release(app, by);
    match by {
        ReleaseBy::Id(_) | ReleaseBy::Mbid(_) => Ok(None),
        ReleaseBy::DiscogsId(id) => {
            miss(app, &FetchRelease::subject(*id), "the release", FetchRelease { discogs_id: *id }, deadline, stored).await
        }
        ReleaseBy::Barcode(code) => {
            miss(app, &FetchBarcode::subject(code), "the release", FetchBarcode { barcode: code.clone() }, deadline, stored).await
        }
    }
}

/// Sees to it that these artists' albums are stored, as far as the deadline allows.
pub async fn albums_of(app: &App, artists: &[Artist], deadline: Instant) -> Result<(), CatalogError> {
    let now = app.clock.now();
    let wanted = |freshness| {
        artists
            .iter()
            .filter(move |artist| artist.albums_marks().freshness(now) == freshness && artist.albums_marks().is_due(now))
            .map(|artist| SyncArtistAlbums { artist_id: artist.id })
            .collect::<Vec<_>>()
    };
    ensure(app, &wanted(Freshness::Missing), &wanted(Freshness::Stale), deadline).await
}

/// Sees to it that every pressing of these albums is stored, as far as the deadline allows.
pub async fn releases_of(app: &App, albums: &[Album], deadline: Instant) -> Result<(), CatalogError> {
    let now = app.clock.now();
    let wanted = |freshness| {
        albums
            .iter()
            .filter(move |album| album.releases_marks().freshness(now) == freshness && album.releases_marks().is_due(now))
            .map(|album| SyncAlbumReleases { album_id: album.id })
            .collect::<Vec<_>>()
    };
    ensure(app, &wanted(Freshness::Missing), &wanted(Freshness::Stale), deadline).await
}

/// Has pictures of these artists looked for, behind whoever asked.
pub async fn images_of(app: &App, artist_ids: &[i64]) -> Result<(), CatalogError> {
    let jobs: Vec<FindArtistImage> = artist_ids.iter().map(|id| FindArtistImage { artist_id: *id }).collect();
    Ok(refresh(app, &jobs).await?)
}

/// Has the covers of these albums looked for, behind whoever asked.
pub async fn covers_of(app: &App, album_ids: &[i64]) -> Result<(), CatalogError> {
    let jobs: Vec<FindCover> = album_ids.iter().map(|id| FindCover { album_id: *id }).collect();
    Ok(refresh(app, &jobs).await?)
}

/// Asks for a stored artist, its albums and their pressings anew, for somebody who wants them now.
pub async fn refresh_artist(app: &App, id: i64) -> Result<Option<Enqueued>, CatalogError> {
    let conn = &mut app.db.conn().await?;
    if Artist::find(conn, id).await?.is_none() {
        return Ok(None);
    }
    let order = Order { priority: Priority::Person, trigger: Trigger::Manual, parent: None, now: app.clock.now() };
    let enqueued = conn
        .transaction(async |conn: &mut Conn| {
            let run = jobs::enqueue(conn, &FetchArtist::from(ArtistSubject::Id(id)), order).await?;
            jobs::enqueue(conn, &SyncArtistAlbums { artist_id: id }, order).await?;
            QueryResult::Ok(run)
        })
        .await?;
    Ok(Some(enqueued))
}

async fn ensure<J: Job + Clone>(app: &App, missing: &[J], stale: &[J], deadline: Instant) -> Result<(), CatalogError> {
    refresh(app, stale).await?;
    fetch_and_wait(app, missing, deadline).await?;
    Ok(())
}

/// Behind whoever asked: what is stored has been returned already.
async fn refresh<J: Job + Clone>(app: &App, jobs: &[J]) -> Result<(), DbError> {
    if jobs.is_empty() {
        return Ok(());
    }
    metrics::counter!("vinilogy_lookups_total", "outcome" => "stale").increment(jobs.len() as u64);
    order(app, jobs, Priority::Clock).await?;
    Ok(())
}

/// Ahead of everything else: somebody waits. Whoever asks for the same thing waits for the same run.
async fn fetch_and_wait<J: Job + Clone>(app: &App, jobs: &[J], deadline: Instant) -> Result<Vec<(i64, Ended)>, DbError> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    metrics::counter!("vinilogy_lookups_total", "outcome" => "missing").increment(jobs.len() as u64);
    let runs = order(app, jobs, Priority::Person).await?;
    let ids: Vec<i64> = runs.iter().map(|run| run.run_id).collect();
    Ok(jobs::wait(app, &ids, deadline).await?.into_iter().collect())
}

async fn order<J: Job + Clone>(app: &App, jobs: &[J], priority: Priority) -> Result<Vec<Enqueued>, DbError> {
    let (db, jobs) = (app.db.clone(), jobs.to_vec());
    let order = Order { priority, trigger: Trigger::CacheMiss, parent: None, now: app.clock.now() };
    whole(async move {
        let conn = &mut db.conn().await?;
        if let Some(runs) = jobs::enqueued(conn, &jobs, priority).await? {
            return Ok(runs);
        }
        Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, &jobs, order).await).await?)
    })
    .await
}

/// Nothing stored: unless every provider is known to have none, fetch, wait, and look again.
async fn miss<J: Job + Clone, T, F>(
    app: &App,
    key: &str,
    subject: &str,
    job: J,
    deadline: Instant,
    stored: impl Fn() -> F,
) -> Result<Option<T>, CatalogError>
where
    F: Future<Output = Result<Option<T>, CatalogError>>,
{
    if absence::is_known(&mut *app.db.conn().await?, key, app.clock.now()).await? {
        return Ok(None);
    }
    let ended = fetch_and_wait(app, &[job], deadline).await?;
    if let Some(found) = stored().await? {
        return Ok(Some(found));
    }
    let Some((run, ended)) = ended.first() else { return Ok(None) };
    CatalogError::of_run(app, subject, *run, Some(ended)).await?.map_or(Ok(None), Err)
}

/// An artist, if it is stored; nobody is asked.
pub async fn stored_artist(app: &App, by: &ArtistBy) -> Result<Option<Artist>, CatalogError> {
    let conn = &mut app.db.conn().await?;
    Ok(match by {
        ArtistBy::Id(id) => Artist::find(conn, *id).await?,
        ArtistBy::Name(name) => Artist::find_by_name(conn, name).await?,
        ArtistBy::Mbid(mbid) => Artist::find_by_mbid(conn, *mbid).await?,
        ArtistBy::DiscogsId(id) => Artist::find_by_discogs_id(conn, *id).await?,
        ArtistBy::SpotifyId(id) => Artist::find_by_spotify_id(conn, id).await?,
    })
}

async fn stored_release(app: &App, by: &ReleaseBy) -> Result<Option<Release>, CatalogError> {
    let conn = &mut app.db.conn().await?;
    Ok(match by {
        ReleaseBy::Id(id) => Release::find(conn, *id).await?,
        ReleaseBy::DiscogsId(id) => Release::find_by_discogs_id(conn, *id).await?,
        ReleaseBy::Mbid(mbid) => Release::find_by_mbid(conn, *mbid).await?,
        ReleaseBy::Barcode(code) => Release::find_by_barcode(conn, code).await?,
    })
}

async fn look_closer(app: &App, release: &Release) -> Result<(), DbError> {
    let is_due = release.details_synced_at.is_none_or(|at| at + STALE_AFTER < app.clock.now());
    match release.discogs_id {
        Some(discogs_id) if is_due && release.withdrawn_at.is_none() => refresh(app, &[FetchRelease { discogs_id }]).await,
        _ => Ok(()),
    }
}

fn subject_of(by: &ArtistBy) -> String {
    match by {
        ArtistBy::Name(name) => format!("the artist \"{name}\""),
        _ => "the artist".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_stale_missing_or_failed() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let days = |days: i64| Some(now + TimeDelta::days(days));
        for (synced_at, retry_at, problem, right) in [
            (None, None, None, Freshness::Missing),
            (None, days(1), Some("down"), Freshness::Failed),
            (None, days(-1), Some("down"), Freshness::Missing),
            (days(-1), None, None, Freshness::Fresh),
            (days(-31), None, None, Freshness::Stale),
            (days(-31), days(1), Some("down"), Freshness::Stale),
            (days(-6), days(1), None, Freshness::Fresh),
            (days(-8), days(-1), None, Freshness::Stale),
        ] {
            let marks = Marks { synced_at, retry_at, problem };
            assert_eq!(marks.freshness(now), right, "{marks:?}");
        }
    }
}
