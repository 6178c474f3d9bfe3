//! Naming artists as one's taste.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};

use crate::catalog::lookup::ArtistBy;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::query::name_of;
use crate::graphql::scope::scope;
use crate::graphql::types::Artist;
use crate::graphql::types::seed::Seed;
use crate::profiles::seed_artist;

/// Which artist, in one of these ways.
#[derive(OneofObject)]
pub enum AddSeedArtistInput {
    /// `artist:42`
    ArtistId(ID),
    /// In any spelling; one who is not stored is looked up.
    Name(String),
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddSeedArtistPayload {
    /// What became of it.
    status: AddSeedArtistStatus,
    /// The seed; null for an artist whom nobody knows.
    seed: Option<Seed>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AddSeedArtistStatus {
    Added,
    AlreadyAdded,
    /// Not stored, and no provider knows the name.
    UnknownArtist,
}

/// Which artist.
#[derive(InputObject)]
pub struct RemoveSeedArtistInput {
    artist_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RemoveSeedArtistPayload {
    /// What became of it.
    status: RemoveSeedArtistStatus,
    /// The artist, if there is one.
    artist: Option<Artist>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RemoveSeedArtistStatus {
    Removed,
    NotFound,
}

/// What is changed about seeds.
#[derive(Default)]
pub struct SeedMutation;

#[Object]
impl SeedMutation {
    /// Names an artist as one's taste. One who is not stored is looked up first, as by `artist(by:)`.
    async fn add_seed_artist(&self, ctx: &Context<'_>, input: AddSeedArtistInput) -> Result<AddSeedArtistPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let by = match input {
            AddSeedArtistInput::ArtistId(id) => ArtistBy::Id(Kind::Artist.row(&id)?),
            AddSeedArtistInput::Name(name) => ArtistBy::Name(name_of("name", name)?),
        };
        let (status, seed) = match seed_artist::add(&scope.app, person.id(), &by, scope.deadline).await? {
            seed_artist::Add::Added(seed) => (AddSeedArtistStatus::Added, Some(seed)),
            seed_artist::Add::AlreadyAdded(seed) => (AddSeedArtistStatus::AlreadyAdded, Some(seed)),
            seed_artist::Add::UnknownArtist => (AddSeedArtistStatus::UnknownArtist, None),
        };
        Ok(AddSeedArtistPayload { status, seed: seed.map(Seed) })
    }

    /// Takes a seed back.
    async fn remove_seed_artist(&self, ctx: &Context<'_>, input: RemoveSeedArtistInput) -> Result<RemoveSeedArtistPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let (artist, is_removed) = seed_artist::remove(&scope.app, person.id(), Kind::Artist.row(&input.artist_id)?).await?;
        let status = if is_removed { RemoveSeedArtistStatus::Removed } else { RemoveSeedArtistStatus::NotFound };
        Ok(RemoveSeedArtistPayload { status, artist: artist.map(Artist) })
    }
}
