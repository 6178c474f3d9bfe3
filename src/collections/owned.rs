//! The pressings that a person owns.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::catalog::{Newest, Slice};
use crate::db::DbError;
use crate::db::schema::collection_items as items;
use crate::identity::UserId;

/// Each pressing once, whoever says so.
const LIST: Newest = Newest { table: "owned_releases", owner: "user_id", id: "id", at: "added_at" };

/// Something owned, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = items)]
pub struct CollectionItem {
    pub id: i64,
    pub release_id: i64,
    pub folder: String,
    pub copies: i32,
    pub source: String,
    pub added_at: DateTime<Utc>,
}

/// What of a person's lists waits for its pressing to be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Pending {
    #[diesel(sql_type = BigInt)]
    pub owned: i64,
    #[diesel(sql_type = BigInt)]
    pub wanted: i64,
}

/// A page of what a person owns, the newest first; a cursor is an item's id.
pub async fn list(app: &App, owner: UserId, page: (i64, Option<i64>)) -> Result<Slice<CollectionItem>, DbError> {
    Ok(LIST.page(&mut *app.db.conn().await?, owner.get(), page).await?)
}

/// One item of that person; another person's is not there.
pub async fn find(app: &App, owner: UserId, id: i64) -> Result<Option<CollectionItem>, DbError> {
    let rows = items::table.find(id).filter(items::user_id.eq(owner.get()));
    Ok(rows.select(CollectionItem::as_select()).first(&mut *app.db.conn().await?).await.optional()?)
}

/// The condition that a row of copies or wants waits for its release: it is not stored, nor known to be nowhere.
/// `$2` is now.
pub(super) const WAITS: &str = "not exists (select from releases where releases.discogs_id = held.discogs_id)
    and not exists (select from provider_absences where subject = 'release:' || held.discogs_id and expires_at > $2)";

/// How many releases of a person's lists are still to be fetched.
pub async fn pending(app: &App, owner: UserId) -> Result<Pending, DbError> {
    let pending = sql_query(format!(
        "select (select count(distinct discogs_id) from collection_copies as held where user_id = $1 and {WAITS}) as owned,
             (select count(distinct discogs_id) from wanted_releases as held where user_id = $1 and not is_removed and {WAITS}) as wanted"
    ))
    .bind::<BigInt, _>(owner.get())
    .bind::<Timestamptz, _>(app.clock.now())
    .get_result(&mut *app.db.conn().await?)
    .await?;
    Ok(pending)
}
