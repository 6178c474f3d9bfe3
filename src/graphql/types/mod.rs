//! One file per type. A type wraps its row and asks loaders for the rest.

pub mod album;
pub mod alert;
pub mod api_token;
pub mod artist;
pub mod basket;
pub mod collection_item;
pub mod coverage;
pub mod dismissed_album;
pub mod guide;
mod guide_words;
pub mod image;
pub mod job;
pub mod landed;
pub mod listening;
pub mod locked_album;
pub mod matching;
pub mod price;
pub mod profile;
pub mod recommendation;
pub mod release;
pub mod scalars;
pub mod seed;
pub mod session;
pub mod shop;
pub mod sync_status;
pub mod upload;
pub mod upstream;
pub mod user;
pub mod wantlist_item;

use async_graphql::{ID, Interface};

pub use self::album::Album;
pub use self::api_token::ApiToken;
pub use self::artist::Artist;
pub use self::collection_item::CollectionItem;
pub use self::job::JobRun;
pub use self::price::PriceQuote;
pub use self::recommendation::RecommendationSet;
pub use self::release::Release;
pub use self::user::User;
pub use self::wantlist_item::WantlistItem;

/// Anything with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Readable and typed, such as `artist:42`."))]
pub enum Node {
    Artist(Artist),
    Album(Album),
    Release(Release),
    PriceQuote(PriceQuote),
    JobRun(JobRun),
    MatchReview(matching::MatchReview),
    MatchDecision(matching::MatchDecision),
    User(User),
    ApiToken(ApiToken),
    WantlistItem(WantlistItem),
    CollectionItem(CollectionItem),
    Shop(shop::Shop),
    RecommendationSet(RecommendationSet),
}
