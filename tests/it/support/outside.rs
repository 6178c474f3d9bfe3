//! All providers on one loopback server, with a patience of milliseconds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use url::Url;
use vinilogy::config::{Config, ProvidersConfig, Vars};
use vinilogy::integrations::Integrations;
use vinilogy::integrations::transport::TransportOptions;

use super::budget::NoLimit;
use super::upstream::Upstream;

pub const LASTFM_KEY: &str = "lastfm0secret0key0of0the0household";
pub const DISCOGS_TOKEN: &str = "discogsSECRETtokenOFtheHOUSEHOLD";

/// The waits that the transport asked for; nobody waited.
pub type Naps = Arc<Mutex<Vec<Duration>>>;

/// A faked outside and the integrations that talk to it.
pub struct Outside {
    pub upstream: Upstream,
    pub integrations: Integrations,
    pub budget: Arc<NoLimit>,
    pub naps: Naps,
}

impl Outside {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// As `start`, with other options.
    pub async fn with(change: impl FnOnce(&mut TransportOptions)) -> Self {
        let upstream = Upstream::start().await;
        let (mut options, naps) = quick();
        change(&mut options);
        let budget = Arc::new(NoLimit::default());
        let integrations = Integrations::new(&providers(&upstream.url, &[]), budget.clone(), options);
        Self { upstream, integrations, budget, naps }
    }

    /// The waits so far.
    pub fn naps(&self) -> Vec<Duration> {
        self.naps.lock().unwrap().clone()
    }
}

/// All providers at `url`, for whoever does not listen to the budget.
pub fn at(url: &Url, more: &[(&str, &str)]) -> Integrations {
    Integrations::new(&providers(url, more), Arc::new(NoLimit::default()), quick().0)
}

/// Options that never wait, and the waits they were asked for.
pub fn quick() -> (TransportOptions, Naps) {
    let naps = Naps::default();
    let noted = Arc::clone(&naps);
    let sleep = move |wait| {
        noted.lock().unwrap().push(wait);
        Box::pin(async {}) as futures::future::BoxFuture<'static, ()>
    };
    (TransportOptions { sleep: Arc::new(sleep), ..TransportOptions::default() }, naps)
}

/// Every provider at `url`, with credentials, and whatever else is set.
pub fn providers(url: &Url, more: &[(&str, &str)]) -> ProvidersConfig {
    let url = url.as_str();
    let usual = [
        ("CONTACT", "tests@example.org"),
        ("LASTFM_API_KEY", LASTFM_KEY),
        ("DISCOGS_TOKEN", DISCOGS_TOKEN),
        ("LASTFM_URL", url),
        ("MUSICBRAINZ_URL", url),
        ("COVERART_URL", url),
        ("COMMONS_URL", url),
        ("DISCOGS_URL", url),
        ("LISTENBRAINZ_URL", url),
        ("ECB_URL", url),
        ("MINDICADOR_URL", url),
    ];
    let kept = usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    Config::read(&Vars::from_pairs(kept.chain(more.iter().copied()))).expect("a valid configuration").providers
}
