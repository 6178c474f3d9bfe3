//! Adding shops, removing them, and having them read: for administrators.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use secrecy::SecretString;

use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::JobRun;
use crate::graphql::types::scalars::{CountryCode, CurrencyCode, Date};
use crate::graphql::types::shop::{Shop, ShopKind};
use crate::{ops, shops};

/// A shop.
#[derive(InputObject)]
pub struct AddShopInput {
    /// Whose programs it runs on.
    kind: ShopKind,
    /// The address of a storefront: by https, and open to everybody.
    url: Option<String>,
    /// What it is called beside its offers.
    name: String,
    /// Where it ships from.
    country: CountryCode,
    /// What the prices of a Shopify shop are in; if not given, it is asked.
    currency: Option<CurrencyCode>,
    /// Whether it ships to other countries; if not, its offers are for its own alone.
    #[graphql(default)]
    ships_abroad: bool,
    /// The access token of a shop at Bsale; kept encrypted, and shown to nobody.
    #[graphql(secret)]
    token: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddShopPayload {
    /// What became of it.
    status: AddShopStatus,
    /// The shop; `syncShop` has it read.
    shop: Option<Shop>,
}

/// What became of a shop to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AddShopStatus {
    Added,
    /// There is one of that address.
    AlreadyThere,
}

/// Which shop to remove.
#[derive(InputObject)]
pub struct RemoveShopInput {
    shop_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RemoveShopPayload {
    /// What became of it.
    status: RemoveShopStatus,
}

/// What became of a shop to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RemoveShopStatus {
    /// With its offers and everything else that was stored of it.
    Removed,
    /// There is none, or it is the environment's: take `BSALE_ACCESS_TOKEN` away.
    NotRemovable,
}

/// Which shop to read.
#[derive(InputObject)]
pub struct SyncShopInput {
    shop_id: ID,
    /// The sales of that day, of a shop at Bsale; if not given, everything but sales.
    day: Option<Date>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SyncShopPayload {
    /// The run that reads it, to be followed with the subscription `jobRun`; null where there is no such shop, or it tells
    /// nobody its sales.
    run: Option<JobRun>,
}

/// The root of changing.
#[derive(Default)]
pub struct ShopMutation;

/// The root of changing.
#[Object]
impl ShopMutation {
    /// Administrators: adds a shop. Ask the shop first; nothing is read before `syncShop`.
    async fn add_shop(&self, ctx: &Context<'_>, input: AddShopInput) -> Result<AddShopPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let new = shops::NewShop {
            kind: input.kind.into(),
            name: input.name,
            url: input.url,
            token: input.token.map(SecretString::from),
            country: input.country.0,
            currency: input.currency.map(|code| code.0),
            ships_abroad: input.ships_abroad,
        };
        let shop = shops::add(&scope.app, new).await?;
        let status = if shop.is_some() { AddShopStatus::Added } else { AddShopStatus::AlreadyThere };
        Ok(AddShopPayload { status, shop: shop.map(Shop) })
    }

    /// Administrators: removes a shop with its offers and everything else that is stored of it.
    async fn remove_shop(&self, ctx: &Context<'_>, input: RemoveShopInput) -> Result<RemoveShopPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let is_removed = shops::remove(&scope.app, Kind::Shop.row(&input.shop_id)?).await?;
        Ok(RemoveShopPayload { status: if is_removed { RemoveShopStatus::Removed } else { RemoveShopStatus::NotRemovable } })
    }

    /// Administrators: has a shop read. While that goes on, a second call is answered with the same run.
    async fn sync_shop(&self, ctx: &Context<'_>, input: SyncShopInput) -> Result<SyncShopPayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let shop = Some(Kind::Shop.row(&input.shop_id)?);
        let order = shops::order::by_hand(&scope.app);
        let ordered = match input.day {
            Some(day) => shops::order::daily(&scope.app, shop, Some(day.0), order).await?,
            None => shops::order::full(&scope.app, shop, order).await?,
        };
        let run = match ordered.first() {
            Some(ordered) => ops::find_run(&scope.app, ordered.run_id).await?,
            None => None,
        };
        Ok(SyncShopPayload { run: run.map(JobRun) })
    }
}
