//! Albums that a person keeps among their recommendations.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::dismissal;
use crate::app::App;
use crate::catalog::{Album, Newest, Slice};
use crate::db::schema::locked_recommendations as locks;
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;

const LIST: Newest = Newest { table: "locked_recommendations", owner: "user_id", id: "album_id", at: "locked_at" };

/// A lock, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = locks)]
pub struct LockedAlbum {
    pub album_id: i64,
    pub locked_at: DateTime<Utc>,
}

/// What became of an album that somebody wanted to keep.
#[derive(Clone, Debug)]
pub enum Lock {
    Locked(Album),
    AlreadyLocked(Album),
    UnknownAlbum,
}

/// A page of a person's locked albums, the newest first; a cursor is an album's id.
pub async fn list(app: &App, owner: UserId, page: (i64, Option<i64>)) -> Result<Slice<LockedAlbum>, DbError> {
    Ok(LIST.page(&mut *app.db.conn().await?, owner.get(), page).await?)
}

/// Keeps an album. One that was dismissed is restored.
pub async fn lock(app: &App, owner: UserId, album_id: i64) -> Result<Lock, DbError> {
    let now = app.clock.now();
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // What else this person says about albums waits.
            owner.take_turn(conn).await?;
            let Some(album) = Album::hold(conn, album_id).await? else { return Ok(Lock::UnknownAlbum) };
            dismissal::remove(conn, owner, album.id).await?;
            let new = (locks::user_id.eq(owner.get()), locks::album_id.eq(album.id), locks::locked_at.eq(now));
            let stored = diesel::insert_into(locks::table).values(new).on_conflict_do_nothing().execute(conn).await?;
            Ok(if stored > 0 { Lock::Locked(album) } else { Lock::AlreadyLocked(album) })
        })
        .await
    })
    .await
}

/// Keeps an album no longer, and answers with it, if there is one, and whether it was kept.
pub async fn unlock(app: &App, owner: UserId, album_id: i64) -> Result<(Option<Album>, bool), DbError> {
    let conn = &mut app.db.conn().await?;
    let Some(album) = Album::find(conn, album_id).await? else { return Ok((None, false)) };
    let removed = remove(conn, owner, album.id).await?;
    Ok((Some(album), removed))
}

pub(super) async fn remove(conn: &mut AsyncPgConnection, owner: UserId, album_id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(locks::table.find((owner.get(), album_id))).execute(conn).await? > 0)
}
