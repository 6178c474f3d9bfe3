//! Bulk work: what is ordered, in the order of demand, what it costs, and what became of it.

mod calls;
mod harvest;
mod refresh;
mod standing;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

pub use self::calls::{Calls, Ledger, Skip, ledger, skips};
pub use self::harvest::{Changed, Filled, Harvest, changed, harvest};
pub use self::refresh::{refresh_active, refresh_oldest};
pub use self::standing::{Standing, standing};
use super::lookup::STALE_AFTER;
use super::sync::{ArtistSubject, FetchArtist, FetchRelease, SeedTag, SyncAlbumReleases, SyncArtistAlbums};
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Job, Order, Trigger};

/// Who did anything within so long is active: what they want goes first.
const ACTIVE: TimeDelta = TimeDelta::days(7);

/// What a command ordered, and what of it needed no order.
pub struct Ordered {
    pub runs: Vec<Enqueued>,
    /// How many were fetched so lately that they are left alone.
    pub fresh: u64,
}

/// Orders the look-up of these artists.
pub async fn seed_artists(app: &App, subjects: Vec<ArtistSubject>, source: &str) -> Result<Vec<Enqueued>, DbError> {
    let jobs: Vec<FetchArtist> = subjects.into_iter().map(|subject| FetchArtist::of(subject, source)).collect();
    order(app, &jobs, by_hand(app)).await
}

/// Orders the look-up of these tags' best known artists.
pub async fn seed_tags(app: &App, tags: &[String], limit: u32) -> Result<Vec<Enqueued>, DbError> {
    let jobs: Vec<SeedTag> = tags.iter().map(|tag| SeedTag { tag: tag.clone(), limit, page: 1 }).collect();
    order(app, &jobs, by_hand(app)).await
}

/// How many active people want something of an artist: what every order below goes by first.
const WANTED: &str = "(select artist_id, count(distinct user_id) as people from artist_demand
    where last_active_at > $4 group by artist_id) as wanted";

/// Orders the albums of the artists that need it: those that active people want first, then the best known.
pub async fn enrich_albums(app: &App, artist_id: Option<i64>, limit: Option<u32>) -> Result<Ordered, DbError> {
    let sql = format!(
        "select artists.id, coalesce(albums_synced_at is null or albums_synced_at < $2 or (albums_problem is null and albums_retry_at <= $3), false) as is_due
         from artists left join {WANTED} on wanted.artist_id = artists.id
         where ($1::bigint is null or artists.id = $1) and (info_synced_at is not null or artists.id = $1)
         order by people desc nulls last, popularity_score desc, artists.id"
    );
    order_due(app, &sql, (artist_id, limit), |artist_id| SyncArtistAlbums { artist_id }, by_hand(app)).await
}

/// Orders the pressings of the albums that need it: those of artists whom active people want first, then those of the
/// best known. An album whose type nobody has told is as good as a studio album.
pub async fn sync_releases(app: &App, artist_id: Option<i64>, limit: Option<u32>, wanted: Order) -> Result<Ordered, DbError> {
    let sql = format!(
        "select albums.id,
             coalesce(releases_synced_at is null or releases_synced_at < $2 or (releases_problem is null and releases_retry_at <= $3), false)
             -- A failure may be over; what was refused for good is not asked for again so soon.
             and (releases_problem is null or releases_retry_at is null or releases_retry_at < $3 + interval '1 day') as is_due
         from albums join artists on artists.id = albums.artist_id left join {WANTED} on wanted.artist_id = artists.id
         where ($1::bigint is null or albums.artist_id = $1) and (is_studio or primary_type is null)
         order by people desc nulls last, popularity_score desc, albums.artist_id, first_release_year nulls last, albums.id"
    );
    order_due(app, &sql, (artist_id, limit), |album_id| SyncAlbumReleases { album_id }, wanted).await
}

/// Orders the look-up of single pressings (rating, barcodes, tracks): those of artists whom active people want first,
/// then those that most collectors want.
pub async fn release_details(app: &App, artist_id: Option<i64>, limit: Option<u32>) -> Result<Ordered, DbError> {
    let sql = format!(
        "select releases.discogs_id as id, (details_synced_at is null or details_synced_at < $2) and $3 is not null as is_due
         from releases join albums on albums.id = album_id left join {WANTED} on wanted.artist_id = albums.artist_id
         where ($1::bigint is null or albums.artist_id = $1) and releases.discogs_id is not null and is_vinyl and withdrawn_at is null
         order by people desc nulls last, discogs_want desc nulls last, releases.id"
    );
    order_due(app, &sql, (artist_id, limit), |discogs_id| FetchRelease { discogs_id }, by_hand(app)).await
}

#[derive(QueryableByName)]
struct Candidate {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_due: bool,
}

async fn order_due<J: Job>(
    app: &App,
    sql: &str,
    (artist_id, limit): (Option<i64>, Option<u32>),
    job: impl Fn(i64) -> J,
    wanted: Order,
) -> Result<Ordered, DbError> {
    let now = app.clock.now();
    let candidates: Vec<Candidate> = sql_query(sql)
        .bind::<Nullable<BigInt>, _>(artist_id)
        .bind::<Timestamptz, _>(now - STALE_AFTER)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(now - ACTIVE)
        .load(&mut *app.db.conn().await?)
        .await?;
    let most = limit.map_or(usize::MAX, |limit| limit as usize);
    let jobs: Vec<J> = candidates.iter().filter(|row| row.is_due).take(most).map(|row| job(row.id)).collect();
    let fresh = candidates.iter().filter(|row| !row.is_due).count() as u64;
    Ok(Ordered { runs: order(app, &jobs, wanted).await?, fresh })
}

/// What a command orders.
pub fn by_hand(app: &App) -> Order {
    Order { priority: Priority::Crawl, trigger: Trigger::Manual, parent: None, now: app.clock.now() }
}

async fn order<J: Job>(app: &App, jobs: &[J], order: Order) -> Result<Vec<Enqueued>, DbError> {
    let mut all = Vec::with_capacity(jobs.len());
    let conn = &mut app.db.conn().await?;
    for some in jobs.chunks(1000) {
        all.extend(conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, some, order).await).await?);
    }
    Ok(all)
}
