//! The way out: every call of every provider is spaced, bounded, repeated and counted here, and nowhere else.

mod answer;
mod client;
mod exchange;
mod options;
mod redirect;
mod wait;
mod witness;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub(in crate::integrations) use self::answer::{Answer, Failure};
use self::client::Clients;
pub(in crate::integrations) use self::client::Face;
pub use self::options::{Sleep, TransportOptions};
pub(in crate::integrations) use self::wait::retry_after;
pub(in crate::integrations) use self::witness::note;
pub use self::witness::{Exchange, witnessed};
use super::{Budget, Errand, Error, Grant, Priority, Provider, Result};

/// What all providers share.
#[derive(Clone)]
pub(in crate::integrations) struct Transport {
    clients: Arc<Clients>,
    pub budget: Arc<dyn Budget>,
    pub options: Arc<TransportOptions>,
}

impl Transport {
    pub fn new(contact: Option<&str>, budget: Arc<dyn Budget>, options: TransportOptions) -> Self {
        let options = Arc::new(options);
        Self { clients: Arc::new(Clients::new(contact, Arc::clone(&options))), budget, options }
    }

    /// The client's face for one request.
    pub fn client(&self, face: Face) -> &reqwest::Client {
        self.clients.get(face)
    }

    /// Waits for the budget's leave; `waited` counts over all tries of one call.
    pub async fn leave(&self, provider: Provider, priority: Priority, errand: Option<Errand>, waited: &mut Duration) -> Result<()> {
        let options = &self.options;
        loop {
            let after = match self.budget.ask(provider, priority, errand).await? {
                Grant::Now => return Ok(()),
                Grant::Soon(after) => {
                    (options.sleep)(after).await;
                    return Ok(());
                }
                Grant::After(after) => after.max(Duration::from_millis(1)),
                Grant::Broken(left) => {
                    let problem = format!("it failed repeatedly and is left alone for {} s", left.as_secs().max(1));
                    return Err(Error::Unavailable { provider, problem });
                }
            };
            *waited += after;
            if *waited > options.patience {
                return Err(Error::RateLimited { provider, after });
            }
            (options.sleep)(after).await;
        }
    }
}

/// Whom a provider's calls go to, and as whom.
#[derive(Clone)]
pub(in crate::integrations) struct Address {
    pub base: Url,
    /// The provider's public host, which mirrors repeat in their redirects.
    pub home: &'static str,
    /// Hosts where a redirect may lead besides; they never see `headers`.
    pub elsewhere: &'static [&'static str],
    /// Sent to the provider only: what it accepts, and credentials.
    pub headers: HeaderMap,
    /// Never to be seen in an error, wherever the provider may repeat them.
    pub secrets: Vec<SecretString>,
}

/// One question.
pub(in crate::integrations) struct Ask<'a> {
    /// Its name in metrics and logs.
    pub endpoint: &'static str,
    /// Path segments after the base.
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    pub priority: Priority,
}

/// What one call carries besides its question.
#[derive(Default)]
pub(in crate::integrations) struct Carry<'a> {
    /// Sent to the provider only, on top of the address' own: in whose name is asked.
    pub headers: HeaderMap,
    /// The call is a `POST`, with these fields, if any.
    pub form: Option<&'a [(&'a str, &'a str)]>,
    /// Never to be seen in an error.
    pub secrets: Vec<SecretString>,
}

/// The door to one provider; cheap to clone.
#[derive(Clone)]
pub(in crate::integrations) struct Caller {
    transport: Transport,
    provider: Provider,
    face: Face,
    address: Arc<Address>,
}

impl Caller {
    pub fn new(transport: &Transport, provider: Provider, address: Address) -> Self {
        let face = Face::to(&address.base);
        Self { transport: transport.clone(), provider, face, address: Arc::new(address) }
    }

    /// The same through another face than the address asks for.
    pub fn through(self, face: Face) -> Self {
        Self { face, ..self }
    }

    /// The same door for somebody else: with other headers, and further secrets.
    pub fn with(&self, secrets: Vec<SecretString>, change: impl FnOnce(&mut HeaderMap)) -> Self {
        let Address { base, home, elsewhere, mut headers, secrets: ours } = Address::clone(&self.address);
        change(&mut headers);
        let address = Address { base, home, elsewhere, headers, secrets: [ours, secrets].concat() };
        Self { address: Arc::new(address), ..self.clone() }
    }

    /// The configured address of the provider.
    pub fn base(&self) -> &Url {
        &self.address.base
    }

    /// Asks, repeats what may be repeated, tells the budget how it ended, and returns what `read` makes of it.
    pub async fn get<T>(&self, ask: &Ask<'_>, read: impl Fn(&Answer) -> Result<T, Failure>) -> Result<T> {
        self.call(ask, &Carry::default(), read).await
    }

    /// As [`Caller::get`], in somebody's name, or with a form.
    pub async fn call<T>(&self, ask: &Ask<'_>, carry: &Carry<'_>, read: impl Fn(&Answer) -> Result<T, Failure>) -> Result<T> {
        let (budget, options) = (&self.transport.budget, &self.transport.options);
        let mut delays = wait::delays(options);
        let mut waited = Duration::ZERO;
        let mut errand = Errand::current();
        loop {
            let (error, after) = match self.attempt(ask, carry, &read, errand, &mut waited).await {
                Ok(found) => {
                    budget.succeeded(self.provider).await;
                    return Ok(found);
                }
                Err(Failure::Refused(error)) => return Err(error),
                Err(Failure::Settled(error)) => return Err(self.settle(error, carry).await),
                Err(Failure::Again { error, after }) => (error, after),
            };
            if let Some(after) = after.filter(|after| *after > options.longest_retry_after) {
                return Err(self.settle(Error::RateLimited { provider: self.provider, after }, carry).await);
            }
            let Some(delay) = delays.next() else { return Err(self.settle(error, carry).await) };
            if after.is_none() && matches!(error, Error::RateLimited { .. }) {
                budget.pause(self.provider, delay).await;
            }
            (options.sleep)(after.unwrap_or_default().max(delay)).await;
            errand = errand.map(Errand::repeated);
        }
    }

    /// The end of a call: a clear "no" shows that the provider works, everything else that it does not.
    async fn settle(&self, error: Error, carry: &Carry<'_>) -> Error {
        let error = self.hush(error, carry);
        let budget = &self.transport.budget;
        if matches!(error, Error::NotFound(_) | Error::Rejected { .. }) {
            budget.succeeded(self.provider).await;
        } else {
            budget.failed(self.provider, &error).await;
        }
        error
    }

    /// Takes our own secrets out of the words of a provider that repeats them.
    fn hush(&self, mut error: Error, carry: &Carry<'_>) -> Error {
        if let Error::Rejected { problem, .. } | Error::Unavailable { problem, .. } | Error::Malformed { problem, .. } = &mut error {
            for secret in self.address.secrets.iter().chain(&carry.secrets) {
                *problem = problem.replace(secret.expose_secret(), "(hidden)");
            }
        }
        error
    }
}
