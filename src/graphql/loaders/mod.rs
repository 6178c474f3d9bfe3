//! What is loaded for many at once: one key, one statement, whatever the number.
//!
//! Loaders are built per request. They call one domain function each.

mod batch;
mod lists;
mod misses;
mod people;
mod prices;
mod rows;
mod sync;

use std::sync::Arc;

pub use self::batch::{Batch, Load};
pub use self::lists::{AlbumsByArtist, AlbumsKey, RatingByAlbum, ReleasesByAlbum, ReleasesKey, SimilarsByArtist, SimilarsKey};
pub use self::misses::{AlbumsMiss, CoversMiss, ImagesMiss, ReleasesMiss};
pub use self::people::ProfileByPerson;
pub use self::prices::{BestKey, BestPrice, QuotesByRelease, QuotesKey, Rules};
pub use self::rows::{AlbumById, ArtistById, ReleaseById};
pub use self::sync::{AlbumsSync, ReleasesSync, Sync};

/// A failure that many keys share.
pub type Shared = Arc<crate::graphql::error::Failure>;

fn share<E: Into<crate::graphql::error::Failure>>(error: E) -> Shared {
    Arc::new(error.into())
}

impl From<Shared> for crate::graphql::error::Failure {
    fn from(shared: Shared) -> Self {
        (*shared).clone()
    }
}

/// Groups keys that differ only in their parent: each group is one statement.
fn grouped<K, G: std::hash::Hash + Eq>(keys: &[K], split: impl Fn(&K) -> (G, i64)) -> std::collections::HashMap<G, Vec<i64>> {
    let mut groups: std::collections::HashMap<G, Vec<i64>> = std::collections::HashMap::new();
    for key in keys {
        let (group, parent) = split(key);
        groups.entry(group).or_default().push(parent);
    }
    groups
}
