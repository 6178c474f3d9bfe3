//! Offers that are typed in by hand.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use rust_decimal::Decimal;

use super::MoneyInput;
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::scope::scope;
use crate::graphql::types::PriceQuote;
use crate::graphql::types::price::MediaCondition;
use crate::graphql::types::scalars::{CountryCode, UrlText};
use crate::prices::{Money, NewQuote, manual};

/// An offer that somebody has seen.
#[derive(InputObject)]
pub struct AddPriceInput {
    /// The pressing offered.
    release_id: ID,
    /// The price of the record alone.
    price: MoneyInput,
    /// In the price's currency; 0 is free. Absent: unknown.
    shipping: Option<Decimal>,
    seller: Option<String>,
    ships_from: Option<CountryCode>,
    /// Absent: nobody says where it goes, and it counts as going everywhere.
    ships_to: Option<CountryCode>,
    condition: Option<MediaCondition>,
    /// Where to buy it.
    url: Option<UrlText>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddPricePayload {
    /// What became of it.
    status: AddPriceStatus,
    /// The offer, unless the pressing is unknown.
    quote: Option<PriceQuote>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AddPriceStatus {
    Added,
    /// There was an offer with that address, or else of that seller and condition: it is this one now.
    Updated,
    UnknownRelease,
}

/// Which offer.
#[derive(InputObject)]
pub struct RemovePriceInput {
    price_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct RemovePricePayload {
    /// What became of it.
    status: RemovePriceStatus,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RemovePriceStatus {
    Removed,
    /// No offer of that id was typed in.
    NotFound,
}

/// What is changed about prices.
#[derive(Default)]
pub struct PriceMutation;

#[Object]
impl PriceMutation {
    /// Types in an offer, which is shown until it is removed. For administrators, because everybody sees it.
    async fn add_price(&self, ctx: &Context<'_>, input: AddPriceInput) -> Result<AddPricePayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let price = Money::offered(input.price.amount, input.price.currency.0);
        let price = price.map_err(|error| Failure::bad_input(format!("`price` will not do: {error}.")))?;
        let shipping = input.shipping.map(|amount| shipping(amount, &price)).transpose()?;
        let (url, seller) = (input.url.map(|url| url.0), input.seller.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
        if url.as_deref().is_some_and(|url| !(url.starts_with("https://") || url.starts_with("http://"))) {
            return Err(Failure::bad_input("`url` is no address of a page: give one that begins with https:// or http://."));
        }
        let condition = input.condition.map(|condition| condition.key().to_owned());
        let quote = NewQuote {
            release_id: Kind::Release.row(&input.release_id)?,
            reference: NewQuote::reference(url.as_deref(), seller.as_deref(), condition.as_deref()),
            seller,
            ships_from: input.ships_from.map(|code| code.0),
            country: input.ships_to.map(|code| code.0),
            condition,
            currency: price.currency,
            amount: price.amount,
            shipping_cost: shipping,
            offers: None,
            url,
            confidence: Decimal::ONE,
            fetched_at: scope.app.clock.now(),
        };
        let (status, quote) = match manual::add(&scope.app, quote).await? {
            manual::Added::New(quote) => (AddPriceStatus::Added, Some(quote)),
            manual::Added::Updated(quote) => (AddPriceStatus::Updated, Some(quote)),
            manual::Added::UnknownRelease => (AddPriceStatus::UnknownRelease, None),
        };
        Ok(AddPricePayload { status, quote: quote.map(PriceQuote) })
    }

    /// Takes away an offer that was typed in. For administrators.
    async fn remove_price(&self, ctx: &Context<'_>, input: RemovePriceInput) -> Result<RemovePricePayload, Failure> {
        let scope = scope(ctx);
        scope.require_administrator()?;
        let is_removed = manual::remove(&scope.app, Kind::Price.row(&input.price_id)?).await?;
        Ok(RemovePricePayload { status: if is_removed { RemovePriceStatus::Removed } else { RemovePriceStatus::NotFound } })
    }
}

/// Free shipping is an amount too.
fn shipping(amount: Decimal, price: &Money) -> Result<Decimal, Failure> {
    if amount.is_zero() {
        return Ok(amount);
    }
    let money = Money::offered(amount, price.currency.clone());
    Ok(money.map_err(|error| Failure::bad_input(format!("`shipping` will not do: {error}.")))?.amount)
}
