//! Offers for the synthetic catalogue: several sellers, currencies and conditions, shipping known and unknown.

use rand::RngExt;
use rust_decimal::Decimal;

use crate::catalog::sample::{Copy, Draw, Filling, Plan, SampleError, long_tail};

const COLUMNS: &str = "id, release_id, provider, reference, seller, ships_from, country, condition, currency, amount, shipping_cost, offers, \
                       fetched_at, created_at, updated_at";

/// From where, in which currency, how many of it are a euro, and how many digits it has after the point.
const MARKETS: [(&str, &str, f64, u32); 8] = [
    ("DE", "EUR", 1.0, 2),
    ("ES", "EUR", 1.0, 2),
    ("NL", "EUR", 1.0, 2),
    ("GB", "GBP", 0.86, 2),
    ("US", "USD", 1.1, 2),
    ("US", "USD", 1.1, 2),
    ("JP", "JPY", 165.0, 0),
    ("CL", "CLP", 1050.0, 0),
];

const CONDITIONS: [&str; 8] = ["mint", "near_mint", "near_mint", "very_good_plus", "very_good_plus", "very_good", "good_plus", "good"];

/// Writes every offer of the plan.
pub async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<(&'static str, u64), SampleError> {
    let rng = &mut plan.draw(Draw::Prices);
    let total = plan.prices.iter().map(|count| u64::from(*count)).sum();
    let mut copy = Copy::into(&filling.client, "prices", COLUMNS, total, filling.progress).await?;
    let mut id = 0_i64;
    for (release_id, count) in (1_i64..).zip(&plan.prices) {
        let usual = 9.0 + 14.0 * long_tail(rng, 0.8);
        for nth in 0..*count {
            id += 1;
            // The first is what Discogs says of all sellers together; the others are single offers.
            let is_aggregate = nth == 0;
            let (ships_from, currency, rate, digits) = MARKETS[rng.random_range(0..MARKETS.len())];
            let provider = if is_aggregate { "discogs" } else { ["ebay", "ebay", "shop"][rng.random_range(0..3)] };
            let amount = money(usual * rng.random_range(0.6..1.9) * rate, digits);
            let shipping = (!is_aggregate && rng.random_bool(0.7)).then(|| money(rng.random_range(0.0..24.0) * rate, digits));
            let seller = (!is_aggregate).then(|| format!("seller{}", rng.random_range(1..4000)));
            // Whether it goes everywhere, to one country, or nobody says.
            let country = (!is_aggregate && rng.random_bool(0.4)).then(|| ["ES", "DE", "GB", "US", "CL", "JP"][rng.random_range(0..6)]);
            let condition = (!is_aggregate).then(|| CONDITIONS[rng.random_range(0..CONDITIONS.len())]);
            let offers = is_aggregate.then(|| rng.random_range(1..80_i32));
            let moment = plan.moment(rng);
            copy.row(&[
                &id,
                &release_id,
                &provider,
                &format!("sample-{id}"),
                &seller,
                &(!is_aggregate).then_some(ships_from),
                &country,
                &condition,
                &currency,
                &amount,
                &shipping,
                &offers,
                &moment,
                &moment,
                &moment,
            ])
            .await?;
        }
    }
    Ok(("prices", copy.finish().await?))
}

#[expect(clippy::cast_possible_truncation, reason = "prices are far below 2^53 of their smallest unit")]
fn money(amount: f64, digits: u32) -> Decimal {
    Decimal::new((amount * 10_f64.powi(i32::try_from(digits).unwrap_or_default())).round() as i64, digits)
}
