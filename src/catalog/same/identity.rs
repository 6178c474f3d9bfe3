//! By what a later import knows a row again: its ids, and only without any its name.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::catalog::naming::normal;
use crate::catalog::{Album, Artist};
use crate::db::schema::artists;
use crate::integrations::facts::{AlbumFacts, ArtistFacts};

/// The keys of one side: `mbid:…`, `discogs:…`, `spotify:…`, else `name:…`.
pub type Identity = Vec<String>;

/// What an artist is known by.
pub struct ArtistIdentity;

impl ArtistIdentity {
    pub fn of(artist: &Artist) -> Identity {
        Self::of_ids(artist.mbid, artist.discogs_id, artist.spotify_id.as_deref(), &artist.normalized_name)
    }

    pub fn of_ids(mbid: Option<Uuid>, discogs_id: Option<i64>, spotify_id: Option<&str>, normalized_name: &str) -> Identity {
        keys(mbid, "discogs", discogs_id.as_slice(), spotify_id, || normalized_name.to_owned())
    }

    pub fn of_facts(facts: &ArtistFacts) -> Identity {
        keys(facts.mbid, "discogs", facts.discogs_id.as_slice(), None, || normal(&facts.name))
    }
}

/// What an album is known by; without an id by its artist's name and its title.
pub struct AlbumIdentity;

impl AlbumIdentity {
    pub async fn of(conn: &mut AsyncPgConnection, album: &Album) -> QueryResult<Identity> {
        let artist: String = artists::table.find(album.artist_id).select(artists::normalized_name).first(conn).await?;
        Ok(Self::by(album, &artist))
    }

    /// The same, where the normal form of the artist's name is known.
    pub fn by(album: &Album, artist: &str) -> Identity {
        keys(album.mbid, "master", &album.discogs_master_ids, None, || format!("{artist}|{}", album.normalized_title))
    }

    pub fn of_facts(facts: &AlbumFacts, artist: &str) -> Identity {
        keys(facts.mbid, "master", &facts.discogs_master_ids, None, || format!("{artist}|{}", normal(&facts.title)))
    }
}

fn keys(mbid: Option<Uuid>, discogs: &str, discogs_ids: &[i64], spotify: Option<&str>, name: impl FnOnce() -> String) -> Identity {
    let mut keys: Identity = Vec::new();
    keys.extend(mbid.map(|mbid| format!("mbid:{mbid}")));
    keys.extend(discogs_ids.iter().map(|id| format!("{discogs}:{id}")));
    keys.extend(spotify.map(|id| format!("spotify:{id}")));
    if keys.is_empty() {
        keys.push(format!("name:{}", name()));
    }
    keys
}
