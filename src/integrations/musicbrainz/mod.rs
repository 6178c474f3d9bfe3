//! MusicBrainz: who an artist is, what their albums are, and where Discogs and Commons know them.

mod wire;

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::facts::{AlbumFacts, ArtistFacts, Page};
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Priority, Provider, Result};
use crate::config::PlainConfig;

/// The most that one answer may list.
const MOST: u32 = 100;

/// MusicBrainz' calls; they need no key.
#[derive(Clone)]
pub struct Musicbrainz {
    caller: Caller,
}

impl Musicbrainz {
    pub(super) fn new(transport: &Transport, config: &PlainConfig) -> Self {
        let address = Address {
            base: config.url.clone(),
            home: "musicbrainz.org",
            elsewhere: &[],
            headers: super::accepting("application/json"),
            secrets: Vec::new(),
        };
        Self { caller: Caller::new(transport, Provider::Musicbrainz, address) }
    }

    /// Artists by that name, most likely first, without relations; `search_score` says how likely.
    pub async fn search_artist(&self, name: &str, limit: u32, priority: Priority) -> Result<Vec<ArtistFacts>> {
        let (query, limit) = (format!("artist:\"{}\"", escaped(name)), limit.clamp(1, MOST).to_string());
        let query = [("query", query.as_str()), ("limit", &limit), ("offset", "0")];
        let make = |body: wire::SearchBody| Some(body.facts());
        self.ask("artist.search", &["artist"], &query, priority, make).await
    }

    /// An artist with aliases, Discogs id and Commons page. A merged artist answers as the one that survives.
    pub async fn artist(&self, mbid: Uuid, priority: Priority) -> Result<ArtistFacts> {
        let query = [("inc", "aliases url-rels")];
        self.ask("artist", &["artist", &mbid.to_string()], &query, priority, wire::Artist::facts).await
    }

    /// A page of up to 100 albums, live ones and compilations among them, each with its Discogs masters;
    /// `next` is the next offset.
    pub async fn artist_albums(&self, mbid: Uuid, offset: u32, priority: Priority) -> Result<Page<AlbumFacts>> {
        let (mbid, limit, start) = (mbid.to_string(), MOST.to_string(), offset.to_string());
        let query =
            [("artist", mbid.as_str()), ("type", "album"), ("limit", &limit), ("offset", &start), ("inc", "artist-credits url-rels")];
        let make = |body: wire::BrowseBody| body.page(offset);
        self.ask("release-group.browse", &["release-group"], &query, priority, make).await
    }

    /// One album with its credits and Discogs masters.
    pub async fn album(&self, mbid: Uuid, priority: Priority) -> Result<AlbumFacts> {
        let query = [("inc", "artist-credits url-rels")];
        self.ask("release-group", &["release-group", &mbid.to_string()], &query, priority, wire::ReleaseGroup::facts).await
    }

    async fn ask<T: DeserializeOwned, F>(
        &self,
        endpoint: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
        priority: Priority,
        make: impl Fn(T) -> Option<F>,
    ) -> Result<F> {
        let path = [&["ws", "2"], path].concat();
        let query = [query, &[("fmt", "json")]].concat();
        let ask = Ask { endpoint, path: &path, query: &query, priority };
        self.caller.get(&ask, |answer| read(answer, &make)).await
    }
}

/// Asked too fast, MusicBrainz answers 503 and says so in words; an outage is a 503 too.
fn read<T: DeserializeOwned, F>(answer: &Answer, make: impl Fn(T) -> Option<F>) -> Result<F, Failure> {
    if answer.status.as_u16() == 503 && answer.said().is_some_and(|said| said.contains("rate limit")) {
        return Err(answer.too_many());
    }
    let otherwise = "something without id or name, or a list that does not end";
    if answer.status.is_redirection() {
        // A mirror that sends us to a host we do not know; its redirect carries the surviving thing with it.
        return answer.json_as(make, otherwise);
    }
    answer.read_as(make, otherwise)
}

/// Takes the meaning from Lucene's own signs.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if r#"+-&|!(){}[]^"~*?:\/"#.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lucene_signs_are_escaped() {
        for (name, expected) in [
            ("Kate Bush", "Kate Bush"),
            ("AC/DC", r"AC\/DC"),
            ("\"Weird Al\"", r#"\"Weird Al\""#),
            ("!!!", r"\!\!\!"),
            ("Sigur Rós", "Sigur Rós"),
            (r"a\", r"a\\"),
        ] {
            assert_eq!(escaped(name), expected);
        }
    }
}
