//! Storefronts that publish what they sell without a key: Shopify and `WooCommerce`. An address that a person gives is not
//! one that whoever runs the house has given: only public hosts are asked, by https, and no more often than a visitor would.

mod place;
mod robots;
mod wire;

use std::sync::Arc;

use reqwest::header::{ACCEPT, HeaderValue};
use rust_decimal::Decimal;
use serde::Serialize;
use url::Url;

use self::place::Place;
pub use self::robots::Robots;
use super::facts::Skipped;
use super::transport::{Address, Answer, Ask, Caller, Face, Failure, Transport};
use super::{Priority, Provider, Result};
use crate::config::StorefrontsConfig;

/// The most products of one of Shopify's answers.
const MOST_SHOPIFY: u32 = 250;
/// Behind so many Shopify tells nothing.
const LAST_SHOPIFY: u32 = 25_000;
/// The most of `WooCommerce`'s.
const MOST_WOO: u32 = 100;

/// Whose programs the shop runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Software {
    Shopify,
    Woocommerce,
}

/// A product with its variants, named as they are stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFacts {
    pub product: GoodsFacts,
    pub variants: Vec<KindFacts>,
    /// Its variants are told apart from it: whose they are.
    pub has_variations: bool,
}

/// What is sold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoodsFacts {
    pub id: i64,
    pub name: String,
    /// Types, categories and tags.
    pub kind: Option<String>,
    pub vendor: Option<String>,
    pub url: Option<String>,
    pub is_active: bool,
    /// Its name in addresses.
    pub handle: Option<String>,
}

/// One kind of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindFacts {
    pub id: i64,
    pub product_id: i64,
    pub description: Option<String>,
    pub barcode: Option<String>,
    pub code: Option<String>,
    pub is_active: bool,
    pub amount: Option<Decimal>,
    pub currency: Option<String>,
    pub is_in_stock: bool,
}

/// A page of what a shop sells.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    pub items: Vec<ItemFacts>,
    pub skipped: Vec<Skipped>,
    /// Whether a further page may follow; the last page is empty.
    pub is_last: bool,
    /// The shop tells no more although there is more.
    pub is_cut: bool,
}

/// All storefronts.
#[derive(Clone)]
pub struct Storefronts {
    transport: Transport,
    origins: Arc<[Url]>,
}

/// One shop's door.
#[derive(Clone)]
pub struct Storefront {
    caller: Caller,
    software: Software,
}

impl Storefronts {
    pub(super) fn new(transport: &Transport, config: &StorefrontsConfig) -> Self {
        Self { transport: transport.clone(), origins: config.origins.clone().into() }
    }

    /// The address of a shop as it is stored; or what is wrong with it and what would be right.
    pub fn check(&self, address: &str) -> std::result::Result<Url, String> {
        Place::of(address, &self.origins).map(|place| place.url)
    }

    /// The shop at an address, which is checked anew: who runs the house may have changed their mind.
    pub fn shop(&self, id: i64, software: Software, address: &str) -> std::result::Result<Storefront, String> {
        let place = Place::of(address, &self.origins)?;
        // Only what an operator vouches for may be approached otherwise than as the public.
        let face = if place.is_given { Face::to(&place.url) } else { Face::Public };
        let headers = super::accepting("application/json");
        let address = Address { base: place.url, home: "", elsewhere: &[], headers, secrets: Vec::new() };
        Ok(Storefront { caller: Caller::new(&self.transport, Provider::Storefront(id), address).through(face), software })
    }
}

impl Storefront {
    /// What the shop asks programs to leave alone. One that has no such file asks nothing.
    pub async fn robots(&self, priority: Priority) -> Result<Robots> {
        let ask = Ask { endpoint: "robots", path: &["robots.txt"], query: &[], priority };
        let caller = self.caller.with(Vec::new(), |headers| {
            headers.insert(ACCEPT, HeaderValue::from_static("text/plain, */*;q=0.1"));
        });
        caller
            .get(&ask, |answer| match answer.status.as_u16() {
                200..=299 if !answer.is_page() => Ok(Robots::read(&String::from_utf8_lossy(&answer.body))),
                429 | 430 => Err(answer.too_many()),
                500..=599 => Err(answer.down()),
                _ => Ok(Robots::default()),
            })
            .await
    }

    /// The path whose pages are read.
    pub fn list_path(&self) -> &'static str {
        match self.software {
            Software::Shopify => "/products.json",
            Software::Woocommerce => "/wp-json/wc/store/v1/products",
        }
    }

    /// A page of what it sells, from 1.
    pub async fn page(&self, page: u32, priority: Priority) -> Result<Items> {
        let number = page.to_string();
        match self.software {
            Software::Shopify => {
                if page.saturating_mul(MOST_SHOPIFY) > LAST_SHOPIFY {
                    return Ok(Items { items: Vec::new(), skipped: Vec::new(), is_last: true, is_cut: true });
                }
                let most = MOST_SHOPIFY.to_string();
                let ask = Ask { endpoint: "products", path: &["products.json"], query: &[("limit", &most), ("page", &number)], priority };
                let base = self.caller.base().clone();
                let read = |answer: &Answer| {
                    check(answer)?;
                    answer.json_as(|body: wire::ShopifyBody| body.items(&base, page), "an answer without products")
                };
                self.caller.get(&ask, read).await
            }
            Software::Woocommerce => {
                let most = MOST_WOO.to_string();
                self.woo("products", &[("per_page", &most), ("page", &number)], page, priority).await
            }
        }
    }

    /// The variations of a product at `WooCommerce`, at most a page of them.
    pub async fn variations(&self, product: i64, priority: Priority) -> Result<Items> {
        let (most, parent) = (MOST_WOO.to_string(), product.to_string());
        self.woo("variations", &[("per_page", &most), ("type", "variation"), ("parent", &parent)], 1, priority).await
    }

    async fn woo(&self, endpoint: &'static str, query: &[(&str, &str)], page: u32, priority: Priority) -> Result<Items> {
        let ask = Ask { endpoint, path: &["wp-json", "wc", "store", "v1", "products"], query, priority };
        let base = self.caller.base().clone();
        let read = |answer: &Answer| {
            // Behind the last page some say so instead of nothing.
            if answer.status.as_u16() == 400 && page > 1 && answer.body_says("rest_post_invalid_page_number") {
                return Ok(Items { items: Vec::new(), skipped: Vec::new(), is_last: true, is_cut: false });
            }
            check(answer)?;
            answer.json_as(|rows| Some(wire::woo_items(rows, &base, page)), "an answer without products")
        };
        self.caller.get(&ask, read).await
    }

    /// What a Shopify shop's prices are in, for whoever asks from here.
    pub async fn currency(&self, priority: Priority) -> Result<String> {
        let ask = Ask { endpoint: "cart", path: &["cart.js"], query: &[], priority };
        let read = |answer: &Answer| {
            check(answer)?;
            answer.json_as(wire::Cart::currency, "a cart without currency")
        };
        self.caller.get(&ask, read).await
    }

    /// A product of a Shopify shop by itself: the only place where barcodes stand.
    pub async fn product(&self, handle: &str, priority: Priority) -> Result<Vec<KindFacts>> {
        let file = format!("{handle}.js");
        let ask = Ask { endpoint: "product", path: &["products", &file], query: &[], priority };
        let read = |answer: &Answer| {
            check(answer)?;
            answer.json_as(wire::ShopifyAlone::kinds, "a product without variants")
        };
        self.caller.get(&ask, read).await
    }
}

/// What the status says, and what a page for people says instead of a status.
fn check(answer: &Answer) -> Result<(), Failure> {
    match answer.status.as_u16() {
        // Shopify's own word for too many.
        430 => Err(answer.too_many()),
        401 | 403 => Err(answer.rejected("it is closed to programs")),
        301 | 302 | 303 | 307 | 308 => Err(answer.rejected("it sends us to another host: add the shop with that address")),
        200..=299 | 404 if answer.is_page() => {
            Err(answer.rejected("a page for people stands where its products should: it has a password, or another software"))
        }
        _ => answer.check_status(),
    }
}
