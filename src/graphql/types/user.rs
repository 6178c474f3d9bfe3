//! The signed-in person.

use async_graphql::{Context, ID, Object};

use super::alert::{AlertSettings, PriceAlert};
use super::api_token::ApiToken;
use super::basket::{self, BasketPlanInput, BasketPlans};
use super::collection_item::{Collection, CollectionItem};
use super::dismissed_album::DismissedAlbum;
use super::listening::{LinkedAccount, Listening};
use super::locked_album::LockedAlbum;
use super::profile::Profile;
use super::recommendation::{RecommendationSet, SignalWeight};
use super::seed::Seed;
use super::wantlist_item::{Wantlist, WantlistItem};
use crate::alerts;
use crate::collections::{dismissal, lock, owned, wantlist};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::mutations::recommendation::listed;
use crate::graphql::page::{self, Rows};
use crate::graphql::scope::scope;
use crate::identity::{self, api_token};
use crate::profiles::{account, profile, seed_artist};
use crate::recommender::{self, weights};

/// A person, as they see themselves. Whoever makes one has made sure that it is theirs.
pub struct User(pub identity::User);

/// A person, as they see themselves: nobody sees another.
#[Object]
impl User {
    /// Readable and typed: `user:7`.
    pub async fn id(&self) -> ID {
        Kind::User.id(self.0.id)
    }

    /// The address that they sign in with.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Whether they administer the house.
    async fn is_admin(&self) -> bool {
        self.0.is_admin
    }

    /// Where they live and pay, and what they speak and listen by.
    async fn profile(&self, ctx: &Context<'_>) -> Result<Profile, Failure> {
        Ok(Profile(profile::find(&scope(ctx).app, self.0.user_id()).await?))
    }

    /// The artists that they named as their taste, the newest first.
    async fn seeds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<Seed>, Failure> {
        let page = page::forward(Kind::Artist, first, after.as_deref())?;
        let slice = seed_artist::list(&scope(ctx).app, self.0.user_id(), page).await?;
        page::connection(slice, Kind::Artist, |seed| seed.artist_id, Seed)
    }

    /// What they might buy next. A set that has expired is returned, and a new one computed behind it; `recommendations` of
    /// the subscription tells when it is there.
    async fn recommendations(&self, ctx: &Context<'_>) -> Result<RecommendationSet, Failure> {
        Ok(RecommendationSet(recommender::read(&scope(ctx).app, self.0.user_id()).await?))
    }

    /// How much each signal may say of an album, for them.
    async fn signal_weights(&self, ctx: &Context<'_>) -> Result<Vec<SignalWeight>, Failure> {
        Ok(listed(&weights::find(&scope(ctx).app, self.0.user_id()).await?))
    }

    /// The albums that they keep among their recommendations, the newest first.
    async fn locked(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<LockedAlbum>, Failure> {
        let page = page::forward(Kind::Album, first, after.as_deref())?;
        let slice = lock::list(&scope(ctx).app, self.0.user_id(), page).await?;
        page::connection(slice, Kind::Album, |locked| locked.album_id, LockedAlbum)
    }

    /// The albums that they do not want to be recommended, the newest first.
    async fn dismissed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<DismissedAlbum>, Failure> {
        let page = page::forward(Kind::Album, first, after.as_deref())?;
        let slice = dismissal::list(&scope(ctx).app, self.0.user_id(), page).await?;
        page::connection(slice, Kind::Album, |dismissed| dismissed.album_id, DismissedAlbum)
    }

    /// What they want to buy, the newest first.
    async fn wantlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Wantlist, Failure> {
        let owner = self.0.user_id();
        let page = page::forward(Kind::WantlistItem, first, after.as_deref())?;
        let app = &scope(ctx).app;
        let slice = wantlist::list(app, owner, page).await?;
        let pending = owned::pending(app, owner).await?.wanted;
        page::awaited((slice, pending), Kind::WantlistItem, |item| item.id, |row| WantlistItem { row, owner })
    }

    /// What they own, the newest first, as Discogs or a file says. A pressing that both have is there once, as Discogs says.
    async fn collection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Collection, Failure> {
        let (app, owner) = (&scope(ctx).app, self.0.user_id());
        let slice = owned::list(app, owner, page::forward(Kind::CollectionItem, first, after.as_deref())?).await?;
        let pending = owned::pending(app, owner).await?.owned;
        page::awaited((slice, pending), Kind::CollectionItem, |item| item.id, CollectionItem)
    }

    /// Where to buy many records together: for the least in all, and in the fewest parcels.
    async fn basket_plan(&self, ctx: &Context<'_>, input: Option<BasketPlanInput>) -> Result<BasketPlans, Failure> {
        basket::plan(ctx, self.0.user_id(), input.unwrap_or_default()).await
    }

    /// What they were told of prices, the newest first; at most a hundred.
    async fn alerts(&self, ctx: &Context<'_>) -> Result<Vec<PriceAlert>, Failure> {
        let owner = self.0.user_id();
        Ok(alerts::list(&scope(ctx).app, owner).await?.into_iter().map(|row| PriceAlert { row, owner }).collect())
    }

    /// By which ways they are told of alerts.
    async fn alert_settings(&self, ctx: &Context<'_>) -> Result<AlertSettings, Failure> {
        Ok(alerts::settings(&scope(ctx).app, self.0.user_id()).await?.into())
    }

    /// Their accounts at services that know what they listen to, or own.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<LinkedAccount>, Failure> {
        Ok(account::list(&scope(ctx).app, self.0.user_id()).await?.into_iter().map(LinkedAccount).collect())
    }

    /// What they listen to, as the linked account says that they listen by (`profile.primarySource`), or the only one.
    async fn listening(&self) -> Listening {
        Listening(self.0.user_id())
    }

    /// The tokens that they made for programs, the newest first; at most a hundred.
    async fn api_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>, Failure> {
        Ok(api_token::list(&scope(ctx).app, self.0.user_id()).await?.into_iter().map(ApiToken).collect())
    }
}
