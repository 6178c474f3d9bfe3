//! What a person wants to buy.

use async_graphql::connection::{Connection, ConnectionNameType, EdgeNameType, EmptyFields};
use async_graphql::{Context, ID, Object, OutputType};
use chrono::{DateTime, Utc};

use super::album::{self, Album};
use super::price::{self, BestPrice, Money};
use super::release::Release;
use super::scalars::{CountryCode, CurrencyCode};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::page::Awaited;
use crate::graphql::scope::scope;
use crate::identity::UserId;
use crate::prices::{self, BestBy};
use crate::{catalog, collections};

/// An album, or one pressing, that a person wants to buy. Whoever makes one has made sure that it is theirs.
pub struct WantlistItem {
    pub row: collections::WantlistItem,
    pub owner: UserId,
}

/// Names the connection after the list, not after its nodes.
pub struct WantlistName;

impl ConnectionNameType for WantlistName {
    fn type_name<T: OutputType>() -> String {
        "WantlistConnection".to_owned()
    }
}

impl EdgeNameType for WantlistName {
    fn type_name<T: OutputType>() -> String {
        "WantlistEdge".to_owned()
    }
}

/// A page of a wantlist.
pub type Wantlist = Connection<String, WantlistItem, Awaited, EmptyFields, WantlistName, WantlistName>;

/// An album, or one pressing, that a person wants to buy.
#[Object]
impl WantlistItem {
    /// Readable and typed: `wantlist:7`.
    pub async fn id(&self) -> ID {
        Kind::WantlistItem.id(self.row.id)
    }

    /// The album.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        // A pressing may have found its way to another album since.
        let release = self.pressing(ctx).await?;
        album::by_id(ctx, release.map_or(self.row.album_id, |release| release.album_id)).await
    }

    /// The pressing, when it has to be that one.
    async fn release(&self, ctx: &Context<'_>) -> Result<Option<Release>, Failure> {
        Ok(self.pressing(ctx).await?.map(Release))
    }

    /// What it may cost at most.
    async fn max_price(&self) -> Option<Money> {
        let amount = self.row.max_amount?;
        Some(prices::Money::new(amount, self.row.max_currency.clone()?).into())
    }

    /// When it was put on the list.
    async fn added_at(&self) -> DateTime<Utc> {
        self.row.added_at
    }

    /// Who put it there: `manual`, the person, here; `discogs`, the person, there; `csv`, a file.
    async fn source(&self) -> &str {
        &self.row.source
    }

    /// The cheapest offer that can be delivered to where the person lives, compared in their currency.
    async fn best_price(&self, ctx: &Context<'_>) -> Result<Option<BestPrice>, Failure> {
        let Some(profile) = scope(ctx).profile_by_person.load_one(self.owner).await? else { return Ok(None) };
        let (by, parent) = match self.row.release_id {
            Some(id) => (BestBy::Release, id),
            None => (BestBy::Album, self.row.album_id),
        };
        price::best(ctx, by, parent, Some(CountryCode(profile.country)), Some(CurrencyCode(profile.currency))).await
    }
}

impl WantlistItem {
    async fn pressing(&self, ctx: &Context<'_>) -> Result<Option<catalog::Release>, Failure> {
        match self.row.release_id {
            Some(id) => Ok(scope(ctx).release_by_id.load_one(id).await?),
            None => Ok(None),
        }
    }
}
