//! The request budget that all processes on one database share, as the transport sees it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
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
    Listenbrainz,
    Spotify,
    Ebay,
    Ecb,
    Mindicador,
    /// A shop at Bsale, by the id of its row: each has a budget of its own, so that none keeps another waiting.
    Bsale(i64),
    /// A shop's storefront, by the id of its row.
    Storefront(i64),
}

impl Provider {
    /// Those that are one service for everybody; shops are not.
    pub const ALL: [Self; 10] = [
        Self::Lastfm,
        Self::Musicbrainz,
        Self::CoverArt,
        Self::Commons,
        Self::Discogs,
        Self::Listenbrainz,
        Self::Spotify,
        Self::Ebay,
        Self::Ecb,
        Self::Mindicador,
    ];

    /// The name used in metrics and `Upstream.name`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lastfm => "lastfm",
            Self::Musicbrainz => "musicbrainz",
            Self::CoverArt => "coverart",
            Self::Commons => "commons",
            Self::Discogs => "discogs",
            Self::Listenbrainz => "listenbrainz",
            Self::Spotify => "spotify",
            Self::Ebay => "ebay",
            Self::Ecb => "ecb",
            Self::Mindicador => "mindicador",
            Self::Bsale(_) => "bsale",
            Self::Storefront(_) => "storefront",
        }
    }

    /// The name of its budget: one for each shop.
    pub fn ledger(self) -> Cow<'static, str> {
        match self {
            Self::Bsale(shop) | Self::Storefront(shop) => Cow::Owned(format!("{}:{shop}", self.key())),
            _ => Cow::Borrowed(self.key()),
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
            Self::Listenbrainz => config.listenbrainz.per_minute,
            Self::Spotify => config.spotify.per_minute,
            Self::Ebay => config.ebay.per_minute,
            Self::Ecb => config.ecb.per_minute,
            Self::Mindicador => config.mindicador.per_minute,
            Self::Bsale(_) => config.bsale.per_minute,
            Self::Storefront(_) => config.storefronts.per_minute,
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
            Self::Listenbrainz => "ListenBrainz",
            Self::Spotify => "Spotify",
            Self::Ebay => "eBay",
            Self::Ecb => "European Central Bank",
            Self::Mindicador => "mindicador.cl",
            Self::Bsale(_) => "Bsale",
            Self::Storefront(_) => "the shop",
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

/// On whose behalf calls are made: the run of a job, to which they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errand {
    pub run_id: i64,
    /// What is asked has been asked before, in vain.
    pub is_repeat: bool,
}

tokio::task_local! {
    /// Beside the calls instead of in their arguments: nothing about a call depends on it.
    static ERRAND: Errand;
}

impl Errand {
    /// Has every call that `work` makes counted to this errand.
    pub async fn on<F: Future>(self, work: F) -> F::Output {
        ERRAND.scope(self, work).await
    }

    /// The errand that the caller is on, if any.
    pub fn current() -> Option<Self> {
        ERRAND.try_with(|errand| *errand).ok()
    }

    /// The same, once more.
    pub(super) fn repeated(self) -> Self {
        Self { is_repeat: true, ..self }
    }

    /// Has what `work` asks counted as asked before.
    pub(super) async fn again<F: Future>(work: F) -> F::Output {
        match Self::current() {
            Some(errand) => errand.repeated().on(work).await,
            None => work.await,
        }
    }
}

/// What became of a request for one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Call now.
    Now,
    /// The call is granted, to be made after this long.
    Soon(Duration),
    /// Not yet: ask again after this long.
    After(Duration),
    /// The provider has failed repeatedly; nobody calls it for this long.
    Broken(Duration),
}

/// The shared ledger of calls. The transport asks before every single HTTP request, repeats included, and
/// tells it what came back; the implementation lives with the database.
pub trait Budget: Send + Sync + 'static {
    /// Asks for leave to make one call now, and counts it to the errand when it is granted.
    fn ask(&self, provider: Provider, priority: Priority, errand: Option<Errand>) -> BoxFuture<'_, Result<Grant>>;
    /// The provider told us to stay away for a while.
    fn pause(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()>;
    /// The provider says that nothing remains. Where that is our own doing the ledger knows when something will;
    /// otherwise nobody calls for so long.
    fn spent(&self, provider: Provider, pause: Duration) -> BoxFuture<'_, ()>;
    /// A call was answered in good order: the breaker closes.
    fn succeeded(&self, provider: Provider) -> BoxFuture<'_, ()>;
    /// A call failed for good (after its repeats); enough of these in a row open the breaker.
    fn failed<'a>(&'a self, provider: Provider, error: &'a Error) -> BoxFuture<'a, ()>;
}
