//! Who of the catalogue the names are that services of listening write. Nobody outside is asked: by ids and normal forms
//! in one statement a batch, then, for the rest, by likeness; those about which something was decided, one by one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::store;
use crate::catalog::naming::normal;
use crate::catalog::same::{self, AlbumIdentity, ArtistIdentity, Identity, Kind, claim};
use crate::catalog::{Album as Row, matching};
use crate::integrations::facts::{AlbumFacts, ArtistFacts};

/// So many names at once.
const BATCH: i64 = 1000;

#[derive(QueryableByName)]
struct Artist {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    mbid: Option<Uuid>,
}

#[derive(QueryableByName)]
struct Album {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    mbid: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    artist_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    artist: Option<String>,
}

impl Artist {
    fn identity(&self) -> Identity {
        ArtistIdentity::of_ids(self.mbid, None, None, &normal(&self.name))
    }
}

impl Album {
    /// Nothing, as long as nobody knows the artist.
    fn identity(&self) -> Identity {
        let facts = |artist: &String| {
            let facts = AlbumFacts { title: self.title.clone(), mbid: self.mbid, ..AlbumFacts::default() };
            AlbumIdentity::of_facts(&facts, artist)
        };
        self.artist.as_ref().map(facts).unwrap_or_default()
    }
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    artist_id: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    artist: String,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Looks whom a batch of names means; `false`: no name was due any more. Begin a transaction: the names are held to its
/// end, and those that somebody else holds are left to them.
pub async fn match_some(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    store::plan_anew(conn).await?;
    let artists = match_artists(conn, now).await?;
    let albums = match_albums(conn, now).await?;
    Ok(artists + albums > 0)
}

async fn match_artists(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    let due: Vec<Artist> = sql_query(
        "select id, name, mbid from listened_artists where artist_id is null and next_try_at <= $1
         order by name limit $2 for no key update skip locked",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await?;
    let ids: Vec<i64> = due.iter().map(|artist| artist.id).collect();
    let (mut told, mut meant) = (Vec::new(), Vec::new());
    let ruled = ruled(conn, Kind::Artist, due.iter().map(|artist| (artist.id, artist.identity()))).await?;
    for artist in due.iter().filter(|artist| ruled.contains(&artist.id)) {
        let facts = ArtistFacts { name: artist.name.clone(), mbid: artist.mbid, ..ArtistFacts::default() };
        if let Some(row) = claim::artist(conn, &facts).await?.row {
            told.push(artist.id);
            meant.push(row);
        }
    }
    let free: Vec<i64> = ids.iter().copied().filter(|id| !ruled.contains(id)).collect();
    // Nobody whom another id contradicts; of several of that name the best known.
    let found: Vec<Id> = sql_query(
        "update listened_artists as told set artist_id = found.artist_id, tried_at = $2
         from (select d.id, coalesce(
                 (select a.id from artists as a where a.mbid = d.mbid),
                 (select a.id from artists as a where a.spotify_id = d.spotify_id),
                 (select a.id from former_ids as f join artists as a on a.id = f.row_id where kind = 'artist' and former_id = d.mbid::text),
                 (select a.id from artists as a where a.normalized_name = d.normalized_name and (a.mbid is null or d.mbid is null)
                     order by popularity_score desc, a.id limit 1),
                 (select a.id from artist_aliases as s join artists as a on a.id = s.artist_id
                     where s.normalized_name = d.normalized_name and (a.mbid is null or d.mbid is null)
                     order by popularity_score desc, a.id limit 1)) as artist_id
             from listened_artists as d where d.id = any($1)) as found
         where told.id = found.id and found.artist_id is not null returning told.id",
    )
    .bind::<Array<BigInt>, _>(&free)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    let found: HashSet<i64> = found.into_iter().map(|found| found.id).collect();
    for artist in due.iter().filter(|artist| !found.contains(&artist.id) && !ruled.contains(&artist.id)) {
        let likely = same::candidates(conn, artist.name.as_str().into()).await?;
        let mut certain = likely
            .iter()
            .filter(|one| one.verdict.is_certain() && (one.mbid.is_none() || artist.mbid.is_none() || one.mbid == artist.mbid));
        if let (Some(one), None) = (certain.next(), certain.next()) {
            told.push(artist.id);
            meant.push(one.id);
        }
    }
    note(conn, "listened_artists", "artist_id", (&told, &meant), &ids, now).await?;
    Ok(due.len())
}

/// Those about which something was decided.
async fn ruled(conn: &mut AsyncPgConnection, kind: Kind, told: impl Iterator<Item = (i64, Identity)>) -> QueryResult<HashSet<i64>> {
    let told: Vec<(i64, Identity)> = told.collect();
    let keys: Vec<String> = told.iter().flat_map(|(_, identity)| identity.iter().cloned()).collect();
    let decided = same::decided(conn, kind, &keys).await?;
    Ok(told.into_iter().filter(|(_, identity)| identity.iter().any(|key| decided.contains(key))).map(|(id, _)| id).collect())
}

async fn match_albums(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    // An album of somebody who has been found since it was tried is due too.
    let due: Vec<Album> = sql_query(
        "select album.id, album.title, album.mbid, artist.artist_id, meant.normalized_name as artist from listened_albums as album
             join listened_artists as artist on artist.id = listened_artist_id left join artists as meant on meant.id = artist.artist_id
         where album_id is null and (album.next_try_at <= $1 or (artist.artist_id is not null and album.tried_at < artist.tried_at))
         order by album.id limit $2 for no key update of album skip locked",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await?;
    let ids: Vec<i64> = due.iter().map(|album| album.id).collect();
    let ruled = ruled(conn, Kind::Album, due.iter().map(|album| (album.id, album.identity()))).await?;
    let free: Vec<i64> = ids.iter().copied().filter(|id| !ruled.contains(id)).collect();
    let found: Vec<Id> = sql_query(
        "update listened_albums as told set album_id = found.album_id, tried_at = $2
         from (select d.id, coalesce(
                 (select a.id from albums as a where a.mbid = d.mbid),
                 (select r.album_id from releases as r where r.mbid = d.mbid limit 1),
                 (select a.id from albums as a where a.artist_id = artist.artist_id and a.normalized_title = d.normalized_title
                     order by is_studio desc, a.id limit 1)) as album_id
             from listened_albums as d join listened_artists as artist on artist.id = d.listened_artist_id where d.id = any($1)) as found
         where told.id = found.id and found.album_id is not null returning told.id",
    )
    .bind::<Array<BigInt>, _>(&free)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    let found: HashSet<i64> = found.into_iter().map(|found| found.id).collect();
    let rest: Vec<&Album> = due.iter().filter(|album| !found.contains(&album.id) && album.artist_id.is_some()).collect();
    let artists: Vec<i64> = rest.iter().filter_map(|album| album.artist_id).collect();
    let known: Vec<Known> = sql_query(
        "select albums.id, artist_id, title, artists.name as artist from albums join artists on artists.id = artist_id
         where artist_id = any($1) order by albums.id",
    )
    .bind::<Array<BigInt>, _>(&artists)
    .load(conn)
    .await?;
    let mut by_artist: HashMap<i64, Vec<&Known>> = HashMap::new();
    for album in &known {
        by_artist.entry(album.artist_id).or_default().push(album);
    }
    let (mut told, mut meant) = (Vec::new(), Vec::new());
    for album in rest {
        let theirs = album.artist_id.and_then(|artist| by_artist.get(&artist)).map(Vec::as_slice).unwrap_or_default();
        let judged = theirs.iter().map(|known| {
            let verdict = matching::albums(album.title.as_str().into(), known.title.as_str().into(), Some(&known.artist));
            (known.id, verdict)
        });
        let mut certain: Vec<_> = judged.filter(|(_, verdict)| verdict.is_certain()).collect();
        // The first of the likeliest.
        certain.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
        let certain: Vec<i64> = certain.into_iter().map(|(id, _)| id).collect();
        let best = if ruled.contains(&album.id) { allowed(conn, album, &certain).await? } else { certain.as_slice().first().copied() };
        if let Some(id) = best {
            told.push(album.id);
            meant.push(id);
        }
    }
    note(conn, "listened_albums", "album_id", (&told, &meant), &ids, now).await?;
    Ok(due.len())
}

/// Which album is meant by a name about which something was decided: the one that has its id, the one that it was decided
/// to be, else the first of these that it was not decided not to be.
async fn allowed(conn: &mut AsyncPgConnection, album: &Album, certain: &[i64]) -> QueryResult<Option<i64>> {
    let identity = album.identity();
    if let Some(mbid) = album.mbid
        && let Some(row) = Row::find_by_mbid(conn, mbid).await?
    {
        return Ok(Some(row.id));
    }
    if let (Some(other), Some(artist_id)) = (same::same_as(conn, Kind::Album, &identity).await?, album.artist_id)
        && let Some(row) = claim::album_known_as(conn, artist_id, &other).await?
    {
        return Ok(Some(row));
    }
    for id in certain {
        let Some(row) = Row::find_row(conn, *id).await? else { continue };
        let other = AlbumIdentity::of(conn, &row).await?;
        if !same::are_apart(conn, Kind::Album, &identity, &other).await? {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}

/// Notes whom these names mean; of all that were tried those that mean nobody are due again after a day, then after twice
/// as long each time, up to thirty.
async fn note(
    conn: &mut AsyncPgConnection,
    table: &str,
    column: &str,
    (told, meant): (&[i64], &[i64]),
    tried: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    sql_query(format!(
        "update {table} as told set {column} = found.meant, tried_at = $3 from unnest($1, $2) as found (id, meant) where told.id = found.id"
    ))
    .bind::<Array<BigInt>, _>(told)
    .bind::<Array<BigInt>, _>(meant)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    sql_query(format!(
        "update {table} set tried_at = $2, tries = tries + 1, next_try_at = $2 + make_interval(days => least(30, 1 << least(tries, 5)))
         where id = any($1) and {column} is null"
    ))
    .bind::<Array<BigInt>, _>(tried)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}
