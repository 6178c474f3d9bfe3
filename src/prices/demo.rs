//! The demo's sample prices: made up, and marked as such wherever they are shown.

use diesel_async::AsyncPgConnection;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::provider::Terms;
use super::store::{months, store_in};
use super::{NewQuote, rates};
use crate::catalog::demo::{self, DemoError, Loaded};
use crate::integrations::facts::RateFacts;

const PRICES: &str = include_str!("sample.tsv");

/// Whose name every made-up price carries.
static TERMS: Terms = Terms {
    provider: "sample",
    shown_for: None,
    attribution: Some("Sample price, made up for the demo: not an offer."),
    keeps_history: true,
};

/// What a euro is worth in the demo and in the synthetic catalogue: near enough to 2026, and nobody's rates.
pub(super) const RATES: [(&str, Decimal); 4] = [
    ("CLP", Decimal::from_parts(1050, 0, 0, false, 0)),
    ("GBP", Decimal::from_parts(86, 0, 0, false, 2)),
    ("JPY", Decimal::from_parts(165, 0, 0, false, 0)),
    ("USD", Decimal::from_parts(11, 0, 0, false, 1)),
];

#[derive(Deserialize)]
struct PriceLine {
    pressing: usize,
    ships_from: String,
    currency: String,
    amount: Decimal,
    shipping: Option<Decimal>,
    condition: String,
}

/// Stores sample prices for the pressings just loaded.
pub async fn store(conn: &mut AsyncPgConnection, loaded: &Loaded, now: chrono::DateTime<chrono::Utc>) -> Result<(), DemoError> {
    let lines: Vec<PriceLine> = demo::read("sample.tsv", PRICES)?;
    let mut quotes = Vec::with_capacity(lines.len());
    for (at, line) in lines.into_iter().enumerate() {
        let release_id = *loaded.release_ids.get(line.pressing).ok_or_else(|| DemoError::Unknown(format!("pressing {}", line.pressing)))?;
        quotes.push(NewQuote {
            release_id,
            reference: format!("sample-{at}"),
            seller: Some("Sample shop (not real)".to_owned()),
            ships_from: Some(line.ships_from),
            country: None,
            condition: Some(line.condition.to_lowercase()),
            currency: line.currency,
            amount: line.amount,
            shipping_cost: line.shipping,
            offers: None,
            url: None,
            confidence: Decimal::ONE,
            fetched_at: now,
        });
    }
    months(conn, &quotes).await?;
    store_in(conn, &TERMS, &quotes).await?;
    let rates: Vec<RateFacts> =
        RATES.iter().map(|(currency, rate)| RateFacts { currency: (*currency).to_owned(), day: now.date_naive(), rate: *rate }).collect();
    rates::store(conn, &rates, "sample", now).await?;
    Ok(())
}
