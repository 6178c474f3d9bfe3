//! Saying which albums one does not want to be recommended.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::collections::dismissal::{self, Verdict};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::Album;
use crate::graphql::types::recommendation::Recommendation;
use crate::recommender::{self, Replaced};

/// More has nobody to say about one album.
const LONGEST_REASON: usize = 500;

/// Which album not to recommend, and why.
#[derive(InputObject)]
pub struct DismissAlbumInput {
    album_id: ID,
    /// In your own words; at most 500 characters.
    reason: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct DismissAlbumPayload {
    /// What became of it.
    status: DismissAlbumStatus,
    /// The album, if there is one.
    album: Option<Album>,
    /// The recommendation that took the dismissed one's place. Null where the dismissed one was not recommended.
    replacement: Option<Recommendation>,
    /// Whether 80 or more of the 100 dismissals within thirty days are used, or little is left to recommend because of them:
    /// `clearDismissals` makes room.
    suggest_clearing: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DismissAlbumStatus {
    /// If it was locked, it is no longer.
    Dismissed,
    /// It was before; a new reason takes the old one's place.
    AlreadyDismissed,
    UnknownAlbum,
    /// A hundred that were dismissed within thirty days stand.
    LimitReached,
}

impl From<Verdict> for DismissAlbumStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Dismissed => Self::Dismissed,
            Verdict::AlreadyDismissed => Self::AlreadyDismissed,
            Verdict::UnknownAlbum => Self::UnknownAlbum,
            Verdict::LimitReached => Self::LimitReached,
        }
    }
}

/// Which album may be recommended again.
#[derive(InputObject)]
pub struct RestoreAlbumInput {
    album_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RestoreAlbumPayload {
    /// What became of it.
    status: RestoreAlbumStatus,
    /// The album, if there is one.
    album: Option<Album>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RestoreAlbumStatus {
    Restored,
    NotDismissed,
}

/// Nothing has to be said.
#[derive(InputObject)]
pub struct ClearDismissalsInput {
    client_mutation_id: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ClearDismissalsPayload {
    /// How many there were.
    cleared: i32,
}

/// What is changed about dismissals.
#[derive(Default)]
pub struct DismissalMutation;

#[Object]
impl DismissalMutation {
    /// Has an album recommended no longer: at most a hundred within thirty days. One that was locked is unlocked.
    async fn dismiss_album(&self, ctx: &Context<'_>, input: DismissAlbumInput) -> Result<DismissAlbumPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let album_id = Kind::Album.row(&input.album_id)?;
        let dismissed = dismissal::dismiss(&scope.app, person.id(), album_id, reason(input.reason.as_deref())?).await?;
        let replaced = match &dismissed.album {
            Some(album) if dismissed.verdict == Verdict::Dismissed => recommender::replace(&scope.app, person.id(), album.id).await?,
            _ => Replaced::default(),
        };
        Ok(DismissAlbumPayload {
            status: dismissed.verdict.into(),
            album: dismissed.album.map(Album),
            replacement: replaced.item.map(|item| Recommendation { item, owner: person.id() }),
            suggest_clearing: dismissed.lately >= dismissal::MANY || replaced.is_for_want,
        })
    }

    /// Takes a dismissal back: the album may be recommended again, and there is room for another.
    async fn restore_album(&self, ctx: &Context<'_>, input: RestoreAlbumInput) -> Result<RestoreAlbumPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let (album, is_removed) = dismissal::restore(&scope.app, person.id(), Kind::Album.row(&input.album_id)?).await?;
        let status = if is_removed { RestoreAlbumStatus::Restored } else { RestoreAlbumStatus::NotDismissed };
        Ok(RestoreAlbumPayload { status, album: album.map(Album) })
    }

    /// Takes every dismissal back, whatever its age.
    async fn clear_dismissals(&self, ctx: &Context<'_>, input: ClearDismissalsInput) -> Result<ClearDismissalsPayload, Failure> {
        let _ = input.client_mutation_id;
        let scope = scope(ctx);
        let cleared = dismissal::clear(&scope.app, scope.require_person()?.id()).await?;
        Ok(ClearDismissalsPayload { cleared: i32::try_from(cleared).unwrap_or(i32::MAX) })
    }
}

/// A reason without blanks around it; one of blanks alone is none.
fn reason(text: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(reason) = text.map(str::trim).filter(|reason| !reason.is_empty()) else { return Ok(None) };
    if reason.chars().count() > LONGEST_REASON {
        return Err(Failure::bad_input(format!("`reason` is longer than {LONGEST_REASON} characters.")));
    }
    if reason.contains('\0') {
        return Err(Failure::bad_input("`reason` holds a NUL character."));
    }
    Ok(Some(reason.to_owned()))
}
