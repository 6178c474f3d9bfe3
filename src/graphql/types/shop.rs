//! Shops, what they sell and to whom: for administrators.

use async_graphql::{Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::price::Money;
use super::scalars::{CountryCode, CurrencyCode, UrlText};
use crate::graphql::id::Kind;
use crate::{prices, shops};

/// Whose programs a shop runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ShopKind {
    /// A point of sale, read with the shop's own token: stock, price lists, clients and sales.
    Bsale,
    /// A storefront, read as anybody reads it.
    Shopify,
    /// A storefront, read as anybody reads it.
    Woocommerce,
}

impl From<shops::Kind> for ShopKind {
    fn from(kind: shops::Kind) -> Self {
        match kind {
            shops::Kind::Bsale => Self::Bsale,
            shops::Kind::Shopify => Self::Shopify,
            shops::Kind::Woocommerce => Self::Woocommerce,
        }
    }
}

impl From<ShopKind> for shops::Kind {
    fn from(kind: ShopKind) -> Self {
        match kind {
            ShopKind::Bsale => Self::Bsale,
            ShopKind::Shopify => Self::Shopify,
            ShopKind::Woocommerce => Self::Woocommerce,
        }
    }
}

/// A shop whose stock and prices are read.
pub struct Shop(pub shops::Shop);

/// How much of a shop is stored, without what has gone.
#[derive(SimpleObject)]
pub struct ShopCounts {
    /// What it sells.
    products: i32,
    /// The kinds in which it sells it.
    variants: i32,
    /// Variants whose pressing is known.
    matched: i32,
    /// Variants whose pressing nobody knows.
    unmatched: i32,
    /// Variants that are offers at present.
    offers: i32,
    /// Those whom it sells to.
    clients: i32,
    /// Its sales.
    documents: i32,
}

/// A shop whose stock and prices are read.
#[Object]
impl Shop {
    /// Readable and typed: `shop:3`.
    pub async fn id(&self) -> ID {
        Kind::Shop.id(self.0.id)
    }

    /// Whose programs it runs on.
    async fn kind(&self) -> ShopKind {
        self.0.kind().into()
    }

    /// What it is called beside its offers.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its page; null for shops at Bsale.
    async fn url(&self) -> Option<UrlText> {
        self.0.url.clone().map(UrlText)
    }

    /// Where it ships from.
    async fn country(&self) -> CountryCode {
        CountryCode(self.0.country.clone())
    }

    /// What its prices are in, where it does not say so itself.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.0.currency.clone().map(CurrencyCode)
    }

    /// Whether its offers are for other countries too.
    async fn ships_abroad(&self) -> bool {
        self.0.ships_abroad
    }

    /// Whether its token is `BSALE_ACCESS_TOKEN`; then it cannot be removed here.
    async fn is_from_environment(&self) -> bool {
        self.0.is_from_environment
    }

    /// When it was last read whole.
    async fn last_sync_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_sync_at
    }

    /// When a day's sales were last read.
    async fn last_daily_sync_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_daily_sync_at
    }

    /// What went wrong last; null once it has been read to the end.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// How much of it is stored.
    async fn counts(&self) -> ShopCounts {
        let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        let shops::Shop { products, variants, matched, offers, clients, documents, .. } = self.0;
        ShopCounts {
            products: count(products),
            variants: count(variants),
            matched: count(matched),
            unmatched: count(variants - matched),
            offers: count(offers),
            clients: count(clients),
            documents: count(documents),
        }
    }
}

/// A kind in which a shop sells something.
pub struct ShopVariant(pub shops::Variant);

/// A kind in which a shop sells something.
#[Object]
impl ShopVariant {
    /// The shop's own number for it.
    async fn number(&self) -> String {
        self.0.id.to_string()
    }

    /// What it is a kind of, as the shop calls it.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// What tells it from its siblings.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// As the shop writes it.
    async fn barcode(&self) -> Option<&str> {
        self.0.barcode.as_deref()
    }

    /// The shop's own code.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What it costs, taxes included.
    async fn price(&self) -> Option<Money> {
        let (amount, currency) = self.0.amount.zip(self.0.currency.clone())?;
        Some(prices::Money::new(amount, currency).into())
    }

    /// Whether it is there to be sold.
    async fn in_stock(&self) -> bool {
        self.0.is_in_stock
    }

    /// The pressing that it is, where that is certain.
    async fn release_id(&self) -> Option<ID> {
        self.0.release_id.map(|id| Kind::Release.id(id))
    }

    /// Why no pressing is known.
    async fn match_problem(&self) -> Option<&str> {
        self.0.match_problem.as_deref()
    }
}

/// Somebody whom a shop sells to: personal data.
pub struct ShopClient(pub shops::Client);

/// Somebody whom a shop sells to: personal data.
#[Object]
impl ShopClient {
    /// The shop's own number for them.
    async fn number(&self) -> String {
        self.0.id.to_string()
    }

    /// What they are called.
    async fn first_name(&self) -> Option<&str> {
        self.0.first_name.as_deref()
    }

    /// And their family.
    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// What they buy for.
    async fn company(&self) -> Option<&str> {
        self.0.company.as_deref()
    }

    /// Their tax number.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Their mail address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Their telephone.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Where they live.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }
}
