//! The tracks and the artists that a person plays most, as of the day.

use chrono::{DateTime, NaiveTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::progress::Step;
use super::rows::{self, Written, tally};
use super::sync::{Done, Piece, stored};
use crate::db::{Conn, make_months};
use crate::jobs::Next;
use crate::profiles::listening::Tally;

/// About four weeks, six months, a year.
const RANGES: [&str; 3] = ["short_term", "medium_term", "long_term"];
/// So many of each.
const MOST: u32 = 20;

/// The tracks of one range.
pub async fn tracks(piece: &Piece<'_>, at: usize) -> Done<Next> {
    let mut progress = piece.sync.spotify.clone();
    let Some(range) = RANGES.get(at) else { return piece.go_on(progress.at(Step::TopArtists(0))).await };
    let (tracks, skipped) = piece.ask(|who| piece.spotify.top_tracks(who, range, MOST)).await?;
    progress.tops.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    let day = day(piece.ctx.now());
    make_months(&mut *piece.ctx.app.db.conn().await?, "spotify_top_tracks", &[day]).await?;
    let ids: Vec<&String> = tracks.iter().filter_map(|track| track.id.as_ref()).collect();
    let user_id = piece.sync.user_id;
    stored!(piece, progress.at(Step::TopTracks(at + 1)), Tally::default(), &skipped, |conn, progress| {
        rows::tracks(conn, &tracks).await?;
        let told = store(conn, ("spotify_top_tracks", "track_id"), (user_id, range, day), &ids).await?;
        progress.tops = progress.tops.and(told);
        Tally::default()
    })
}

/// The artists of one range.
pub async fn artists(piece: &Piece<'_>, at: usize) -> Done<Next> {
    let mut progress = piece.sync.spotify.clone();
    let Some(range) = RANGES.get(at) else { return piece.go_on(progress.at(Step::Artists)).await };
    let (artists, skipped) = piece.ask(|who| piece.spotify.top_artists(who, range, MOST)).await?;
    progress.tops.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    let (now, user_id) = (piece.ctx.now(), piece.sync.user_id);
    let day = day(now);
    make_months(&mut *piece.ctx.app.db.conn().await?, "spotify_top_artists", &[day]).await?;
    let ids: Vec<&String> = artists.iter().map(|artist| &artist.id).collect();
    stored!(piece, progress.at(Step::TopArtists(at + 1)), Tally::default(), &skipped, |conn, progress| {
        progress.artists = progress.artists.and(rows::artists(conn, &artists, now).await?);
        let told = store(conn, ("spotify_top_artists", "artist_id"), (user_id, range, day), &ids).await?;
        progress.tops = progress.tops.and(told);
        Tally::default()
    })
}

/// The first moment of the day: a list that is fetched again on that day is the same one.
fn day(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(NaiveTime::MIN).and_utc()
}

async fn store(
    conn: &mut AsyncPgConnection,
    (table, column): (&str, &str),
    (user_id, range, day): (i64, &str, DateTime<Utc>),
    ids: &[&String],
) -> QueryResult<Tally> {
    // Names of ours alone are written into the statement.
    sql_query(format!("delete from {table} where user_id = $1 and taken_at = $2 and time_range = $3 and place > $4"))
        .bind::<BigInt, _>(user_id)
        .bind::<Timestamptz, _>(day)
        .bind::<Text, _>(range)
        .bind::<BigInt, _>(i64::try_from(ids.len()).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
    let written: Vec<Written> = sql_query(format!(
        "insert into {table} as stored (user_id, taken_at, time_range, place, {column})
         select $1, $2, $3, place, id from unnest($4::text[]) with ordinality as told (id, place)
         on conflict (user_id, taken_at, time_range, place) do update set {column} = excluded.{column}
             where stored.{column} <> excluded.{column}
         returning not exists (select from {table} as before where before.user_id = $1 and before.taken_at = $2
             and before.time_range = $3 and before.place = stored.place) as is_new"
    ))
    .bind::<BigInt, _>(user_id)
    .bind::<Timestamptz, _>(day)
    .bind::<Text, _>(range)
    .bind::<Array<Text>, _>(ids)
    .load(conn)
    .await?;
    Ok(tally(ids.len(), &written))
}
