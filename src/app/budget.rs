//! The request budget of every provider, kept in the database so that all processes share it.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Double, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::config::ProvidersConfig;
use crate::db::{Db, DbError};
use crate::integrations::{Budget, Errand, Error, Grant, Priority, Provider, Result};

/// So many failures in a row (each after its repeats) open the breaker.
const FAILURES_TO_BREAK: i32 = 5;
/// And for so long nobody calls; then one call tries.
const BREAK: Duration = Duration::from_mins(1);

/// [`Budget`] over the `upstreams` table and its function `upstream_ask`.
pub struct SharedBudget {
    db: Db,
    config: ProvidersConfig,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Text)]
    verdict: String,
    #[diesel(sql_type = BigInt)]
    wait_ms: i64,
}

impl SharedBudget {
    pub fn new(db: Db, config: &ProvidersConfig) -> Self {
        Self { db, config: config.clone() }
    }

    fn limit(&self, provider: Provider) -> i32 {
        i32::try_from(provider.per_minute(&self.config)).unwrap_or(i32::MAX)
    }

    /// MusicBrainz counts by the second, and refuses everything once it is exceeded; the others count by the
    /// minute, so that a person may have sixty answers at once after a quiet minute.
    fn spacing(&self, provider: Provider) -> f64 {
        match provider {
            Provider::Musicbrainz => 60.3 / f64::from(self.limit(provider)),
            _ => 0.0,
        }
    }

    async fn try_ask(&self, provider: Provider, priority: Priority, errand: Option<Errand>) -> std::result::Result<Grant, DbError> {
        let conn = &mut self.db.conn().await?;
        let answer: Answer = sql_query("select verdict, wait_ms from upstream_ask($1, $2, make_interval(secs => $3), $4, $5, $6)")
            .bind::<Text, _>(provider.ledger().as_ref())
            .bind::<Integer, _>(self.limit(provider))
            .bind::<Double, _>(self.spacing(provider))
            .bind::<Integer, _>(priority as i32)
            .bind::<Nullable<BigInt>, _>(errand.map(|errand| errand.run_id))
            .bind::<Bool, _>(errand.is_some_and(|errand| errand.is_repeat))
            .get_result(conn)
            .await?;
        let wait = Duration::from_millis(answer.wait_ms.unsigned_abs());
        Ok(match answer.verdict.as_str() {
            "now" if wait.is_zero() => Grant::Now,
            "now" => Grant::Soon(wait),
            "broken" => Grant::Broken(wait),
            _ => Grant::After(wait),
        })
    }

    async fn note(&self, sql: &'static str, provider: Provider, seconds: f64, problem: String) {
        let noted = async {
            let conn = &mut self.db.conn().await?;
            sql_query(sql)
                .bind::<Text, _>(provider.ledger().as_ref())
                .bind::<Double, _>(seconds)
                .bind::<Text, _>(problem)
                .bind::<Integer, _>(FAILURES_TO_BREAK)
                .execute(conn)
                .await?;
            Ok::<_, DbError>(())
        };
        if let Err(error) = noted.await {
            // The call itself went as it went; only the ledger misses a line.
            tracing::warn!(%error, provider = provider.key(), "the budget could not be noted");
        }
    }
}

impl Budget for SharedBudget {
    fn ask(&self, provider: Provider, priority: Priority, errand: Option<Errand>) -> BoxFuture<'_, Result<Grant>> {
        async move {
            self.try_ask(provider, priority, errand).await.map_err(|error| {
                tracing::warn!(%error, provider = provider.key(), "the budget could not be asked");
                Error::Unavailable { provider, problem: "its budget could not be asked, because the database did not answer".to_owned() }
            })
        }
        .boxed()
    }

    fn pause(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()> {
        let sql = "update upstreams set updated_at = now(),
                paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => $2))
            where provider = $1 and $3 is not null and $4 > 0";
        self.note(sql, provider, pause.as_secs_f64(), String::new()).boxed()
    }

    fn spent(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()> {
        // While work waits nothing remains all the time, and all of it is ours. To stay away then would leave a part of
        // the budget unused for nothing. A twentieth that is missing in our ledger may be on its way.
        let sql = "update upstreams set updated_at = now(),
                paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => $2))
            where provider = $1 and $3 is not null and $4 > 0
                and (select count(*) from unnest(calls) as made_at where made_at > clock_timestamp() - interval '60.5 seconds')
                    < limit_per_minute - greatest(1, limit_per_minute / 20)";
        self.note(sql, provider, pause.as_secs_f64(), String::new()).boxed()
    }

    fn succeeded(&self, provider: Provider) -> BoxFuture<'_, ()> {
        let sql = "update upstreams set failures = 0, broken_until = null, problem = null, updated_at = now()
            where provider = $1 and failures > 0 and $2 >= 0 and $3 is not null and $4 > 0";
        self.note(sql, provider, 0.0, String::new()).boxed()
    }

    fn failed<'a>(&'a self, provider: Provider, error: &'a Error) -> BoxFuture<'a, ()> {
        // After the break one call may try; if it fails too, the next break begins at once.
        let sql = "update upstreams set failures = failures + 1, problem = $3, updated_at = now(),
                broken_until = case when failures + 1 >= $4 then clock_timestamp() + make_interval(secs => $2) end
            where provider = $1";
        self.note(sql, provider, BREAK.as_secs_f64(), error.to_string()).boxed()
    }
}
