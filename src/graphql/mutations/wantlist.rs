//! Saying what one wants to buy, and at which price.

use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use rust_decimal::Decimal;

use crate::collections::wantlist::{self, Ceiling, Wanted};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::WantlistItem;
use crate::graphql::types::scalars::CurrencyCode;
use crate::prices;

/// An album or one pressing: exactly one of the two ids.
#[derive(InputObject)]
pub struct AddToWantlistInput {
    /// Any pressing of this album.
    album_id: Option<ID>,
    /// This pressing and no other.
    release_id: Option<ID>,
    /// What it may cost at most. Absent: as it was; null: any price.
    max_price: MaybeUndefined<MoneyInput>,
}

/// An amount that somebody would pay.
#[derive(InputObject)]
pub struct MoneyInput {
    /// More than nothing, with at most the currency's own number of digits: `12.50` EUR, `1200` JPY.
    pub amount: Decimal,
    /// By ISO 4217: `EUR`.
    pub currency: CurrencyCode,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddToWantlistPayload {
    /// What became of it.
    status: AddToWantlistStatus,
    /// The item, unless what it would be for is unknown.
    item: Option<WantlistItem>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AddToWantlistStatus {
    Added,
    /// It was on the list; it costs at most what was said last.
    Updated,
    UnknownAlbum,
    UnknownRelease,
}

/// Which item.
#[derive(InputObject)]
pub struct RemoveFromWantlistInput {
    item_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RemoveFromWantlistPayload {
    /// What became of it.
    status: RemoveFromWantlistStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RemoveFromWantlistStatus {
    Removed,
    NotFound,
}

/// What is changed about wantlists.
#[derive(Default)]
pub struct WantlistMutation;

#[Object]
impl WantlistMutation {
    /// Puts an album, or one pressing, on the wantlist; what is there already gets the new maximum price.
    async fn add_to_wantlist(&self, ctx: &Context<'_>, input: AddToWantlistInput) -> Result<AddToWantlistPayload, Failure> {
        let scope = scope(ctx);
        let owner = scope.require_person()?.id();
        let wanted = match (&input.album_id, &input.release_id) {
            (Some(id), None) => Wanted::Album(Kind::Album.row(id)?),
            (None, Some(id)) => Wanted::Release(Kind::Release.row(id)?),
            (Some(_), Some(_)) => return Err(Failure::bad_input("`albumId` and `releaseId` exclude each other: give one of them.")),
            (None, None) => return Err(Failure::bad_input("Neither `albumId` nor `releaseId` is given: give one of them.")),
        };
        let (status, row) = match wantlist::add(&scope.app, owner, wanted, ceiling(input.max_price)?).await? {
            wantlist::Add::Added(item) => (AddToWantlistStatus::Added, Some(item)),
            wantlist::Add::Updated(item) => (AddToWantlistStatus::Updated, Some(item)),
            wantlist::Add::UnknownAlbum => (AddToWantlistStatus::UnknownAlbum, None),
            wantlist::Add::UnknownRelease => (AddToWantlistStatus::UnknownRelease, None),
        };
        Ok(AddToWantlistPayload { status, item: row.map(|row| WantlistItem { row, owner }) })
    }

    /// Takes something off the wantlist.
    async fn remove_from_wantlist(&self, ctx: &Context<'_>, input: RemoveFromWantlistInput) -> Result<RemoveFromWantlistPayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        let is_removed = wantlist::remove(&scope.app, person.id(), Kind::WantlistItem.row(&input.item_id)?).await?;
        let status = if is_removed { RemoveFromWantlistStatus::Removed } else { RemoveFromWantlistStatus::NotFound };
        Ok(RemoveFromWantlistPayload { status })
    }
}

fn ceiling(max_price: MaybeUndefined<MoneyInput>) -> Result<Ceiling, Failure> {
    match max_price {
        MaybeUndefined::Undefined => Ok(Ceiling::Unsaid),
        MaybeUndefined::Null => Ok(Ceiling::Lifted),
        MaybeUndefined::Value(MoneyInput { amount, currency }) => {
            let money = prices::Money::offered(amount, currency.0);
            let money = money.map_err(|error| Failure::bad_input(format!("`maxPrice` will not do: {error}.")))?;
            Ok(Ceiling::At { amount: money.amount, currency: money.currency })
        }
    }
}
