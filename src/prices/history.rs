//! The lowest offers of past days, as far as the providers' terms let them be kept.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Numeric, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use super::{Quote, quote};

/// The lowest offer of one provider on one day, without shipping.
#[derive(Clone, Debug, QueryableByName)]
pub struct PricePoint {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub provider: String,
    #[diesel(sql_type = Numeric)]
    pub lowest: Decimal,
    #[diesel(sql_type = Text)]
    pub currency: String,
    #[diesel(sql_type = Integer)]
    pub offers: i32,
}

impl PricePoint {
    /// The lows of a pressing, the earliest day first, each in its own currency; or all in one, at the rate of the day or of
    /// up to a week before. What has no such rate is left out.
    pub async fn list(
        conn: &mut AsyncPgConnection,
        release_id: i64,
        since: Option<NaiveDate>,
        currency: Option<&str>,
    ) -> QueryResult<Vec<Self>> {
        // What a euro was worth on that day.
        let rate = |code: &str| {
            format!(
                "case when {code} = 'EUR' then 1 else (select rate from exchange_rates as e
                     where e.currency = {code} and e.day <= l.day and e.day >= l.day - 7 order by e.day desc limit 1) end"
            )
        };
        let (of, to) = (rate("l.currency"), rate("$3"));
        sql_query(format!(
            "select day, provider, min(lowest) as lowest, currency, sum(offers)::integer as offers
             from (select day, provider, offers, coalesce($3, l.currency) as currency,
                     case when $3::text is null or $3 = l.currency then lowest else lowest * ({to}) / ({of}) end as lowest
                 from price_lows as l where release_id = $1 and ($2::date is null or day >= $2)) as points
             where lowest is not null group by day, provider, currency order by day, provider, currency"
        ))
        .bind::<BigInt, _>(release_id)
        .bind::<Nullable<Date>, _>(since)
        .bind::<Nullable<Text>, _>(currency)
        .load(conn)
        .await
    }
}

/// So many days with a price make a median.
const DAYS: i64 = 5;

#[derive(QueryableByName)]
struct Offer {
    #[diesel(sql_type = BigInt)]
    album_id: i64,
    #[diesel(embed)]
    quote: Quote,
}

/// The offers of these albums that cost a tenth less, or better, than the median of the last thirty days' lows: of the same
/// pressing, provider and currency, all without shipping. Only providers that let prices be kept have any.
pub async fn bargains(conn: &mut AsyncPgConnection, albums: &[i64], now: DateTime<Utc>) -> QueryResult<Vec<(i64, Quote)>> {
    let rows: Vec<Offer> = sql_query(format!(
        "select r.album_id, {} from prices as p join releases as r on r.id = p.release_id cross join lateral (
             select count(*) as days, (percentile_disc(0.5) within group (order by lowest)
                 + percentile_disc(0.5) within group (order by lowest desc)) / 2 as median
             from price_lows as l where l.release_id = p.release_id and l.provider = p.provider and l.currency = p.currency
                 and l.day < $3 and l.day >= $3 - 30) as before
         where r.album_id = any($1) and r.is_vinyl and r.withdrawn_at is null and p.confidence >= 0.7
             and (p.display_until is null or p.display_until > $2) and before.days >= $4 and p.amount <= 0.9 * before.median
         order by p.id",
        quote::COLUMNS
    ))
    .bind::<Array<BigInt>, _>(albums)
    .bind::<Timestamptz, _>(now)
    .bind::<Date, _>(now.date_naive())
    .bind::<BigInt, _>(DAYS)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.album_id, row.quote)).collect())
}
