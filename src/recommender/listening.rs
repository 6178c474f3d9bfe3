//! What people played: one person's albums and artists, and everybody's artists.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

/// What a person played, of what the catalogue has.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Heard {
    pub albums: BTreeMap<i64, Plays>,
    pub artists: BTreeMap<i64, i64>,
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plays {
    pub ever: i64,
    pub last_year: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<BigInt>)]
    artist_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    album_id: Option<i64>,
    #[diesel(sql_type = BigInt)]
    told: i64,
    #[diesel(sql_type = BigInt)]
    told_year: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
    #[diesel(sql_type = BigInt)]
    counted_year: i64,
}

/// What one person played: as their service tells it, and as their plays count. Of two services that tell of the same plays
/// only the one counts that they listen by, or else one that has told anything. Where the service itself says how often
/// everything was played, plays are only counted for the last year.
pub async fn of(conn: &mut AsyncPgConnection, owner: i64, first: &str, now: DateTime<Utc>) -> QueryResult<Heard> {
    let rows: Vec<Row> = sql_query(
        "with source as materialized (
             select service from (
                 select service from linked_accounts where user_id = $1 and service <> 'discogs'
                 union select service from listening_imports where user_id = $1 and not is_dry and added + unchanged > 0
                 union select source from listening_snapshots where user_id = $1) as known
             order by service = $2 desc, service limit 1),
         last as materialized (
             select distinct on (period) period, payload from listening_snapshots
             where user_id = $1 and source = (select service from source) and period in ('overall', '12month')
             order by period, taken_at desc, id desc),
         told as (
             select artist.artist_id, album.album_id,
                 coalesce(sum(plays) filter (where period = 'overall'), 0) as ever, coalesce(sum(plays) filter (where period = '12month'), 0) as year
             from last cross join lateral jsonb_to_recordset(payload) as row (artist text, album text, plays numeric)
                 join listened_artists as artist on artist.name = row.artist
                 left join listened_albums as album on album.listened_artist_id = artist.id and album.title = row.album
             group by 1, 2),
         counted as (
             select artist.artist_id, album.album_id, sum(plays) as ever, sum(year) as year
             from (select listened_track_id, listened_album_id, count(*) as plays, count(*) filter (where played_at >= $3) as year
                     from scrobbles where user_id = $1 and source = (select service from source)
                         and (played_at >= $3 or not exists (select from last where period = 'overall'))
                     group by 1, 2) as play
                 join listened_tracks as track on track.id = listened_track_id
                 join listened_artists as artist on artist.id = track.listened_artist_id
                 left join listened_albums as album on album.id = play.listened_album_id
             group by 1, 2)
         select artist_id, album_id, sum(told)::bigint as told, sum(told_year)::bigint as told_year,
             sum(counted)::bigint as counted, sum(counted_year)::bigint as counted_year
         from (select artist_id, album_id, ever as told, year as told_year, 0 as counted, 0 as counted_year from told
             union all select artist_id, album_id, 0, 0, ever, year from counted) as heard
         where artist_id is not null or album_id is not null group by 1, 2 order by 1, 2",
    )
    .bind::<BigInt, _>(owner)
    .bind::<Text, _>(first)
    .bind::<Timestamptz, _>(now.checked_sub_months(Months::new(12)).unwrap_or(now))
    .load(conn)
    .await?;
    let mut heard = Heard::default();
    let mut by_artist: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for row in rows {
        if let Some(album) = row.album_id {
            let plays = heard.albums.entry(album).or_default();
            plays.ever += row.told.max(row.counted);
            plays.last_year += row.told_year.max(row.counted_year);
        }
        if let Some(artist) = row.artist_id {
            let plays = by_artist.entry(artist).or_default();
            plays.0 += row.told;
            plays.1 += row.counted;
        }
    }
    heard.artists = by_artist.into_iter().map(|(artist, (told, counted))| (artist, told.max(counted))).collect();
    Ok(heard)
}

/// How often each of many people played each artist; of one person at most so many.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct ArtistPlays {
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = BigInt)]
    pub artist_id: i64,
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
}

/// Everybody's artists, for the model: what their services tell, else their plays, up to a moment.
pub async fn of_all(conn: &mut AsyncPgConnection, people: &[i64], most: i64) -> QueryResult<Vec<ArtistPlays>> {
    sql_query(
        "with last as materialized (
             select distinct on (user_id) user_id, payload from listening_snapshots
             where user_id = any($1) and period = 'overall' order by user_id, taken_at desc, id desc),
         told as (
             select user_id, artist_id, sum(plays)::bigint as plays
             from last cross join lateral jsonb_to_recordset(payload) as row (artist text, plays numeric)
                 join listened_artists as artist on artist.name = row.artist
             where artist_id is not null group by 1, 2),
         counted as (
             select user_id, artist_id, max(plays)::bigint as plays from (
                 select user_id, source, artist_id, sum(plays) as plays
                 from (select user_id, source, listened_track_id, count(*) as plays from scrobbles where user_id = any($1) group by 1, 2, 3) as play
                     join listened_tracks as track on track.id = listened_track_id
                     join listened_artists as artist on artist.id = track.listened_artist_id
                 where artist_id is not null group by 1, 2, 3) as by_source
             group by 1, 2),
         seeds as (select user_id, artist_id, 1::bigint as plays from user_seed_artists where user_id = any($1)),
         ranked as (
             select user_id, artist_id, max(plays) as plays, row_number() over (partition by user_id order by max(plays) desc, artist_id) as place
             from (select * from told union all select * from counted union all select * from seeds) as heard group by 1, 2)
         select user_id, artist_id, plays from ranked where place <= $2 order by 1, 2",
    )
    .bind::<Array<BigInt>, _>(people)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await
}
