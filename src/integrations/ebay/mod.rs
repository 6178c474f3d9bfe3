//! eBay: what is for sale at a fixed price, as the Browse API tells it to applications.
//!
//! The application signs in as itself: a token works for two hours, is kept in this process, and is asked for anew when
//! eBay no longer takes it.

mod token;
mod wire;

use std::sync::Arc;

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use self::token::Held;
use super::facts::{ListingFacts, Page};
use super::transport::{Address, Answer, Ask, Caller, Carry, Failure, Transport};
use super::{Errand, Error, Priority, Provider, Result};
use crate::clock::Clock;
use crate::config::EbayConfig;

/// Vinyl records, at nearly every one of its sites.
const VINYL: &str = "176985";
/// Rows of one answer, at most.
const PER_PAGE: u32 = 200;
/// A search goes no deeper than this.
const DEEPEST: u32 = 10_000;
/// Countries whose own site is asked; everybody else sees what the American one would send them.
const SITES: [&str; 16] = ["AT", "AU", "BE", "CA", "CH", "DE", "ES", "FR", "GB", "HK", "IE", "IT", "NL", "PL", "SG", "US"];

/// eBay's calls; there is none without the keys of an application.
#[derive(Clone)]
pub struct Ebay {
    caller: Caller,
    client_id: String,
    client_secret: SecretString,
    held: Arc<Mutex<Option<Held>>>,
    clock: Clock,
}

/// What is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query<'a> {
    /// A barcode's digits.
    Gtin(&'a str),
    /// Words that must all be in the title.
    Words(&'a str),
}

/// One answer, or the token that it was refused to is over.
enum Said<T> {
    Told(T),
    Expired,
}

impl Ebay {
    pub(super) fn new(transport: &Transport, config: &EbayConfig) -> Option<Self> {
        let (client_id, client_secret) = config.keys.clone()?;
        let headers = super::accepting("application/json");
        let secrets = vec![client_secret.clone()];
        let address = Address { base: config.url.clone(), home: "api.ebay.com", elsewhere: &[], headers, secrets };
        let caller = Caller::new(transport, Provider::Ebay, address);
        Some(Self { caller, client_id, client_secret, held: Arc::default(), clock: transport.options.clock.clone() })
    }

    /// Records that are for sale at a fixed price, the cheapest first, with what it costs to send them to `ship_to`. A
    /// barcode is that of a record; words are sought among vinyl records alone. `offset` is a multiple of 200.
    pub async fn search(&self, query: Query<'_>, ship_to: Option<&str>, offset: u32, priority: Priority) -> Result<Page<ListingFacts>> {
        let token = self.token(None, priority).await?;
        if let Said::Told(page) = self.ask(&token, query, ship_to, offset, priority).await? {
            return Ok(page);
        }
        // Another process, or eBay itself, may have ended it early; a second refusal is not about time.
        let token = self.token(Some(&token), priority).await?;
        match Errand::again(self.ask(&token, query, ship_to, offset, priority)).await? {
            Said::Told(page) => Ok(page),
            Said::Expired => Err(Error::Rejected { provider: Provider::Ebay, problem: "it takes no token of this application".to_owned() }),
        }
    }

    async fn ask(
        &self,
        token: &SecretString,
        query: Query<'_>,
        ship_to: Option<&str>,
        offset: u32,
        priority: Priority,
    ) -> Result<Said<Page<ListingFacts>>> {
        let mut filter = "buyingOptions:{FIXED_PRICE}".to_owned();
        let mut headers = authorization(format!("Bearer {}", token.expose_secret()));
        let site = format!("EBAY_{}", ship_to.filter(|country| SITES.contains(country)).unwrap_or("US"));
        put(&mut headers, "x-ebay-c-marketplace-id", &site);
        if let Some(country) = ship_to {
            filter = format!("{filter},deliveryCountry:{country}");
            put(&mut headers, "x-ebay-c-enduserctx", &format!("contextualLocation=country%3D{country}"));
        }
        let (limit, from) = (PER_PAGE.to_string(), offset.to_string());
        let what = match query {
            Query::Gtin(digits) => ("gtin", digits),
            Query::Words(words) => ("q", words),
        };
        let query = [what, ("category_ids", VINYL), ("filter", &filter), ("sort", "price"), ("limit", &limit), ("offset", &from)];
        let path = ["buy", "browse", "v1", "item_summary", "search"];
        let ask = Ask { endpoint: "item_summary/search", path: &path, query: &query, priority };
        let carry = Carry { headers, secrets: vec![token.clone()], ..Carry::default() };
        self.caller
            .call(&ask, &carry, |answer| {
                if answer.status == StatusCode::UNAUTHORIZED {
                    return Ok(Said::Expired);
                }
                check(answer)?;
                let next = offset + PER_PAGE;
                answer.read_as(|body: wire::SearchBody| Some(body.page((next < DEEPEST).then_some(next), VINYL)), "no list").map(Said::Told)
            })
            .await
    }
}

/// A refusal in eBay's own words, where it has any.
fn check(answer: &Answer) -> Result<(), Failure> {
    let status = answer.status.as_u16();
    // What all providers mean alike by a status is read elsewhere.
    if !(400..=499).contains(&status) || matches!(status, 404 | 408 | 410 | 429) {
        return Ok(());
    }
    Err(answer.rejected(&wire::complaint(&answer.body).unwrap_or_else(|| format!("status {status}"))))
}

/// A header that no log shows.
fn authorization(text: String) -> HeaderMap {
    let Ok(mut value) = HeaderValue::try_from(text) else { return HeaderMap::new() };
    value.set_sensitive(true);
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
