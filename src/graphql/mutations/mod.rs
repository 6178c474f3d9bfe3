//! The root of changing: one file per noun.

mod account;
mod api_token;
mod artist;
mod collection;
mod dismissal;
mod import;
mod listening;
mod lock;
mod matching;
mod profile;
pub mod recommendation;
mod seed;
mod session;
mod wantlist;

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
    recommendation::RecommendationMutation,
    seed::SeedMutation,
    lock::LockMutation,
    dismissal::DismissalMutation,
    wantlist::WantlistMutation,
    listening::ListeningMutation,
    import::ImportMutation,
    collection::CollectionMutation,
);
