//! The root of changing: one file per noun.

mod account;
mod api_token;
mod artist;
mod listening;
mod matching;
mod profile;
mod session;

use async_graphql::MergedObject;

/// The root of changing.
#[derive(MergedObject, Default)]
pub struct Mutation(
    artist::ArtistMutation,
    matching::MatchingMutation,
    session::SessionMutation,
    account::AccountMutation,
    api_token::ApiTokenMutation,
    profile::ProfileMutation,
    listening::ListeningMutation,
);
