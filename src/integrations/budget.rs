//! The request budget that all processes on one database share, as the transport sees it.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;

use super::{Error, Result};
use crate::config::ProvidersConfig;

/// An outside service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provider {
    Lastfm,
    Musicbrainz,
    CoverArt,
    Commons,
    Discogs,
}

impl Provider {
    pub const ALL: [Self; 5] = [Self::Lastfm, Self::Musicbrainz, Self::CoverArt, Self::Commons, Self::Discogs];

    /// The name used in tables, metrics and `Upstream.name`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lastfm => "lastfm",
            Self::Musicbrainz => "musicbrainz",
            Self::CoverArt => "coverart",
            Self::Commons => "commons",
            Self::Discogs => "discogs",
        }
    }
}

impl Provider {
    /// The provider's request budget, as configured.
    pub fn per_minute(self, config: &ProvidersConfig) -> u32 {
        match self {
            Self::Lastfm => config.lastfm.per_minute,
            Self::Musicbrainz => config.musicbrainz.per_minute,
            Self::CoverArt => config.coverart.per_minute,
            Self::Commons => config.commons.per_minute,
            Self::Discogs => config.discogs.per_minute,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lastfm => "Last.fm",
            Self::Musicbrainz => "MusicBrainz",
            Self::CoverArt => "Cover Art Archive",
            Self::Commons => "Wikimedia Commons",
            Self::Discogs => "Discogs",
        })
    }
}

/// Who waits for the answer; a smaller number goes first, as in the job queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Priority {
    /// A person is looking at an empty page.
    Person = 0,
    /// A command that somebody started.
    Crawl = 10,
    /// The clock.
    Clock = 20,
}

/// What became of a request for one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Call now.
    Now,
    /// Not yet: ask again after this long.
    After(Duration),
    /// The provider has failed repeatedly; nobody calls it for this long.
    Broken(Duration),
}

/// The shared ledger of calls. The transport asks before every single HTTP request, repeats included, and
/// tells it what came back; the implementation lives with the database.
pub trait Budget: Send + Sync + 'static {
    /// Asks for leave to make one call now.
    fn ask(&self, provider: Provider, priority: Priority) -> BoxFuture<'_, Result<Grant>>;
    /// The provider told us to stay away for a while (`Retry-After`, or nothing remaining).
    fn pause(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()>;
    /// A call was answered in good order: the breaker closes.
    fn succeeded(&self, provider: Provider) -> BoxFuture<'_, ()>;
    /// A call failed for good (after its repeats); enough of these in a row open the breaker.
    fn failed<'a>(&'a self, provider: Provider, error: &'a Error) -> BoxFuture<'a, ()>;
}
