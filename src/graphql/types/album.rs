//! Albums.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::artist::Artist;
use super::guide::{self, PressingAdvice};
use super::guide_words::Language;
use super::image::Image;
use super::price::{self, BestPrice};
use super::release::Release;
use super::scalars::{CountryCode, CurrencyCode};
use super::sync_status::SyncStatus;
use crate::catalog::image::Subject;
use crate::catalog::{self, list, lookup};
use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::loaders::ReleasesKey;
use crate::graphql::page::{self, Rows};
use crate::graphql::scope::scope;
use crate::prices::BestBy;

/// An album, of which every vinyl pressing is a release.
#[derive(Clone)]
pub struct Album(pub catalog::Album);

/// The order of an album's pressings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ReleaseOrder {
    /// The earliest first; unknown years last.
    Year,
    /// The latest first; unknown years last.
    YearDesc,
    /// By country, then year.
    Country,
    /// The best rated first.
    Rating,
    /// The one with the lowest offer first, price and known shipping compared in one currency.
    Price,
}

/// Which pressings; every condition that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ReleaseFilter {
    /// As Discogs names it: `UK`, `Japan`, `Europe`.
    country: Option<String>,
    /// Not before this year.
    year_from: Option<i32>,
    /// Not after this year.
    year_to: Option<i32>,
    /// Part of the format: `2xLP`, `Reissue`, `180 Gram`.
    format: Option<String>,
    /// Part of the label's name.
    label: Option<String>,
    /// `false`: only unofficial ones.
    official: Option<bool>,
    /// `true`: only those that Discogs has deleted or merged away; they are left out otherwise.
    withdrawn: Option<bool>,
}

/// An album, of which every vinyl pressing is a release.
#[Object]
impl Album {
    /// Readable and typed: `album:7`.
    pub async fn id(&self) -> ID {
        Kind::Album.id(self.0.id)
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The artist; of several the first credited.
    async fn artist(&self, ctx: &Context<'_>) -> Result<Artist, Failure> {
        let row = scope(ctx).artist_by_id.load_one(self.0.artist_id).await?;
        row.map(Artist).ok_or_else(|| Failure::new(Code::NotFound, "The album's artist is gone."))
    }

    /// The MusicBrainz release group's id.
    async fn mbid(&self) -> Option<Uuid> {
        self.0.mbid
    }

    /// The Discogs master's id; of several the first.
    async fn discogs_master_id(&self) -> Option<i32> {
        self.0.discogs_master_id.and_then(|id| id.try_into().ok())
    }

    /// The year of the first release anywhere.
    async fn first_release_year(&self) -> Option<i32> {
        self.0.first_release_year
    }

    /// Not a live album, compilation, soundtrack or the like.
    async fn is_studio(&self) -> bool {
        self.0.is_studio
    }

    /// How many tracks it has, where a pressing has told.
    async fn track_count(&self) -> Option<i32> {
        self.0.track_count
    }

    /// The front cover. Null when no source has one, and while nobody has looked for one yet: asking has it
    /// looked for.
    async fn cover(&self, ctx: &Context<'_>) -> Result<Option<Image>, Failure> {
        let scope = scope(ctx);
        if self.0.is_cover_due(scope.app.clock.now()) {
            scope.covers_miss.load_one(self.0.id).await?;
        }
        let album = &self.0;
        let (Some(address), Some(from)) = (album.cover_url.clone(), album.cover_source.clone()) else { return Ok(None) };
        let (credit, page) = (album.cover_attribution.clone(), album.cover_page_url.clone());
        Ok(Some(Image { of: Subject::Album(album.id), address, from, credit, page }))
    }

    /// EVERY vinyl pressing. On a miss, Discogs is asked for all of them, page after page.
    #[expect(clippy::too_many_arguments, reason = "the contract's arguments")]
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
        #[graphql(desc = "At most 100, from the end of the list.")] last: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] before: Option<String>,
        filter: Option<ReleaseFilter>,
        #[graphql(default_with = "Some(ReleaseOrder::Year)")] order_by: Option<ReleaseOrder>,
    ) -> Result<Rows<Release>, Failure> {
        let scope = scope(ctx);
        let _fetching = scope.underway.begin(releases_key(self.0.id));
        let window = page::window(Kind::Release, first, after.as_deref(), last, before.as_deref())?;
        let now = scope.app.clock.now();
        if !matches!(self.0.releases_marks().freshness(now), lookup::Freshness::Fresh | lookup::Freshness::Failed) {
            scope.releases_miss.load_one(self.0.id).await?;
        }
        let order = match order_by.unwrap_or(ReleaseOrder::Year) {
            ReleaseOrder::Year => list::ReleaseOrder::Year,
            ReleaseOrder::YearDesc => list::ReleaseOrder::YearDesc,
            ReleaseOrder::Country => list::ReleaseOrder::Country,
            ReleaseOrder::Rating => list::ReleaseOrder::Rating,
            ReleaseOrder::Price => list::ReleaseOrder::Price,
        };
        let filter = filter.unwrap_or_default();
        let filter = list::ReleaseFilter {
            country: filter.country,
            year_from: filter.year_from,
            year_to: filter.year_to,
            format: filter.format,
            label: filter.label,
            official: filter.official,
            withdrawn: filter.withdrawn.unwrap_or(false),
        };
        let key = ReleasesKey { album_id: self.0.id, window, filter, order };
        let slice = scope.releases_by_album.load_one(key).await?.unwrap_or_default();
        page::connection(slice, Kind::Release, |release| release.id, Release)
    }

    /// Whether the stored pressings are all of them.
    async fn releases_sync(&self, ctx: &Context<'_>) -> Result<SyncStatus, Failure> {
        let scope = scope(ctx);
        scope.underway.settled(&releases_key(self.0.id)).await;
        let sync = scope.releases_sync.load_one(self.0.id).await?;
        sync.map(Into::into).ok_or_else(|| Failure::new(Code::NotFound, "The album is gone."))
    }

    /// The average Discogs rating of the pressings, from 1 to 5, weighted by votes. Null without votes.
    async fn average_rating(&self, ctx: &Context<'_>) -> Result<Option<f64>, Failure> {
        Ok(scope(ctx).rating_by_album.load_one(self.0.id).await?)
    }

    /// Cheapest offer over all pressings and providers that can be delivered to `shipTo`, by what it comes to at the door
    /// there, compared in `currency` (EUR if not given). Null when none is stored.
    async fn best_price(
        &self,
        ctx: &Context<'_>,
        ship_to: Option<CountryCode>,
        currency: Option<CurrencyCode>,
    ) -> Result<Option<BestPrice>, Failure> {
        price::best(ctx, BestBy::Album, self.0.id, ship_to, currency).await
    }

    /// Which pressing to buy: cheapest, original, best rated, pressed nearest to you. Only pressings that are
    /// stored are compared. Each says what it costs, and what could be had for less instead.
    async fn pressing_guide(
        &self,
        ctx: &Context<'_>,
        ship_to: Option<CountryCode>,
        currency: Option<CurrencyCode>,
        #[graphql(desc = "What `why` is in; if not given the language of the signed-in person's profile, else English.")] language: Option<
            Language,
        >,
    ) -> Result<Vec<PressingAdvice>, Failure> {
        guide::guide(ctx, self.0.id, ship_to, currency, language).await
    }

    /// When something about the album last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

fn releases_key(album_id: i64) -> String {
    format!("releases:{album_id}")
}

/// The album that a row refers to.
pub async fn by_id(ctx: &Context<'_>, id: i64) -> Result<Album, Failure> {
    let row = scope(ctx).album_by_id.load_one(id).await?;
    row.map(Album).ok_or_else(|| Failure::new(Code::NotFound, "The album is gone."))
}
