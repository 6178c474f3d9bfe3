//! Albums, or single pressings, that a person wants to buy, and what they would pay at most.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Numeric, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use rust_decimal::Decimal;

use crate::app::App;
use crate::catalog::{Album, Newest, Release, Slice};
use crate::db::schema::{releases, wanted_releases, wantlist_items as items};
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;

const LIST: Newest = Newest { table: "wantlist_items", owner: "user_id", id: "id", at: "added_at" };

/// Something wanted, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = items)]
pub struct WantlistItem {
    pub id: i64,
    pub album_id: i64,
    /// `None`: any pressing of the album.
    pub release_id: Option<i64>,
    pub max_amount: Option<Decimal>,
    pub max_currency: Option<String>,
    /// Who put it there: `manual` (the person, here), `discogs`, `csv`.
    pub source: String,
    pub added_at: DateTime<Utc>,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Album(i64),
    Release(i64),
}

/// What it may cost at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ceiling {
    /// Nothing is said about it: what was said before holds.
    Unsaid,
    /// Any price.
    Lifted,
    At {
        amount: Decimal,
        currency: String,
    },
}

/// What became of something that somebody wanted to have on the list.
#[derive(Clone, Debug)]
pub enum Add {
    Added(WantlistItem),
    Updated(WantlistItem),
    UnknownAlbum,
    UnknownRelease,
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Bool)]
    is_new: bool,
    #[diesel(embed)]
    item: WantlistItem,
}

/// A page of a person's wantlist, the newest first; a cursor is an item's id.
pub async fn list(app: &App, owner: UserId, page: (i64, Option<i64>)) -> Result<Slice<WantlistItem>, DbError> {
    Ok(LIST.page(&mut *app.db.conn().await?, owner.get(), page).await?)
}

/// One item of that person; another person's is not there.
pub async fn find(app: &App, owner: UserId, id: i64) -> Result<Option<WantlistItem>, DbError> {
    let rows = items::table.find(id).filter(items::user_id.eq(owner.get()));
    Ok(rows.select(WantlistItem::as_select()).first(&mut *app.db.conn().await?).await.optional()?)
}

/// Puts an album, or one pressing, on the list; what is there already gets the new price.
pub async fn add(app: &App, owner: UserId, wanted: Wanted, ceiling: Ceiling) -> Result<Add, DbError> {
    let now = app.clock.now();
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // What else this person says about albums waits.
            owner.take_turn(conn).await?;
            let (album_id, release_id, target) = match wanted {
                Wanted::Album(id) => (id, None, "(user_id, album_id) where release_id is null"),
                Wanted::Release(id) => {
                    let Some(release) = Release::find(conn, id).await? else { return Ok(Add::UnknownRelease) };
                    (release.album_id, Some(id), "(user_id, release_id) where release_id is not null")
                }
            };
            let Some(album) = Album::hold(conn, album_id).await? else { return Ok(Add::UnknownAlbum) };
            let is_unsaid = ceiling == Ceiling::Unsaid;
            let (amount, currency) = match ceiling {
                Ceiling::At { amount, currency } => (Some(amount), Some(currency)),
                Ceiling::Unsaid | Ceiling::Lifted => (None, None),
            };
            let Stored { is_new, item } = sql_query(format!(
                "insert into wantlist_items as w (user_id, album_id, release_id, max_amount, max_currency, added_at, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $6)
                 on conflict {target} do update set
                     -- A pressing may have found its way to another album.
                     album_id = excluded.album_id,
                     max_amount = case when $7 then w.max_amount else excluded.max_amount end,
                     max_currency = case when $7 then w.max_currency else excluded.max_currency end,
                     -- What the person says themselves stays, whatever Discogs says later.
                     source = excluded.source, updated_at = excluded.updated_at
                 returning id, album_id, release_id, max_amount, max_currency, source, added_at, xmax = 0 as is_new"
            ))
            .bind::<BigInt, _>(owner.get())
            .bind::<BigInt, _>(album.id)
            .bind::<Nullable<BigInt>, _>(release_id)
            .bind::<Nullable<Numeric>, _>(amount)
            .bind::<Nullable<Text>, _>(currency)
            .bind::<Timestamptz, _>(now)
            .bind::<Bool, _>(is_unsaid)
            .get_result(conn)
            .await?;
            Ok(if is_new { Add::Added(item) } else { Add::Updated(item) })
        })
        .await
    })
    .await
}

/// Takes an item off the list; `false` when that person has no such item. Where Discogs or a file wants it too, it stays
/// off all the same.
pub async fn remove(app: &App, owner: UserId, id: i64) -> Result<bool, DbError> {
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            let rows = items::table.find(id).filter(items::user_id.eq(owner.get()));
            // In the order of whoever brings the list in line with Discogs': what is wanted first, then the item.
            let release: Option<Option<i64>> = rows.select(items::release_id).first(conn).await.optional()?;
            if let Some(Some(release_id)) = release {
                let discogs_id = releases::table.find(release_id).select(releases::discogs_id.assume_not_null());
                let wanted = wanted_releases::table.filter(wanted_releases::user_id.eq(owner.get()));
                let wanted = wanted.filter(wanted_releases::discogs_id.eq_any(discogs_id));
                diesel::update(wanted).set(wanted_releases::is_removed.eq(true)).execute(conn).await?;
            }
            let rows = items::table.find(id).filter(items::user_id.eq(owner.get()));
            Ok(diesel::delete(rows).execute(conn).await? > 0)
        })
        .await
    })
    .await
}
