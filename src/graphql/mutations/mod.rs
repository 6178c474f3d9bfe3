//! The root of changing: one file per noun.

mod artist;
mod matching;

use async_graphql::MergedObject;

/// The root of changing.
#[derive(MergedObject, Default)]
pub struct Mutation(artist::ArtistMutation, matching::MatchingMutation);
