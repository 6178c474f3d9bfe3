//! Releases: one pressing each.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::album::Album;
use super::price::{self, BestPrice, PricePoint, PriceQuote};
use super::scalars::{CountryCode, CurrencyCode, Date};
use crate::catalog;
use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::loaders::QuotesKey;
use crate::graphql::page::{self, Rows};
use crate::graphql::scope::scope;
use crate::prices::{self, BestBy};

/// One pressing of an album.
#[derive(Clone)]
pub struct Release(pub catalog::Release);

/// One pressing of an album.
#[Object]
impl Release {
    /// Readable and typed: `release:9`.
    pub async fn id(&self) -> ID {
        Kind::Release.id(self.0.id)
    }

    /// The Discogs release's id.
    async fn discogs_id(&self) -> Option<i32> {
        self.0.discogs_id.and_then(|id| id.try_into().ok())
    }

    /// The MusicBrainz release's id.
    async fn mbid(&self) -> Option<Uuid> {
        self.0.mbid
    }

    /// The album it is a pressing of.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        let row = scope(ctx).album_by_id.load_one(self.0.album_id).await?;
        row.map(Album).ok_or_else(|| Failure::new(Code::NotFound, "The release's album is gone."))
    }

    /// The title on the sleeve.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it was released, as Discogs names it: `UK`, `Japan`, `Europe`.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// When it was released.
    async fn year(&self) -> Option<i32> {
        self.0.year
    }

    /// Discogs' words for it, with the number of records in front: `LP, Album`, `2xLP, Album, Reissue`, `7"`.
    async fn format(&self) -> Option<&str> {
        self.0.format.as_deref()
    }

    /// Whether at least one of its discs is vinyl.
    async fn is_vinyl(&self) -> bool {
        self.0.is_vinyl
    }

    /// `false` for bootlegs.
    async fn is_official(&self) -> bool {
        self.0.is_official
    }

    /// The label; several are joined with commas.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// The catalogue number; several are joined with commas.
    async fn catalog_number(&self) -> Option<&str> {
        self.0.catalog_number.as_deref()
    }

    /// Barcodes, digits only. Known once the release itself has been looked up.
    async fn barcodes(&self) -> &[String] {
        &self.0.barcodes
    }

    /// The average rating on Discogs, from 1 to 5. Known once the release itself has been looked up.
    async fn rating(&self) -> Option<f64> {
        self.0.discogs_rating
    }

    /// How many people rated it.
    async fn rating_count(&self) -> Option<i32> {
        self.0.discogs_votes
    }

    /// When Discogs was seen to have deleted it or merged it into another; null while it is there.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.withdrawn_at
    }

    /// Offers that can be delivered to `shipTo`, the cheapest of each currency first.
    async fn prices(
        &self,
        ctx: &Context<'_>,
        ship_to: Option<CountryCode>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<Rows<PriceQuote>, Failure> {
        let window = page::window(Kind::Price, first, after.as_deref(), None, None)?;
        let key = QuotesKey {
            release_id: self.0.id,
            ship_to: ship_to.map(|code| code.0),
            first: window.first.unwrap_or_default(),
            after: window.after,
        };
        let slice = scope(ctx).quotes_by_release.load_one(key).await?.unwrap_or_default();
        page::connection(slice, Kind::Price, |quote| quote.id, PriceQuote)
    }

    /// Cheapest offer that can be delivered to `shipTo`, by what it comes to at the door there, compared in `currency` (EUR
    /// if not given).
    async fn best_price(
        &self,
        ctx: &Context<'_>,
        ship_to: Option<CountryCode>,
        currency: Option<CurrencyCode>,
    ) -> Result<Option<BestPrice>, Failure> {
        price::best(ctx, BestBy::Release, self.0.id, ship_to, currency).await
    }

    /// The lowest offer of every day and provider, the earliest day first, where the provider lets prices be kept. In
    /// `currency` at the rate of each day, or each in its own.
    async fn price_history(
        &self,
        ctx: &Context<'_>,
        since: Option<Date>,
        currency: Option<CurrencyCode>,
    ) -> Result<Vec<PricePoint>, Failure> {
        let currency = currency.map(|code| code.0);
        let points = prices::history(&scope(ctx).app, self.0.id, since.map(|day| day.0), currency.as_deref()).await?;
        Ok(points.into_iter().map(PricePoint::from).collect())
    }

    /// When something about the release last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}
