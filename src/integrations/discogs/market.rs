//! Discogs' market place, as far as it is public: all offers for a release together.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::integrations::facts::MarketFacts;
use crate::integrations::lenient;

/// What prices can be asked for in.
pub const CURRENCIES: [&str; 12] = ["USD", "GBP", "EUR", "CAD", "AUD", "JPY", "CHF", "MXN", "BRL", "NZD", "SEK", "ZAR"];

#[derive(Deserialize)]
pub(super) struct StatsBody {
    #[serde(default, deserialize_with = "lenient::number")]
    num_for_sale: Option<i64>,
    #[serde(default)]
    lowest_price: Option<Price>,
    #[serde(default, deserialize_with = "lenient::truth")]
    blocked_from_sale: bool,
}

#[derive(Deserialize)]
struct Price {
    /// As it is written: a float in between would not be what they said.
    value: Box<RawValue>,
    currency: String,
}

impl StatsBody {
    /// `None`: the price is none.
    pub fn facts(self) -> Option<MarketFacts> {
        let for_sale = i32::try_from(self.num_for_sale.unwrap_or_default()).unwrap_or(i32::MAX).max(0);
        let lowest = match self.lowest_price {
            Some(_) if self.blocked_from_sale || for_sale == 0 => None,
            Some(Price { value, currency }) => {
                let value = value.get().trim_matches('"');
                let amount: Decimal = value.parse().or_else(|_| Decimal::from_scientific(value)).ok()?;
                (amount >= Decimal::ZERO && currency.len() == 3).then_some(())?;
                Some((amount, currency))
            }
            None => None,
        };
        Some(MarketFacts { for_sale, lowest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_price_is_what_was_written() {
        let lowest = |amount: &str, currency: &str| Some((amount.parse().expect("a decimal"), currency.to_owned()));
        for (text, right) in [
            (
                r#"{"num_for_sale":120,"lowest_price":{"value":0.68,"currency":"USD"},"blocked_from_sale":false}"#,
                Some((120, lowest("0.68", "USD"))),
            ),
            (
                r#"{"num_for_sale":2,"lowest_price":{"value":8.415000000000001,"currency":"EUR"}}"#,
                Some((2, lowest("8.415000000000001", "EUR"))),
            ),
            (r#"{"num_for_sale":null,"lowest_price":null,"blocked_from_sale":true}"#, Some((0, None))),
            (r#"{"num_for_sale":0,"lowest_price":{"value":3,"currency":"EUR"}}"#, Some((0, None))),
            (r#"{"num_for_sale":3,"lowest_price":{"value":"much","currency":"EUR"}}"#, None),
            (r#"{"num_for_sale":3,"lowest_price":{"value":-1,"currency":"EUR"}}"#, None),
        ] {
            let facts = serde_json::from_str::<StatsBody>(text).expect("stats").facts().map(|facts| (facts.for_sale, facts.lowest));
            assert_eq!(facts, right, "{text}");
        }
    }
}
