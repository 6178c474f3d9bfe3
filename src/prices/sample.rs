//! Offers for the synthetic catalogue: several sellers, currencies and conditions, shipping known and unknown.

use chrono::TimeDelta;
use rand::RngExt;
use rust_decimal::Decimal;

use super::demo::RATES;
use crate::catalog::sample::{Copy, Draw, Filling, Plan, SampleError, Written, long_tail};

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
pub async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<Written, SampleError> {
    filling.client.batch_execute("set local vinilogy.best_prices = 'later'").await?;
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
    let written = copy.finish().await?;
    // What a single trigger for each of them would take minutes for.
    (filling.progress)("album_offers", 0, 0);
    filling.client.query_one("select lead_all_offers()", &[]).await?;
    let lows = history(filling).await?;
    let rates = rates(filling, plan).await?;
    Ok(vec![("prices", written), ("price_lows", lows), ("exchange_rates", rates)])
}

/// The lows of the days on which shops told their offers: those may be kept.
async fn history(filling: &Filling<'_>) -> Result<u64, SampleError> {
    let sql = "select make_months('price_lows', (select array_agg(distinct date_trunc('month', fetched_at, 'UTC')) from prices))";
    filling.client.execute(sql, &[]).await?;
    let sql = "insert into price_lows (release_id, provider, currency, day, lowest, offers)
         select release_id, provider, currency, (fetched_at at time zone 'UTC')::date, min(amount), count(*)
         from prices where provider = 'shop' group by 1, 2, 3, 4 order by 1, 2, 3, 4";
    Ok(filling.client.execute(sql, &[]).await?)
}

/// A quarter of rates, up to the day of the sample: each a little apart from the one before.
async fn rates(filling: &Filling<'_>, plan: &Plan) -> Result<u64, SampleError> {
    let rng = &mut plan.draw(Draw::Rates);
    let mut copy = Copy::into(&filling.client, "exchange_rates", "currency, day, rate, source, fetched_at", 0, filling.progress).await?;
    for (currency, usual) in RATES {
        let mut rate = usual;
        for back in 0..90 {
            let moment = plan.day - TimeDelta::days(back);
            copy.row(&[&currency, &moment.date_naive(), &rate, &"sample", &moment]).await?;
            rate = (rate * Decimal::new(rng.random_range(9950..10_050), 4)).round_dp(4);
        }
    }
    copy.finish().await
}

#[expect(clippy::cast_possible_truncation, reason = "prices are far below 2^53 of their smallest unit")]
fn money(amount: f64, digits: u32) -> Decimal {
    Decimal::new((amount * 10_f64.powi(i32::try_from(digits).unwrap_or_default())).round() as i64, digits)
}
