//! Rows by id.

use std::collections::HashMap;

use super::{Load, Shared, share};
use crate::app::App;
use crate::catalog::{Album, Artist, Release, load};

/// Artists by id.
pub struct ArtistById(pub App);

impl Load for ArtistById {
    type Key = i64;
    type Value = Artist;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Artist>, Shared> {
        let rows = load::artists(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Albums by id.
pub struct AlbumById(pub App);

impl Load for AlbumById {
    type Key = i64;
    type Value = Album;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Album>, Shared> {
        let rows = load::albums(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Releases by id.
pub struct ReleaseById(pub App);

impl Load for ReleaseById {
    type Key = i64;
    type Value = Release;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Release>, Shared> {
        let rows = load::releases(&self.0, ids).await.map_err(share)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}
