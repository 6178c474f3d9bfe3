//! Offers: the row and its queries.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use super::Money;
use crate::catalog::Slice;
use crate::db::schema::prices;

/// One offer for one pressing, as stored.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = prices)]
pub struct Quote {
    pub id: i64,
    pub release_id: i64,
    pub provider: String,
    pub seller: Option<String>,
    pub ships_from: Option<String>,
    pub country: Option<String>,
    pub condition: Option<String>,
    pub currency: String,
    pub amount: Decimal,
    pub shipping_cost: Option<Decimal>,
    pub total_amount: Decimal,
    pub offers: Option<i32>,
    pub url: Option<String>,
    pub attribution: Option<String>,
    pub fetched_at: DateTime<Utc>,
    pub display_until: Option<DateTime<Utc>>,
}

/// An offer to be stored.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = prices)]
pub struct NewQuote {
    pub release_id: i64,
    pub provider: String,
    pub reference: String,
    pub seller: Option<String>,
    pub ships_from: Option<String>,
    pub condition: Option<String>,
    pub currency: String,
    pub amount: Decimal,
    pub shipping_cost: Option<Decimal>,
    pub attribution: Option<String>,
    pub fetched_at: DateTime<Utc>,
}

/// The lowest offer of one provider on one day.
#[derive(Clone, Debug, QueryableByName)]
pub struct PricePoint {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub provider: String,
    #[diesel(sql_type = diesel::sql_types::Numeric)]
    pub lowest: Decimal,
    #[diesel(sql_type = Text)]
    pub currency: String,
    #[diesel(sql_type = BigInt)]
    pub offers: i64,
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    total: i64,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Bool)]
    is_lost: bool,
    #[diesel(sql_type = Nullable<Bool>)]
    is_wanted: Option<bool>,
    #[diesel(embed)]
    quote: Quote,
}

impl Quote {
    pub fn price(&self) -> Money {
        Money::new(self.amount, self.currency.clone())
    }

    pub fn shipping(&self) -> Option<Money> {
        self.shipping_cost.map(|amount| Money::new(amount, self.currency.clone()))
    }

    pub fn total(&self) -> Money {
        Money::new(self.total_amount, self.currency.clone())
    }

    pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[i64], now: DateTime<Utc>) -> QueryResult<Vec<Self>> {
        prices::table
            .filter(prices::id.eq_any(ids))
            .filter(prices::display_until.is_null().or(prices::display_until.gt(now)))
            .select(Self::as_select())
            .load(conn)
            .await
    }

    /// The first offers for each of these pressings that may be shown and can be delivered to `ship_to`, the
    /// cheapest of each currency first.
    pub async fn by_releases(
        conn: &mut AsyncPgConnection,
        release_ids: &[i64],
        ship_to: Option<&str>,
        (first, after): (i64, Option<i64>),
        now: DateTime<Utc>,
    ) -> QueryResult<HashMap<i64, Slice<Self>>> {
        let placed: Vec<Placed> = sql_query(
            "with ranked as (
                 select id, release_id, row_number() over (partition by release_id order by currency, total_amount, id) as position,
                     count(*) over (partition by release_id) as total
                 from prices where release_id = any($1) and (display_until is null or display_until > $2)
                     and ($3::text is null or country is null or country = $3)
             ), starts as (
                 select release_id, case when $5::bigint is null then 0 else max(position) filter (where id = $5) end as low
                 from ranked group by release_id
             )
             select ranked.total, ranked.position, low is null as is_lost, position > low and position <= low + $4 as is_wanted, p.*
             from ranked join starts using (release_id) join prices as p on p.id = ranked.id
             -- The last row tells of a page without rows how long the list is.
             where position > low and position <= low + $4 or position = total order by ranked.release_id, position",
        )
        .bind::<Array<BigInt>, _>(release_ids)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(ship_to)
        .bind::<BigInt, _>(first)
        .bind::<Nullable<BigInt>, _>(after)
        .load(conn)
        .await?;
        let mut slices: HashMap<i64, Slice<Self>> = HashMap::new();
        for Placed { total, position, is_lost, is_wanted, quote } in placed {
            let slice = slices.entry(quote.release_id).or_default();
            (slice.total, slice.is_lost) = (total, is_lost);
            if is_wanted == Some(true) {
                if slice.rows.is_empty() {
                    slice.has_previous = position > 1;
                }
                slice.has_next = position < total;
                slice.rows.push(quote);
            } else if slice.rows.is_empty() {
                slice.has_previous = after.is_some();
                slice.has_next = first == 0;
            }
        }
        Ok(slices)
    }

    /// The lowest stored offer of every day, provider and currency.
    pub async fn history(
        conn: &mut AsyncPgConnection,
        release_id: i64,
        since: Option<NaiveDate>,
        currency: Option<&str>,
        now: DateTime<Utc>,
    ) -> QueryResult<Vec<PricePoint>> {
        sql_query(
            "select (fetched_at at time zone 'utc')::date as day, provider, min(amount) as lowest, currency, sum(coalesce(offers, 1)) as offers
             from prices where release_id = $1 and (display_until is null or display_until > $2)
                 and ($3::date is null or fetched_at >= $3) and ($4::text is null or currency = $4)
             group by day, provider, currency order by day, provider, currency",
        )
        .bind::<BigInt, _>(release_id)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Date>, _>(since)
        .bind::<Nullable<Text>, _>(currency)
        .load(conn)
        .await
    }

    /// Stores offers; one that the provider has told before is replaced.
    pub async fn upsert_all(conn: &mut AsyncPgConnection, quotes: &[NewQuote]) -> QueryResult<usize> {
        use diesel::upsert::excluded;
        let mut stored = 0;
        // A statement takes at most 65,535 binds.
        for chunk in quotes.chunks(1000) {
            stored += diesel::insert_into(prices::table)
                .values(chunk)
                .on_conflict((prices::release_id, prices::provider, prices::reference))
                .do_update()
                .set((
                    prices::amount.eq(excluded(prices::amount)),
                    prices::shipping_cost.eq(excluded(prices::shipping_cost)),
                    prices::currency.eq(excluded(prices::currency)),
                    prices::fetched_at.eq(excluded(prices::fetched_at)),
                ))
                .execute(conn)
                .await?;
        }
        Ok(stored)
    }
}
