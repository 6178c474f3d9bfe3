//! Last.fm: who exists, who is like whom, how many listen, and what somebody played.

mod listening;
mod wire;

pub use self::listening::Plays;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::facts::{ArtistFacts, Page, SimilarFacts};
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Error, Priority, Provider, Result};
use crate::config::LastfmConfig;

/// What people may read where somebody hides what they listen to.
const PRIVATE: &str = "this account hides its recent listening; it can be shown in the privacy settings at Last.fm";

/// The most that one answer may list.
const MOST: u32 = 1000;

/// Which artist is meant.
#[derive(Clone, Copy, Debug)]
pub enum ArtistRef<'a> {
    Name(&'a str),
    Mbid(Uuid),
}

/// Last.fm's calls; there is none without a key.
#[derive(Clone)]
pub struct Lastfm {
    caller: Caller,
    key: SecretString,
}

impl Lastfm {
    pub(super) fn new(transport: &Transport, config: &LastfmConfig) -> Option<Self> {
        let key = config.api_key.clone()?;
        let address = Address {
            base: config.url.clone(),
            home: "ws.audioscrobbler.com",
            elsewhere: &[],
            headers: super::accepting("application/json"),
            secrets: vec![key.clone()],
        };
        Some(Self { caller: Caller::new(transport, Provider::Lastfm, address), key })
    }

    /// An artist with listeners; the name is corrected, so compare it with the one asked for.
    pub async fn artist_info(&self, artist: ArtistRef<'_>, priority: Priority) -> Result<ArtistFacts> {
        let make = |body: wire::InfoBody| body.facts(self.caller.base());
        self.ask_about("artist.getInfo", artist, &[], priority, make).await
    }

    /// Similar artists, most similar first; at most 1000.
    pub async fn similar(&self, artist: ArtistRef<'_>, limit: u32, priority: Priority) -> Result<Vec<SimilarFacts>> {
        let limit = limit.clamp(1, MOST).to_string();
        let make = |body: wire::SimilarBody| Some(body.facts());
        self.ask_about("artist.getSimilar", artist, &[("limit", &limit)], priority, make).await
    }

    /// Artists whose name contains `name`, best match first; pages count from 1.
    pub async fn search(&self, name: &str, limit: u32, page: u32, priority: Priority) -> Result<Page<ArtistFacts>> {
        let (limit, page) = (limit.clamp(1, MOST), page.max(1));
        let query = [("artist", name), ("limit", &limit.to_string()), ("page", &page.to_string())];
        let make = |body: wire::SearchBody| Some(body.facts(self.caller.base(), page, limit));
        self.ask("artist.search", &query, priority, make).await
    }

    /// A tag's artists, most tagged first; pages count from 1. An unknown tag has none.
    pub async fn tag_top_artists(&self, tag: &str, limit: u32, page: u32, priority: Priority) -> Result<Page<ArtistFacts>> {
        let (limit, page) = (limit.clamp(1, MOST), page.max(1));
        let query = [("tag", tag), ("limit", &limit.to_string()), ("page", &page.to_string())];
        let make = |body: wire::TopBody| Some(body.facts(self.caller.base(), page, limit));
        self.ask("tag.getTopArtists", &query, priority, make).await
    }

    async fn ask_about<T: DeserializeOwned, F>(
        &self,
        method: &'static str,
        artist: ArtistRef<'_>,
        more: &[(&str, &str)],
        priority: Priority,
        make: impl Fn(T) -> Option<F>,
    ) -> Result<F> {
        let mbid;
        let who = match artist {
            ArtistRef::Name(name) => ("artist", name),
            ArtistRef::Mbid(id) => {
                mbid = id.to_string();
                ("mbid", mbid.as_str())
            }
        };
        let query = [&[who, ("autocorrect", "1")], more].concat();
        self.ask(method, &query, priority, make).await
    }

    async fn ask<T: DeserializeOwned, F>(
        &self,
        method: &'static str,
        more: &[(&str, &str)],
        priority: Priority,
        make: impl Fn(T) -> Option<F>,
    ) -> Result<F> {
        // Last.fm takes its key nowhere else.
        let always = [("method", method), ("api_key", self.key.expose_secret()), ("format", "json")];
        let query = [&always, more].concat();
        let ask = Ask { endpoint: method, path: &["2.0", ""], query: &query, priority };
        self.caller.get(&ask, |answer| read(answer, &make)).await
    }
}

/// The body decides, not the status: most errors come as 200.
fn read<T: DeserializeOwned, F>(answer: &Answer, make: impl Fn(T) -> Option<F>) -> Result<F, Failure> {
    let answered = || answer.read_as(&make, "an artist without a name");
    let Ok(complaint) = serde_json::from_slice::<wire::Complaint>(&answer.body) else { return answered() };
    let Some(code) = complaint.error else { return answered() };
    let said = complaint.message.unwrap_or_default();
    let words = said.to_lowercase();
    match code {
        // One code for two things: "could not be found" and "limit param out of bounds".
        6 if words.contains("param") || words.contains("invalid") => Err(answer.rejected(&said)),
        6 => Err(Failure::Settled(Error::NotFound(Provider::Lastfm))),
        17 => Err(answer.rejected(PRIVATE)),
        8 | 11 | 16 => Err(Failure::Again {
            error: Error::Unavailable { provider: Provider::Lastfm, problem: format!("error {code}") },
            after: answer.retry_after,
        }),
        29 => Err(answer.too_many()),
        _ => Err(answer.rejected(&format!("error {code}: {said}"))),
    }
}
