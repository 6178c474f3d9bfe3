//! A shop's variants as offers: matched, told where they are for sale, withdrawn where they are not.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Numeric, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::is_money;
use super::pressing::{self, Found, Said};
use super::store::{Kind, Shop};
use crate::prices::{self, Money, NewQuote};

/// Variants of one piece.
const BATCH: i64 = 500;
/// What nobody knew is looked for again after so long: the catalogue has grown.
const AGAIN: TimeDelta = TimeDelta::days(7);
/// An offer that has not changed is told anew after so long, before it may be shown no longer; sooner, no row is written.
const RENEWED_AFTER: TimeDelta = TimeDelta::hours(20);

/// What became of the offers of a shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub withdrawn: i64,
    /// Variants for sale whose pressing nobody knows.
    pub unmatched: i64,
}

impl Offered {
    fn add(&mut self, other: Self) {
        self.new += other.new;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.withdrawn += other.withdrawn;
        self.unmatched += other.unmatched;
    }
}

impl std::fmt::Display for Offered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { new, updated, unchanged, withdrawn, unmatched } = self;
        write!(
            f,
            "offers: {new} new, {updated} updated, {unchanged} unchanged, {withdrawn} withdrawn; {unmatched} variants without a pressing"
        )
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    description: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    vendor: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    barcode: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    url: Option<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    amount: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    currency: Option<String>,
    #[diesel(sql_type = Bool)]
    is_sold: bool,
    #[diesel(sql_type = Bool)]
    is_in_stock: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    release_id: Option<i64>,
    #[diesel(sql_type = Nullable<Numeric>)]
    confidence: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    matched_text: Option<String>,
    #[diesel(sql_type = Bool)]
    is_due: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    offered_release_id: Option<i64>,
}

/// Settles the offers of the variants behind `after`: matches them, tells those that are for sale, withdraws the others. What
/// became of them, and behind which the next begin. In the caller's transaction; this month of the history exists.
pub async fn settle(
    conn: &mut AsyncPgConnection,
    shop: &Shop,
    after: i64,
    offered: &mut Offered,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    // Whoever removes the shop waits, and then withdraws what was told here.
    sql_query("select from stores where id = $1 for key share").bind::<BigInt, _>(shop.id).execute(conn).await?;
    let mut rows: Vec<Row> = sql_query(
        "select v.id, p.name, v.description, p.kind, p.vendor, v.barcode, v.code, p.url, v.amount, v.currency,
             coalesce(v.is_active and p.is_active and v.gone_at is null and p.gone_at is null, false) as is_sold, v.is_in_stock, v.release_id,
             v.confidence, v.matched_text, v.offered_release_id,
             case when v.release_id is null then coalesce(v.matched_at < $3, true)
                 -- What is no record any more, or was withdrawn, is none to be sold.
                 else not exists (select from releases as r where r.id = v.release_id and r.is_vinyl and r.withdrawn_at is null) end as is_due
         from store_variants as v left join store_products as p on p.store_id = v.store_id and p.id = v.product_id
         where v.store_id = $1 and v.id > $2 order by v.id limit $4",
    )
    .bind::<BigInt, _>(shop.id)
    .bind::<BigInt, _>(after)
    .bind::<Timestamptz, _>(now - AGAIN)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await?;
    let next = rows.last().map(|row| row.id).filter(|_| i64::try_from(rows.len()) == Ok(BATCH));
    match_rows(conn, shop.id, &mut rows, now).await?;
    let wanted: HashMap<i64, NewQuote> = rows.iter().filter_map(|row| Some((row.id, quote(shop, row, now)?))).collect();
    let mut withdrawn: Vec<(i64, String)> = Vec::new();
    for row in &rows {
        if let Some(release_id) = row.offered_release_id
            && wanted.get(&row.id).is_none_or(|quote| quote.release_id != release_id)
        {
            withdrawn.push((release_id, reference(shop.id, row.id)));
        }
    }
    let terms = shop.kind().terms();
    let gone = prices::withdraw_named(conn, terms, &withdrawn).await?;
    let due = due(conn, terms.provider, &wanted.values().cloned().collect::<Vec<_>>(), now).await?;
    let stored = prices::store_in(conn, terms, &due).await?;
    let (ids, releases): (Vec<i64>, Vec<Option<i64>>) = rows
        .iter()
        .map(|row| (row.id, wanted.get(&row.id).map(|quote| quote.release_id)))
        .filter(|(id, release)| rows.iter().find(|row| row.id == *id).is_some_and(|row| row.offered_release_id != *release))
        .unzip();
    sql_query(
        "update store_variants as v set offered_release_id = o.release_id
         from unnest($2::bigint[], $3::bigint[]) as o (id, release_id) where v.store_id = $1 and v.id = o.id",
    )
    .bind::<BigInt, _>(shop.id)
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<Nullable<BigInt>>, _>(&releases)
    .execute(conn)
    .await?;
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    offered.add(Offered {
        new: count(stored.new),
        updated: count(stored.updated),
        unchanged: count(wanted.len() - stored.new - stored.updated),
        withdrawn: count(gone),
        unmatched: count(rows.iter().filter(|row| row.is_sold && row.release_id.is_none()).count()),
    });
    Ok(next)
}

/// Looks for the pressings of those that have changed since, and of those that nobody knew for a while.
async fn match_rows(conn: &mut AsyncPgConnection, store: i64, rows: &mut [Row], now: DateTime<Utc>) -> QueryResult<()> {
    let due: Vec<(usize, Said)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.is_sold)
        .map(|(at, row)| (at, row.said()))
        .filter(|(at, said)| rows[*at].is_due || rows[*at].matched_text.as_deref() != Some(said.line().as_str()))
        .collect();
    if due.is_empty() {
        return Ok(());
    }
    let said: Vec<Said> = due.iter().map(|(_, said)| said.clone()).collect();
    let found = pressing::find(conn, &said).await?;
    let (mut ids, mut releases, mut sure, mut problems, mut lines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((at, said), found) in due.iter().zip(found) {
        let row = &mut rows[*at];
        let (release, confidence, problem) = match found {
            Found::Pressing { release_id, thousandths } => (Some(release_id), Some(Decimal::new(thousandths, 3)), None),
            Found::None(why) => (None, None, Some(why)),
        };
        (row.release_id, row.confidence) = (release, confidence);
        ids.push(row.id);
        releases.push(release);
        sure.push(confidence);
        problems.push(problem);
        lines.push(said.line());
    }
    sql_query(
        "update store_variants as v set release_id = m.release_id, confidence = m.confidence, match_problem = m.problem, matched_text = m.line,
             matched_at = $7, updated_at = $7
         from unnest($2::bigint[], $3::bigint[], $4::numeric[], $5::text[], $6::text[]) as m (id, release_id, confidence, problem, line)
         where v.store_id = $1 and v.id = m.id",
    )
    .bind::<BigInt, _>(store)
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<Nullable<BigInt>>, _>(&releases)
    .bind::<Array<Nullable<Numeric>>, _>(&sure)
    .bind::<Array<Nullable<Text>>, _>(&problems)
    .bind::<Array<Text>, _>(&lines)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

impl Row {
    fn said(&self) -> Said {
        Said {
            name: self.name.clone().unwrap_or_default(),
            description: self.description.clone(),
            kind: self.kind.clone(),
            vendor: self.vendor.clone(),
            barcode: self.barcode.clone(),
            code: self.code.clone(),
        }
    }
}

fn reference(store: i64, variant: i64) -> String {
    format!("{store}:{variant}")
}

/// The offer that a variant is now; `None`: it is none.
fn quote(shop: &Shop, row: &Row, now: DateTime<Utc>) -> Option<NewQuote> {
    if !row.is_sold || !row.is_in_stock {
        return None;
    }
    let (release_id, confidence) = row.release_id.zip(row.confidence)?;
    let currency = row.currency.clone().or_else(|| shop.currency.clone()).filter(|code| is_money(code))?;
    // Some shops write fractions of what has none.
    let Money { amount, currency } = Money::new(row.amount?, currency);
    if amount <= Decimal::ZERO {
        return None;
    }
    let url = row.url.clone().map(|url| if shop.kind() == Kind::Shopify { format!("{url}?variant={}", row.id) } else { url });
    Some(NewQuote {
        release_id,
        reference: reference(shop.id, row.id),
        seller: Some(shop.name.clone()),
        ships_from: Some(shop.country.clone()),
        country: (!shop.ships_abroad).then(|| shop.country.clone()),
        condition: None,
        currency,
        amount,
        shipping_cost: None,
        offers: None,
        url,
        confidence,
        fetched_at: now,
    })
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    reference: String,
}

/// Those that are new, or otherwise than they were told, or told so long ago that they are told again.
async fn due(conn: &mut AsyncPgConnection, provider: &str, quotes: &[NewQuote], now: DateTime<Utc>) -> QueryResult<Vec<NewQuote>> {
    let json = serde_json::to_string(quotes).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let due: Vec<Due> = sql_query(
        "select q.reference from json_to_recordset($1::json) as q (release_id bigint, reference text, seller text, ships_from text, country text,
             currency text, amount numeric, url text, confidence numeric)
         left join prices as p on p.release_id = q.release_id and p.provider = $2 and p.reference = q.reference
             and coalesce(p.country, '') = coalesce(q.country, '')
         where p.id is null or p.fetched_at < $3 or (p.seller, p.ships_from, p.currency, p.amount, p.url, p.confidence)
             is distinct from (q.seller, q.ships_from, q.currency, q.amount, q.url, q.confidence)",
    )
    .bind::<Text, _>(&json)
    .bind::<Text, _>(provider)
    .bind::<Timestamptz, _>(now - RENEWED_AFTER)
    .load(conn)
    .await?;
    let due: std::collections::HashSet<String> = due.into_iter().map(|row| row.reference).collect();
    Ok(quotes.iter().filter(|quote| due.contains(&quote.reference)).cloned().collect())
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    release_id: i64,
}

/// Withdraws every offer of a shop.
pub async fn withdraw_all(conn: &mut AsyncPgConnection, shop: &Shop) -> QueryResult<usize> {
    let standing: Vec<Standing> =
        sql_query("select id, offered_release_id as release_id from store_variants where store_id = $1 and offered_release_id is not null")
            .bind::<BigInt, _>(shop.id)
            .load(conn)
            .await?;
    let offers: Vec<(i64, String)> = standing.into_iter().map(|one| (one.release_id, reference(shop.id, one.id))).collect();
    prices::withdraw_named(conn, shop.kind().terms(), &offers).await
}
