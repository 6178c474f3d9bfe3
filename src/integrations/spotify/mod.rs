//! Spotify: what a person plays, keeps in playlists and likes most, asked in their name.
//!
//! `accounts` has the consent and the tokens. Since November 2024 and February 2026 applications are given less, each in
//! its own measure: whatever may be refused says so, and every list is read in its old and its new shape.

mod accounts;
pub mod facts;
mod wire;

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

pub use self::accounts::{Grant, Tokens};
use self::facts::{ArtistFacts, FeaturesFacts, ItemFacts, PlayedFacts, PlaylistFacts, ProfileFacts, TopTracks};
use super::facts::{Page, Skipped};
use super::transport::{Address, Answer, Ask, Caller, Carry, Failure, Transport};
use super::{Priority, Provider, Result};
use crate::config::SpotifyConfig;

/// Rows of one answer, in all lists but the old one of a playlist's tracks.
const MOST: &str = "50";

/// Spotify's calls; there is none without the id of an application.
#[derive(Clone)]
pub struct Spotify {
    accounts: Caller,
    api: Caller,
    client_id: String,
    client_secret: Option<SecretString>,
}

/// What an access token got.
#[derive(Clone, Debug, PartialEq)]
pub enum Said<T> {
    Told(T),
    /// The token is over: another one may get the answer.
    Expired,
}

/// In whose name is asked, and how urgently.
#[derive(Clone, Debug)]
pub struct As {
    pub token: SecretString,
    pub priority: Priority,
}

/// Which plays are asked for: Spotify takes one edge, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Newest,
    After(i64),
    Before(i64),
}

impl Spotify {
    pub(super) fn new(transport: &Transport, config: &SpotifyConfig) -> Option<Self> {
        let client_id = config.client_id.clone()?;
        let caller = |base: &url::Url, home| {
            let headers = super::accepting("application/json");
            let secrets = config.client_secret.iter().cloned().collect();
            Caller::new(transport, Provider::Spotify, Address { base: base.clone(), home, elsewhere: &[], headers, secrets })
        };
        Some(Self {
            accounts: caller(&config.accounts_url, "accounts.spotify.com"),
            api: caller(&config.url, "api.spotify.com"),
            client_id,
            client_secret: config.client_secret.clone(),
        })
    }

    /// Who somebody is.
    pub async fn me(&self, who: As) -> Result<Said<ProfileFacts>> {
        self.ask(who, "me", &["me"], &[], wire::Profile::facts).await
    }

    /// Somebody's first playlists, at most fifty.
    pub async fn playlists(&self, who: As, limit: u32) -> Result<Said<Page<PlaylistFacts>>> {
        let limit = limit.clamp(1, 50).to_string();
        let query = [("limit", limit.as_str()), ("offset", "0")];
        self.ask(who, "me/playlists", &["me", "playlists"], &query, |body: wire::Rows| Some(body.playlists())).await
    }

    /// A playlist's tracks from this place on, with the place of each: by the new call, or by the one that only older
    /// applications have.
    pub async fn playlist_items(&self, who: As, playlist: &str, offset: u32, by_old_call: bool) -> Result<Said<Page<ItemFacts>>> {
        let (endpoint, last, limit) = if by_old_call { ("playlists/tracks", "tracks", "100") } else { ("playlists/items", "items", MOST) };
        let from = offset.to_string();
        let query = [("limit", limit), ("offset", from.as_str()), ("additional_types", "track,episode")];
        let make = |body: wire::Rows| Some(body.items(playlist, offset));
        self.ask(who, endpoint, &["playlists", playlist, last], &query, make).await
    }

    /// What somebody played last, the newest first, at most fifty; with how many rows the answer had.
    pub async fn recently_played(&self, who: As, edge: Edge) -> Result<Said<(Vec<PlayedFacts>, Vec<Skipped>, usize)>> {
        let at;
        let mut query = vec![("limit", MOST)];
        match edge {
            Edge::Newest => {}
            Edge::After(moment) => {
                at = moment.to_string();
                query.push(("after", &at));
            }
            Edge::Before(moment) => {
                at = moment.to_string();
                query.push(("before", &at));
            }
        }
        let path = ["me", "player", "recently-played"];
        self.ask(who, "me/player/recently-played", &path, &query, |body: wire::Rows| Some(body.played())).await
    }

    /// The tracks that somebody plays most in a range, at most fifty.
    pub async fn top_tracks(&self, who: As, range: &str, limit: u32) -> Result<Said<TopTracks>> {
        let limit = limit.clamp(1, 50).to_string();
        let query = [("time_range", range), ("limit", limit.as_str())];
        self.ask(who, "me/top/tracks", &["me", "top", "tracks"], &query, |body: wire::Rows| Some(body.top_tracks(range))).await
    }

    /// The artists whom somebody plays most in a range, at most fifty.
    pub async fn top_artists(&self, who: As, range: &str, limit: u32) -> Result<Said<(Vec<ArtistFacts>, Vec<Skipped>)>> {
        let limit = limit.clamp(1, 50).to_string();
        let query = [("time_range", range), ("limit", limit.as_str())];
        self.ask(who, "me/top/artists", &["me", "top", "artists"], &query, |body: wire::Rows| Some(body.top_artists(range))).await
    }

    /// One artist.
    pub async fn artist(&self, who: As, id: &str) -> Result<Said<ArtistFacts>> {
        self.ask(who, "artists/{id}", &["artists", id], &[], wire::Artist::facts).await
    }

    /// Several artists, at most fifty: a call that only older applications have.
    pub async fn artists(&self, who: As, ids: &[String]) -> Result<Said<Vec<ArtistFacts>>> {
        let ids = ids.join(",");
        self.ask(who, "artists", &["artists"], &[("ids", &ids)], |body: wire::Artists| Some(body.facts())).await
    }

    /// How tracks sound, at most a hundred: a call that only older applications have.
    pub async fn audio_features(&self, who: As, ids: &[String]) -> Result<Said<Vec<FeaturesFacts>>> {
        let ids = ids.join(",");
        self.ask(who, "audio-features", &["audio-features"], &[("ids", &ids)], |body: wire::Features| Some(body.facts())).await
    }

    async fn ask<T: DeserializeOwned, F>(
        &self,
        who: As,
        endpoint: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
        make: impl Fn(T) -> Option<F>,
    ) -> Result<Said<F>> {
        let As { token, priority } = who;
        let path = [&["v1"], path].concat();
        let ask = Ask { endpoint, path: &path, query, priority };
        let headers = authorization(format!("Bearer {}", token.expose_secret()));
        let carry = Carry { headers, secrets: vec![token], ..Carry::default() };
        self.api
            .call(&ask, &carry, |answer| {
                if answer.status == StatusCode::UNAUTHORIZED {
                    return Ok(Said::Expired);
                }
                check(answer)?;
                answer.read_as(&make, "a record without its id").map(Said::Told)
            })
            .await
    }
}

/// A refusal in Spotify's own words, where it has any.
fn check(answer: &Answer) -> Result<(), Failure> {
    let status = answer.status.as_u16();
    // What all providers mean alike by a status is read elsewhere.
    if !(400..=499).contains(&status) || matches!(status, 404 | 408 | 410 | 429) {
        return Ok(());
    }
    Err(answer.rejected(&wire::complaint(&answer.body).unwrap_or_else(|| format!("status {status}"))))
}

/// A header that no log shows.
fn authorization(text: String) -> HeaderMap {
    let Ok(mut value) = HeaderValue::try_from(text) else { return HeaderMap::new() };
    value.set_sensitive(true);
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}
