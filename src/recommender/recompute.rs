//! Computing sets anew: one person's behind an expired one, and everybody's before theirs expire.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use super::set::{self, Set};
use crate::app::App;
use crate::db::{Conn, DbError, whole};
use crate::identity::{self, UserId};
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Job, JobContext, JobError, Next, Order, Trigger};
use crate::prices::Rulebook;

/// What expires so soon is made anew.
const SOON: TimeDelta = TimeDelta::hours(2);
/// Whoever was here since then goes first.
const ACTIVE: TimeDelta = TimeDelta::days(7);
/// People of one piece of work.
const PIECE: i64 = 100;
/// And of these so many at once: while one waits for the database the other is reckoned.
const AT_ONCE: usize = 4;

/// Computes one person's set anew.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RecomputeRecommendations {
    pub user_id: i64,
}

/// Computes the sets anew that are about to expire, those of people who were here lately first.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct RefreshRecommendations {
    done: i32,
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
}

impl Job for RecomputeRecommendations {
    const KIND: &'static str = "recompute_recommendations";

    fn key(&self) -> String {
        format!("{}:{}", Self::KIND, self.user_id)
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }

    fn lanes(&self) -> i32 {
        4
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        // Who has left needs no recommendations.
        let Some(owner) = person(&ctx.app, self.user_id).await? else { return Ok(Next::Done) };
        set::recompute_now(&ctx.app, owner).await?;
        ctx.progress(&mut *ctx.app.db.conn().await?, 1, Some(1), "computed").await?;
        Ok(Next::Done)
    }
}

impl Job for RefreshRecommendations {
    const KIND: &'static str = "refresh_recommendations";

    fn key(&self) -> String {
        Self::KIND.to_owned()
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        let due = due(&mut *ctx.app.db.conn().await?, ctx).await?;
        let rules = &Rulebook::of(&mut *ctx.app.db.conn().await?, ctx.now()).await?;
        let computing = due.iter().map(|user_id| async move {
            if let Some(owner) = person(&ctx.app, *user_id).await? {
                set::recompute_by(&ctx.app, owner, rules).await?;
            }
            Ok::<_, JobError>(())
        });
        stream::iter(computing.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        let done = self.done.saturating_add(i32::try_from(due.len()).unwrap_or(i32::MAX));
        let is_last = i64::try_from(due.len()).unwrap_or(i64::MAX) < PIECE;
        let conn = &mut ctx.app.db.conn().await?;
        let next = conn.transaction(async |conn: &mut Conn| {
            ctx.progress(conn, done, is_last.then_some(done), "computed").await?;
            if is_last { Ok::<_, DbError>(Next::Done) } else { Ok(ctx.continue_in(conn, &Self { done }).await?) }
        });
        Ok(next.await?)
    }
}

/// Whose sets are to be computed next. One that has just been computed is not due, so that the next look finds others.
async fn due(conn: &mut AsyncPgConnection, ctx: &JobContext) -> QueryResult<Vec<i64>> {
    let due: Vec<Due> = sql_query(
        "select user_id from recommendation_sets join users on users.id = user_id
         where expires_at is null or expires_at <= $1
         order by last_active_at >= $2 desc nulls last, expires_at nulls first, user_id limit $3",
    )
    .bind::<Timestamptz, _>(ctx.now() + SOON)
    .bind::<Timestamptz, _>(ctx.now() - ACTIVE)
    .bind::<BigInt, _>(PIECE)
    .load(conn)
    .await?;
    Ok(due.into_iter().map(|due| due.user_id).collect())
}

async fn person(app: &App, user_id: i64) -> Result<Option<UserId>, JobError> {
    let user = identity::find_row(app, user_id).await.map_err(|error| JobError::Retry(error.into()))?;
    Ok(user.map(|user| user.user_id()))
}

/// A person's set, computed now because they want it so.
pub async fn refresh(app: &App, owner: UserId) -> Result<Set, DbError> {
    set::recompute_now(app, owner).await?;
    set::read(app, owner).await
}

/// Orders that the sets are computed which are about to expire.
pub async fn order_due(app: &App, priority: Priority, trigger: Trigger) -> Result<Enqueued, DbError> {
    let conn = &mut app.db.conn().await?;
    let order = Order { priority, trigger, parent: None, now: app.clock.now() };
    Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &RefreshRecommendations::default(), order).await).await?)
}

/// Orders one person's, behind the set that they are looking at.
pub(super) async fn order_one(app: &App, owner: UserId) -> Result<(), DbError> {
    let job = RecomputeRecommendations { user_id: owner.get() };
    if jobs::enqueued(&mut *app.db.conn().await?, std::slice::from_ref(&job), Priority::Clock).await?.is_some() {
        return Ok(());
    }
    let (db, order) =
        (app.db.clone(), Order { priority: Priority::Clock, trigger: Trigger::CacheMiss, parent: None, now: app.clock.now() });
    let ordered = whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue(conn, &job, order).await).await?)
    });
    ordered.await.map(drop)
}
