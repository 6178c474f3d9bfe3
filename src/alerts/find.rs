//! Finding what has become cheap enough, among albums of which something has changed.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Numeric, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::SendAlert;
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::jobs::{self, Job, JobContext, JobError, Next};
use crate::prices::{self, BestBy, Landed, Quote, Rulebook, Wish};

/// News of one piece.
const PIECE: i64 = 200;
/// So long nobody is told of an item again, whatever is offered.
const QUIET: TimeDelta = TimeDelta::hours(24);

/// Looks at the albums that there is news of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FindAlerts {
    /// How many were found so far.
    #[serde(default)]
    found: i32,
}

#[derive(QueryableByName)]
struct News {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    album_id: i64,
}

#[derive(QueryableByName)]
struct Item {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = BigInt)]
    album_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    release_id: Option<i64>,
    #[diesel(sql_type = Nullable<Numeric>)]
    max_amount: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    max_currency: Option<String>,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Text)]
    currency: String,
}

/// An offer that somebody may be told of.
struct Found<'a> {
    item: &'a Item,
    quote: Quote,
    reason: &'static str,
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Nullable<BigInt>)]
    alert_id: Option<i64>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    quiet_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<Text>)]
    channels: Vec<String>,
}

impl Job for FindAlerts {
    const KIND: &'static str = "find_alerts";

    fn key(&self) -> String {
        Self::KIND.to_owned()
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let app = &ctx.app;
        let (news, items) = news(app, ctx.now()).await?;
        if news.is_empty() {
            let words = format!("{} alerts", self.found);
            ctx.progress(&mut *app.db.conn().await?, self.found, Some(self.found), &words).await?;
            return Ok(Next::Done);
        }
        let albums: BTreeSet<i64> = news.iter().map(|news| news.album_id).collect();
        let albums: Vec<i64> = albums.into_iter().collect();
        let rules = prices::rulebook(app).await?;
        let mut found = under_ceilings(app, &items, &rules).await?;
        let bargains = prices::bargains(app, &albums).await?;
        for item in &items {
            if found.iter().all(|found| found.item.id != item.id)
                && let Some(quote) = bargain(item, &bargains, &rules)
            {
                found.push(Found { item, quote, reason: "bargain" });
            }
        }
        let ids: Vec<i64> = news.iter().map(|news| news.id).collect();
        let now = ctx.now();
        let after = app
            .db
            .conn()
            .await?
            .transaction(async |conn: &mut Conn| {
                let mut next = self.clone();
                for found in &found {
                    next.found += i32::from(tell(conn, ctx, found, now).await?);
                }
                sql_query("delete from price_news where id = any($1)").bind::<Array<BigInt>, _>(&ids).execute(conn).await?;
                ctx.continue_in(conn, &next).await
            })
            .await?;
        Ok(after)
    }
}

/// What is new, and who wants any of it.
async fn news(app: &App, now: DateTime<Utc>) -> Result<(Vec<News>, Vec<Item>), DbError> {
    let conn = &mut app.db.conn().await?;
    let news: Vec<News> = sql_query("select id, album_id from price_news where due_at <= $1 order by id limit $2")
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(PIECE)
        .load(conn)
        .await?;
    let albums: Vec<i64> = news.iter().map(|news| news.album_id).collect();
    let items = sql_query(
        "select w.id, w.user_id, coalesce(r.album_id, w.album_id) as album_id, w.release_id, w.max_amount, w.max_currency,
             coalesce(p.country, 'ES') as country, coalesce(p.currency, 'EUR') as currency
         from wantlist_items as w left join user_profiles as p using (user_id) left join releases as r on r.id = w.release_id
         where w.album_id = any($1) or r.album_id = any($1) order by w.id",
    )
    .bind::<Array<BigInt>, _>(&albums)
    .load(conn)
    .await?;
    Ok((news, items))
}

/// Of which parent, at most how much, for which item.
type Asked<'a> = (i64, Decimal, &'a Item);

/// Items whose best offer, delivered, costs no more than the person would pay.
async fn under_ceilings<'a>(app: &App, items: &'a [Item], rules: &Rulebook) -> Result<Vec<Found<'a>>, DbError> {
    let mut asked: HashMap<(BestBy, Wish), Vec<Asked>> = HashMap::new();
    for item in items {
        let (Some(most), Some(currency)) = (item.max_amount, item.max_currency.clone()) else { continue };
        let (by, parent) = match item.release_id {
            Some(release) => (BestBy::Release, release),
            None => (BestBy::Album, item.album_id),
        };
        let wish = Wish { ship_to: Some(item.country.clone()), currency };
        asked.entry((by, wish)).or_default().push((parent, most, item));
    }
    let mut found = Vec::new();
    for ((by, wish), wanted) in asked {
        let parents: Vec<i64> = wanted.iter().map(|(parent, ..)| *parent).collect();
        let best = prices::best(app, by, &parents, &wish, rules).await?;
        for (parent, most, item) in wanted {
            if let Some(Ok(best)) = best.get(&parent).filter(|best| best.as_ref().is_ok_and(|best| best.landed.total.amount <= most)) {
                found.push(Found { item, quote: best.quote.clone(), reason: "ceiling" });
            }
        }
    }
    found.sort_by_key(|found| found.item.id);
    Ok(found)
}

/// The bargain that lands for least where the person lives.
fn bargain(item: &Item, bargains: &[(i64, Quote)], rules: &Rulebook) -> Option<Quote> {
    let is_meant = |album: i64, quote: &Quote| item.release_id.map_or(album == item.album_id, |release| release == quote.release_id);
    let goes_there = |quote: &Quote| quote.country.as_ref().is_none_or(|country| *country == item.country);
    let meant = bargains.iter().filter(|(album, quote)| is_meant(*album, quote) && goes_there(quote));
    let landed =
        meant.filter_map(|(_, quote)| Some((Landed::of(quote, Some(&item.country), &item.currency, rules).ok()?.total.amount, quote)));
    landed.min_by_key(|(amount, quote)| (*amount, quote.id)).map(|(_, quote)| quote.clone())
}

/// Stores an alert, unless the person was told of the offer before, or of the item within a day; orders what goes out.
async fn tell(conn: &mut AsyncPgConnection, ctx: &JobContext, found: &Found<'_>, now: DateTime<Utc>) -> QueryResult<bool> {
    let Found { item, quote, reason } = found;
    let stored: Stored = sql_query(
        "with quiet as (select max(found_at) + make_interval(secs => $8) as until from alerts where wantlist_item_id = $2 and found_at > $7 - make_interval(secs => $8)),
         stored as (
             insert into alerts (user_id, wantlist_item_id, release_id, price_id, provider, offer, reason, found_at)
             select $1, $2, $3, $4, $5, $6, $9, $7 from quiet where until is null
             on conflict do nothing returning id
         ), ways as (
             insert into alert_deliveries (alert_id, channel)
             select stored.id, channel from stored, alert_settings as s,
                 unnest(array['mail', 'ntfy', 'webhook'], array[s.by_mail, s.ntfy_topic is not null, s.webhook_url is not null]) as w (channel, is_on)
             where s.user_id = $1 and is_on returning channel
         )
         select (select id from stored) as alert_id, (select until from quiet) as quiet_until, array(select channel from ways order by 1) as channels",
    )
    .bind::<BigInt, _>(item.user_id)
    .bind::<BigInt, _>(item.id)
    .bind::<BigInt, _>(quote.release_id)
    .bind::<BigInt, _>(quote.id)
    .bind::<Text, _>(&quote.provider)
    .bind::<Text, _>(name(quote))
    .bind::<Timestamptz, _>(now)
    .bind::<diesel::sql_types::Double, _>(86_400.0_f64.min(f64::from(i32::try_from(QUIET.num_seconds()).unwrap_or(i32::MAX))))
    .bind::<Text, _>(*reason)
    .get_result(conn)
    .await?;
    if let Some(until) = stored.quiet_until {
        // Looked at again when the quiet is over, with the first news after that.
        sql_query("insert into price_news (album_id, due_at) select $1, $2 where not exists (select from price_news where album_id = $1 and due_at = $2)")
            .bind::<BigInt, _>(item.album_id)
            .bind::<Timestamptz, _>(until)
            .execute(conn)
            .await?;
    }
    let Some(alert_id) = stored.alert_id else { return Ok(false) };
    let orders: Vec<SendAlert> = stored.channels.into_iter().map(|channel| SendAlert { alert_id, channel }).collect();
    jobs::enqueue_all(conn, &orders, ctx.child()).await?;
    let payload = format!("{} {}", item.user_id, item.id);
    sql_query("select pg_notify('alerts', $1)").bind::<Text, _>(payload).execute(conn).await?;
    Ok(true)
}

/// What an offer is recognized by: where one name stands for all offers of a provider, by its price too.
fn name(quote: &Quote) -> String {
    if quote.offers.is_none() {
        return quote.reference.clone();
    }
    let price = format!("{} {}", quote.amount.normalize(), quote.currency);
    format!("{}@{}", quote.reference, jobs::hashed(&price))
}
