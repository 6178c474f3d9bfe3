//! The cache-miss rule for lists, asked for many parents at once: one order, one wait.

use std::collections::HashMap;

use tokio::time::Instant;

use super::{Load, Shared, share};
use crate::app::App;
use crate::catalog::{load, lookup};

/// Sees to it that artists' albums are stored.
pub struct AlbumsMiss(pub App, pub Instant);

impl Load for AlbumsMiss {
    type Key = i64;
    type Value = ();

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, ()>, Shared> {
        let artists = load::artists(&self.0, ids).await.map_err(share)?;
        lookup::albums_of(&self.0, &artists, self.1).await.map_err(share)?;
        Ok(ids.iter().map(|id| (*id, ())).collect())
    }
}

/// Sees to it that every pressing of albums is stored.
pub struct ReleasesMiss(pub App, pub Instant);

impl Load for ReleasesMiss {
    type Key = i64;
    type Value = ();

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, ()>, Shared> {
        let albums = load::albums(&self.0, ids).await.map_err(share)?;
        lookup::releases_of(&self.0, &albums, self.1).await.map_err(share)?;
        Ok(ids.iter().map(|id| (*id, ())).collect())
    }
}

/// Has artists' pictures looked for; nobody waits for them.
pub struct ImagesMiss(pub App);

impl Load for ImagesMiss {
    type Key = i64;
    type Value = ();

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, ()>, Shared> {
        lookup::images_of(&self.0, ids).await.map_err(share)?;
        Ok(HashMap::new())
    }
}

/// Has albums' covers looked for; nobody waits for them.
pub struct CoversMiss(pub App);

impl Load for CoversMiss {
    type Key = i64;
    type Value = ();

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, ()>, Shared> {
        lookup::covers_of(&self.0, ids).await.map_err(share)?;
        Ok(HashMap::new())
    }
}
