//! The last plays: into `scrobbles` for good, as from any service, and into a time series as Spotify tells them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::progress::{Step, Walk};
use super::sync::{Done, Piece, stored};
use super::{SERVICE, rows};
use crate::db::{Conn, make_months};
use crate::integrations::facts::{PlayFacts, Skipped};
use crate::integrations::spotify::Edge;
use crate::integrations::spotify::facts::PlayedFacts;
use crate::jobs::Next;
use crate::profiles::listening::{Tally, store};

/// Spotify tells no more of them.
const MOST: usize = 50;
/// So far back from where everything is stored it is looked again: players without a connection tell of plays later.
const OVERLAP: TimeDelta = TimeDelta::days(1);

/// One page of plays, from the newest back to where everything is stored.
pub async fn page(piece: &Piece<'_>, walk: Walk) -> Done<Next> {
    let known = piece.account.complete_to;
    let edge = match (walk.before, known) {
        (Some(before), _) => Edge::Before(before),
        (None, Some(known)) => Edge::After((known - OVERLAP).timestamp_millis()),
        (None, None) => Edge::Newest,
    };
    let (played, mut skipped, count) = piece.ask(|who| piece.spotify.recently_played(who, edge)).await?;
    let now = piece.ctx.now();
    let newest = played.iter().map(|play| play.played_at.timestamp_millis()).chain(walk.newest).max();
    let oldest = played.iter().map(|play| play.played_at).min();
    let (plays, odd) = told(&played, now);
    skipped.extend(odd);

    let is_reached = known.zip(oldest).is_some_and(|(known, oldest)| oldest <= known);
    let next = oldest.filter(|_| count >= MOST && !is_reached).map(|oldest| oldest.timestamp_millis());
    let step = match next {
        // It would stand still where one millisecond fills a page.
        Some(before) if walk.before.is_none_or(|was| before < was) => Step::Played(Walk { before: Some(before), newest }),
        _ => Step::Playlists,
    };
    let mut progress = piece.sync.spotify.clone();
    if step == Step::Playlists
        && let Some(known) = known
        && (walk.before.is_some() || count >= MOST)
        && !is_reached
    {
        progress
            .note(format!("Spotify tells of the last {MOST} plays only: some after {} may be missing", known.format("%Y-%m-%d %H:%M UTC")));
    } else if step == Step::Playlists && known.is_none() && walk.before.is_some() {
        progress.note(format!("Spotify tells of the last {MOST} plays only"));
    }
    let progress = progress.at(step);

    let moments: Vec<DateTime<Utc>> = played.iter().map(|play| play.played_at).filter(|moment| *moment <= now + OVERLAP).collect();
    {
        // Given back before the storing takes one of its own: jobs that hold two each would wait for one another.
        let conn = &mut piece.ctx.app.db.conn().await?;
        store::months(conn, &plays).await?;
        make_months(conn, "spotify_recently_played", &moments).await?;
    }
    let user_id = piece.sync.user_id;
    let failed = i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    stored!(piece, progress, Tally { failed, ..Tally::default() }, &skipped, |conn, progress| {
        let tally = store::plays(conn, (user_id, SERVICE.word()), &plays, store::Origin::Service, now).await?;
        series(conn, user_id, &played, now).await?;
        ids(conn, &played).await?;
        if progress.step == Step::Playlists
            && let Some(newest) = newest.and_then(DateTime::from_timestamp_millis)
        {
            complete(conn, user_id, newest.min(now)).await?;
        }
        tally
    })
}

/// The plays as every service tells them, by the second.
fn told(played: &[PlayedFacts], now: DateTime<Utc>) -> (Vec<PlayFacts>, Vec<Skipped>) {
    let (mut plays, mut nameless) = (Vec::new(), Vec::new());
    for play in played {
        let Some((_, artist)) = play.track.artists.as_slice().first() else {
            let record = format!("play of {}", play.played_at.timestamp_millis());
            nameless.push(Skipped { record, problem: "a track of nobody's".into() });
            continue;
        };
        plays.push(PlayFacts {
            played_at: DateTime::from_timestamp(play.played_at.timestamp(), 0).unwrap_or(play.played_at),
            artist: artist.clone(),
            artist_mbid: None,
            album: play.track.album.clone(),
            album_mbid: None,
            track: play.track.name.clone(),
            track_mbid: None,
        });
    }
    let (plays, odd) = store::sound(plays, now);
    nameless.extend(odd);
    (plays, nameless)
}

/// The plays as Spotify tells them; a file of somebody's own has no id there, and is among `scrobbles` alone.
async fn series(conn: &mut AsyncPgConnection, user_id: i64, played: &[PlayedFacts], now: DateTime<Utc>) -> QueryResult<()> {
    rows::tracks(conn, played.iter().map(|play| &play.track)).await?;
    let rows: Vec<Value> = played
        .iter()
        .filter(|play| play.played_at <= now + OVERLAP && !play.track.is_episode)
        .filter_map(|play| Some(json!({"played_at": play.played_at, "track_id": play.track.id.as_ref()?, "context": play.context})))
        .collect();
    sql_query(
        "insert into spotify_recently_played (user_id, played_at, track_id, context)
         select $1, played_at, track_id, context from jsonb_to_recordset($2) as told (played_at timestamptz, track_id text, context text)
         on conflict do nothing",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Jsonb, _>(Value::Array(rows))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes which artists of Spotify's the names are, so that they are found by their id.
async fn ids(conn: &mut AsyncPgConnection, played: &[PlayedFacts]) -> QueryResult<()> {
    let artists: BTreeMap<&str, &str> = played
        .iter()
        .filter_map(|play| {
            let (id, name) = play.track.artists.as_slice().first()?;
            Some((name.as_str(), id.as_deref()?))
        })
        .collect();
    let (names, ids): (Vec<&str>, Vec<&str>) = artists.into_iter().unzip();
    sql_query(
        "update listened_artists as stored set spotify_id = told.id
         from (select held.id as row_id, t.id from listened_artists as held join unnest($1, $2) as t (name, id) using (name)
             where held.spotify_id is null order by held.name for no key update of held) as told
         where stored.id = told.row_id",
    )
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Text>, _>(ids)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that every play up to then is stored, as far as Spotify tells.
async fn complete(conn: &mut AsyncPgConnection, user_id: i64, newest: DateTime<Utc>) -> QueryResult<usize> {
    sql_query("update linked_accounts set complete_to = greatest(complete_to, $3) where user_id = $1 and service = $2")
        .bind::<BigInt, _>(user_id)
        .bind::<Text, _>(SERVICE.word())
        .bind::<Timestamptz, _>(newest)
        .execute(conn)
        .await
}
