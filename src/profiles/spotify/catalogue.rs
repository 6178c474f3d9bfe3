//! What Spotify says of artists and tracks by themselves, where it still does, and which artists of the catalogue they are.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::progress::{Progress, Step};
use super::rows;
use super::sync::{Done, Piece, Stop, stored, withdraw};
use crate::catalog::Artist;
use crate::db::Conn;
use crate::integrations::Error;
use crate::integrations::spotify::facts::FeaturesFacts;
use crate::jobs::Next;
use crate::profiles::listening::Tally;

/// So many artists that nobody has asked about are asked about in one run, one by one.
const ONE_BY_ONE: u32 = 20;
/// So many calls for how tracks sound, of a hundred tracks each, in one run.
pub const FEATURE_CALLS: u32 = 3;
/// What is older is asked for again.
const FRESH: TimeDelta = TimeDelta::days(30);

const GONE: &str = "Spotify no longer gives audio features to this application";

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Text)]
    id: String,
}

/// Artists whom the person plays, likes or keeps in playlists, and of whom only the name is known.
const DUE_ARTISTS: &str = "
    with known as (
        select track_id from spotify_recently_played where user_id = $1
        union select track_id from spotify_top_tracks where user_id = $1
        union select track_id from spotify_playlist_tracks where user_id = $1 and track_id is not null)
    select distinct artist.spotify_id as id, detailed_at from known join spotify_tracks as track on track.spotify_id = track_id
        join spotify_artists as artist on artist.spotify_id = artist_ids[1]
    where detailed_at is null or detailed_at < $2 order by detailed_at nulls first, artist.spotify_id limit $3";

/// Tracks of the person of which it was not asked how they sound.
const DUE_TRACKS: &str = "
    with known as (
        select track_id from spotify_recently_played where user_id = $1
        union select track_id from spotify_top_tracks where user_id = $1
        union select track_id from spotify_playlist_tracks where user_id = $1 and track_id is not null)
    select track.spotify_id as id from known join spotify_tracks as track on track.spotify_id = track_id
    where (features_tried_at is null or features_tried_at < $2) and not exists (select from spotify_audio_features as f where f.track_id = track.spotify_id)
    order by track.spotify_id limit $3";

async fn due(piece: &Piece<'_>, sql: &str, most: i64) -> Done<Vec<String>> {
    let ids: Vec<Id> = sql_query(sql)
        .bind::<BigInt, _>(piece.sync.user_id)
        .bind::<Timestamptz, _>(piece.ctx.now() - FRESH)
        .bind::<BigInt, _>(most)
        .load(&mut *piece.ctx.app.db.conn().await?)
        .await?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// Fifty artists with one call, where the application may.
pub async fn artists(piece: &Piece<'_>) -> Done<Next> {
    let progress = piece.sync.spotify.clone();
    if piece.is_withdrawn("artists").await? {
        return piece.go_on(progress.at(Step::Artist(ONE_BY_ONE))).await;
    }
    let ids = due(piece, DUE_ARTISTS, 50).await?;
    if ids.is_empty() {
        return piece.go_on(progress.at(Step::Features(FEATURE_CALLS))).await;
    }
    match piece.ask(|who| piece.spotify.artists(who, &ids)).await {
        Ok(artists) => {
            let now = piece.ctx.now();
            stored!(piece, progress.at(Step::Features(FEATURE_CALLS)), Tally::default(), &[], |conn, progress| {
                progress.artists = progress.artists.and(rows::artists(conn, &artists, now).await?);
                looked(conn, &ids, now).await?;
                Tally::default()
            })
        }
        Err(Stop::Step(Error::Rejected { .. } | Error::NotFound(_))) => {
            let next = progress.at(Step::Artist(ONE_BY_ONE));
            stored!(piece, next, Tally::default(), &[], |conn, _next| {
                withdraw(conn, "artists", piece.ctx).await?;
                Tally::default()
            })
        }
        Err(stop) => Err(stop),
    }
}

/// One artist.
pub async fn artist(piece: &Piece<'_>, left: u32) -> Done<Next> {
    let progress = piece.sync.spotify.clone();
    let ids = if left == 0 { Vec::new() } else { due(piece, DUE_ARTISTS, 1).await? };
    let Some(id) = ids.as_slice().first() else { return piece.go_on(progress.at(Step::Features(FEATURE_CALLS))).await };
    let told = match piece.ask(|who| piece.spotify.artist(who, id)).await {
        Ok(artist) => vec![artist],
        Err(Stop::Step(Error::NotFound(_))) => Vec::new(),
        Err(stop) => return Err(stop),
    };
    let now = piece.ctx.now();
    stored!(piece, progress.at(Step::Artist(left - 1)), Tally::default(), &[], |conn, progress| {
        progress.artists = progress.artists.and(rows::artists(conn, &told, now).await?);
        looked(conn, &ids, now).await?;
        Tally::default()
    })
}

/// Whoever was not told of is not asked about again at once.
async fn looked(conn: &mut AsyncPgConnection, ids: &[String], now: DateTime<Utc>) -> QueryResult<usize> {
    sql_query("update spotify_artists set detailed_at = $2 where spotify_id = any($1) and detailed_at is distinct from $2")
        .bind::<Array<Text>, _>(ids)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
}

/// How a hundred tracks sound.
pub async fn features(piece: &Piece<'_>, left: u32) -> Done<Next> {
    let mut progress = piece.sync.spotify.clone();
    let ids = if left == 0 { Vec::new() } else { due(piece, DUE_TRACKS, 100).await? };
    if !ids.is_empty() && piece.is_withdrawn("audio-features").await? {
        progress.note(GONE.to_owned());
        return end(piece, progress).await;
    }
    if ids.is_empty() {
        return end(piece, progress).await;
    }
    match piece.ask(|who| piece.spotify.audio_features(who, &ids)).await {
        Ok(told) => {
            let now = piece.ctx.now();
            stored!(piece, progress.at(Step::Features(left - 1)), Tally::default(), &[], |conn, progress| {
                store_features(conn, &told, now).await?;
                sql_query("update spotify_tracks set features_tried_at = $2 where spotify_id = any($1)")
                    .bind::<Array<Text>, _>(&ids)
                    .bind::<Timestamptz, _>(now)
                    .execute(conn)
                    .await?;
                progress.features += i64::try_from(told.len()).unwrap_or(i64::MAX);
                Tally::default()
            })
        }
        Err(Stop::Step(Error::Rejected { .. } | Error::NotFound(_))) => {
            progress.note(GONE.to_owned());
            withdraw(&mut *piece.ctx.app.db.conn().await?, "audio-features", piece.ctx).await?;
            end(piece, progress).await
        }
        Err(stop) => Err(stop),
    }
}

async fn store_features(conn: &mut AsyncPgConnection, told: &[FeaturesFacts], now: DateTime<Utc>) -> QueryResult<usize> {
    let row = |one: &FeaturesFacts| {
        json!({
            "track_id": one.id, "danceability": one.danceability, "energy": one.energy, "loudness": one.loudness,
            "speechiness": one.speechiness, "acousticness": one.acousticness, "instrumentalness": one.instrumentalness,
            "liveness": one.liveness, "valence": one.valence, "tempo": one.tempo, "key": rows::whole(one.key),
            "mode": rows::whole(one.mode), "time_signature": rows::whole(one.time_signature), "fetched_at": now,
        })
    };
    sql_query(
        "insert into spotify_audio_features
         select told.* from jsonb_populate_recordset(null::spotify_audio_features, $1) as told join spotify_tracks as track on track.spotify_id = track_id
         on conflict (track_id) do nothing",
    )
    .bind::<Jsonb, _>(Value::Array(told.iter().map(row).collect()))
    .execute(conn)
    .await
}

/// The last of Spotify's steps: artists of the catalogue get their ids, where there is no doubt.
async fn end(piece: &Piece<'_>, progress: Progress) -> Done<Next> {
    stored!(piece, progress.at(Step::Done), Tally::default(), &[], |_conn, _next| Tally::default())
}

/// Gives artists of the catalogue their ids at Spotify: those of whom the person has played an album that the catalogue has
/// of them, where nobody else there or here has that name. A name alone may be a namesake's.
pub async fn name_artists(conn: &mut AsyncPgConnection, user_id: i64) -> QueryResult<usize> {
    Artist::lock(conn).await?;
    sql_query(
        "with heard as (
             select distinct theirs.spotify_id, artist.artist_id, artist.normalized_name
             from spotify_recently_played as play join spotify_tracks as track on track.spotify_id = play.track_id
                 join spotify_artists as theirs on theirs.spotify_id = track.artist_ids[1]
                 join listened_artists as artist on artist.name = theirs.name
                 join listened_albums as album on album.listened_artist_id = artist.id and album.title = track.album_title
                 join albums as ours on ours.id = album.album_id and ours.artist_id = artist.artist_id
             where play.user_id = $1)
         update artists as stored set spotify_id = heard.spotify_id from heard
         where stored.id = heard.artist_id and stored.spotify_id is null and stored.normalized_name = heard.normalized_name
             and not exists (select from artists as twin where twin.normalized_name = stored.normalized_name and twin.id <> stored.id)
             and not exists (select from artists as other where other.spotify_id = heard.spotify_id)
             and not exists (select from heard as other where other.artist_id = heard.artist_id and other.spotify_id <> heard.spotify_id)
             and not exists (select from heard as other where other.spotify_id = heard.spotify_id and other.artist_id <> heard.artist_id)
             and not exists (select from spotify_artists as one join spotify_artists as twin on twin.name = one.name and twin.spotify_id <> one.spotify_id
                 where one.spotify_id = heard.spotify_id)",
    )
    .bind::<BigInt, _>(user_id)
    .execute(conn)
    .await
}
