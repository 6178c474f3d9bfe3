//! Pictures, looked for behind whoever asked; found and not found are both kept.

use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};

use crate::catalog::image::{self, Found, Step};
use crate::catalog::{Album, Artist};
use crate::db::Conn;
use crate::jobs::{Job, JobContext, JobError, Next};

/// Looks for an artist's picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindArtistImage {
    pub artist_id: i64,
}

impl Job for FindArtistImage {
    const KIND: &'static str = "find_artist_image";
    const MAX_ATTEMPTS: i32 = 3;
    const COMES_IN_CROWDS: bool = true;

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.artist_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(artist) = Artist::find(&mut *ctx.app.db.conn().await?, self.artist_id).await? else {
            return Ok(Next::Done);
        };
        let search = image::find_for_artist(&ctx.app, &artist, ctx.priority).await;
        if let Some(told) = &search.told {
            // It came with the answer, and nobody else asks MusicBrainz about an artist whose id Last.fm knows.
            let conn = &mut ctx.app.db.conn().await?;
            conn.transaction(async |conn: &mut Conn| {
                Artist::lock(conn).await?;
                Artist::learn(conn, artist.id, &artist.name, told).await
            })
            .await?;
        }
        let kept = worth_keeping(search.found, &search.steps)?;
        let conn = &mut ctx.app.db.conn().await?;
        Artist::set_image(conn, artist.id, kept.as_ref(), ctx.now()).await?;
        Ok(Next::Done)
    }
}

/// Looks for an album's cover.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindCover {
    pub album_id: i64,
}

impl Job for FindCover {
    const KIND: &'static str = "find_cover";
    const MAX_ATTEMPTS: i32 = 3;

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.album_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(album) = Album::find(&mut *ctx.app.db.conn().await?, self.album_id).await? else {
            return Ok(Next::Done);
        };
        let (found, steps) = image::find_for_album(&ctx.app, &album, ctx.priority).await?;
        let kept = worth_keeping(found, &steps)?;
        let conn = &mut ctx.app.db.conn().await?;
        Album::set_cover(conn, album.id, kept.as_ref(), ctx.now()).await?;
        Ok(Next::Done)
    }
}

/// Nothing found is kept too, but only when nobody failed to answer.
fn worth_keeping(found: Option<Found>, steps: &[Step]) -> Result<Option<Found>, JobError> {
    match (found, image::failure(steps)) {
        (None, Some(error)) if error.is_passing() => Err(error.clone().into()),
        (found, _) => Ok(found),
    }
}
