//! All albums of an artist, a hundred at a time.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Problem;
use super::artist::some_or_none;
use super::identity::find_in_musicbrainz;
use crate::catalog::lookup::Freshness;
use crate::catalog::naming::normal;
use crate::catalog::{Album, Artist, absence, same};
use crate::db::Conn;
use crate::integrations::Provider;
use crate::integrations::facts::{AlbumFacts, ArtistFacts, CreditFacts};
use crate::jobs::{Job, JobContext, JobError, Next};

/// Asks MusicBrainz for every album of an artist; what was interrupted continues where it stopped.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SyncArtistAlbums {
    pub artist_id: i64,
}

impl Job for SyncArtistAlbums {
    const KIND: &'static str = "sync_artist_albums";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.artist_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        4
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let outcome = self.page(ctx).await;
        if let Err(error) = &outcome {
            let problem = Problem::of(error, ctx.now());
            let conn = &mut ctx.app.db.conn().await?;
            Artist::set_albums_problem(conn, self.artist_id, &problem.text, Some(problem.retry_at)).await?;
        }
        outcome
    }
}

impl SyncArtistAlbums {
    async fn page(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(artist) = Artist::find(&mut *ctx.app.db.conn().await?, self.artist_id).await? else {
            return Ok(Next::Done);
        };
        if !ctx.is_anew() && artist.albums_marks().freshness(ctx.now()) == Freshness::Fresh {
            let message = format!("{}: albums fetched before, unchanged", artist.name);
            ctx.progress(&mut *ctx.app.db.conn().await?, 1, Some(1), &message).await?;
            return Ok(Next::Done);
        }
        let offset = u32::try_from(artist.albums_next_offset).unwrap_or(0);
        let (artist, mbid) = match artist.mbid {
            Some(mbid) => (artist, mbid),
            None => match self.identify(ctx, &artist).await? {
                Some(known) => known,
                None => return self.has_none(ctx, &artist).await,
            },
        };
        let answer = ctx.app.integrations.musicbrainz.artist_albums(mbid, offset, ctx.priority).await;
        let Some(page) = some_or_none(answer)? else { return self.forget(ctx, &artist).await };

        let now = ctx.now();
        let seen = i32::try_from(page.next.unwrap_or(page.total)).unwrap_or(i32::MAX);
        let next = page.next.map(|next| i32::try_from(next).unwrap_or(i32::MAX));
        let total = i32::try_from(page.total).ok();
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                Artist::lock(conn).await?;
                for facts in &page.items {
                    let owner = owner(conn, ctx, &artist, mbid, facts).await?;
                    Album::upsert(conn, owner, facts, "musicbrainz", now).await?;
                }
                Artist::set_albums_progress(conn, artist.id, next, now, None).await?;
                ctx.skip(conn, Provider::Musicbrainz, &page.skipped).await?;
                // A page may come short; the next one then costs a call that a hundred a page would not.
                let is_short = next.is_some() && page.items.len() + page.skipped.len() < 100;
                let pages = if offset == 0 { page.total.div_ceil(100).max(1) } else { 0 };
                ctx.needs_more(conn, Provider::Musicbrainz, pages + u32::from(is_short)).await?;
                if next.is_none() {
                    same::reconsider(conn, artist.id, now).await?;
                }
                ctx.progress(conn, seen, total, &format!("{}: {seen} of {} albums", artist.name, page.total)).await?;
                match next {
                    Some(_) => ctx.continue_in(conn, self).await,
                    None => Ok(Next::Done),
                }
            })
            .await?;
        Ok(after)
    }

    /// An artist without an MBID: the name is searched for once, and the id kept. Where the id turns out to be a
    /// stored artist's, the two are one.
    async fn identify(&self, ctx: &JobContext, artist: &Artist) -> Result<Option<(Artist, Uuid)>, JobError> {
        let Some(facts) = find_in_musicbrainz(ctx, &artist.name).await? else { return Ok(None) };
        let Some(mbid) = facts.mbid else { return Ok(None) };
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        let known = conn
            .transaction(async |conn: &mut Conn| {
                Artist::lock(conn).await?;
                let id = if let Some(other) = Artist::find_by_mbid(conn, mbid).await? {
                    if !same::found_same(conn, artist.id, other.id, now).await? {
                        // Somebody has decided that the two are two: then this one has no id.
                        return Ok(None);
                    }
                    other.id
                } else {
                    Artist::replace_mbid(conn, artist.id, Some(mbid), now).await?;
                    artist.id
                };
                Artist::add_aliases(conn, id, &artist.name, &facts.aliases, Provider::Musicbrainz.key()).await?;
                Artist::find(conn, id).await
            })
            .await?;
        Ok(known.map(|artist| (artist, mbid)))
    }

    /// MusicBrainz does not know the id, which Last.fm gave and which was deleted since: the name is searched for.
    async fn forget(&self, ctx: &JobContext, artist: &Artist) -> Result<Next, JobError> {
        let Some(found) = find_in_musicbrainz(ctx, &artist.name).await?.filter(|found| found.mbid != artist.mbid) else {
            return self.has_none(ctx, artist).await;
        };
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn
            .transaction(async |conn: &mut Conn| {
                Artist::lock(conn).await?;
                ctx.needs_more(conn, Provider::Musicbrainz, 1).await?;
                match found.mbid {
                    Some(mbid) if Artist::find_by_mbid(conn, mbid).await?.is_none() => {
                        Artist::replace_mbid(conn, artist.id, Some(mbid), ctx.now()).await?;
                    }
                    // Somebody else's: without an id the next attempt makes one artist of the two.
                    _ => {
                        Artist::replace_mbid(conn, artist.id, None, ctx.now()).await?;
                    }
                }
                ctx.continue_in(conn, self).await
            })
            .await?;
        Ok(next)
    }

    async fn has_none(&self, ctx: &JobContext, artist: &Artist) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        Artist::set_albums_progress(conn, artist.id, None, now, Some(now + absence::BELIEVED)).await?;
        ctx.progress(conn, 0, Some(0), &format!("{}: MusicBrainz has no albums", artist.name)).await?;
        Ok(Next::Done)
    }
}

/// Whose album it is: the first artist credited, who may be somebody else.
async fn owner(
    conn: &mut AsyncPgConnection,
    ctx: &JobContext,
    asked: &Artist,
    asked_mbid: Uuid,
    album: &AlbumFacts,
) -> diesel::QueryResult<i64> {
    match album.artists.first() {
        // The same name under another id, in a list that was asked for by this one: the id was merged.
        Some(CreditFacts { name, mbid: Some(mbid), .. }) if *mbid != asked_mbid && normal(name) != normal(&asked.name) => {
            let facts = ArtistFacts { name: name.clone(), mbid: Some(*mbid), ..ArtistFacts::default() };
            Artist::upsert(conn, &facts, "lookup", ctx.now()).await
        }
        _ => Ok(asked.id),
    }
}
