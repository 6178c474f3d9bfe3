//! Pictures themselves: fetched from the providers' own hosts, never from anywhere else, and never too much.

mod hosts;
mod public;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};

use self::hosts::{Allowed, Hosts};
pub(super) use self::public::{PublicOnly, is_public, was_private};
use super::transport::{Face, Transport, note, retry_after};
use super::{Errand, Error, Priority, Provider, Result};
use crate::config::ProvidersConfig;

/// The most bytes of one picture, unpacked.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The Cover Art Archive takes two.
const MOST_REDIRECTS: usize = 4;
/// How long a picture may wait for the budget; nobody looks at an empty frame for longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Its name in metrics.
const ENDPOINT: &str = "picture";

/// Fetches pictures; cheap to clone.
#[derive(Clone)]
pub struct Pictures {
    transport: Transport,
    hosts: Arc<Hosts>,
}

/// A picture as it came. Whether it is one is for others to say.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub bytes: Vec<u8>,
    /// What the host calls it.
    pub media_type: Option<String>,
}

impl Pictures {
    pub(super) fn new(transport: &Transport, config: &ProvidersConfig) -> Self {
        Self { transport: transport.clone(), hosts: Arc::new(Hosts::new(config)) }
    }

    /// Fetches a provider's picture, once: whoever asks keeps in mind when to try again.
    pub async fn fetch(&self, provider: Provider, url: &str, priority: Priority) -> Result<Fetched> {
        let unfit = |problem| Error::Unfit { provider, problem };
        let mut place = self.hosts.check(provider, url).map_err(unfit)?;
        let mut waited = self.transport.options.patience.saturating_sub(PATIENCE);
        for _ in 0..=MOST_REDIRECTS {
            self.transport.leave(provider, priority, Errand::current(), &mut waited).await?;
            let response = self.send(provider, &place).await?;
            let status = response.status();
            if let Some(location) = status.is_redirection().then(|| response.headers().get(LOCATION)).flatten() {
                let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
                note(provider, ENDPOINT, Some(status), None, "redirected");
                place = self.hosts.follow(provider, &place, &location).map_err(unfit)?;
                continue;
            }
            if place.is_home(provider) {
                self.tell(provider, &response).await;
            }
            return self.listen(provider, response).await;
        }
        Err(unfit("it is redirected again and again".to_owned()))
    }

    async fn send(&self, provider: Provider, place: &Allowed) -> Result<Response> {
        let face = if place.is_given { Face::to(&place.url) } else { Face::Public };
        // Whatever we cannot decode must not be offered to us.
        let request =
            self.transport.client(face).get(place.url.clone()).header(ACCEPT, "image/jpeg, image/png, image/webp, image/gif;q=0.5");
        match request.timeout(self.transport.options.whole(provider)).send().await {
            Ok(response) => Ok(response),
            Err(error) if was_private(&error) => {
                note(provider, ENDPOINT, None, None, "unfit");
                Err(Error::Unfit { provider, problem: "its host leads to a private address".to_owned() })
            }
            Err(error) => {
                note(provider, ENDPOINT, None, None, "unavailable");
                Err(broken(provider, &error))
            }
        }
    }

    /// Tells the budget how the provider is doing. A picture that fails never opens the breaker, which would keep
    /// everything else from being asked too.
    async fn tell(&self, provider: Provider, response: &Response) {
        let budget = &self.transport.budget;
        match (response.status(), retry_after(provider, response.headers(), self.transport.options.clock.now())) {
            (StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE, Some(pause)) => budget.pause(provider, pause).await,
            (status, _) if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {}
            _ => budget.succeeded(provider).await,
        }
    }

    async fn listen(&self, provider: Provider, mut response: Response) -> Result<Fetched> {
        let status = response.status();
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(ToOwned::to_owned);
        let after = retry_after(provider, response.headers(), self.transport.options.clock.now());
        let read = match status {
            StatusCode::OK => body(provider, &mut response).await,
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Err(Error::NotFound(provider)),
            StatusCode::TOO_MANY_REQUESTS => Err(Error::RateLimited { provider, after: after.unwrap_or(Duration::from_mins(1)) }),
            status if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => match after {
                Some(after) => Err(Error::RateLimited { provider, after }),
                None => Err(Error::Unavailable { provider, problem: format!("status {}", status.as_u16()) }),
            },
            status => Err(Error::Unfit { provider, problem: format!("its host answers with status {}", status.as_u16()) }),
        };
        let outcome = match &read {
            Ok(_) => "ok",
            Err(error) => error.key(),
        };
        note(provider, ENDPOINT, Some(status), media_type.as_deref(), outcome);
        Ok(Fetched { bytes: read?, media_type })
    }
}

async fn body(provider: Provider, response: &mut Response) -> Result<Vec<u8>> {
    let too_long = || Error::Unfit { provider, problem: format!("it has more than {} MB", MOST_BYTES / 1024 / 1024) };
    if response.content_length().is_some_and(|length| length > MOST_BYTES as u64) {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(provider, &error))? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What went wrong on the way, in words without an address.
fn broken(provider: Provider, error: &reqwest::Error) -> Error {
    let problem = if error.is_timeout() {
        "the picture did not come in time"
    } else if error.is_connect() {
        "no connection to the picture's host"
    } else {
        "the picture broke off"
    };
    Error::Unavailable { provider, problem: problem.to_owned() }
}
