//! Artists by the hundred: a Last.fm tag's best known, a page at a time.

use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};

use super::artist::{ArtistSubject, FetchArtist};
use crate::db::Conn;
use crate::integrations::{Error, Provider};
use crate::jobs::{self, Job, JobContext, JobError, Next};

/// As many artists as one page brings.
const PAGE: u32 = 100;

/// Looks up the best known artists of a tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeedTag {
    pub tag: String,
    /// How many artists in all.
    pub limit: u32,
    /// The page to go on with, from 1.
    pub page: u32,
}

impl Job for SeedTag {
    const KIND: &'static str = "seed_tag";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.tag.to_lowercase())
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(lastfm) = &ctx.app.integrations.lastfm else {
            return Err(Error::NotConfigured { provider: Provider::Lastfm, variable: "LASTFM_API_KEY" }.into());
        };
        let page = lastfm.tag_top_artists(&self.tag, PAGE, self.page, ctx.priority).await?;
        let before = (self.page - 1) * PAGE;
        let wanted = self.limit.saturating_sub(before).min(PAGE) as usize;
        let artists: Vec<FetchArtist> =
            page.items.iter().take(wanted).map(|facts| FetchArtist::of(ArtistSubject::Name(facts.name.clone()), "lastfm_tag")).collect();
        let done = before + u32::try_from(artists.len()).unwrap_or(u32::MAX);
        let next = page.next.filter(|_| done < self.limit).map(|page| Self { page, ..self.clone() });
        let conn = &mut ctx.app.db.conn().await?;
        let after = conn
            .transaction(async |conn: &mut Conn| {
                jobs::enqueue_all(conn, &artists, ctx.child()).await?;
                ctx.skip(conn, Provider::Lastfm, &page.skipped).await?;
                ctx.needs_more(conn, Provider::Lastfm, 1).await?;
                let (now, total) = (i32::try_from(done).unwrap_or(i32::MAX), i32::try_from(self.limit.min(page.total)).ok());
                ctx.progress(conn, now, total, &format!("{}: {done} artists", self.tag)).await?;
                match &next {
                    Some(next) => ctx.continue_in(conn, next).await,
                    None => Ok(Next::Done),
                }
            })
            .await?;
        Ok(after)
    }
}
