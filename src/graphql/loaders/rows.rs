//! Rows by id.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;

use super::{Shared, share};
use crate::app::App;
use crate::catalog::{Album, Artist, Release, load};

/// Artists by id.
pub struct ArtistById(pub App);

impl Loader<i64> for ArtistById {
    type Value = Artist;
    type Error = Shared;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Artist>, Shared> {
        let rows = load::artists(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Albums by id.
pub struct AlbumById(pub App);

impl Loader<i64> for AlbumById {
    type Value = Album;
    type Error = Shared;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Album>, Shared> {
        let rows = load::albums(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Releases by id.
pub struct ReleaseById(pub App);

impl Loader<i64> for ReleaseById {
    type Value = Release;
    type Error = Shared;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Release>, Shared> {
        let rows = load::releases(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
