//! Ordering that what people own and want is fetched.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::account::{Account, SERVICE};
use super::sync::SyncCollection;
use crate::app::App;
use crate::collections::whole;
use crate::db::schema::linked_accounts;
use crate::db::{Conn, DbError};
use crate::identity::UserId;
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued, Job, Order, Trigger};

/// Orders one person's, and answers with the run; `None`: no Discogs account is linked.
pub async fn order_one(app: &App, owner: UserId) -> Result<Option<i64>, DbError> {
    if Account::find(&mut *app.db.conn().await?, owner.get()).await?.is_none() {
        return Ok(None);
    }
    // Whoever looks at something goes first: this may take a while.
    let runs = order(app, vec![SyncCollection::of(owner.get())], Priority::Crawl).await?;
    Ok(runs.as_slice().first().map(|run| run.run_id))
}

/// Orders everybody's, whose was fetched longest ago first.
pub async fn order_all(app: &App) -> Result<Vec<Enqueued>, DbError> {
    let owners: Vec<i64> = linked_accounts::table
        .filter(linked_accounts::service.eq(SERVICE))
        .order((linked_accounts::last_sync_at.asc().nulls_first(), linked_accounts::user_id))
        .select(linked_accounts::user_id)
        .load(&mut *app.db.conn().await?)
        .await?;
    order(app, owners.into_iter().map(SyncCollection::of).collect(), Priority::Clock).await
}

/// Orders work for a person. In a task of its own: a request that is cancelled halfway must not leave its transaction open.
pub(in crate::collections) async fn order<J: Job>(app: &App, jobs: Vec<J>, priority: Priority) -> Result<Vec<Enqueued>, DbError> {
    let (db, order) = (app.db.clone(), Order { priority, trigger: Trigger::Manual, parent: None, now: app.clock.now() });
    whole(async move {
        let conn = &mut db.conn().await?;
        Ok(conn.transaction(async |conn: &mut Conn| jobs::enqueue_all(conn, &jobs, order).await).await?)
    })
    .await
}
