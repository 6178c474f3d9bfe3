//! Keeping the exchange rates current, from one source for each currency.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use serde::{Deserialize, Serialize};

use super::rates;
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::integrations::ecb::Span;
use crate::integrations::facts::RateFacts;
use crate::integrations::{Error, Priority, Provider};
use crate::jobs::{self, Enqueued, Job, JobContext, JobError, Next, Order, Trigger};

/// Where a gap is longer than any holidays, the last ninety days are asked for instead of the last one.
const GAP: TimeDelta = TimeDelta::days(4);

/// Fetches the latest rates.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct RefreshExchangeRates {}

/// Who says which rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Ecb,
    Mindicador,
}

impl Source {
    const ALL: [Self; 2] = [Self::Ecb, Self::Mindicador];

    fn provider(self) -> Provider {
        match self {
            Self::Ecb => Provider::Ecb,
            Self::Mindicador => Provider::Mindicador,
        }
    }

    /// As stored, and as shown beside what was converted.
    fn name(self) -> String {
        self.provider().to_string()
    }
}

impl Job for RefreshExchangeRates {
    const KIND: &'static str = "refresh_exchange_rates";

    fn key(&self) -> String {
        Self::KIND.to_owned()
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let mut said = Vec::new();
        let mut failed = None;
        for source in Source::ALL {
            // One that fails takes nothing from the other.
            match refresh(ctx, source).await {
                Ok(news) => said.push(format!("{}: {news}", source.name())),
                Err(JobError::Retry(cause) | JobError::GiveUp(cause) | JobError::RetryAfter { cause, .. }) => {
                    said.push(format!("{}: {}; what is stored is kept", source.name(), jobs::told(&cause)));
                    failed = Some(cause);
                }
            }
        }
        let conn = &mut ctx.app.db.conn().await?;
        ctx.progress(conn, 1, Some(1), &said.join("; ")).await?;
        match failed {
            Some(cause) => Err(JobError::Retry(cause)),
            None => Ok(Next::Done),
        }
    }
}

/// Fetches and stores what one source says; in words, what came of it.
async fn refresh(ctx: &JobContext, source: Source) -> Result<String, JobError> {
    let name = source.name();
    let newest = rates::newest(&mut *ctx.app.db.conn().await?, &name).await?;
    let now = ctx.now();
    // A repeat asks only whom the first attempt has not heard today.
    if ctx.attempt > 1 && newest == Some(now.date_naive()) {
        return Ok("current".to_owned());
    }
    ctx.needs(&mut *ctx.app.db.conn().await?, source.provider(), 1).await?;
    let told = match source {
        Source::Ecb => {
            let span = if newest.is_none_or(|day| now.date_naive() - day > GAP) { Span::Quarter } else { Span::Latest };
            ctx.app.integrations.ecb.rates(span, ctx.priority).await?
        }
        Source::Mindicador => ctx.app.integrations.mindicador.euro(ctx.priority).await?,
    };
    let told = sound(told, newest, now).map_err(|problem| Error::Malformed { provider: source.provider(), problem })?;
    let conn = &mut ctx.app.db.conn().await?;
    let stored = conn.transaction(async |conn: &mut Conn| rates::store(conn, &told, &name, now).await).await?;
    let latest = told.iter().map(|facts| facts.day).max();
    Ok(format!("{stored} new rates, up to {}", latest.map(|day| day.to_string()).unwrap_or_default()))
}

/// Refuses a file that is older than what is stored, or than a rate may be, or of a day to come: nothing of it is stored.
fn sound(told: Vec<RateFacts>, newest: Option<NaiveDate>, now: DateTime<Utc>) -> Result<Vec<RateFacts>, String> {
    let today = now.date_naive();
    let Some(latest) = told.iter().map(|facts| facts.day).max() else { return Err("no rate is in it".to_owned()) };
    if latest > today + TimeDelta::days(1) {
        return Err(format!("its rates are of {latest}, a day to come"));
    }
    if latest < today - rates::OLDEST {
        return Err(format!("its rates are of {latest}, more than {} days ago", rates::OLDEST.num_days()));
    }
    if newest.is_some_and(|newest| latest < newest) {
        return Err(format!("its rates are of {latest}, older than those stored"));
    }
    Ok(told)
}

/// Orders the latest rates.
pub async fn order(app: &App, priority: Priority, trigger: Trigger) -> Result<Enqueued, DbError> {
    let conn = &mut app.db.conn().await?;
    let order = Order { priority, trigger, parent: None, now: app.clock.now() };
    Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &RefreshExchangeRates::default(), order).await).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_files_and_files_of_days_to_come_are_refused() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
        let now = "2026-11-22T10:00:00Z".parse().expect("a Sunday");
        for (latest, newest, said) in [
            ("2026-11-20", None, None),
            ("2026-11-20", Some("2026-11-20"), None),
            ("2026-11-20", Some("2026-11-21"), Some("its rates are of 2026-11-20, older than those stored")),
            ("2026-11-14", None, Some("its rates are of 2026-11-14, more than 7 days ago")),
            ("2026-11-24", None, Some("its rates are of 2026-11-24, a day to come")),
        ] {
            let facts = |day: NaiveDate| RateFacts { currency: "USD".to_owned(), day, rate: 1.into() };
            let told = vec![facts(day("2026-11-10")), facts(day(latest))];
            assert_eq!(sound(told, newest.map(day), now).err().as_deref(), said, "{latest} after {newest:?}");
        }
    }
}
