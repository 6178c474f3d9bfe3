//! Storing tracks and artists, which all persons share.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Jsonb};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::integrations::spotify::facts::{ArtistFacts, TrackFacts};
use crate::profiles::listening::Tally;

/// Whether a row that was written is new.
#[derive(QueryableByName)]
pub struct Written {
    #[diesel(sql_type = Bool)]
    pub is_new: bool,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// What became of so many rows, of which these were written.
pub fn tally(all: usize, written: &[Written]) -> Tally {
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let new = written.iter().filter(|row| row.is_new).count();
    Tally { new: count(new), updated: count(written.len() - new), unchanged: count(all.saturating_sub(written.len())), failed: 0 }
}

/// A whole number that a column holds.
pub fn whole(number: Option<i64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

/// Stores tracks, and their artists by name; what was known of them and is not told now stays.
pub async fn tracks<'a>(conn: &mut AsyncPgConnection, tracks: impl IntoIterator<Item = &'a TrackFacts>) -> QueryResult<()> {
    // In one order for all, so that no two who store the same wait for one another for ever.
    let (mut rows, mut artists) = (BTreeMap::new(), BTreeMap::new());
    for track in tracks.into_iter().filter(|track| !track.is_episode) {
        let Some(id) = &track.id else { continue };
        for (id, name) in &track.artists {
            if let Some(id) = id {
                artists.insert(id.clone(), json!({"id": id, "name": name}));
            }
        }
        let (ids, names): (Vec<_>, Vec<_>) = track.artists.iter().cloned().unzip();
        rows.insert(
            id.clone(),
            json!({
                "id": id, "title": track.name, "artist_ids": ids.into_iter().flatten().collect::<Vec<_>>(), "artist_names": names,
                "album_id": track.album_id, "album_title": track.album, "duration_ms": whole(track.duration_ms),
                "isrc": track.isrc, "is_explicit": track.is_explicit,
            }),
        );
    }
    sql_query(
        "insert into spotify_artists as stored (spotify_id, name)
         select id, name from jsonb_to_recordset($1) as told (id text, name text) order by id
         on conflict (spotify_id) do update set name = excluded.name where stored.name <> excluded.name",
    )
    .bind::<Jsonb, _>(Value::Array(artists.into_values().collect()))
    .execute(conn)
    .await?;
    sql_query(
        "insert into spotify_tracks as stored (spotify_id, title, artist_ids, artist_names, album_id, album_title, duration_ms, isrc, is_explicit)
         select id, title, array(select jsonb_array_elements_text(artist_ids)), array(select jsonb_array_elements_text(artist_names)),
             album_id, album_title, duration_ms, isrc, is_explicit
         from jsonb_to_recordset($1) as told (id text, title text, artist_ids jsonb, artist_names jsonb, album_id text,
             album_title text, duration_ms integer, isrc text, is_explicit boolean) order by id
         on conflict (spotify_id) do update set title = excluded.title, artist_ids = excluded.artist_ids, artist_names = excluded.artist_names,
             album_id = coalesce(excluded.album_id, stored.album_id), album_title = coalesce(excluded.album_title, stored.album_title),
             duration_ms = coalesce(excluded.duration_ms, stored.duration_ms), isrc = coalesce(excluded.isrc, stored.isrc),
             is_explicit = excluded.is_explicit
         where (stored.title, stored.artist_ids, stored.artist_names, stored.album_id, stored.album_title, stored.duration_ms, stored.isrc,
                 stored.is_explicit)
             is distinct from (excluded.title, excluded.artist_ids, excluded.artist_names, coalesce(excluded.album_id, stored.album_id),
                 coalesce(excluded.album_title, stored.album_title), coalesce(excluded.duration_ms, stored.duration_ms),
                 coalesce(excluded.isrc, stored.isrc), excluded.is_explicit)",
    )
    .bind::<Jsonb, _>(Value::Array(rows.into_values().collect()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores artists with all that is told of them.
pub async fn artists(conn: &mut AsyncPgConnection, artists: &[ArtistFacts], now: chrono::DateTime<chrono::Utc>) -> QueryResult<Tally> {
    let rows: BTreeMap<&str, Value> = artists
        .iter()
        .map(|artist| {
            let ArtistFacts { id, name, genres, popularity, followers } = artist;
            let row =
                json!({"id": id, "name": name, "genres": genres, "popularity": whole(*popularity), "followers": followers, "detailed_at": now});
            (id.as_str(), row)
        })
        .collect();
    let all = rows.len();
    let rows = Value::Array(rows.into_values().collect());
    let written: Vec<Written> = sql_query(
        "insert into spotify_artists as stored (spotify_id, name, genres, popularity, followers, detailed_at)
         select id, name, array(select jsonb_array_elements_text(genres)), popularity, followers, detailed_at
         from jsonb_to_recordset($1) as told (id text, name text, genres jsonb, popularity integer, followers bigint, detailed_at timestamptz)
         order by id
         on conflict (spotify_id) do update set name = excluded.name, genres = excluded.genres, detailed_at = excluded.detailed_at,
             popularity = coalesce(excluded.popularity, stored.popularity), followers = coalesce(excluded.followers, stored.followers)
         where stored.detailed_at is null or (stored.name, stored.genres, stored.popularity, stored.followers) is distinct from
             (excluded.name, excluded.genres, coalesce(excluded.popularity, stored.popularity), coalesce(excluded.followers, stored.followers))
         returning xmax = 0 as is_new",
    )
    .bind::<Jsonb, _>(&rows)
    .load(conn)
    .await?;
    // Those that have not changed were looked at too.
    sql_query("update spotify_artists as stored set detailed_at = told.detailed_at from jsonb_to_recordset($1) as told (id text, detailed_at timestamptz)
         where stored.spotify_id = told.id and stored.detailed_at < told.detailed_at")
        .bind::<Jsonb, _>(&rows)
        .execute(conn)
        .await?;
    Ok(tally(all, &written))
}

/// So many rows a statement counts.
pub async fn count(conn: &mut AsyncPgConnection, sql: &str, user_id: i64) -> QueryResult<i64> {
    let Count { rows } = sql_query(sql).bind::<BigInt, _>(user_id).get_result(conn).await?;
    Ok(rows)
}
