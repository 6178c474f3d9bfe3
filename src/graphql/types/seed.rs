//! Artists that a person names as their taste.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};

use super::artist::Artist;
use crate::graphql::error::{Code, Failure};
use crate::graphql::scope::scope;
use crate::profiles;

/// An artist that a person names as their taste.
pub struct Seed(pub profiles::SeedArtist);

/// An artist that a person names as their taste.
#[Object]
impl Seed {
    /// The artist.
    async fn artist(&self, ctx: &Context<'_>) -> Result<Artist, Failure> {
        let row = scope(ctx).artist_by_id.load_one(self.0.artist_id).await?;
        row.map(Artist).ok_or_else(|| Failure::new(Code::NotFound, "The artist is gone."))
    }

    /// Who named the artist: `manual`, the person; `lastfm_top`, what they listen to.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// When it became one.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }
}
