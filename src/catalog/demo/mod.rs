//! The demo catalogue: facts of some forty artists, so that every screen has something to show offline.
//!
//! Written by hand (see the README beside the files) and compiled in. The sample prices are stored by `prices`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;

use super::artist::upsert_similars;
use super::{Album, Artist};
use crate::app::App;
use crate::db::schema::artists;
use crate::db::{Conn, DbError};
use crate::integrations::facts::{AlbumFacts, ArtistFacts};

const ARTISTS: &str = include_str!("artists.tsv");
const ALBUMS: &str = include_str!("albums.tsv");
const PRESSINGS: &str = include_str!("pressings.tsv");

/// Why the demo catalogue could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the demo catalogue's file {0} cannot be read")]
    File(&'static str, #[source] csv::Error),
    #[error("the demo catalogue names \"{0}\", which it does not hold")]
    Unknown(String),
    #[error("the demo catalogue could not be stored")]
    Database(#[from] DbError),
}

impl From<diesel::result::Error> for DemoError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

#[derive(Deserialize)]
struct ArtistLine {
    key: String,
    name: String,
    mbid: Option<uuid::Uuid>,
    popularity: i64,
    aliases: String,
    similar: String,
}

#[derive(Deserialize)]
struct AlbumLine {
    key: String,
    artist_key: String,
    title: String,
    year: i32,
    track_count: Option<i32>,
    rating: Option<f64>,
    votes: Option<i32>,
}

#[derive(Deserialize)]
struct PressingLine {
    album_key: String,
    country: Option<String>,
    year: Option<i32>,
    label: Option<String>,
    catalog_number: Option<String>,
    format: Option<String>,
    official: u8,
}

/// What was loaded: the ids of the pressings, in the order of their file.
#[derive(Debug, Default)]
pub struct Loaded {
    pub artists: usize,
    pub albums: usize,
    pub release_ids: Vec<i64>,
}

/// Whether nobody has put anything into the catalogue yet.
pub async fn is_empty(app: &App) -> Result<bool, DbError> {
    let found = artists::table.select(artists::id).first::<i64>(&mut *app.db.conn().await?).await.optional()?;
    Ok(found.is_none())
}

/// Reads one of the demo's tab-separated files; empty fields are unknown.
pub fn read<T: for<'de> Deserialize<'de>>(name: &'static str, text: &str) -> Result<Vec<T>, DemoError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| DemoError::File(name, error))
}

/// Stores the demo catalogue, all of it or nothing, and then whatever `more` makes of its pressings.
pub async fn load(app: &App, more: impl AsyncFnOnce(&mut Conn, &Loaded) -> Result<(), DemoError>) -> Result<Loaded, DemoError> {
    let artist_lines: Vec<ArtistLine> = read("artists.tsv", ARTISTS)?;
    let album_lines: Vec<AlbumLine> = read("albums.tsv", ALBUMS)?;
    let pressing_lines: Vec<PressingLine> = read("pressings.tsv", PRESSINGS)?;
    let now = app.clock.now();
    let conn = &mut app.db.conn().await?;
    // By hand: the closure of a transaction must be Send for every lifetime, which `more` cannot promise.
    sql_query("begin").execute(conn).await?;
    let stored = async {
        let artist_ids = store_artists(conn, &artist_lines, now).await?;
        let album_ids = store_albums(conn, &album_lines, &artist_ids, now).await?;
        let release_ids = store_pressings(conn, &pressing_lines, &album_lines, &album_ids, now).await?;
        let loaded = Loaded { artists: artist_ids.len(), albums: album_ids.len(), release_ids };
        more(conn, &loaded).await?;
        Ok::<_, DemoError>(loaded)
    }
    .await;
    sql_query(if stored.is_ok() { "commit" } else { "rollback" }).execute(conn).await?;
    stored
}

async fn store_artists(conn: &mut AsyncPgConnection, lines: &[ArtistLine], now: DateTime<Utc>) -> Result<HashMap<String, i64>, DemoError> {
    let mut ids = HashMap::new();
    for line in lines {
        let facts = ArtistFacts { name: line.name.clone(), mbid: line.mbid, listeners: Some(line.popularity), ..ArtistFacts::default() };
        let id = Artist::upsert(conn, &facts, "demo", now).await?;
        let aliases: Vec<String> = line.aliases.split(" | ").filter(|alias| !alias.is_empty()).map(ToOwned::to_owned).collect();
        Artist::add_aliases(conn, id, &line.name, &aliases, "demo").await?;
        Artist::mark_info_synced(conn, id, now).await?;
        Artist::set_albums_progress(conn, id, None, now, None).await?;
        ids.insert(line.key.clone(), id);
    }
    for line in lines {
        let mut similars = Vec::new();
        for pair in line.similar.split(" | ").filter(|pair| !pair.is_empty()) {
            let unknown = || DemoError::Unknown(pair.to_owned());
            let (key, score) = pair.split_once('=').ok_or_else(unknown)?;
            similars.push((*ids.get(key).ok_or_else(unknown)?, score.parse().map_err(|_| unknown())?));
        }
        upsert_similars(conn, ids[&line.key], &similars, "demo", now).await?;
    }
    Ok(ids)
}

async fn store_albums(
    conn: &mut AsyncPgConnection,
    lines: &[AlbumLine],
    artists: &HashMap<String, i64>,
    now: DateTime<Utc>,
) -> Result<HashMap<String, i64>, DemoError> {
    let mut ids = HashMap::new();
    for line in lines {
        let artist = *artists.get(&line.artist_key).ok_or_else(|| DemoError::Unknown(line.artist_key.clone()))?;
        let facts = AlbumFacts {
            title: line.title.clone(),
            first_release_year: Some(line.year),
            primary_type: Some("Album".to_owned()),
            track_count: line.track_count,
            ..AlbumFacts::default()
        };
        let id = Album::upsert(conn, artist, &facts, "demo", now).await?;
        Album::finish_releases(conn, id, now, None).await?;
        ids.insert(line.key.clone(), id);
    }
    Ok(ids)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

async fn store_pressings(
    conn: &mut AsyncPgConnection,
    lines: &[PressingLine],
    album_lines: &[AlbumLine],
    albums: &HashMap<String, i64>,
    now: DateTime<Utc>,
) -> Result<Vec<i64>, DemoError> {
    let album_of: HashMap<&str, &AlbumLine> = album_lines.iter().map(|line| (line.key.as_str(), line)).collect();
    let mut homes = Vec::with_capacity(lines.len());
    for line in lines {
        let unknown = || DemoError::Unknown(line.album_key.clone());
        homes.push((*album_of.get(line.album_key.as_str()).ok_or_else(unknown)?, *albums.get(&line.album_key).ok_or_else(unknown)?));
    }
    // The rating is the album's; its oldest pressing carries it, as the one that most people rated.
    let mut rated = std::collections::HashSet::new();
    let is_rated: Vec<bool> = homes.iter().map(|(album, _)| rated.insert(album.key.as_str())).collect();
    let rows: Vec<Id> = sql_query(
        "insert into releases (album_id, title, country, year, format, is_vinyl, is_official, label, catalog_number,
             discogs_rating, discogs_votes, source, updated_at)
         select album_id, title, country, year, format, true, is_official, label, catalog_number, rating, votes, 'demo', $11
         from unnest($1::bigint[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::boolean[], $7::text[], $8::text[],
             $9::double precision[], $10::integer[]) with ordinality
             as p (album_id, title, country, year, format, is_official, label, catalog_number, rating, votes, ord)
         order by ord returning id",
    )
    .bind::<Array<BigInt>, _>(homes.iter().map(|(_, id)| *id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(homes.iter().map(|(album, _)| album.title.as_str()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(lines.iter().map(|line| line.country.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Integer>>, _>(lines.iter().map(|line| line.year).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(lines.iter().map(|line| line.format.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(lines.iter().map(|line| line.official == 1).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(lines.iter().map(|line| line.label.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(lines.iter().map(|line| line.catalog_number.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<diesel::sql_types::Double>>, _>(
        homes.iter().zip(&is_rated).map(|((album, _), rated)| album.rating.filter(|_| *rated)).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Integer>>, _>(
        homes.iter().zip(&is_rated).map(|((album, _), rated)| album.votes.filter(|_| *rated)).collect::<Vec<_>>(),
    )
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
