//! One album by its own id: a MusicBrainz release group or a Discogs master.

use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::artist::some_or_none;
use super::release::store_album;
use crate::catalog::{Album, absence, former, same};
use crate::db::{Conn, DbError};
use crate::integrations::Provider;
use crate::jobs::{Job, JobContext, JobError, Next};

/// Which album is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlbumSubject {
    Mbid(Uuid),
    Master(i64),
}

impl AlbumSubject {
    /// What "the provider has none" is remembered by.
    pub fn key(self) -> String {
        match self {
            Self::Mbid(mbid) => format!("album:mbid:{mbid}"),
            Self::Master(id) => format!("album:master:{id}"),
        }
    }
}

/// Looks one album up and stores it with its artist.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchAlbum {
    pub subject: AlbumSubject,
}

impl Job for FetchAlbum {
    const KIND: &'static str = "fetch_album";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.subject.key())
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        if !ctx.is_anew() && self.is_stored(ctx).await? {
            return Ok(Next::Done);
        }
        let (provider, answer) = match self.subject {
            AlbumSubject::Mbid(mbid) => (Provider::Musicbrainz, ctx.app.integrations.musicbrainz.album(mbid, ctx.priority).await),
            AlbumSubject::Master(id) => (Provider::Discogs, ctx.app.integrations.discogs.master(id, ctx.priority).await),
        };
        let facts = some_or_none(answer)?;
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            if let Some(facts) = &facts {
                let id = store_album(conn, facts, now).await?;
                if let AlbumSubject::Mbid(asked) = self.subject
                    && facts.mbid != Some(asked)
                {
                    former::lead(conn, same::Kind::Album, &asked.to_string(), id).await?;
                }
                ctx.progress(conn, 1, Some(1), &facts.title).await
            } else {
                absence::remember(conn, provider, &self.subject.key(), now).await?;
                ctx.progress(conn, 1, Some(1), &format!("{provider} has no such album")).await
            }
        })
        .await?;
        Ok(Next::Done)
    }
}

impl FetchAlbum {
    async fn is_stored(&self, ctx: &JobContext) -> Result<bool, DbError> {
        let conn = &mut ctx.app.db.conn().await?;
        let stored = match self.subject {
            AlbumSubject::Mbid(mbid) => Album::find_by_mbid(conn, mbid).await?,
            AlbumSubject::Master(id) => Album::find_by_master(conn, id).await?,
        };
        Ok(stored.is_some())
    }
}
