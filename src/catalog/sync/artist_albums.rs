//! All albums of an artist, a hundred at a time.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Problem;
use super::artist::{find_in_musicbrainz, some_or_none};
use crate::catalog::lookup::Freshness;
use crate::catalog::{Album, Artist, absence};
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
        Some(format!("{}:{}", Self::KIND, self.artist_id % 2))
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
        let mbid = match artist.mbid {
            Some(mbid) => Some(mbid),
            None => self.identify(ctx, &artist).await?,
        };
        let Some(mbid) = mbid else { return self.has_none(ctx, &artist).await };
        let answer = ctx.app.integrations.musicbrainz.artist_albums(mbid, offset, ctx.priority).await;
        let Some(page) = some_or_none(answer)? else { return self.has_none(ctx, &artist).await };

        let now = ctx.now();
        let seen = i32::try_from(page.next.unwrap_or(page.total)).unwrap_or(i32::MAX);
        let next = page.next.map(|next| i32::try_from(next).unwrap_or(i32::MAX));
        let total = i32::try_from(page.total).ok();
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                Artist::take_turns(conn).await?;
                for facts in &page.items {
                    let owner = owner(conn, ctx, &artist, mbid, facts).await?;
                    Album::upsert(conn, owner, facts, "musicbrainz", now).await?;
                }
                Artist::set_albums_progress(conn, artist.id, next, now).await?;
                ctx.progress(conn, seen, total, &format!("{}: {seen} of {} albums", artist.name, page.total)).await?;
                match next {
                    Some(_) => ctx.continue_in(conn, self).await,
                    None => Ok(Next::Done),
                }
            })
            .await?;
        Ok(after)
    }

    /// An artist without an MBID: the name is searched for once, and the id kept.
    async fn identify(&self, ctx: &JobContext, artist: &Artist) -> Result<Option<Uuid>, JobError> {
        let Some(facts) = find_in_musicbrainz(ctx, &artist.name).await? else { return Ok(None) };
        let conn = &mut ctx.app.db.conn().await?;
        // The artist's own spelling, so that the row it belongs to is found.
        let named = ArtistFacts { name: artist.name.clone(), listeners: None, ..facts.clone() };
        let id = Artist::upsert(conn, &named, "lookup", ctx.now()).await?;
        Artist::add_aliases(conn, id, &artist.name, &facts.aliases, Provider::Musicbrainz.key()).await?;
        Ok(facts.mbid)
    }

    async fn has_none(&self, ctx: &JobContext, artist: &Artist) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        absence::remember(conn, Provider::Musicbrainz, &format!("albums:{}", artist.id), now).await?;
        Artist::set_albums_progress(conn, artist.id, None, now).await?;
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
        Some(CreditFacts { name, mbid: Some(mbid), .. }) if *mbid != asked_mbid => {
            let facts = ArtistFacts { name: name.clone(), mbid: Some(*mbid), ..ArtistFacts::default() };
            Artist::upsert(conn, &facts, "lookup", ctx.now()).await
        }
        _ => Ok(asked.id),
    }
}
