//! Discogs: every pressing of an album, what is printed on it, and what collectors say.

pub mod collector;
mod format;
mod market;
mod oauth;
mod owned;
mod picture;
mod record;
mod wire;
mod words;

use std::sync::Arc;

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::facts::{AlbumFacts, ArtistFacts, ImageFacts, MarketFacts, Page, ReleaseFacts};
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Errand, Error, Priority, Provider, Result};
use crate::config::DiscogsConfig;

pub use self::market::CURRENCIES;

/// What has pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictured {
    Artist(i64),
    Master(i64),
    Release(i64),
}

/// Rows of one answer.
const PER_PAGE: &str = "100";
/// No master has as many versions; one that does not exist has six million.
const ABSURD: i64 = 20_000;
/// Search goes no deeper than 10,000 results.
const LAST_SEARCH_PAGE: u32 = 100;
/// What is wrong with a list that would be asked for ever.
const EMPTY: &str = "an empty page before the end of the list";

/// Discogs' calls; search needs credentials, the rest only gets slower without.
#[derive(Clone)]
pub struct Discogs {
    caller: Caller,
    config: Arc<DiscogsConfig>,
    is_authenticated: bool,
}

impl Discogs {
    pub(super) fn new(transport: &Transport, config: &DiscogsConfig) -> Self {
        let mut headers = super::accepting("application/vnd.discogs.v2.plaintext+json, application/json");
        let authorization = authorization(config);
        if let Some(value) = &authorization {
            headers.insert(AUTHORIZATION, value.clone());
        }
        let consumer = config.consumer.iter().flat_map(|(key, secret)| [key, secret]);
        let secrets: Vec<SecretString> = config.token.iter().chain(consumer).cloned().collect();
        let address = Address { base: config.url.clone(), home: "api.discogs.com", elsewhere: &[], headers, secrets };
        let caller = Caller::new(transport, Provider::Discogs, address);
        Self { caller, config: Arc::new(config.clone()), is_authenticated: authorization.is_some() }
    }

    /// Vinyl releases by artist and title; pages count from 1.
    pub async fn search_releases(&self, artist: &str, title: &str, page: u32, priority: Priority) -> Result<Page<ReleaseFacts>> {
        self.search(&[("artist", artist), ("release_title", title), ("format", "Vinyl")], page, priority).await
    }

    /// Releases that carry a barcode, whatever they are pressed on; pages count from 1.
    pub async fn search_barcode(&self, barcode: &str, page: u32, priority: Priority) -> Result<Page<ReleaseFacts>> {
        self.search(&[("barcode", barcode)], page, priority).await
    }

    /// A master's vinyl versions, oldest first; pages count from 1. Whether a row is vinyl is for it to say.
    pub async fn versions(&self, master: i64, page: u32, priority: Priority) -> Result<Page<ReleaseFacts>> {
        let page = page.max(1);
        if let Some(found) = self.versions_page(master, page, page > 1, priority).await? {
            return Ok(found.rows);
        }
        // Past the last page Discogs fails with the same 500 as in an outage. The first page knows which it is;
        // taking an outage for the end would lose pressings.
        let first = Errand::again(self.versions_page(master, 1, false, priority)).await?.ok_or_else(nothing)?;
        if first.pages.is_none_or(|pages| i64::from(page) > pages) {
            return Ok(Page { items: Vec::new(), skipped: Vec::new(), total: first.rows.total, next: None });
        }
        Errand::again(self.versions_page(master, page, false, priority)).await?.map(|found| found.rows).ok_or_else(nothing)
    }

    /// An album: title, artists, year, number of tracks.
    pub async fn master(&self, id: i64, priority: Priority) -> Result<AlbumFacts> {
        let ask = Ask { endpoint: "masters", path: &["masters", &id.to_string()], query: &[], priority };
        self.caller.get(&ask, |answer| answer.read_as(record::Master::facts, "a master without id or title")).await
    }

    /// One pressing with barcodes and rating, which lists do not have.
    pub async fn release(&self, id: i64, priority: Priority) -> Result<ReleaseFacts> {
        let ask = Ask { endpoint: "releases", path: &["releases", &id.to_string()], query: &[], priority };
        self.caller.get(&ask, |answer| answer.read_as(record::Release::facts, "a release without id or title")).await
    }

    /// How many copies of a release are for sale, and the lowest price in one of [`market::CURRENCIES`].
    pub async fn market(&self, id: i64, currency: &str, priority: Priority) -> Result<MarketFacts> {
        let (id, query) = (id.to_string(), [("curr_abbr", currency)]);
        let ask = Ask { endpoint: "marketplace.stats", path: &["marketplace", "stats", &id], query: &query, priority };
        self.caller.get(&ask, |answer| answer.read_as(market::StatsBody::facts, "a price that is none")).await
    }

    /// An artist and the spellings of the name.
    pub async fn artist(&self, id: i64, priority: Priority) -> Result<ArtistFacts> {
        let ask = Ask { endpoint: "artists", path: &["artists", &id.to_string()], query: &[], priority };
        self.caller.get(&ask, |answer| answer.read_as(record::Artist::facts, "an artist without id or name")).await
    }

    /// The picture of an artist, a master or a release; `None` when it has none.
    pub async fn image(&self, of: Pictured, priority: Priority) -> Result<Option<ImageFacts>> {
        if !self.is_authenticated {
            // Without credentials the addresses are blank.
            return Err(Error::NotConfigured { provider: Provider::Discogs, variable: "DISCOGS_TOKEN" });
        }
        let (endpoint, id) = match of {
            Pictured::Artist(id) => ("artists", id),
            Pictured::Master(id) => ("masters", id),
            Pictured::Release(id) => ("releases", id),
        };
        let ask = Ask { endpoint, path: &[endpoint, &id.to_string()], query: &[], priority };
        let body: picture::Pictured = self.caller.get(&ask, Answer::read).await?;
        Ok(body.image(self.caller.base()))
    }

    async fn search(&self, what: &[(&str, &str)], page: u32, priority: Priority) -> Result<Page<ReleaseFacts>> {
        if !self.is_authenticated {
            return Err(Error::NotConfigured { provider: Provider::Discogs, variable: "DISCOGS_TOKEN" });
        }
        let page = page.max(1);
        let number = page.to_string();
        let query = [what, &[("type", "release"), ("per_page", PER_PAGE), ("page", &number)]].concat();
        let ask = Ask { endpoint: "database/search", path: &["database", "search"], query: &query, priority };
        let read = |answer: &Answer| match answer.status {
            // Past the last page.
            StatusCode::NOT_FOUND if page > 1 && answer.said().is_some() => {
                Ok(Page { items: Vec::new(), skipped: Vec::new(), total: 0, next: None })
            }
            _ => answer.read_as(|body: wire::SearchBody| body.page(page), EMPTY),
        };
        let found = self.caller.get(&ask, read).await?;
        Ok(Page { next: found.next.filter(|next| *next <= LAST_SEARCH_PAGE), ..found })
    }

    /// One page of versions; `None` for a 500 that may mean the end, if `end_is_possible`.
    async fn versions_page(&self, master: i64, page: u32, end_is_possible: bool, priority: Priority) -> Result<Option<wire::Versions>> {
        let (name, number) = (master.to_string(), page.to_string());
        let query = [("format", "Vinyl"), ("page", &number), ("per_page", PER_PAGE), ("sort", "released"), ("sort_order", "asc")];
        let ask = Ask { endpoint: "masters/versions", path: &["masters", &name, "versions"], query: &query, priority };
        let read = |answer: &Answer| match answer.status {
            StatusCode::INTERNAL_SERVER_ERROR if end_is_possible && answer.said().is_some() => Ok(None),
            _ => {
                let body: wire::VersionsBody = answer.read()?;
                if body.items().is_some_and(|items| items > ABSURD) {
                    return Err(Failure::Settled(nothing()));
                }
                body.page(master, page).map(Some).ok_or_else(|| Failure::Settled(answer.malformed(EMPTY)))
            }
        };
        self.caller.get(&ask, read).await
    }
}

/// Credentials go into the header only: in the query, Discogs would repeat them in its answers.
fn authorization(config: &DiscogsConfig) -> Option<HeaderValue> {
    let text = match (&config.token, &config.consumer) {
        (Some(token), _) => format!("Discogs token={}", token.expose_secret()),
        (None, Some((key, secret))) => format!("Discogs key={}, secret={}", key.expose_secret(), secret.expose_secret()),
        (None, None) => return None,
    };
    header(&text)
}

/// A header that nobody prints.
fn header(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn nothing() -> Error {
    Error::NotFound(Provider::Discogs)
}
