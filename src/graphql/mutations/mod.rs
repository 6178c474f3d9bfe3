//! The root of changing: one file per noun.

mod account;
mod alert;
mod api_token;
mod artist;
mod collection;
mod dismissal;
mod import;
mod job;
mod listening;
mod lock;
mod matching;
mod price;
mod profile;
pub mod recommendation;
mod seed;
mod session;
mod shop;
mod wantlist;

use async_graphql::MergedObject;

pub use self::wantlist::MoneyInput;

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
    job::JobMutation,
    price::PriceMutation,
    alert::AlertMutation,
    shop::ShopMutation,
);
