//! ListenBrainz: what somebody played, and the albums that they played most. What is public needs no token.

mod wire;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::ExposeSecret;

pub use self::wire::listen;
use super::facts::{ListenFacts, Skipped, TopAlbumFacts};
use super::transport::{Address, Ask, Caller, Transport};
use super::{Priority, Provider, Result};
use crate::config::ListenbrainzConfig;

/// The most that one answer may list.
pub const MOST: usize = 1000;

/// What an answer lacks that can be read and is of no use.
const NO_MOMENTS: &str = "a list of listens without moments";

/// A page of somebody's plays, the newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Listens {
    pub items: Vec<ListenFacts>,
    /// What the page holds besides, and nobody can read.
    pub skipped: Vec<Skipped>,
    /// The oldest play of the page, read or not; `None`: there are no plays up to then.
    pub oldest: Option<DateTime<Utc>>,
    /// The oldest play of all.
    pub first_of_all: Option<DateTime<Utc>>,
}

/// ListenBrainz' calls.
#[derive(Clone)]
pub struct Listenbrainz {
    caller: Caller,
}

impl Listenbrainz {
    pub(super) fn new(transport: &Transport, config: &ListenbrainzConfig) -> Self {
        let mut headers = super::accepting("application/json");
        let token = config.token.as_ref();
        if let Some(mut value) = token.and_then(|token| HeaderValue::from_str(&format!("Token {}", token.expose_secret())).ok()) {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let address = Address {
            base: config.url.clone(),
            home: "api.listenbrainz.org",
            elsewhere: &[],
            headers,
            secrets: token.cloned().into_iter().collect(),
        };
        Self { caller: Caller::new(transport, Provider::Listenbrainz, address) }
    }

    /// How an account writes its name.
    pub async fn user(&self, name: &str, priority: Priority) -> Result<String> {
        let ask = Ask { endpoint: "listens", path: &["1", "user", name, "listens"], query: &[("count", "1")], priority };
        self.caller.get(&ask, |answer| answer.read_as(|body: wire::ListensBody| body.user(), "an account without a name")).await
    }

    /// Somebody's plays before this second, the newest first, at most [`MOST`].
    pub async fn listens(&self, user: &str, before: DateTime<Utc>, priority: Priority) -> Result<Listens> {
        let (count, before) = (MOST.to_string(), before.timestamp().to_string());
        let query = [("count", count.as_str()), ("max_ts", before.as_str())];
        let ask = Ask { endpoint: "listens", path: &["1", "user", user, "listens"], query: &query, priority };
        self.caller.get(&ask, |answer| answer.read_as(|body: wire::ListensBody| body.facts(&before), NO_MOMENTS)).await
    }

    /// The albums that somebody played most in a range (`all_time`, `year`, `half_yearly`, …), with those that nobody can
    /// read; `None`: that has not been computed there yet.
    pub async fn top_albums(
        &self,
        user: &str,
        range: &str,
        count: u32,
        priority: Priority,
    ) -> Result<Option<(Vec<TopAlbumFacts>, Vec<Skipped>)>> {
        let count = count.to_string();
        let query = [("range", range), ("count", count.as_str())];
        let ask = Ask { endpoint: "release-groups", path: &["1", "stats", "user", user, "release-groups"], query: &query, priority };
        let read = |answer: &super::transport::Answer| {
            if answer.status == StatusCode::NO_CONTENT {
                return Ok(None);
            }
            answer.read_as(|body: wire::TopBody| Some(Some(body.facts(range))), "no list")
        };
        self.caller.get(&ask, read).await
    }
}
