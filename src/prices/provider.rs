//! Who tells prices, and on what terms: the one shape of every source of offers.
//!
//! A provider is asked about one pressing at a time and answers with its offers, or is told them by somebody (a file, a
//! shop's own synchronisation) and only lends its terms. Each is off without what it needs and says so. They are asked
//! apart from one another: a provider that is slow, down or wrong delays nobody else's offers and takes none away.

use chrono::TimeDelta;
use futures::future::BoxFuture;

use super::NewQuote;
use crate::app::App;
use crate::integrations::{Error, Priority};

/// What a provider lets us do with its prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Its name in tables and in `PriceQuote.provider`.
    pub provider: &'static str,
    /// How long an offer may be shown after it was told; `None`: until it is told anew or withdrawn.
    pub shown_for: Option<TimeDelta>,
    /// To be shown beside every price.
    pub attribution: Option<&'static str>,
    /// Whether prices of past days may be kept, and averages made of them.
    pub keeps_history: bool,
}

/// Shops that have given their token want their offers seen. What has not been seen for a week may have been sold.
pub static BSALE: Terms = of_shops("bsale");
/// A storefront's catalogue is public; whoever adds one has asked the shop.
pub static SHOPIFY: Terms = of_shops("shopify");
/// As Shopify's.
pub static WOOCOMMERCE: Terms = of_shops("woocommerce");

const fn of_shops(provider: &'static str) -> Terms {
    Terms { provider, shown_for: Some(TimeDelta::days(7)), attribution: None, keeps_history: true }
}

/// A pressing that offers are sought for, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    pub release_id: i64,
    pub discogs_id: Option<i64>,
    pub barcodes: Vec<String>,
    pub artist: String,
    pub title: String,
    pub catalog_number: Option<String>,
    /// What the prices should be in, where the provider can choose.
    pub currency: String,
    /// Where they should be deliverable to, where the provider can choose: the countries of those who want it first. None
    /// where nobody lives anywhere.
    pub ship_to: Vec<String>,
}

/// A source of prices that can be asked.
pub trait PriceProvider: Send + Sync {
    /// On what terms.
    fn terms(&self) -> &'static Terms;

    /// What is missing for it to be asked; `None`: nothing.
    fn is_off(&self, app: &App) -> Option<String>;

    /// Whether it can tell anything about this pressing.
    fn can_tell(&self, sought: &Sought) -> bool;

    /// Every offer that it has for the pressing now: one that is missing is gone. [`Error::NotFound`]: it does not know the
    /// pressing, and so has none.
    fn offers<'a>(&'a self, app: &'a App, sought: &'a Sought, priority: Priority) -> BoxFuture<'a, Result<Vec<NewQuote>, Error>>;
}

/// Those that can be asked, in the order in which a person would.
pub fn all() -> [&'static dyn PriceProvider; 3] {
    [&super::discogs::Discogs, &super::ebay::Ebay, &super::amazon::Amazon]
}

/// The provider of that name.
pub fn named(name: &str) -> Option<&'static dyn PriceProvider> {
    all().into_iter().find(|provider| provider.terms().provider == name)
}
