//! Bsale: the point of sale of shops in Chile, Peru and Mexico. Each shop has a token, and a budget of its own.

pub mod facts;
mod wire;

use chrono::NaiveDate;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use self::facts::{
    ClientFacts, CoinFacts, DocumentFacts, LineFacts, ListFacts, ListPriceFacts, OfficeFacts, ProductFacts, Rows, StockFacts, VariantFacts,
};
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Priority, Provider, Result};
use crate::config::BsaleConfig;

/// The most rows of one answer.
pub const MOST: i64 = 50;
/// With an underscore, which is why some proxies lose it.
const TOKEN: HeaderName = HeaderName::from_static("access_token");

/// Bsale, whoever's.
#[derive(Clone)]
pub struct Bsale {
    transport: Transport,
    base: Url,
}

/// One shop's door.
#[derive(Clone)]
pub struct BsaleShop {
    caller: Caller,
}

impl Bsale {
    pub(super) fn new(transport: &Transport, config: &BsaleConfig) -> Self {
        Self { transport: transport.clone(), base: config.url.clone() }
    }

    /// The shop of this token; `id` is whose budget its calls are counted to.
    pub fn shop(&self, id: i64, token: &SecretString) -> BsaleShop {
        let mut headers = super::accepting("application/json");
        if let Ok(mut value) = HeaderValue::from_str(token.expose_secret()) {
            value.set_sensitive(true);
            headers.insert(TOKEN, value);
        }
        let address = Address { base: self.base.clone(), home: "api.bsale.io", elsewhere: &[], headers, secrets: vec![token.clone()] };
        BsaleShop { caller: Caller::new(&self.transport, Provider::Bsale(id), address) }
    }
}

/// Where a page of a list begins, and who waits for it.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub offset: i64,
    pub priority: Priority,
}

impl BsaleShop {
    pub async fn offices(&self, at: At) -> Result<Rows<OfficeFacts>> {
        self.list("offices", &["offices.json"], &[], at, wire::Office::facts).await
    }

    pub async fn products(&self, at: At) -> Result<Rows<ProductFacts>> {
        self.list("products", &["products.json"], &[], at, wire::Product::facts).await
    }

    pub async fn variants(&self, at: At) -> Result<Rows<VariantFacts>> {
        self.list("variants", &["variants.json"], &[], at, wire::Variant::facts).await
    }

    pub async fn stock(&self, at: At) -> Result<Rows<StockFacts>> {
        self.list("stocks", &["stocks.json"], &[], at, wire::Stock::facts).await
    }

    pub async fn price_lists(&self, at: At) -> Result<Rows<ListFacts>> {
        self.list("price_lists", &["price_lists.json"], &[], at, wire::PriceList::facts).await
    }

    /// What a price list is in.
    pub async fn coin(&self, id: i64, priority: Priority) -> Result<CoinFacts> {
        let file = format!("{id}.json");
        let ask = Ask { endpoint: "coins", path: &["coins", &file], query: &[], priority };
        self.caller
            .get(&ask, |answer| {
                check(answer)?;
                answer.json_as(wire::Coin::facts, "a coin without name and sign")
            })
            .await
    }

    /// What variants cost by a list.
    pub async fn list_prices(&self, list: i64, at: At) -> Result<Rows<ListPriceFacts>> {
        let id = list.to_string();
        self.list("price_list_details", &["price_lists", &id, "details.json"], &[], at, move |row: wire::ListPrice| row.facts(list)).await
    }

    /// Those whom the shop sells to. What cannot be read of them is not quoted either.
    pub async fn clients(&self, at: At) -> Result<Rows<ClientFacts>> {
        let mut rows = self.list("clients", &["clients.json"], &[], at, wire::Client::facts).await?;
        for skipped in &mut rows.skipped {
            "it cannot be read".clone_into(&mut skipped.problem);
        }
        Ok(rows)
    }

    /// The sales of the shop's own day, each with its first lines.
    pub async fn documents(&self, day: NaiveDate, at: At) -> Result<Rows<DocumentFacts>> {
        let from = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let range = format!("[{from},{}]", from + 86_399);
        let query = [("emissiondaterange", range.as_str()), ("expand", "[details]")];
        self.list("documents", &["documents.json"], &query, at, wire::Document::facts).await
    }

    /// The lines of a sale.
    pub async fn lines(&self, document: i64, at: At) -> Result<Rows<LineFacts>> {
        let id = document.to_string();
        self.list("document_details", &["documents", &id, "details.json"], &[], at, move |row: wire::Line| row.facts(document)).await
    }

    async fn list<T: DeserializeOwned, F>(
        &self,
        endpoint: &'static str,
        path: &[&str],
        more: &[(&str, &str)],
        at: At,
        make: impl Fn(T) -> Option<F>,
    ) -> Result<Rows<F>> {
        let (limit, offset) = (MOST.to_string(), at.offset.to_string());
        let query: Vec<(&str, &str)> =
            [("limit", limit.as_str()), ("offset", offset.as_str())].into_iter().chain(more.iter().copied()).collect();
        let ask = Ask { endpoint, path, query: &query, priority: at.priority };
        self.caller
            .get(&ask, |answer| {
                check(answer)?;
                answer.json_as(|body: wire::ListBody<T>| body.rows(endpoint, at.offset, &make), "an answer without a list")
            })
            .await
    }
}

/// What the status says. A 500 is what Bsale answers to those who ask too often.
fn check(answer: &Answer) -> Result<(), Failure> {
    if answer.status.as_u16() == 500 { Err(answer.too_many()) } else { answer.check_status() }
}
