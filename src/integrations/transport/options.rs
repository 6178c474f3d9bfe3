//! How long and how often the transport tries; tests use milliseconds and a sleep that returns at once.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::super::Provider;
use crate::clock::Clock;

/// How the transport waits.
pub type Sleep = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// The patience of the transport.
#[derive(Clone)]
pub struct TransportOptions {
    /// For a connection to be made.
    pub connect: Duration,
    /// For one whole answer.
    pub whole: Duration,
    /// For one whole answer of MusicBrainz, whose searches are slow under load.
    pub whole_musicbrainz: Duration,
    /// For the next bytes of an answer.
    pub idle: Duration,
    /// Repeats after the first try.
    pub retries: usize,
    /// The wait before the first repeat; later ones double it.
    pub base_delay: Duration,
    /// The longest wait that the doubling may reach.
    pub longest_delay: Duration,
    /// How long one call may wait for the budget in all.
    pub patience: Duration,
    /// The longest `Retry-After` that is waited for; a longer one ends the call.
    pub longest_retry_after: Duration,
    /// The most bytes an answer may have, unpacked.
    pub longest_body: usize,
    /// For `Retry-After` dates.
    pub clock: Clock,
    /// Waits before repeats and for the budget.
    pub sleep: Sleep,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(30),
            whole_musicbrainz: Duration::from_mins(1),
            idle: Duration::from_secs(30),
            retries: 3,
            base_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(30),
            patience: Duration::from_mins(5),
            longest_retry_after: Duration::from_mins(2),
            longest_body: 8 * 1024 * 1024,
            clock: Clock::default(),
            sleep: Arc::new(|wait| Box::pin(tokio::time::sleep(wait))),
        }
    }
}

impl TransportOptions {
    /// The time one whole answer of `provider` may take.
    pub(in crate::integrations) fn whole(&self, provider: Provider) -> Duration {
        if provider == Provider::Musicbrainz { self.whole_musicbrainz } else { self.whole }
    }
}
