//! Whether lists are all there is, for many parents at once.

use std::collections::HashMap;

use super::{Load, Shared, share};
use crate::app::App;
use crate::catalog::load;
pub use crate::catalog::load::Sync;

/// The state of artists' albums.
pub struct AlbumsSync(pub App);

impl Load for AlbumsSync {
    type Key = i64;
    type Value = Sync;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Sync>, Shared> {
        load::albums_sync(&self.0, ids).await.map_err(share)
    }
}

/// The state of albums' pressings.
pub struct ReleasesSync(pub App);

impl Load for ReleasesSync {
    type Key = i64;
    type Value = Sync;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Sync>, Shared> {
        load::releases_sync(&self.0, ids).await.map_err(share)
    }
}
