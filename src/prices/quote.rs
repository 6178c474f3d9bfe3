//! Offers: the row and its queries.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use super::Money;
use crate::catalog::Slice;
use crate::db::schema::prices;

/// What is read of an offer, of `prices as p` and its pressing `releases as r`.
pub(super) const COLUMNS: &str = "p.*, parcel_grams(r.format) as grams";

/// One offer for one pressing, as stored.
#[derive(Clone, Debug, QueryableByName)]
#[diesel(table_name = prices)]
pub struct Quote {
    pub id: i64,
    pub release_id: i64,
    pub provider: String,
    /// The provider's own name for the offer.
    pub reference: String,
    pub seller: Option<String>,
    pub ships_from: Option<String>,
    /// Where it ships to.
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
    /// How sure it is that the offer is for this very pressing.
    pub confidence: Decimal,
    /// What a parcel with it weighs, by the pressing's format.
    #[diesel(sql_type = Integer)]
    pub grams: i32,
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
        let sql = format!(
            "select {COLUMNS} from prices as p join releases as r on r.id = p.release_id
             where p.id = any($1) and (p.display_until is null or p.display_until > $2)"
        );
        sql_query(sql).bind::<Array<BigInt>, _>(ids).bind::<Timestamptz, _>(now).load(conn).await
    }

    /// The first offers for each of these pressings that may be shown and can be delivered to `ship_to`, the
    /// cheapest first, compared in one currency; those without a rate last.
    pub async fn by_releases(
        conn: &mut AsyncPgConnection,
        release_ids: &[i64],
        ship_to: Option<&str>,
        (first, after): (i64, Option<i64>),
        now: DateTime<Utc>,
    ) -> QueryResult<HashMap<i64, Slice<Self>>> {
        let sql = format!(
            "with ranked as (
                 select id, release_id, row_number() over (partition by release_id
                     order by euros(total_amount, currency, ($2 at time zone 'UTC')::date) nulls last, currency, total_amount, id) as position,
                     count(*) over (partition by release_id) as total
                 from prices where release_id = any($1) and (display_until is null or display_until > $2)
                     and ($3::text is null or country is null or country = $3)
             ), starts as (
                 select release_id, case when $5::bigint is null then 0 else max(position) filter (where id = $5) end as low
                 from ranked group by release_id
             )
             select ranked.total, ranked.position, low is null as is_lost, position > low and position <= low + $4 as is_wanted, {COLUMNS}
             from ranked join starts using (release_id) join prices as p on p.id = ranked.id join releases as r on r.id = p.release_id
             -- The last row tells of a page without rows how long the list is.
             where position > low and position <= low + $4 or position = total order by ranked.release_id, position"
        );
        let placed: Vec<Placed> = sql_query(sql)
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
}
