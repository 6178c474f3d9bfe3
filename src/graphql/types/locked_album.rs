//! Albums that a person keeps.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};

use super::album::{self, Album};
use crate::collections;
use crate::graphql::error::Failure;

/// An album that a person keeps among their recommendations.
pub struct LockedAlbum(pub collections::LockedAlbum);

/// An album that a person keeps among their recommendations.
#[Object]
impl LockedAlbum {
    /// The album.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        album::by_id(ctx, self.0.album_id).await
    }

    /// Since when.
    async fn locked_at(&self) -> DateTime<Utc> {
        self.0.locked_at
    }
}
