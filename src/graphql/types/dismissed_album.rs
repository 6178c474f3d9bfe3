//! Albums that a person does not want.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};

use super::album::{self, Album};
use crate::collections;
use crate::graphql::error::Failure;

/// An album that a person does not want to be recommended.
pub struct DismissedAlbum(pub collections::DismissedAlbum);

/// An album that a person does not want to be recommended.
#[Object]
impl DismissedAlbum {
    /// The album.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        album::by_id(ctx, self.0.album_id).await
    }

    /// Since when.
    async fn dismissed_at(&self) -> DateTime<Utc> {
        self.0.dismissed_at
    }

    /// Why, in the person's own words.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
