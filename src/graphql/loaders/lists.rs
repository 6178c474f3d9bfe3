//! Pages of lists, for many parents at once.

use std::collections::HashMap;

use super::{Load, Shared, grouped, share};
use crate::app::App;
use crate::catalog::list::{AlbumOrder, ReleaseFilter, ReleaseOrder};
use crate::catalog::{Album, Artist, Release, Slice, Window, load};

/// A page of one artist's albums.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlbumsKey {
    pub artist_id: i64,
    pub window: Window,
    pub studio_only: bool,
    pub order: AlbumOrder,
}

/// Pages of artists' albums.
pub struct AlbumsByArtist(pub App);

impl Load for AlbumsByArtist {
    type Key = AlbumsKey;
    type Value = Slice<Album>;

    async fn load(&self, keys: &[AlbumsKey]) -> Result<HashMap<AlbumsKey, Slice<Album>>, Shared> {
        let mut found = HashMap::new();
        for ((window, studio_only, order), ids) in grouped(keys, |key| ((key.window.clone(), key.studio_only, key.order), key.artist_id)) {
            let slices = load::albums_by_artists(&self.0, &ids, &window, studio_only, order).await.map_err(share)?;
            found.extend(
                slices.into_iter().map(|(artist_id, slice)| (AlbumsKey { artist_id, window: window.clone(), studio_only, order }, slice)),
            );
        }
        Ok(found)
    }
}

/// A page of one album's pressings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReleasesKey {
    pub album_id: i64,
    pub window: Window,
    pub filter: ReleaseFilter,
    pub order: ReleaseOrder,
}

/// Pages of albums' pressings.
pub struct ReleasesByAlbum(pub App);

impl Load for ReleasesByAlbum {
    type Key = ReleasesKey;
    type Value = Slice<Release>;

    async fn load(&self, keys: &[ReleasesKey]) -> Result<HashMap<ReleasesKey, Slice<Release>>, Shared> {
        let mut found = HashMap::new();
        for ((window, filter, order), ids) in grouped(keys, |key| ((key.window.clone(), key.filter.clone(), key.order), key.album_id)) {
            let slices = load::releases_by_albums(&self.0, &ids, &window, &filter, order).await.map_err(share)?;
            let key = |album_id| ReleasesKey { album_id, window: window.clone(), filter: filter.clone(), order };
            found.extend(slices.into_iter().map(|(album_id, slice)| (key(album_id), slice)));
        }
        Ok(found)
    }
}

/// A page of the artists similar to one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SimilarsKey {
    pub artist_id: i64,
    pub window: Window,
}

/// Pages of similar artists, with their scores.
pub struct SimilarsByArtist(pub App);

impl Load for SimilarsByArtist {
    type Key = SimilarsKey;
    type Value = Slice<(Artist, f64)>;

    async fn load(&self, keys: &[SimilarsKey]) -> Result<HashMap<SimilarsKey, Self::Value>, Shared> {
        let mut found = HashMap::new();
        for (window, ids) in grouped(keys, |key| (key.window.clone(), key.artist_id)) {
            let slices = load::similar_to(&self.0, &ids, &window).await.map_err(share)?;
            found.extend(slices.into_iter().map(|(artist_id, slice)| (SimilarsKey { artist_id, window: window.clone() }, slice)));
        }
        Ok(found)
    }
}

/// The average rating of albums' pressings, weighted by votes.
pub struct RatingByAlbum(pub App);

impl Load for RatingByAlbum {
    type Key = i64;
    type Value = f64;

    async fn load(&self, ids: &[i64]) -> Result<HashMap<i64, f64>, Shared> {
        load::ratings(&self.0, ids).await.map_err(share)
    }
}
