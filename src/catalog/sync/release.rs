//! One release in full: ratings and barcodes come from nowhere else, so it is asked for when somebody looks.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};

use super::artist::some_or_none;
use crate::catalog::lookup::STALE_AFTER;
use crate::catalog::{Album, Artist, Release, absence};
use crate::db::Conn;
use crate::integrations::Provider;
use crate::integrations::facts::{AlbumFacts, ArtistFacts, CreditFacts, ReleaseFacts};
use crate::jobs::{Job, JobContext, JobError, Next};

/// Asks Discogs about one release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchRelease {
    pub discogs_id: i64,
}

impl FetchRelease {
    /// What "Discogs has none" is remembered by.
    pub fn subject(discogs_id: i64) -> String {
        format!("release:{discogs_id}")
    }
}

impl Job for FetchRelease {
    const KIND: &'static str = "fetch_release";
    const COMES_IN_CROWDS: bool = true;

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.discogs_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        8
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        fetch_release(ctx, self.discogs_id).await
    }
}

/// Asks Discogs which releases carry a barcode, and then about the first of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchBarcode {
    pub barcode: String,
}

impl FetchBarcode {
    /// What "Discogs has none" is remembered by.
    pub fn subject(barcode: &str) -> String {
        format!("barcode:{barcode}")
    }
}

impl Job for FetchBarcode {
    const KIND: &'static str = "fetch_barcode";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.barcode)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        if !ctx.is_anew() && Release::find_by_barcode(&mut *ctx.app.db.conn().await?, &self.barcode).await?.is_some() {
            return Ok(Next::Done);
        }
        let hits = some_or_none(ctx.app.integrations.discogs.search_barcode(&self.barcode, 1, ctx.priority).await)?;
        let is_it = |hit: &&ReleaseFacts| hit.barcodes.as_ref().is_some_and(|codes| codes.contains(&self.barcode));
        let hits = hits.map(|page| page.items).unwrap_or_default();
        if let Some(hit) = hits.iter().filter(is_it).find(|hit| hit.is_vinyl).or_else(|| hits.iter().find(is_it)) {
            let next = fetch_release(ctx, hit.discogs_id).await?;
            // Search knows barcodes that the release itself does not tell.
            Release::add_barcode(&mut *ctx.app.db.conn().await?, hit.discogs_id, &self.barcode).await?;
            return Ok(next);
        }
        let conn = &mut ctx.app.db.conn().await?;
        absence::remember(conn, Provider::Discogs, &Self::subject(&self.barcode), ctx.now()).await?;
        Ok(Next::Done)
    }
}

async fn fetch_release(ctx: &JobContext, discogs_id: i64) -> Result<Next, JobError> {
    let stored = Release::find_by_discogs_id(&mut *ctx.app.db.conn().await?, discogs_id).await?;
    let synced_at = stored.as_ref().and_then(|release| release.details_synced_at);
    if !ctx.is_anew() && synced_at.is_some_and(|at| at + STALE_AFTER > ctx.now()) {
        ctx.progress(&mut *ctx.app.db.conn().await?, 1, Some(1), "looked up within 30 days: unchanged").await?;
        return Ok(Next::Done);
    }
    // One that is not stored may bring its master with it.
    ctx.needs(&mut *ctx.app.db.conn().await?, Provider::Discogs, if stored.is_some() { 1 } else { 2 }).await?;
    let Some(facts) = some_or_none(ctx.app.integrations.discogs.release(discogs_id, ctx.priority).await)? else {
        let conn = &mut ctx.app.db.conn().await?;
        absence::remember(conn, Provider::Discogs, &FetchRelease::subject(discogs_id), ctx.now()).await?;
        Release::withdraw(conn, discogs_id, ctx.now()).await?;
        ctx.progress(conn, 1, Some(1), "Discogs does not have the release, or no longer").await?;
        return Ok(Next::Done);
    };
    let album = match &stored {
        Some(release) => AlbumFor::Stored(release.album_id),
        None => find_album(ctx, &facts).await?,
    };
    let now = ctx.now();
    let conn = &mut ctx.app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| {
        let album_id = match &album {
            AlbumFor::Stored(id) => *id,
            AlbumFor::New(album) => store_album(conn, album, now).await?,
        };
        Release::upsert_details(conn, album_id, &facts, now).await?;
        if facts.is_vinyl {
            Album::note_track_count(conn, album_id, facts.track_count).await?;
        }
        ctx.progress(conn, 1, Some(1), &facts.title).await
    })
    .await?;
    Ok(Next::Done)
}

/// The album that a release hangs from.
enum AlbumFor {
    Stored(i64),
    New(AlbumFacts),
}

async fn find_album(ctx: &JobContext, facts: &ReleaseFacts) -> Result<AlbumFor, JobError> {
    if let Some(master) = facts.discogs_master_id {
        if let Some(album) = Album::find_by_master(&mut *ctx.app.db.conn().await?, master).await? {
            return Ok(AlbumFor::Stored(album.id));
        }
        if let Some(album) = some_or_none(ctx.app.integrations.discogs.master(master, ctx.priority).await)? {
            return Ok(AlbumFor::New(album));
        }
    }
    // A release that belongs to no master is an album of its own.
    Ok(AlbumFor::New(AlbumFacts {
        title: facts.title.clone(),
        artists: facts.artists.clone(),
        first_release_year: facts.year,
        track_count: facts.track_count,
        ..AlbumFacts::default()
    }))
}

/// Stores an album that came with its credits, and its artist with it.
pub(super) async fn store_album(
    conn: &mut AsyncPgConnection,
    album: &AlbumFacts,
    now: chrono::DateTime<chrono::Utc>,
) -> diesel::QueryResult<i64> {
    let credit =
        album.artists.first().cloned().unwrap_or_else(|| CreditFacts { name: "Unknown Artist".to_owned(), ..CreditFacts::default() });
    Artist::lock(conn).await?;
    let artist = ArtistFacts { name: credit.name, mbid: credit.mbid, discogs_id: credit.discogs_id, ..ArtistFacts::default() };
    let artist_id = Artist::upsert(conn, &artist, "lookup", now).await?;
    let source = if album.mbid.is_some() { "musicbrainz" } else { "discogs" };
    Album::upsert(conn, artist_id, album, source, now).await
}
