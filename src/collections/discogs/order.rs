//! Ordering that what people own and want is fetched.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::account::{Account, SERVICE};
use super::sync::SyncCollection;
use crate::app::App;
use crate::db::DbError;
use crate::db::schema::linked_accounts;
use crate::identity::UserId;
use crate::integrations::Priority;
use crate::jobs::{self, Enqueued};

/// Orders one person's, and answers with the run; `None`: no Discogs account is linked.
pub async fn order_one(app: &App, owner: UserId) -> Result<Option<i64>, DbError> {
    if Account::find(&mut *app.db.conn().await?, owner.get()).await?.is_none() {
        return Ok(None);
    }
    // Whoever looks at something goes first: this may take a while.
    Ok(Some(jobs::order_one(app, SyncCollection::of(owner.get()), Priority::Crawl).await?))
}

/// Orders everybody's.
pub async fn order_all(app: &App) -> Result<Vec<Enqueued>, DbError> {
    jobs::order(app, everybodys(app).await?, Priority::Clock).await
}

/// What fetches everybody's, whose was fetched longest ago first.
pub async fn everybodys(app: &App) -> Result<Vec<SyncCollection>, DbError> {
    let owners: Vec<i64> = linked_accounts::table
        .filter(linked_accounts::service.eq(SERVICE))
        .order((linked_accounts::last_sync_at.asc().nulls_first(), linked_accounts::user_id))
        .select(linked_accounts::user_id)
        .load(&mut *app.db.conn().await?)
        .await?;
    Ok(owners.into_iter().map(SyncCollection::of).collect())
}
