//! What each job of the clock does: it orders runs below its own, from the rooms whose work it is.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use diesel_async::AsyncConnection;

use crate::catalog::crawl;
use crate::collections::discogs;
use crate::db::{Conn, DbError};
use crate::jobs::{self, Job, JobContext, JobError, Order, Trigger};
use crate::ops::PurgeExpired;
use crate::prices::compute::ComputePrices;
use crate::prices::provider::{self, PriceProvider};
use crate::prices::refresh::RefreshExchangeRates;
use crate::prices::{lead_offers, purge};
use crate::profiles::listening;
use crate::recommender::{LearnTaste, RefreshRecommendations};
use crate::shops;

/// The whole catalogue is looked through a part at a time, so often.
const PART: TimeDelta = TimeDelta::hours(1);
/// A part is no smaller than this many artists: a small catalogue is done within hours.
const LEAST: i64 = 20;
/// Who did anything within so long is active.
const ACTIVE: TimeDelta = TimeDelta::days(7);

/// What has been ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    All,
    /// The next part is to be ordered after so long.
    Part {
        after: TimeDelta,
    },
}

/// Orders the work of a job, or the next part of it; `since` is when it began. Twice in a row it orders nothing twice.
pub async fn begin(ctx: &JobContext, job: &str, limit: Option<u32>, since: DateTime<Utc>) -> Result<Begun, JobError> {
    let app = &ctx.app;
    match job {
        "refresh_active_artists" => {
            let heard = listening::heard_since(app, ctx.now() - ACTIVE).await?;
            crawl::refresh_active(app, &heard, limit, refresh(ctx)).await?;
        }
        "refresh_catalogue" => return part_of_catalogue(ctx, limit, since).await,
        "sync_releases" => {
            crawl::sync_releases(app, None, limit, ctx.child()).await?;
        }
        "compute_prices" => {
            let is_on = |provider: &&dyn PriceProvider| provider.is_off(app).is_none();
            let wanted = |provider: &dyn PriceProvider| ComputePrices::of(provider.terms().provider, limit.map(i64::from));
            order(ctx, &provider::all().into_iter().filter(is_on).map(wanted).collect::<Vec<_>>()).await?;
        }
        "refresh_best_prices" => lead_offers(app).await?,
        "refresh_exchange_rates" => order(ctx, &[RefreshExchangeRates::default()]).await?,
        "sync_listening" => order(ctx, &listening::everybodys(app).await?).await?,
        "sync_collections" => order(ctx, &discogs::everybodys(app).await?).await?,
        "learn_taste" => order(ctx, &[LearnTaste::default()]).await?,
        "recompute_recommendations" => order(ctx, &[RefreshRecommendations::default()]).await?,
        "shop_full_sync" => drop(shops::order::full(app, None, ctx.child()).await?),
        "shop_daily_sync" => drop(shops::order::daily(app, None, None, ctx.child()).await?),
        "purge_expired" => {
            purge(app).await?;
            order(ctx, &[PurgeExpired {}]).await?;
        }
        job => return Err(JobError::GiveUp(anyhow::anyhow!("there is no job `{job}`"))),
    }
    Ok(Begun::All)
}

async fn order<J: Job>(ctx: &JobContext, jobs: &[J]) -> Result<(), DbError> {
    let conn = &mut ctx.app.db.conn().await?;
    for some in jobs.chunks(1000) {
        conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, some, ctx.child()).await).await?;
    }
    Ok(())
}

/// The clock has decided that it is time: what is stored is asked for anew.
fn refresh(ctx: &JobContext) -> Order {
    Order { trigger: Trigger::Cron, ..ctx.child() }
}

/// An hour's share of what has not been refreshed since the work began, the oldest first, so that all of it is done a day
/// before the month of the beginning is over.
async fn part_of_catalogue(ctx: &JobContext, limit: Option<u32>, since: DateTime<Utc>) -> Result<Begun, JobError> {
    let days = i64::from(since.num_days_in_month()).saturating_sub(1);
    let parts = ((since + TimeDelta::days(days) - ctx.now()).num_hours() / PART.num_hours()).max(1);
    let most = limit.map_or(i64::MAX, i64::from);
    let left = crawl::refresh_oldest(&ctx.app, since, |left| (left / parts + 1).max(LEAST).min(most), refresh(ctx)).await?;
    Ok(if left == 0 || limit.is_some() { Begun::All } else { Begun::Part { after: PART } })
}
