//! What Discogs' members own and want, asked as the house, as nobody, or in the member's own name.

use reqwest::StatusCode;
use reqwest::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};

use super::{Discogs, EMPTY, header, oauth, owned};
use crate::integrations::facts::{CopyFacts, Page, WantFacts};
use crate::integrations::transport::{Answer, Ask, Caller, Failure};
use crate::integrations::{Error, Priority, Provider, Result};

/// In whose name Discogs is asked.
#[derive(Clone, Debug)]
pub enum As {
    /// The house's: the consumer key where there is one, since it is nobody, else the token.
    House,
    /// Nobody's.
    Nobody,
    /// A member's, by a token that they made for themselves.
    Member(SecretString),
    /// A member's, by their consent: the token and its secret.
    Consented { token: SecretString, secret: SecretString },
}

/// What a member shows of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown<T> {
    Here(T),
    /// They keep it to themselves.
    Hidden,
    /// Discogs does not take the token, or no longer.
    NoToken,
}

/// What comes first in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What was added last comes last: a page that has been read stays as it is while more is added.
    Oldest,
    Newest,
}

/// Discogs as one asker sees it.
#[derive(Clone)]
pub struct Collector {
    caller: Caller,
    is_somebody: bool,
}

impl Discogs {
    /// Discogs, asked in this name.
    pub fn collector(&self, name: &As) -> Collector {
        let config = &self.config;
        let consumer = config.consumer.as_ref();
        let key = || consumer.map(|(key, secret)| format!("Discogs key={}, secret={}", key.expose_secret(), secret.expose_secret()));
        let token = |token: &SecretString| format!("Discogs token={}", token.expose_secret());
        let (authorization, secrets) = match name {
            As::House => (key().or_else(|| config.token.as_ref().map(token)), Vec::new()),
            As::Nobody => (key(), Vec::new()),
            As::Member(own) => (Some(token(own)), vec![own.clone()]),
            As::Consented { token, secret } => (oauth::signed(config, Some((token, secret)), &[]), vec![token.clone(), secret.clone()]),
        };
        // A consumer key says which program asks, and not for whom.
        let is_somebody = authorization.is_some() && !(matches!(name, As::House | As::Nobody) && consumer.is_some());
        let authorization = authorization.as_deref().and_then(header);
        let caller = self.caller.with(secrets, |headers| {
            headers.remove(AUTHORIZATION);
            headers.extend(authorization.map(|value| (AUTHORIZATION, value)));
        });
        Collector { caller, is_somebody }
    }
}

impl Collector {
    /// Whether Discogs takes us for one of its members, and shows what they show to nobody else.
    pub fn is_somebody(&self) -> bool {
        self.is_somebody
    }

    /// Whom Discogs takes us for.
    pub async fn identity(&self, priority: Priority) -> Result<Shown<String>> {
        let ask = Ask { endpoint: "oauth/identity", path: &["oauth", "identity"], query: &[], priority };
        self.caller.get(&ask, |answer| shown(answer, |answer| answer.read_as(owned::Member::name, "nobody's name"))).await
    }

    /// A member's name as they write it.
    pub async fn member(&self, name: &str, priority: Priority) -> Result<String> {
        let ask = Ask { endpoint: "users", path: &["users", name], query: &[], priority };
        self.caller.get(&ask, |answer| answer.read_as(owned::Member::name, "a member without a name")).await
    }

    /// The folders of a collection that we may see, by id: all of them for the member alone.
    pub async fn folders(&self, name: &str, priority: Priority) -> Result<Shown<Vec<(i64, String)>>> {
        let ask = Ask { endpoint: "users/collection/folders", path: &["users", name, "collection", "folders"], query: &[], priority };
        self.caller.get(&ask, |answer| shown(answer, |answer| Ok(answer.read::<owned::Folders>()?.names()))).await
    }

    /// A page of the copies that a member owns, in whatever folder; pages count from 1.
    pub async fn copies(&self, name: &str, window: (Order, u32, u32), priority: Priority) -> Result<Shown<Page<CopyFacts>>> {
        let path = ["users", name, "collection", "folders", "0", "releases"];
        self.page("users/collection", &path, window, priority, |answer, page| answer.read_as(|body: owned::Copies| body.page(page), EMPTY))
            .await
    }

    /// A page of what a member wants; pages count from 1.
    pub async fn wants(&self, name: &str, window: (Order, u32, u32), priority: Priority) -> Result<Shown<Page<WantFacts>>> {
        let path = ["users", name, "wants"];
        self.page("users/wants", &path, window, priority, |answer, page| answer.read_as(|body: owned::Wants| body.page(page), EMPTY)).await
    }

    async fn page<T>(
        &self,
        endpoint: &'static str,
        path: &[&str],
        (order, page, rows): (Order, u32, u32),
        priority: Priority,
        read: impl Fn(&Answer, u32) -> std::result::Result<Page<T>, Failure>,
    ) -> Result<Shown<Page<T>>> {
        let (page, rows) = (page.max(1).to_string(), rows.to_string());
        let direction = if order == Order::Oldest { "asc" } else { "desc" };
        let query = [("page", &*page), ("per_page", &rows), ("sort", "added"), ("sort_order", direction)];
        let number = page.parse().unwrap_or(1);
        let read = |answer: &Answer| match answer.status {
            // The list has become shorter than that while it was read.
            StatusCode::NOT_FOUND if number > 1 && answer.said().is_some() => {
                Ok(Shown::Here(Page { items: Vec::new(), skipped: Vec::new(), total: 0, next: None }))
            }
            _ => shown(answer, |answer| read(answer, number)),
        };
        self.caller.get(&Ask { endpoint, path, query: &query, priority }, read).await
    }
}

/// What an answer is where the member may not want us to see it.
fn shown<T>(answer: &Answer, read: impl FnOnce(&Answer) -> std::result::Result<T, Failure>) -> std::result::Result<Shown<T>, Failure> {
    match answer.status {
        StatusCode::FORBIDDEN if answer.said().is_some() => Ok(Shown::Hidden),
        StatusCode::UNAUTHORIZED if answer.said().is_some() => Ok(Shown::NoToken),
        _ => read(answer).map(Shown::Here),
    }
}

impl<T> Shown<T> {
    /// The same, told otherwise.
    pub fn map<U>(self, tell: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Here(it) => Shown::Here(tell(it)),
            Self::Hidden => Shown::Hidden,
            Self::NoToken => Shown::NoToken,
        }
    }

    /// What is shown; what is not is refused in words that anybody may read.
    pub fn or_refused(self, what: &str) -> Result<T> {
        let provider = Provider::Discogs;
        match self {
            Self::Here(it) => Ok(it),
            Self::Hidden => Err(Error::Rejected { provider, problem: format!("{what} is private") }),
            Self::NoToken => Err(Error::Rejected { provider, problem: "it does not take the token, or no longer".to_owned() }),
        }
    }
}
