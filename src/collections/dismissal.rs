//! Albums that a person does not want to be recommended: at most a hundred within thirty days.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::lock;
use crate::app::App;
use crate::catalog::{Album, Newest, Slice};
use crate::db::schema::dismissed_recommendations as dismissals;
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;

/// So many stand at most that were made within [`LATELY`]: who dismisses more wants other recommendations, not fewer.
/// One that is taken back makes room for another.
pub const MOST: i64 = 100;
/// From so many on, clearing them is suggested.
pub const MANY: i64 = 80;
/// What counts.
pub const LATELY: TimeDelta = TimeDelta::days(30);

const LIST: Newest = Newest { table: "dismissed_recommendations", owner: "user_id", id: "album_id", at: "dismissed_at" };

/// A dismissal, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = dismissals)]
pub struct DismissedAlbum {
    pub album_id: i64,
    pub reason: Option<String>,
    pub dismissed_at: DateTime<Utc>,
}

/// What became of an album that somebody did not want.
#[derive(Clone, Debug)]
pub struct Dismiss {
    pub verdict: Verdict,
    pub album: Option<Album>,
    /// How many dismissals of the last thirty days stand now.
    pub lately: i64,
}

/// Whether it was dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Dismissed,
    /// It was before; a new reason takes the old one's place.
    AlreadyDismissed,
    UnknownAlbum,
    LimitReached,
}

/// A page of a person's dismissed albums, the newest first; a cursor is an album's id.
pub async fn list(app: &App, owner: UserId, page: (i64, Option<i64>)) -> Result<Slice<DismissedAlbum>, DbError> {
    Ok(LIST.page(&mut *app.db.conn().await?, owner.get(), page).await?)
}

/// Dismisses an album. One that was locked is unlocked.
pub async fn dismiss(app: &App, owner: UserId, album_id: i64, reason: Option<String>) -> Result<Dismiss, DbError> {
    let now = app.clock.now();
    let db = app.db.clone();
    whole(async move {
        let conn = &mut db.conn().await?;
        conn.transaction(async |conn: &mut Conn| {
            // What else this person says about albums waits.
            owner.take_turn(conn).await?;
            let before: i64 = dismissals::table
                .filter(dismissals::user_id.eq(owner.get()).and(dismissals::dismissed_at.gt(now - LATELY)))
                .count()
                .get_result(conn)
                .await?;
            let Some(album) = Album::hold(conn, album_id).await? else {
                return Ok(Dismiss { verdict: Verdict::UnknownAlbum, album: None, lately: before });
            };
            let stored = dismissals::table.find((owner.get(), album.id)).count().get_result::<i64>(conn).await?;
            let (verdict, lately) = if stored > 0 {
                if reason.is_some() {
                    let row = dismissals::table.find((owner.get(), album.id));
                    diesel::update(row).set(dismissals::reason.eq(reason)).execute(conn).await?;
                }
                (Verdict::AlreadyDismissed, before)
            } else if before >= MOST {
                (Verdict::LimitReached, before)
            } else {
                let new = (
                    dismissals::user_id.eq(owner.get()),
                    dismissals::album_id.eq(album.id),
                    dismissals::reason.eq(reason),
                    dismissals::dismissed_at.eq(now),
                );
                diesel::insert_into(dismissals::table).values(new).execute(conn).await?;
                lock::remove(conn, owner, album.id).await?;
                (Verdict::Dismissed, before + 1)
            };
            Ok(Dismiss { verdict, album: Some(album), lately })
        })
        .await
    })
    .await
}

/// Takes a dismissal back, and answers with the album, if there is one, and whether it was dismissed.
pub async fn restore(app: &App, owner: UserId, album_id: i64) -> Result<(Option<Album>, bool), DbError> {
    let conn = &mut app.db.conn().await?;
    let Some(album) = Album::find(conn, album_id).await? else { return Ok((None, false)) };
    let removed = remove(conn, owner, album.id).await?;
    Ok((Some(album), removed))
}

/// Takes every dismissal back, and says how many there were.
pub async fn clear(app: &App, owner: UserId) -> Result<usize, DbError> {
    let all = dismissals::table.filter(dismissals::user_id.eq(owner.get()));
    Ok(diesel::delete(all).execute(&mut *app.db.conn().await?).await?)
}

pub(super) async fn remove(conn: &mut AsyncPgConnection, owner: UserId, album_id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(dismissals::table.find((owner.get(), album_id))).execute(conn).await? > 0)
}
