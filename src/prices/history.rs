//! The lowest offers of past days, as far as the providers' terms let them be kept.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Numeric, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

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
