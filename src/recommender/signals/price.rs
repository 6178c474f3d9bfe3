//! What the album comes to at the person's door: all for less than 30 €, half for less than 50 €, in their currency.

use rust_decimal::Decimal;

use super::Why;
use crate::recommender::candidate::Candidate;

/// Less is a good price.
pub const GOOD: Decimal = Decimal::from_parts(30, 0, 0, false, 0);
/// Less is a fair one.
pub const FAIR: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
/// What both are amounts of.
pub const CURRENCY: &str = "EUR";

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    let price = album.price.as_ref()?;
    let share = if price.amount < price.good {
        1.0
    } else if price.amount < price.fair {
        0.5
    } else {
        return None;
    };
    let (amount, currency, country) = (price.amount.to_string(), price.currency.clone(), price.country.clone());
    Some((share, Why::Cost { amount, currency, country, until: price.until }))
}
