//! The demo's sample prices: made up, and marked as such wherever they are shown.

use diesel_async::AsyncPgConnection;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{NewQuote, Quote};
use crate::catalog::demo::{self, DemoError, Loaded};

const PRICES: &str = include_str!("sample.tsv");

/// The provider of every made-up price.
const PROVIDER: &str = "sample";

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
            provider: PROVIDER.to_owned(),
            reference: format!("sample-{at}"),
            seller: Some("Sample shop (not real)".to_owned()),
            ships_from: Some(line.ships_from),
            condition: Some(line.condition.to_lowercase()),
            currency: line.currency,
            amount: line.amount,
            shipping_cost: line.shipping,
            attribution: Some("Sample price, made up for the demo: not an offer.".to_owned()),
            fetched_at: now,
        });
    }
    Quote::upsert_all(conn, &quotes).await?;
    Ok(())
}
