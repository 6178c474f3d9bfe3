//! What is done once a day so that the database keeps what it should and no more.

use std::time::Duration;

use chrono::{DateTime, Months, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::{Conn, DbError, make_months};
use crate::integrations::Priority;
use crate::jobs::{self, Job, JobContext, JobError, Next, Order, Trigger};

/// Making and dropping a month keeps everybody from its table. Whoever reads just then is waited for so long, and whoever
/// comes meanwhile waits behind us no longer than that.
const TURN: &str = "set local lock_timeout = '200ms'";
/// After that everybody else goes first for so long.
const STEP_BACK: Duration = Duration::from_secs(5);

/// Makes next month's partitions of every time series, and drops those months that have been kept for long enough.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PurgeExpired {}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Orders it; answers with the run.
pub async fn order_purge(app: &App) -> Result<i64, DbError> {
    let order = Order { priority: Priority::Clock, trigger: Trigger::Manual, parent: None, now: app.clock.now() };
    let conn = &mut app.db.conn().await?;
    Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &PurgeExpired {}, order).await).await?.run_id)
}

impl Job for PurgeExpired {
    const KIND: &'static str = "purge_expired";

    fn key(&self) -> String {
        Self::KIND.to_owned()
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let now = ctx.now();
        let conn = &mut ctx.app.db.conn().await?;
        let series: Vec<Named> = sql_query("select name from time_series order by name").load(conn).await?;
        let mut made = 0;
        for Named { name } in &series {
            made += make_ahead(conn, name, now).await.map_err(later)?;
        }
        let expired = expired(conn, now).await?;
        for Named { name } in &expired {
            drop_month(conn, name).await.map_err(later)?;
        }
        let pruned = jobs::prune(conn, now).await?;
        let message = format!("months: {made} made ahead, {} dropped; {pruned} runs that ended long ago", expired.len());
        ctx.progress(conn, 1, Some(1), &message).await?;
        Ok(Next::Done)
    }
}

async fn make_ahead(conn: &mut Conn, series: &str, now: DateTime<Utc>) -> QueryResult<i32> {
    let moments: Vec<DateTime<Utc>> = [Some(now), now.checked_add_months(Months::new(1))].into_iter().flatten().collect();
    conn.transaction(async |conn: &mut Conn| {
        sql_query(TURN).execute(conn).await?;
        make_months(conn, series, &moments).await
    })
    .await
}

/// The partitions that ended longer ago than their series keeps its rows, the oldest first.
async fn expired(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<Vec<Named>> {
    sql_query(
        "select part.relname::text as name
         from time_series join pg_class as whole on whole.oid = to_regclass(quote_ident(time_series.name))
             join pg_inherits on inhparent = whole.oid join pg_class as part on part.oid = inhrelid
             cross join lateral (select substring(part.relname from length(time_series.name) + 2) as month) as named
             cross join lateral (select case when month ~ '^\\d{4}_\\d{2}$' then (to_date(month, 'YYYY_MM') + interval '1 month') at time zone 'UTC'
                 when month = 'before_2002' then timestamptz '2002-01-01 00:00:00+00' end as ended) as at
         where ended + make_interval(days => keep_days) <= $1 order by ended",
    )
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

async fn drop_month(conn: &mut Conn, name: &str) -> QueryResult<()> {
    conn.transaction(async |conn: &mut Conn| {
        sql_query(TURN).execute(conn).await?;
        sql_query(format!("drop table if exists \"{name}\"")).execute(conn).await?;
        Ok(())
    })
    .await
}

/// Somebody was using the table: a little later, and until then nobody waits because of us.
fn later(error: diesel::result::Error) -> JobError {
    let is_busy = matches!(&error, diesel::result::Error::DatabaseError(_, said) if said.message().contains("lock timeout"));
    if is_busy { JobError::RetryAfter { after: STEP_BACK, cause: error.into() } } else { JobError::Retry(error.into()) }
}
