//! What an offer comes to at the door, and what that is made of.

use async_graphql::{Enum, SimpleObject};
use rust_decimal::Decimal;

use super::price::Money;
use super::scalars::{CurrencyCode, Date};
use crate::prices;

/// What a landed price is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PricePartKind {
    /// The record.
    Item,
    /// The parcel.
    Shipping,
    /// Customs duty of the country that it goes to.
    Duty,
    /// The value added tax that is due at its border.
    Vat,
}

/// One part of a landed price.
#[derive(SimpleObject)]
pub struct PricePart {
    /// What it is for.
    kind: PricePartKind,
    /// How much it is.
    amount: Money,
    /// Reckoned by a rule of thumb, not told by the seller.
    is_estimate: bool,
    /// Who says so.
    source: String,
}

/// How the offer's currency became another.
#[derive(SimpleObject)]
pub struct Conversion {
    /// The offer's currency.
    from: CurrencyCode,
    /// The currency asked for.
    to: CurrencyCode,
    /// How many of `to` for one of `from`.
    rate: Decimal,
    /// The day that the rate was published for.
    day: Date,
    /// Who published it.
    source: String,
}

/// What an offer comes to at the door.
#[derive(SimpleObject)]
pub struct LandedPrice {
    /// The sum of the parts.
    total: Money,
    /// The record, the parcel, what is due at the border.
    parts: Vec<PricePart>,
    /// Null where the offer is in the currency asked for.
    conversion: Option<Conversion>,
}

impl From<prices::Landed> for LandedPrice {
    fn from(prices::Landed { total, parts, conversion }: prices::Landed) -> Self {
        Self { total: total.into(), parts: parts.into_iter().map(Into::into).collect(), conversion: conversion.map(Into::into) }
    }
}

impl From<prices::Part> for PricePart {
    fn from(prices::Part { kind, amount, is_estimate, source }: prices::Part) -> Self {
        let kind = match kind {
            prices::PartKind::Item => PricePartKind::Item,
            prices::PartKind::Shipping => PricePartKind::Shipping,
            prices::PartKind::Duty => PricePartKind::Duty,
            prices::PartKind::Vat => PricePartKind::Vat,
        };
        Self { kind, amount: amount.into(), is_estimate, source }
    }
}

impl From<prices::Conversion> for Conversion {
    fn from(prices::Conversion { from, to, rate, day, source }: prices::Conversion) -> Self {
        let (from, to) = (CurrencyCode(from), CurrencyCode(to));
        // Shown to twelve digits; reckoned with all of them.
        Self { from, to, rate: rate.round_sf(12).unwrap_or(rate).normalize(), day: Date(day), source }
    }
}
