//! Merging and splitting: for administrators.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};

use crate::catalog::same::order::{self, Ordered};
use crate::catalog::same::{self, Part};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::{Scope, scope};
use crate::graphql::types::matching::{MatchDecision, MatchReview};
use crate::graphql::types::{Album, Artist};

/// Which two artists are one.
#[derive(InputObject)]
pub struct MergeArtistsInput {
    /// The one whose id leads to the other afterwards.
    from_id: ID,
    /// The one that stays.
    into_id: ID,
}

/// Which two albums are one.
#[derive(InputObject)]
pub struct MergeAlbumsInput {
    /// The one whose id leads to the other afterwards.
    from_id: ID,
    /// The one that stays.
    into_id: ID,
}

/// What became of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MergeStatus {
    Merged,
    /// Both ids lead to the same one already.
    AlreadyOne,
    /// One of the two is not stored.
    Unknown,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct MergeArtistsPayload {
    /// What became of it.
    status: MergeStatus,
    /// The one that both are now.
    artist: Option<Artist>,
    /// What the log says; a split takes it back.
    decision: Option<MatchDecision>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct MergeAlbumsPayload {
    /// What became of it.
    status: MergeStatus,
    /// The one that both are now.
    album: Option<Album>,
    /// What the log says; a split takes it back.
    decision: Option<MatchDecision>,
}

/// What to make two of.
#[derive(OneofObject)]
pub enum SplitArtistInput {
    /// An id that was merged away: the merge is taken back.
    FormerId(ID),
    /// Something of an artist that was never two.
    Off(SplitOffInput),
}

/// Something of an artist that is somebody else's.
#[derive(InputObject)]
pub struct SplitOffInput {
    artist_id: ID,
    part: ArtistPart,
    /// The alias, where the part is one.
    alias: Option<String>,
    /// What the other is called.
    name: String,
    /// Which of the artist's albums are the other's.
    #[graphql(default)]
    album_ids: Vec<ID>,
}

/// A part of an artist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ArtistPart {
    Mbid,
    DiscogsId,
    SpotifyId,
    Alias,
}

/// Which album to make two of.
#[derive(InputObject)]
pub struct SplitAlbumInput {
    /// An id that was merged away: the merge is taken back.
    former_id: ID,
}

/// What became of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SplitStatus {
    Split,
    /// Nothing was merged under that id, or the artist has no such part.
    NotMerged,
    /// There is no such artist or album.
    Unknown,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SplitArtistPayload {
    /// What became of it.
    status: SplitStatus,
    /// The artist that is on its own again.
    artist: Option<Artist>,
    /// The one that it was taken off.
    other: Option<Artist>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SplitAlbumPayload {
    /// What became of it.
    status: SplitStatus,
    /// The album that is on its own again.
    album: Option<Album>,
    /// The one that it was taken off.
    other: Option<Album>,
}

/// Which pair is two.
#[derive(InputObject)]
pub struct KeepApartInput {
    review_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct KeepApartPayload {
    /// What became of it.
    status: KeepApartStatus,
    /// The pair, as it stands now.
    review: Option<MatchReview>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum KeepApartStatus {
    KeptApart,
    /// There is no such open pair.
    NotOpen,
}

/// The root of changing.
#[derive(Default)]
pub struct MatchingMutation;

/// The root of changing.
#[Object]
impl MatchingMutation {
    /// Administrators: makes one artist of two. Albums, pressings, prices, seeds, locks and listening move, nothing is
    /// lost, and the old id answers with the artist that stayed. Later imports know it; `splitArtist` takes it back.
    async fn merge_artists(&self, ctx: &Context<'_>, input: MergeArtistsInput) -> Result<MergeArtistsPayload, Failure> {
        let scope = scope(ctx);
        let (status, into, decision) = merge(scope, same::Kind::Artist, Kind::Artist, &input.from_id, &input.into_id).await?;
        let artist = match into {
            Some(id) => scope.artist_by_id.load_one(id).await?.map(Artist),
            None => None,
        };
        Ok(MergeArtistsPayload { status, artist, decision })
    }

    /// Administrators: makes one album of two, as `mergeArtists` does of artists.
    async fn merge_albums(&self, ctx: &Context<'_>, input: MergeAlbumsInput) -> Result<MergeAlbumsPayload, Failure> {
        let scope = scope(ctx);
        let (status, into, decision) = merge(scope, same::Kind::Album, Kind::Album, &input.from_id, &input.into_id).await?;
        let album = match into {
            Some(id) => scope.album_by_id.load_one(id).await?.map(Album),
            None => None,
        };
        Ok(MergeAlbumsPayload { status, album, decision })
    }

    /// Administrators: takes a merge back, or makes an artist of its own of what was never two. Later imports keep the
    /// two apart; `mergeArtists` takes it back.
    async fn split_artist(&self, ctx: &Context<'_>, input: SplitArtistInput) -> Result<SplitArtistPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let ordered = match input {
            SplitArtistInput::FormerId(id) => order::split(&scope.app, same::Kind::Artist, Kind::Artist.row(&id)?, scope.person()).await?,
            SplitArtistInput::Off(off) => split_off(scope, &off).await?,
        };
        let (status, rows) = split_of(&ordered);
        let (artist, other) = match rows {
            Some((one, other)) => (scope.artist_by_id.load_one(one).await?, scope.artist_by_id.load_one(other).await?),
            None => (None, None),
        };
        Ok(SplitArtistPayload { status, artist: artist.map(Artist), other: other.map(Artist) })
    }

    /// Administrators: takes a merge of albums back.
    async fn split_album(&self, ctx: &Context<'_>, input: SplitAlbumInput) -> Result<SplitAlbumPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let former = Kind::Album.row(&input.former_id)?;
        let (status, rows) = split_of(&order::split(&scope.app, same::Kind::Album, former, scope.person()).await?);
        let (album, other) = match rows {
            Some((one, other)) => (scope.album_by_id.load_one(one).await?, scope.album_by_id.load_one(other).await?),
            None => (None, None),
        };
        Ok(SplitAlbumPayload { status, album: album.map(Album), other: other.map(Album) })
    }

    /// Administrators: the two of a pair are two; no import asks again.
    async fn keep_apart(&self, ctx: &Context<'_>, input: KeepApartInput) -> Result<KeepApartPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let review = order::apart(&scope.app, Kind::Review.row(&input.review_id)?, scope.person()).await?;
        let status = if review.is_some() { KeepApartStatus::KeptApart } else { KeepApartStatus::NotOpen };
        Ok(KeepApartPayload { status, review: review.map(MatchReview) })
    }
}

async fn merge(
    scope: &Scope,
    of: same::Kind,
    kind: Kind,
    from: &ID,
    into: &ID,
) -> Result<(MergeStatus, Option<i64>, Option<MatchDecision>), Failure> {
    scope.require_administrator()?;
    let (from, into) = (kind.row(from)?, kind.row(into)?);
    Ok(match order::merge(&scope.app, of, from, into, scope.person()).await? {
        Ordered::Done(decision) => (MergeStatus::Merged, Some(decision.into_id), Some(MatchDecision(decision))),
        Ordered::NothingToDo => (MergeStatus::AlreadyOne, Some(into), None),
        Ordered::Unknown => (MergeStatus::Unknown, None, None),
    })
}

async fn split_off(scope: &Scope, off: &SplitOffInput) -> Result<Ordered<(i64, i64)>, Failure> {
    let part = match (off.part, &off.alias) {
        (ArtistPart::Mbid, _) => Part::Mbid,
        (ArtistPart::DiscogsId, _) => Part::DiscogsId,
        (ArtistPart::SpotifyId, _) => Part::SpotifyId,
        (ArtistPart::Alias, Some(alias)) => Part::Alias(alias.clone()),
        (ArtistPart::Alias, None) => return Err(Failure::bad_input("`alias` is missing: name the alias that is somebody else's.")),
    };
    let name = off.name.trim();
    if name.is_empty() || name.chars().count() > 500 || name.contains('\0') {
        return Err(Failure::bad_input("`name` is empty, longer than 500 characters or holds a NUL character: give the other's name."));
    }
    let artist = Kind::Artist.row(&off.artist_id)?;
    let albums = off.album_ids.iter().map(|id| Kind::Album.row(id)).collect::<Result<Vec<_>, _>>()?;
    Ok(order::split_off(&scope.app, artist, &part, name, &albums, scope.person()).await?)
}

fn split_of(ordered: &Ordered<(i64, i64)>) -> (SplitStatus, Option<(i64, i64)>) {
    match ordered {
        Ordered::Done(rows) => (SplitStatus::Split, Some(*rows)),
        Ordered::NothingToDo => (SplitStatus::NotMerged, None),
        Ordered::Unknown => (SplitStatus::Unknown, None),
    }
}
