//! Discogs as a source of prices: one aggregate offer for each pressing, without shipping and without a country.

use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use rust_decimal::Decimal;

use super::provider::{PriceProvider, Sought, Terms};
use super::{Money, NewQuote};
use crate::app::App;
use crate::integrations::discogs::CURRENCIES;
use crate::integrations::{Error, Priority, Provider};

/// Its terms of use: nothing older than six hours, with attribution and a link to the very page, and market data may not
/// be kept for longer than they serve.
static TERMS: Terms = Terms {
    provider: "discogs",
    shown_for: Some(TimeDelta::hours(6)),
    attribution: Some("Data provided by Discogs."),
    keeps_history: false,
};

/// Discogs' market place. It answers without credentials too, only slower.
pub struct Discogs;

impl PriceProvider for Discogs {
    fn terms(&self) -> &'static Terms {
        &TERMS
    }

    fn is_off(&self, _: &App) -> Option<String> {
        None
    }

    fn can_tell(&self, sought: &Sought) -> bool {
        sought.discogs_id.is_some()
    }

    fn offers<'a>(&'a self, app: &'a App, sought: &'a Sought, priority: Priority) -> BoxFuture<'a, Result<Vec<NewQuote>, Error>> {
        async move {
            let Some(id) = sought.discogs_id else { return Err(Error::NotFound(Provider::Discogs)) };
            let currency = CURRENCIES.into_iter().find(|currency| *currency == sought.currency).unwrap_or("EUR");
            let market = app.integrations.discogs.market(id, currency, priority).await?;
            let Some((amount, currency)) = market.lowest else { return Ok(Vec::new()) };
            // They write more digits than the currency has.
            let Money { amount, currency } = Money::new(amount, currency);
            Ok(vec![NewQuote {
                release_id: sought.release_id,
                reference: "lowest".to_owned(),
                seller: None,
                ships_from: None,
                country: None,
                condition: None,
                currency,
                amount,
                shipping_cost: None,
                offers: Some(market.for_sale),
                url: Some(format!("https://www.discogs.com/sell/release/{id}")),
                confidence: Decimal::ONE,
                fetched_at: app.clock.now(),
            }])
        }
        .boxed()
    }
}
