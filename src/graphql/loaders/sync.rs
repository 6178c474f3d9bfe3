//! Whether lists are all there is, for many parents at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;

use super::{Shared, share};
use crate::app::App;
use crate::catalog::load;
pub use crate::catalog::load::Sync;

/// The state of artists' albums.
pub struct AlbumsSync(pub App);

impl Loader<i64> for AlbumsSync {
    type Value = Sync;
    type Error = Shared;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Sync>, Shared> {
        load::albums_sync(&self.0, ids).await.map_err(share)
    }
}

/// The state of albums' pressings.
pub struct ReleasesSync(pub App);

impl Loader<i64> for ReleasesSync {
    type Value = Sync;
    type Error = Shared;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, Sync>, Shared> {
        load::releases_sync(&self.0, ids).await.map_err(share)
    }
}
