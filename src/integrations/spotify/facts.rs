//! What Spotify told us, in our own words.

use chrono::{DateTime, Utc};

use crate::integrations::facts::Skipped;

/// Whose account it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileFacts {
    pub id: String,
    pub name: Option<String>,
    /// Only older applications are told.
    pub country: Option<String>,
    /// `premium`, `free`; only older applications are told.
    pub product: Option<String>,
    /// Only older applications are told.
    pub followers: Option<i64>,
}

/// A playlist, without what is on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaylistFacts {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub owner_id: Option<String>,
    pub owner_name: Option<String>,
    pub is_public: Option<bool>,
    pub is_collaborative: bool,
    /// Another one where anything on it has changed.
    pub snapshot_id: Option<String>,
    pub tracks: i64,
    /// The list has the shape that it had before February 2026.
    pub is_old_shape: bool,
}

/// A track, or an episode of a show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackFacts {
    /// `None`: a file of somebody's own.
    pub id: Option<String>,
    pub name: String,
    /// Name and, where it has one, id; the first is the track's.
    pub artists: Vec<(Option<String>, String)>,
    pub album_id: Option<String>,
    pub album: Option<String>,
    pub duration_ms: Option<i64>,
    pub isrc: Option<String>,
    pub is_explicit: bool,
    pub is_local: bool,
    pub is_episode: bool,
}

/// Something on a playlist, and in which place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    pub place: u32,
    pub added_at: Option<DateTime<Utc>>,
    pub track: TrackFacts,
}

/// That somebody played a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedFacts {
    pub played_at: DateTime<Utc>,
    /// What it was played from: `spotify:playlist:…`.
    pub context: Option<String>,
    pub track: TrackFacts,
}

/// Tracks in the order of how much they are played, with those that nobody can read.
pub type TopTracks = (Vec<TrackFacts>, Vec<Skipped>);

/// An artist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArtistFacts {
    pub id: String,
    pub name: String,
    pub genres: Vec<String>,
    /// Only older applications are told.
    pub popularity: Option<i64>,
    /// Only older applications are told.
    pub followers: Option<i64>,
}

/// How a track sounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeaturesFacts {
    pub id: String,
    pub danceability: Option<f64>,
    pub energy: Option<f64>,
    pub loudness: Option<f64>,
    pub speechiness: Option<f64>,
    pub acousticness: Option<f64>,
    pub instrumentalness: Option<f64>,
    pub liveness: Option<f64>,
    pub valence: Option<f64>,
    pub tempo: Option<f64>,
    pub key: Option<i64>,
    pub mode: Option<i64>,
    pub time_signature: Option<i64>,
}
