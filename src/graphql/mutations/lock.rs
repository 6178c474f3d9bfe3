//! Keeping albums among one's recommendations.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::collections::lock;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::Album;

/// Which album to keep.
#[derive(InputObject)]
pub struct LockAlbumInput {
    album_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct LockAlbumPayload {
    /// What became of it.
    status: LockAlbumStatus,
    /// The album, if there is one.
    album: Option<Album>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum LockAlbumStatus {
    /// If it was dismissed, it is no longer.
    Locked,
    AlreadyLocked,
    UnknownAlbum,
}

/// Which album to keep no longer.
#[derive(InputObject)]
pub struct UnlockAlbumInput {
    album_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct UnlockAlbumPayload {
    /// What became of it.
    status: UnlockAlbumStatus,
    /// The album, if there is one.
    album: Option<Album>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UnlockAlbumStatus {
    Unlocked,
    NotLocked,
}

/// What is changed about locks.
#[derive(Default)]
pub struct LockMutation;

#[Object]
impl LockMutation {
    /// Keeps an album among the recommendations. One that was dismissed is restored.
    async fn lock_album(&self, ctx: &Context<'_>, input: LockAlbumInput) -> Result<LockAlbumPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let (status, album) = match lock::lock(&scope.app, person.id(), Kind::Album.row(&input.album_id)?).await? {
            lock::Lock::Locked(album) => (LockAlbumStatus::Locked, Some(album)),
            lock::Lock::AlreadyLocked(album) => (LockAlbumStatus::AlreadyLocked, Some(album)),
            lock::Lock::UnknownAlbum => (LockAlbumStatus::UnknownAlbum, None),
        };
        Ok(LockAlbumPayload { status, album: album.map(Album) })
    }

    /// Keeps an album no longer.
    async fn unlock_album(&self, ctx: &Context<'_>, input: UnlockAlbumInput) -> Result<UnlockAlbumPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let (album, is_removed) = lock::unlock(&scope.app, person.id(), Kind::Album.row(&input.album_id)?).await?;
        let status = if is_removed { UnlockAlbumStatus::Unlocked } else { UnlockAlbumStatus::NotLocked };
        Ok(UnlockAlbumPayload { status, album: album.map(Album) })
    }
}
