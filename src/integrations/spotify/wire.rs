//! Spotify's JSON, in its old and its new shape, and what it means.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::facts::{ArtistFacts, FeaturesFacts, ItemFacts, PlayedFacts, PlaylistFacts, ProfileFacts, TopTracks, TrackFacts};
use crate::integrations::facts::{Page, Skipped};
use crate::integrations::lenient;

/// Why Spotify does not answer, in its own words: in JSON, where a message may be missing, or in plain text.
pub(super) fn complaint(body: &[u8]) -> Option<String> {
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => [&json["error"]["message"], &json["error"], &json].into_iter().find_map(Value::as_str).map(ToOwned::to_owned),
        Err(_) => {
            std::str::from_utf8(body).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && !text.starts_with('<'))
        }
    }
}

/// Any list: what is in its rows depends on which list it is. A row may be null.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Rows {
    #[serde(deserialize_with = "rows")]
    items: Vec<Value>,
    #[serde(deserialize_with = "lenient::number")]
    total: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    next: Option<String>,
}

/// What a row tells of.
enum Told<F> {
    Something(F),
    /// What stood there was withdrawn.
    Withdrawn,
}

/// A list with its nulls, which take a place as well.
fn rows<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Value>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(rows) => rows,
        _ => Vec::new(),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Total {
    #[serde(deserialize_with = "lenient::number")]
    total: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Profile {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    country: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    product: Option<String>,
    #[serde(default, deserialize_with = "lenient::object")]
    followers: Total,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Owner {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    display_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Playlist {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    description: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    owner: Owner,
    public: Option<bool>,
    #[serde(deserialize_with = "lenient::truth")]
    collaborative: bool,
    #[serde(deserialize_with = "lenient::text")]
    snapshot_id: Option<String>,
    items: Option<Value>,
    tracks: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    #[serde(deserialize_with = "lenient::text")]
    added_at: Option<String>,
    #[serde(deserialize_with = "lenient::truth")]
    is_local: bool,
    /// Since February 2026.
    #[serde(rename = "item")]
    new: Option<Value>,
    /// Before. Inside a new `item` there is a `track` too, which is `true`.
    #[serde(rename = "track")]
    old: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Played {
    #[serde(rename = "played_at", deserialize_with = "lenient::text")]
    at: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    context: Context,
    track: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    #[serde(deserialize_with = "lenient::text")]
    uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ids {
    #[serde(deserialize_with = "lenient::text")]
    isrc: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Track {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<Named>,
    #[serde(deserialize_with = "lenient::object")]
    album: Named,
    #[serde(deserialize_with = "lenient::number")]
    duration_ms: Option<i64>,
    #[serde(deserialize_with = "lenient::truth")]
    explicit: bool,
    #[serde(deserialize_with = "lenient::object")]
    external_ids: Ids,
    #[serde(deserialize_with = "lenient::truth")]
    is_local: bool,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::truth")]
    episode: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Artist {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    genres: Vec<String>,
    #[serde(deserialize_with = "lenient::number")]
    popularity: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    followers: Total,
}

#[derive(Deserialize)]
pub(super) struct Artists {
    #[serde(deserialize_with = "lenient::list")]
    artists: Vec<Artist>,
}

#[derive(Deserialize)]
pub(super) struct Features {
    #[serde(deserialize_with = "lenient::list")]
    audio_features: Vec<Feature>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Feature {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::fraction")]
    danceability: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    energy: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    loudness: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    speechiness: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    acousticness: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    instrumentalness: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    liveness: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    valence: Option<f64>,
    #[serde(deserialize_with = "lenient::fraction")]
    tempo: Option<f64>,
    #[serde(deserialize_with = "lenient::number")]
    key: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    mode: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    time_signature: Option<i64>,
}

impl Rows {
    /// Every row that is not null, told with its place, and those that nobody can read.
    fn told<T: DeserializeOwned, F>(self, kind: &str, of: &str, make: impl Fn(usize, T) -> Option<Told<F>>) -> (Vec<F>, Vec<Skipped>) {
        let (mut items, mut skipped) = (Vec::new(), Vec::new());
        for (at, row) in self.items.into_iter().enumerate().filter(|(_, row)| !row.is_null()) {
            let read =
                if row.is_object() { serde_json::from_value(row).map_err(|error| error.to_string()) } else { Err("no object".to_owned()) };
            match read.and_then(|row| make(at, row).ok_or_else(|| "no id, time, title or name".to_owned())) {
                Ok(Told::Something(item)) => items.push(item),
                Ok(Told::Withdrawn) => {}
                Err(problem) => {
                    let record = format!("{kind} in place {} of {of}", at + 1);
                    skipped.push(Skipped { record, problem: problem.chars().take(200).collect() });
                }
            }
        }
        (items, skipped)
    }

    fn total(&self) -> u32 {
        let rows = i64::try_from(self.items.len()).unwrap_or(i64::MAX);
        u32::try_from(self.total.unwrap_or(rows).max(0)).unwrap_or(u32::MAX)
    }

    pub fn playlists(self) -> Page<PlaylistFacts> {
        let (total, next) = (self.total(), self.next.is_some().then_some(0));
        let (items, skipped) = self.told("playlist", "the list", |_, row: Playlist| row.facts().map(Told::Something));
        Page { items, skipped, total, next }
    }

    pub fn items(self, playlist: &str, offset: u32) -> Page<ItemFacts> {
        let (total, count) = (self.total(), u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        let next = (count > 0 && self.next.is_some()).then(|| offset.saturating_add(count));
        let of = format!("playlist {playlist} from {offset}");
        let (items, skipped) = self.told("track", &of, |at, row: Item| row.facts(offset.saturating_add(u32::try_from(at).ok()?)));
        Page { items, skipped, total, next }
    }

    pub fn played(self) -> (Vec<PlayedFacts>, Vec<Skipped>, usize) {
        let count = self.items.len();
        let (items, skipped) = self.told("play", "the last ones", |_, row: Played| row.facts());
        (items, skipped, count)
    }

    pub fn top_tracks(self, range: &str) -> TopTracks {
        self.told("top track", range, |_, row: Track| row.facts(false).map(Told::Something))
    }

    pub fn top_artists(self, range: &str) -> (Vec<ArtistFacts>, Vec<Skipped>) {
        self.told("top artist", range, |_, row: Artist| row.facts().map(Told::Something))
    }
}

impl Profile {
    pub fn facts(self) -> Option<ProfileFacts> {
        let Self { id, display_name, country, product, followers } = self;
        Some(ProfileFacts { id: id?, name: display_name, country, product, followers: followers.total })
    }
}

impl Playlist {
    fn facts(self) -> Option<PlaylistFacts> {
        let is_old_shape = self.items.is_none() && self.tracks.is_some();
        let tracks = self.items.or(self.tracks).and_then(|list| serde_json::from_value::<Total>(list).ok()?.total);
        Some(PlaylistFacts {
            id: self.id?,
            name: self.name.unwrap_or_default(),
            description: self.description,
            owner_id: self.owner.id,
            owner_name: self.owner.display_name,
            is_public: self.public,
            is_collaborative: self.collaborative,
            snapshot_id: self.snapshot_id,
            tracks: tracks.unwrap_or(0).max(0),
            is_old_shape,
        })
    }
}

impl Item {
    fn facts(self, place: u32) -> Option<Told<ItemFacts>> {
        let what = [self.new, self.old].into_iter().flatten().find(Value::is_object);
        let Some(what) = what else { return Some(Told::Withdrawn) };
        let track = serde_json::from_value::<Track>(what).ok()?.facts(self.is_local)?;
        Some(Told::Something(ItemFacts { place, added_at: self.added_at.and_then(|text| moment(&text)), track }))
    }
}

impl Played {
    fn facts(self) -> Option<Told<PlayedFacts>> {
        let played_at = moment(&self.at?)?;
        let Some(what) = self.track.filter(Value::is_object) else { return Some(Told::Withdrawn) };
        let track = serde_json::from_value::<Track>(what).ok()?.facts(false)?;
        Some(Told::Something(PlayedFacts { played_at, context: self.context.uri, track }))
    }
}

impl Track {
    fn facts(self, is_local: bool) -> Option<TrackFacts> {
        let artists = self.artists.into_iter().filter_map(|artist| Some((artist.id, artist.name?))).collect();
        Some(TrackFacts {
            name: self.name?,
            artists,
            album_id: self.album.id,
            album: self.album.name,
            duration_ms: self.duration_ms.filter(|duration| *duration >= 0),
            isrc: self.external_ids.isrc,
            is_explicit: self.explicit,
            is_local: is_local || self.is_local,
            is_episode: self.episode || self.kind.as_deref() == Some("episode"),
            id: self.id,
        })
    }
}

impl Artist {
    pub fn facts(self) -> Option<ArtistFacts> {
        let Self { id, name, genres, popularity, followers } = self;
        Some(ArtistFacts { id: id?, name: name?, genres, popularity, followers: followers.total })
    }
}

impl Artists {
    pub fn facts(self) -> Vec<ArtistFacts> {
        self.artists.into_iter().filter_map(Artist::facts).collect()
    }
}

impl Features {
    pub fn facts(self) -> Vec<FeaturesFacts> {
        let facts = |one: Feature| {
            Some(FeaturesFacts {
                id: one.id?,
                danceability: one.danceability,
                energy: one.energy,
                loudness: one.loudness,
                speechiness: one.speechiness,
                acousticness: one.acousticness,
                instrumentalness: one.instrumentalness,
                liveness: one.liveness,
                valence: one.valence,
                tempo: one.tempo,
                key: one.key,
                mode: one.mode,
                time_signature: one.time_signature,
            })
        };
        self.audio_features.into_iter().filter_map(facts).collect()
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc())
}
