//! A person's first twenty playlists, and the first hundred places of each.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::progress::{Due, Progress, Step};
use super::rows::{self, Written, tally, whole};
use super::sync::{Done, Piece, Stop, stored};
use crate::db::Conn;
use crate::db::schema::spotify_playlists;
use crate::integrations::Error;
use crate::integrations::facts::Page;
use crate::integrations::spotify::facts::{ItemFacts, PlaylistFacts};
use crate::jobs::Next;
use crate::profiles::listening::Tally;

/// So many playlists.
const MOST: u32 = 20;
/// So many places of each.
const PLACES: u32 = 100;

/// Said of those that Spotify lists and does not open.
const CLOSED: &str = "Spotify does not show this application what is on it";

/// The list; then the tracks of those that have changed.
pub async fn list(piece: &Piece<'_>) -> Done<Next> {
    let Page { items, skipped, total, .. } = piece.ask(|who| piece.spotify.playlists(who, MOST)).await?;
    let items: Vec<PlaylistFacts> = items.into_iter().take(MOST as usize).collect();
    let mut progress = piece.sync.spotify.clone();
    if total > MOST {
        progress.note(format!("the first {MOST} of {total} playlists"));
    }
    progress.playlists.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    let (user_id, now) = (piece.sync.user_id, piece.ctx.now());
    let told: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(place, list)| {
            json!({
                "id": list.id, "place": place, "name": list.name, "description": list.description, "owner_id": list.owner_id,
                "owner_name": list.owner_name, "is_public": list.is_public, "is_collaborative": list.is_collaborative,
                "snapshot_id": list.snapshot_id, "tracks": whole(Some(list.tracks)).unwrap_or(i32::MAX),
            })
        })
        .collect();
    let ids: Vec<&String> = items.iter().map(|list| &list.id).collect();
    stored!(piece, progress, Tally::default(), &skipped, |conn, progress| {
        // Those that the person does not follow any more, or that others have pushed out.
        sql_query("delete from spotify_playlists where user_id = $1 and spotify_id <> all($2)")
            .bind::<BigInt, _>(user_id)
            .bind::<Array<Text>, _>(&ids)
            .execute(conn)
            .await?;
        let written: Vec<Written> = sql_query(
            "insert into spotify_playlists as stored (user_id, spotify_id, place, name, description, owner_id, owner_name, is_public,
                     is_collaborative, snapshot_id, tracks, fetched_at)
                 select distinct on (id) $1, id, place, name, description, owner_id, owner_name, is_public, is_collaborative, snapshot_id,
                     tracks, $3
                 from jsonb_to_recordset($2) as told (id text, place integer, name text, description text, owner_id text, owner_name text,
                     is_public boolean, is_collaborative boolean, snapshot_id text, tracks integer) order by id, place
                 on conflict (user_id, spotify_id) do update set place = excluded.place, name = excluded.name, description = excluded.description,
                     owner_id = excluded.owner_id, owner_name = excluded.owner_name, is_public = excluded.is_public,
                     is_collaborative = excluded.is_collaborative, snapshot_id = excluded.snapshot_id, tracks = excluded.tracks,
                     fetched_at = excluded.fetched_at
                 where (stored.place, stored.name, stored.description, stored.owner_id, stored.owner_name, stored.is_public,
                         stored.is_collaborative, stored.snapshot_id, stored.tracks)
                     is distinct from (excluded.place, excluded.name, excluded.description, excluded.owner_id, excluded.owner_name,
                         excluded.is_public, excluded.is_collaborative, excluded.snapshot_id, excluded.tracks)
                 returning xmax = 0 as is_new",
        )
        .bind::<BigInt, _>(user_id)
        .bind::<Jsonb, _>(Value::Array(told.clone()))
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
        progress.playlists = progress.playlists.and(tally(items.len(), &written));
        let stored: Vec<(String, Option<String>)> = spotify_playlists::table
            .filter(spotify_playlists::user_id.eq(user_id))
            .select((spotify_playlists::spotify_id, spotify_playlists::stored_snapshot_id))
            .load(conn)
            .await?;
        let has_stored = |list: &PlaylistFacts| list.snapshot_id.is_some() && stored.contains(&(list.id.clone(), list.snapshot_id.clone()));
        let due = items.iter().filter(|list| !has_stored(list));
        progress.due = due
            .map(|list| Due { id: list.id.clone(), snapshot: list.snapshot_id.clone(), by_old_call: list.is_old_shape, is_turned: false })
            .collect();
        progress.step = progress.after_playlist();
        Tally::default()
    })
}

/// A page of one playlist's tracks.
pub async fn tracks(piece: &Piece<'_>, offset: u32) -> Done<Next> {
    let mut progress = piece.sync.spotify.clone();
    let Some(due) = progress.due.as_slice().first().cloned() else {
        let step = progress.after_playlist();
        return piece.go_on(progress.at(step)).await;
    };
    let asked = piece.ask(|who| piece.spotify.playlist_items(who, &due.id, offset, due.by_old_call)).await;
    let page = match asked {
        Ok(page) => page,
        // Which of the two calls an application has is not told beforehand.
        Err(Stop::Step(Error::Rejected { .. } | Error::NotFound(_))) if !due.is_turned && offset == 0 => {
            progress.due[0] = Due { by_old_call: !due.by_old_call, is_turned: true, ..due };
            return piece.go_on(progress).await;
        }
        // Since February 2026 those of other people are closed; asked for again when they change.
        Err(Stop::Step(Error::Rejected { .. } | Error::NotFound(_))) => return close(piece, progress, &due).await,
        Err(stop) => return Err(stop),
    };
    let Page { items, skipped, next, .. } = page;
    let items: Vec<ItemFacts> = items.into_iter().filter(|item| item.place < PLACES).collect();
    let next = next.filter(|next| *next < PLACES);
    progress.tracks.failed += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    if let Some(next) = next {
        progress.step = Step::Tracks(next);
    } else {
        progress.due.remove(0);
        progress.step = progress.after_playlist();
    }
    let user_id = piece.sync.user_id;
    let until = next.unwrap_or(u32::MAX);
    stored!(piece, progress, Tally::default(), &skipped, |conn, progress| {
        rows::tracks(conn, items.iter().map(|item| &item.track)).await?;
        let told = store(conn, (user_id, &due.id), &items, (offset, until)).await?;
        progress.tracks = progress.tracks.and(told);
        if next.is_none() {
            finish(conn, (user_id, &due), None).await?;
        }
        Tally::default()
    })
}

/// Puts what a page says into its places; what stood in them before and is not told is gone.
async fn store(
    conn: &mut AsyncPgConnection,
    (user_id, playlist): (i64, &str),
    items: &[ItemFacts],
    (from, until): (u32, u32),
) -> QueryResult<Tally> {
    let row = |item: &ItemFacts| {
        let track = &item.track;
        let kind = match track {
            track if track.is_episode => "episode",
            track if track.is_local || track.id.is_none() => "local",
            _ => "track",
        };
        let names: Vec<&String> = track.artists.iter().map(|(_, name)| name).collect();
        json!({
            "place": item.place, "kind": kind, "track_id": track.id.as_ref().filter(|_| kind == "track"), "title": track.name,
            "artist_names": names, "album_title": track.album, "duration_ms": whole(track.duration_ms), "added_at": item.added_at,
        })
    };
    let rows: Vec<Value> = items.iter().map(row).collect();
    let places: Vec<i32> = items.iter().filter_map(|item| i32::try_from(item.place).ok()).collect();
    let written: Vec<Written> = sql_query(
        "with gone as (
             delete from spotify_playlist_tracks
             where user_id = $1 and playlist_id = $2 and place >= $4 and place < $5 and place <> all($6))
         insert into spotify_playlist_tracks as stored (user_id, playlist_id, place, kind, track_id, title, artist_names, album_title,
             duration_ms, added_at)
         select $1, $2, place, kind, track_id, title, array(select jsonb_array_elements_text(artist_names)), album_title, duration_ms, added_at
         from jsonb_to_recordset($3) as told (place integer, kind text, track_id text, title text, artist_names jsonb, album_title text,
             duration_ms integer, added_at timestamptz)
         on conflict (user_id, playlist_id, place) do update set kind = excluded.kind, track_id = excluded.track_id,
             title = excluded.title, artist_names = excluded.artist_names, album_title = excluded.album_title,
             duration_ms = excluded.duration_ms, added_at = excluded.added_at
         where (stored.kind, stored.track_id, stored.title, stored.artist_names, stored.album_title, stored.duration_ms, stored.added_at)
             is distinct from (excluded.kind, excluded.track_id, excluded.title, excluded.artist_names, excluded.album_title,
                 excluded.duration_ms, excluded.added_at)
         returning xmax = 0 as is_new",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(playlist)
    .bind::<Jsonb, _>(Value::Array(rows))
    .bind::<Integer, _>(i32::try_from(from).unwrap_or(i32::MAX))
    .bind::<Integer, _>(i32::try_from(until).unwrap_or(i32::MAX))
    .bind::<Array<Integer>, _>(places)
    .load(conn)
    .await?;
    Ok(tally(items.len(), &written))
}

async fn close(piece: &Piece<'_>, mut progress: Progress, due: &Due) -> Done<Next> {
    progress.due.remove(0);
    progress.step = progress.after_playlist();
    let user_id = piece.sync.user_id;
    stored!(piece, progress, Tally::default(), &[], |conn, progress| {
        sql_query("delete from spotify_playlist_tracks where user_id = $1 and playlist_id = $2")
            .bind::<BigInt, _>(user_id)
            .bind::<Text, _>(&due.id)
            .execute(conn)
            .await?;
        finish(conn, (user_id, due), Some(CLOSED)).await?;
        let closed = "select count(*) as rows from spotify_playlists where user_id = $1 and problem is not null";
        let closed = rows::count(conn, closed, user_id).await?;
        progress.notes.retain(|said| !said.contains("closed to this application"));
        progress.note(format!("{closed} playlists are closed to this application"));
        Tally::default()
    })
}

/// Notes which snapshot is stored, or why it is not.
async fn finish(conn: &mut AsyncPgConnection, (user_id, due): (i64, &Due), problem: Option<&str>) -> QueryResult<usize> {
    sql_query("update spotify_playlists set stored_snapshot_id = $3, problem = $4 where user_id = $1 and spotify_id = $2")
        .bind::<BigInt, _>(user_id)
        .bind::<Text, _>(&due.id)
        .bind::<Nullable<Text>, _>(&due.snapshot)
        .bind::<Nullable<Text>, _>(problem)
        .execute(conn)
        .await
}
