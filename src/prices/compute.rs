//! Asking the providers what pressings cost, those first that people wait for.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::provider::{self, PriceProvider, Sought};
use super::{refresh, store};
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::integrations::{Error, Priority};
use crate::jobs::{self, Job, JobContext, JobError, Next, Order, Trigger};

/// Pressings that are chosen at once; each of them is a piece.
const BATCH: i64 = 100;
/// So long after it was asked about a pressing a provider is asked again.
const AGAIN: TimeDelta = TimeDelta::hours(24);
/// What prices are asked for in where a provider can choose; any other is converted from it.
const CURRENCY: &str = "EUR";

/// A provider that answers for one country at a time is asked for so many at most.
const HOMES: i64 = 3;

/// Asks one provider about pressings, in the order of demand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ComputePrices {
    pub provider: String,
    /// How many more pressings at most; `None`: all that are due.
    pub left: Option<i64>,
    #[serde(default)]
    batch: Vec<i64>,
    #[serde(default)]
    tally: Tally,
}

/// What a run has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    asked: i32,
    priced: i32,
    failed: i32,
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct SoughtRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    discogs_id: Option<i64>,
    #[diesel(sql_type = Array<Text>)]
    barcodes: Vec<String>,
    #[diesel(sql_type = Text)]
    artist: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Nullable<Text>)]
    catalog_number: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    ship_to: Vec<String>,
}

impl ComputePrices {
    pub fn of(provider: &str, limit: Option<i64>) -> Self {
        Self { provider: provider.to_owned(), left: limit, batch: Vec::new(), tally: Tally::default() }
    }
}

impl Job for ComputePrices {
    const KIND: &'static str = "compute_prices";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.provider)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Some(provider) = provider::named(&self.provider) else {
            return Err(JobError::GiveUp(anyhow::anyhow!("there is no provider of prices called {}", self.provider)));
        };
        if let Some(why) = provider.is_off(&ctx.app) {
            ctx.progress(&mut *ctx.app.db.conn().await?, 0, Some(0), &format!("{} is off: {why}", self.provider)).await?;
            return Ok(Next::Done);
        }
        let mut next = self.clone();
        if next.batch.is_empty() && next.left != Some(0) {
            next.batch = due(ctx, &self.provider, next.left).await?;
        }
        let Some(release_id) = (!next.batch.is_empty()).then(|| next.batch.remove(0)) else {
            return self.finish(ctx).await;
        };
        next.left = next.left.map(|left| left - 1);
        let sought = find(&mut *ctx.app.db.conn().await?, release_id).await?;
        let told_at = ctx.now();
        let offers = match &sought {
            Some(sought) if provider.can_tell(sought) => {
                next.tally.asked += 1;
                match provider.offers(&ctx.app, sought, ctx.priority).await {
                    Err(Error::NotFound(_)) => Some(Vec::new()),
                    // One pressing that it cannot tell about keeps nobody from the others; what is stored of it stays.
                    Err(error @ (Error::Rejected { .. } | Error::Malformed { .. })) => {
                        tracing::warn!(release = release_id, %error, "a price was not told");
                        next.tally.failed += 1;
                        None
                    }
                    told => Some(told?),
                }
            }
            // It has gone, or become another, since it was chosen.
            _ => None,
        };
        next.tally.priced += i32::from(offers.as_ref().is_some_and(|offers| !offers.is_empty()));
        let terms = provider.terms();
        let conn = &mut ctx.app.db.conn().await?;
        if let Some(offers) = offers.as_ref().filter(|_| terms.keeps_history) {
            store::months(conn, offers).await?;
        }
        let after = conn
            .transaction(async |conn: &mut Conn| {
                if let Some(offers) = &offers {
                    store::store_in(conn, terms, offers).await?;
                    store::withdraw(conn, terms, &[release_id], told_at).await?;
                }
                note(conn, &self.provider, release_id, told_at).await?;
                let Tally { asked, priced, failed } = next.tally;
                let total = next.left.and_then(|left| i32::try_from(left).ok()).map(|left| asked.saturating_add(left));
                ctx.progress(conn, asked, total, &next.words(asked, priced, failed)).await?;
                ctx.continue_in(conn, &next).await
            })
            .await?;
        Ok(after)
    }
}

impl ComputePrices {
    fn words(&self, asked: i32, priced: i32, failed: i32) -> String {
        format!("{}: {asked} pressings asked about, {priced} with a price, {failed} failed", self.provider)
    }

    async fn finish(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let Tally { asked, priced, failed } = self.tally;
        ctx.progress(&mut *ctx.app.db.conn().await?, asked, Some(asked), &self.words(asked, priced, failed)).await?;
        Ok(Next::Done)
    }
}

/// The next pressings that nobody has asked about for a day: those that somebody has locked, then wants, then is
/// recommended, then those of artists that active people seed, then the rest; of each those first that were never asked
/// about. What was not asked about when a run ends is chosen by the next.
async fn due(ctx: &JobContext, provider: &str, left: Option<i64>) -> Result<Vec<i64>, DbError> {
    let rows: Vec<Due> = sql_query(
        "select r.id from releases as r join albums as a on a.id = r.album_id
             left join price_asks as k on k.provider = $1 and k.release_id = r.id
         where r.is_vinyl and r.withdrawn_at is null and (k.asked_at is null or k.asked_at < $2)
             and (r.discogs_id is not null or cardinality(r.barcodes) > 0)
         order by case
                 when a.id in (select album_id from locked_recommendations) then 0
                 when a.id in (select album_id from wantlist_items) then 1
                 when a.id in (select album_id from recommended_albums) then 2
                 when a.artist_id in (select artist_id from artist_demand where last_active_at > $3) then 3
                 else 4 end,
             k.asked_at nulls first, r.discogs_votes desc nulls last, r.id
         limit $4",
    )
    .bind::<Text, _>(provider)
    .bind::<Timestamptz, _>(ctx.now() - AGAIN)
    .bind::<Timestamptz, _>(ctx.now() - TimeDelta::days(7))
    .bind::<BigInt, _>(left.unwrap_or(BATCH).min(BATCH))
    .load(&mut *ctx.app.db.conn().await?)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What is known of a pressing that offers are sought for.
async fn find(conn: &mut AsyncPgConnection, release_id: i64) -> QueryResult<Option<Sought>> {
    let row: Option<SoughtRow> = sql_query(
        "select r.id, r.discogs_id, r.barcodes, artists.name as artist, a.title, r.catalog_number,
             array(select country from (
                 select p.country, bool_or(w.user_id is not null) as wants, count(*) as people
                 from user_profiles as p left join (
                     select user_id from wantlist_items where album_id = a.id
                     union select user_id from locked_recommendations where album_id = a.id) as w using (user_id)
                 group by p.country) as homes
                 order by wants desc, people desc, country limit $2) as ship_to
         from releases as r join albums as a on a.id = r.album_id join artists on artists.id = a.artist_id
         where r.id = $1 and r.is_vinyl and r.withdrawn_at is null",
    )
    .bind::<BigInt, _>(release_id)
    .bind::<BigInt, _>(HOMES)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|SoughtRow { id, discogs_id, barcodes, artist, title, catalog_number, ship_to }| Sought {
        release_id: id,
        discogs_id,
        barcodes,
        artist,
        title,
        catalog_number,
        currency: CURRENCY.to_owned(),
        ship_to,
    }))
}

async fn note(conn: &mut AsyncPgConnection, provider: &str, release_id: i64, asked_at: DateTime<Utc>) -> QueryResult<usize> {
    sql_query(
        "insert into price_asks (release_id, provider, asked_at) select id, $2, $3 from releases where id = $1
         on conflict (provider, release_id) do update set asked_at = excluded.asked_at",
    )
    .bind::<BigInt, _>(release_id)
    .bind::<Text, _>(provider)
    .bind::<Timestamptz, _>(asked_at)
    .execute(conn)
    .await
}

/// Orders the rates and, from every provider that is on, the prices of at most so many pressings. The runs, and who is
/// off and why.
pub async fn order(app: &App, limit: Option<i64>, priority: Priority, trigger: Trigger) -> Result<(Vec<i64>, Vec<String>), DbError> {
    let mut runs = vec![refresh::order(app, priority, trigger).await?.run_id];
    let is_on = |provider: &&dyn PriceProvider| provider.is_off(app).is_none();
    let (on, off): (Vec<_>, Vec<_>) = provider::all().into_iter().partition(is_on);
    let wanted: Vec<ComputePrices> = on.iter().map(|provider| ComputePrices::of(provider.terms().provider, limit)).collect();
    let order = Order { priority, trigger, parent: None, now: app.clock.now() };
    let conn = &mut app.db.conn().await?;
    let ordered = conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, &wanted, order).await).await?;
    runs.extend(ordered.into_iter().map(|run| run.run_id));
    let off = off.into_iter().filter_map(|provider| Some(format!("{} is off: {}", provider.terms().provider, provider.is_off(app)?)));
    Ok((runs, off.collect()))
}

/// What runs have come to, in words, in the order of their kinds.
pub async fn told(app: &App, runs: &[i64]) -> Result<Vec<String>, DbError> {
    use crate::db::schema::job_runs::dsl;
    let rows = dsl::job_runs.filter(dsl::id.eq_any(runs)).order(dsl::id).select((dsl::state, dsl::message, dsl::error));
    let rows: Vec<(String, Option<String>, Option<String>)> = rows.load(&mut *app.db.conn().await?).await?;
    Ok(rows.into_iter().filter_map(|(state, message, error)| if state == "failed" { error.or(message) } else { message }).collect())
}
