//! The next album in the place of one that was dismissed.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::rank::{FEWEST_NEXT, OF_ONE_ARTIST, SHOWN};
use super::set::{self, Item};
use crate::app::App;
use crate::db::{Conn, DbError, whole};
use crate::identity::UserId;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// The album that is shown instead; `None`: the dismissed one was not shown, or there is no other.
    pub item: Option<Item>,
    /// There would be enough to choose from, had not so much been dismissed.
    pub is_for_want: bool,
}

#[derive(QueryableByName)]
struct Turned {
    #[diesel(sql_type = Nullable<BigInt>)]
    album_id: Option<i64>,
    #[diesel(sql_type = Bool)]
    was_there: bool,
    #[diesel(sql_type = BigInt)]
    left: i64,
    #[diesel(sql_type = Integer)]
    candidates: i32,
    #[diesel(sql_type = Integer)]
    dismissed: i32,
}

/// Puts the next candidate in the place of an album that has been dismissed. When few are left the set is computed anew,
/// which widens the pool.
pub async fn replace(app: &App, owner: UserId, album_id: i64) -> Result<Replaced, DbError> {
    let db = app.db.clone();
    let turned = whole(async move {
        let conn = &mut db.conn().await?;
        Ok::<_, DbError>(conn.transaction(async |conn: &mut Conn| turn(conn, owner, album_id).await).await?)
    });
    let Some(turned) = turned.await? else { return Ok(Replaced::default()) };
    let mut items = set::items(&mut *app.db.conn().await?, owner).await?;
    // Computed anew, the set may hold another in its place.
    let before: Vec<i64> = items.iter().map(|item| item.album_id).filter(|album| Some(*album) != turned.album_id).collect();
    if turned.was_there && turned.left < i64::try_from(FEWEST_NEXT).unwrap_or(i64::MAX) {
        set::recompute_now(app, owner).await?;
        items = set::items(&mut *app.db.conn().await?, owner).await?;
    }
    let next = items.iter().find(|item| Some(item.album_id) == turned.album_id);
    let next = next.or_else(|| items.iter().find(|item| turned.was_there && !before.contains(&item.album_id)));
    let least = i32::try_from(SHOWN + FEWEST_NEXT).unwrap_or(i32::MAX);
    let is_for_want = turned.was_there && turned.candidates < least && turned.candidates + turned.dismissed >= least;
    Ok(Replaced { item: next.cloned(), is_for_want })
}

async fn turn(conn: &mut AsyncPgConnection, owner: UserId, album_id: i64) -> QueryResult<Option<Turned>> {
    owner.take_turn(conn).await?;
    sql_query(
        "with gone as (
             delete from recommendation_items where user_id = $1 and album_id = $2 returning is_shown),
         next as (
             select item.album_id from recommendation_items as item join albums as album on album.id = item.album_id
             where user_id = $1 and not item.is_shown and item.album_id <> $2 and exists (select from gone where is_shown)
                 and (select count(*) from recommendation_items as shown join albums as beside on beside.id = shown.album_id
                     where shown.user_id = $1 and shown.is_shown and shown.album_id <> $2 and beside.artist_id = album.artist_id
                         and not exists (select from locked_recommendations as locked
                             where locked.user_id = $1 and locked.album_id = shown.album_id)) < $3
             order by position limit 1),
         turned as (
             update recommendation_items as item set is_shown = true from next
             where item.user_id = $1 and item.album_id = next.album_id returning item.album_id),
         told as (
             update recommendation_sets set generated_at = generated_at, dismissed_candidates = dismissed_candidates + 1,
                 candidates = greatest(candidates - 1, 0)
             where user_id = $1 and exists (select from gone) returning candidates, dismissed_candidates)
         select (select album_id from turned) as album_id, coalesce((select is_shown from gone), false) as was_there,
             (select count(*) from recommendation_items where user_id = $1 and not is_shown and album_id <> $2) - (select count(*) from turned) as left,
             coalesce(told.candidates, sets.candidates) as candidates, coalesce(told.dismissed_candidates, sets.dismissed_candidates) as dismissed
         from recommendation_sets as sets left join told on true where user_id = $1 and generated_at is not null",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<BigInt, _>(album_id)
    .bind::<BigInt, _>(i64::try_from(OF_ONE_ARTIST).unwrap_or(i64::MAX))
    .get_result(conn)
    .await
    .optional()
}
