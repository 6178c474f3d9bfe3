//! What the clock has asked for anew.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use super::{ACTIVE, order};
use crate::app::App;
use crate::catalog::sync::{ArtistSubject, FetchArtist, SyncAlbumReleases, SyncArtistAlbums};
use crate::db::DbError;
use crate::db::schema::{albums, artists};
use crate::jobs::Order;

/// A week, less the hours by which one week's look-up may be late.
const WEEK: TimeDelta = TimeDelta::days(6);

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Asks anew for the artists that active people want something of, and for those that were `heard` of late, with their
/// albums: those looked up within the last days not. How many there were.
pub async fn refresh_active(app: &App, heard: &[i64], limit: Option<u32>, wanted: Order) -> Result<usize, DbError> {
    let now = app.clock.now();
    let ids: Vec<Id> = sql_query(
        "select id from artists
         where (id = any($1) or id in (select artist_id from artist_demand where last_active_at > $2))
             and (info_synced_at is null or info_synced_at < $3)
         order by info_synced_at nulls first, id limit $4",
    )
    .bind::<Array<BigInt>, _>(heard)
    .bind::<Timestamptz, _>(now - ACTIVE)
    .bind::<Timestamptz, _>(now - WEEK)
    .bind::<BigInt, _>(limit.map_or(i64::MAX, i64::from))
    .load(&mut *app.db.conn().await?)
    .await?;
    let ids: Vec<i64> = ids.into_iter().map(|row| row.id).collect();
    refresh(app, &ids, wanted).await?;
    Ok(ids.len())
}

/// Asks anew for those artists, with their albums and all pressings of these, that were looked up before `since`: the
/// oldest first, and of as many as there are the `share`. How many of them are left.
pub async fn refresh_oldest(app: &App, since: DateTime<Utc>, share: impl Fn(i64) -> i64, wanted: Order) -> Result<i64, DbError> {
    let conn = &mut app.db.conn().await?;
    let all: i64 = artists::table.filter(artists::info_synced_at.lt(since)).count().get_result(conn).await?;
    let oldest = artists::table.filter(artists::info_synced_at.lt(since)).order((artists::info_synced_at, artists::id));
    let ids: Vec<i64> = oldest.limit(share(all)).select(artists::id).load(conn).await?;
    let pressed = albums::table.filter(albums::artist_id.eq_any(&ids)).filter(albums::releases_synced_at.lt(since));
    let pressed: Vec<i64> = pressed.order(albums::id).select(albums::id).load(conn).await?;
    refresh(app, &ids, wanted).await?;
    order(app, &pressed.into_iter().map(|album_id| SyncAlbumReleases { album_id }).collect::<Vec<_>>(), wanted).await?;
    Ok(all - i64::try_from(ids.len()).unwrap_or(all))
}

async fn refresh(app: &App, ids: &[i64], wanted: Order) -> Result<(), DbError> {
    order(app, &ids.iter().map(|id| FetchArtist::from(ArtistSubject::Id(*id))).collect::<Vec<_>>(), wanted).await?;
    order(app, &ids.iter().map(|id| SyncArtistAlbums { artist_id: *id }).collect::<Vec<_>>(), wanted).await?;
    Ok(())
}
