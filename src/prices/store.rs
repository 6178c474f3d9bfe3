//! Offers on their way in: one way for every provider, which also keeps the history that the provider's terms allow.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Serialize;

use super::provider::Terms;
use crate::db::{Conn, make_months};

/// An offer to be stored.
#[derive(Clone, Debug, Serialize)]
pub struct NewQuote {
    pub release_id: i64,
    /// The provider's own name for the offer, or [`NewQuote::reference`].
    pub reference: String,
    pub seller: Option<String>,
    pub ships_from: Option<String>,
    /// Where it ships to.
    pub country: Option<String>,
    pub condition: Option<String>,
    pub currency: String,
    pub amount: Decimal,
    pub shipping_cost: Option<Decimal>,
    pub offers: Option<i32>,
    pub url: Option<String>,
    /// 1 where the provider names the pressing by an id.
    pub confidence: Decimal,
    pub fetched_at: DateTime<Utc>,
}

/// What became of offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub new: usize,
    pub updated: usize,
    pub unchanged: usize,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    new: i64,
    #[diesel(sql_type = BigInt)]
    updated: i64,
}

/// Offers of one statement.
const CHUNK: usize = 1000;

impl NewQuote {
    /// The name of an offer that has none: its address, else whose and which it is.
    pub fn reference(url: Option<&str>, seller: Option<&str>, condition: Option<&str>) -> String {
        match url {
            Some(url) => url.to_owned(),
            None => format!("{}/{}", seller.unwrap_or("-"), condition.unwrap_or("-")),
        }
    }
}

/// Stores a provider's offers; one that it has told before is replaced. Of an offer that comes twice the later one counts.
/// The connection must not be in a transaction: months of the history are made before it begins.
pub async fn store(conn: &mut Conn, terms: &Terms, quotes: &[NewQuote]) -> QueryResult<Stored> {
    if terms.keeps_history {
        months(conn, quotes).await?;
    }
    conn.transaction(async |conn: &mut Conn| store_in(conn, terms, quotes).await).await
}

/// As [`store`], in the caller's transaction; the months of a history have been made.
pub async fn store_in(conn: &mut AsyncPgConnection, terms: &Terms, quotes: &[NewQuote]) -> QueryResult<Stored> {
    let mut stored = Stored::default();
    for chunk in quotes.chunks(CHUNK) {
        let json = serde_json::to_string(chunk).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
        // Everybody's rows in one order: two who store the same offers never wait for each other in a circle.
        let count: Count = sql_query(
            "with told as (
                 select distinct on (release_id, reference, coalesce(country, '')) *
                 from rows from (json_to_recordset($1::json) as (release_id bigint, reference text, seller text, ships_from text,
                     country text, condition text, currency text, amount numeric, shipping_cost numeric, offers integer, url text,
                     confidence numeric, fetched_at timestamptz)) with ordinality as q (release_id, reference, seller, ships_from,
                     country, condition, currency, amount, shipping_cost, offers, url, confidence, fetched_at, nth)
                 order by release_id, reference, coalesce(country, ''), fetched_at desc, nth desc
             ), stored as (
                 insert into prices as p (release_id, provider, reference, seller, ships_from, country, condition, currency, amount,
                     shipping_cost, offers, url, attribution, confidence, fetched_at, display_until)
                 select release_id, $2, reference, seller, ships_from, country, condition, currency, amount, shipping_cost, offers, url, $3,
                     confidence, fetched_at, fetched_at + make_interval(secs => $4::float8)
                 from told order by release_id, reference, coalesce(country, '')
                 on conflict (release_id, provider, reference, coalesce(country, '')) do update set
                     seller = excluded.seller, ships_from = excluded.ships_from, condition = excluded.condition,
                     currency = excluded.currency, amount = excluded.amount, shipping_cost = excluded.shipping_cost,
                     offers = excluded.offers, url = excluded.url, attribution = excluded.attribution,
                     confidence = excluded.confidence, fetched_at = excluded.fetched_at, display_until = excluded.display_until,
                     updated_at = excluded.fetched_at
                     -- What was told later is kept.
                     where p.fetched_at <= excluded.fetched_at
                 returning xmax = 0 as is_new
             )
             select count(*) filter (where is_new) as new, count(*) filter (where not is_new) as updated from stored",
        )
        .bind::<Text, _>(&json)
        .bind::<Text, _>(terms.provider)
        .bind::<diesel::sql_types::Nullable<Text>, _>(terms.attribution)
        .bind::<diesel::sql_types::Nullable<diesel::sql_types::Double>, _>(seconds(terms))
        .get_result(conn)
        .await?;
        let (new, updated) = (usize::try_from(count.new).unwrap_or_default(), usize::try_from(count.updated).unwrap_or_default());
        stored.new += new;
        stored.updated += updated;
        stored.unchanged += chunk.len().saturating_sub(new + updated);
        if terms.keeps_history {
            lows(conn, terms.provider, &json).await?;
        }
    }
    Ok(stored)
}

/// Takes a provider's other offers of these pressings away: those that it did not tell at `told_at`.
pub async fn withdraw(conn: &mut AsyncPgConnection, terms: &Terms, release_ids: &[i64], told_at: DateTime<Utc>) -> QueryResult<usize> {
    sql_query(
        "delete from prices where id in (select id from prices where release_id = any($1) and provider = $2 and fetched_at < $3 order by id for update)",
    )
    .bind::<Array<BigInt>, _>(release_ids)
    .bind::<Text, _>(terms.provider)
    .bind::<Timestamptz, _>(told_at)
    .execute(conn)
    .await
}

/// Takes single offers of a provider away: of which pressing, and by the provider's own name.
pub async fn withdraw_named(conn: &mut AsyncPgConnection, terms: &Terms, offers: &[(i64, String)]) -> QueryResult<usize> {
    let (releases, references): (Vec<i64>, Vec<&str>) = offers.iter().map(|(release, reference)| (*release, reference.as_str())).unzip();
    sql_query(
        "delete from prices where id in (
             select p.id from unnest($2::bigint[], $3::text[]) as gone (release_id, reference)
             join prices as p using (release_id, reference) where p.provider = $1 order by p.id for update of p)",
    )
    .bind::<Text, _>(terms.provider)
    .bind::<Array<BigInt>, _>(&releases)
    .bind::<Array<Text>, _>(&references)
    .execute(conn)
    .await
}

/// Makes the months of the history that these offers need. Making one keeps everybody from the table: not inside a
/// transaction that does more.
pub async fn months(conn: &mut AsyncPgConnection, quotes: &[NewQuote]) -> QueryResult<()> {
    let moments: Vec<DateTime<Utc>> = quotes.iter().map(|quote| quote.fetched_at).collect();
    make_months(conn, "price_lows", &moments).await?;
    Ok(())
}

/// Notes the lowest of each day.
async fn lows(conn: &mut AsyncPgConnection, provider: &str, json: &str) -> QueryResult<usize> {
    sql_query(
        "insert into price_lows as l (release_id, provider, currency, day, lowest, offers)
         select release_id, $2, currency, (fetched_at at time zone 'UTC')::date, min(amount), sum(coalesce(offers, 1))
         from json_to_recordset($1::json) as q (release_id bigint, currency text, amount numeric, offers integer, fetched_at timestamptz)
         group by 1, 3, 4 order by 1, 3, 4
         on conflict (release_id, provider, currency, day) do update
             set lowest = least(l.lowest, excluded.lowest), offers = greatest(l.offers, excluded.offers)",
    )
    .bind::<Text, _>(json)
    .bind::<Text, _>(provider)
    .execute(conn)
    .await
}

fn seconds(terms: &Terms) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "hours or days")]
    terms.shown_for.map(|time| time.num_seconds() as f64)
}
