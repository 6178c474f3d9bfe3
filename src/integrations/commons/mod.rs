//! Wikimedia Commons: an artist's picture, and whose it is.

mod name;
mod wire;

use super::facts::ImageFacts;
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Error, Priority, Provider, Result};
use crate::config::PlainConfig;

/// Wikimedia Commons' calls; they need no key.
#[derive(Clone)]
pub struct Commons {
    caller: Caller,
}

impl Commons {
    pub(super) fn new(transport: &Transport, config: &PlainConfig) -> Self {
        let address = Address {
            base: config.url.clone(),
            home: "commons.wikimedia.org",
            elsewhere: &[],
            headers: super::accepting("application/json"),
            secrets: Vec::new(),
        };
        Self { caller: Caller::new(transport, Provider::Commons, address) }
    }

    /// A file by its page's address or its name, scaled to the next standard width.
    pub async fn image(&self, page_or_name: &str, width: u32, priority: Priority) -> Result<ImageFacts> {
        let Some(title) = name::title(page_or_name) else { return Err(Error::NotFound(Provider::Commons)) };
        let width = name::step(width).to_string();
        let query = [
            ("action", "query"),
            ("format", "json"),
            ("formatversion", "2"),
            ("prop", "imageinfo"),
            ("iiprop", "url|size|mime|extmetadata"),
            ("iiurlwidth", width.as_str()),
            ("redirects", "1"),
            ("titles", title.as_str()),
        ];
        let ask = Ask { endpoint: "imageinfo", path: &["w", "api.php"], query: &query, priority };
        let body = self.caller.get(&ask, read).await?;
        body.image(self.caller.base()).ok_or(Error::NotFound(Provider::Commons))
    }
}

/// The wiki reports its errors with status 200.
fn read(answer: &Answer) -> Result<wire::QueryBody, Failure> {
    let body: wire::QueryBody = answer.read()?;
    let Some(error) = &body.error else { return Ok(body) };
    match error.code.as_deref().unwrap_or_default() {
        "ratelimited" => Err(answer.too_many()),
        code @ ("maxlag" | "readonly") => Err(Failure::Again {
            error: Error::Unavailable { provider: Provider::Commons, problem: code.to_owned() },
            after: answer.retry_after,
        }),
        code if code.starts_with("internal_api_error") => {
            Err(Failure::again(Error::Unavailable { provider: Provider::Commons, problem: "internal error".to_owned() }))
        }
        code => Err(answer.rejected(error.info.as_deref().unwrap_or(code))),
    }
}
