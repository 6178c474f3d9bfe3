//! Which pressing to buy, and what is given up for it, in words.

use async_graphql::{Context, Enum, SimpleObject};

use super::guide_words::{self, Language, Named};
use super::price::{self, BestPrice};
use super::release::Release;
use super::scalars::{CountryCode, CurrencyCode};
use crate::catalog::{Window, list};
use crate::graphql::error::Failure;
use crate::graphql::loaders::ReleasesKey;
use crate::graphql::scope::scope;
use crate::prices::BestBy;
use crate::profiles;

/// Why one would choose a pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "profiles::Pressing")]
pub enum PressingKind {
    Cheapest,
    Original,
    BestRated,
    Local,
}

/// One pressing that is worth considering, and why.
#[derive(SimpleObject)]
pub struct PressingAdvice {
    /// What speaks for it.
    kind: PressingKind,
    /// The pressing.
    release: Release,
    /// What it costs, where an offer is stored.
    price: Option<BestPrice>,
    /// The reason, in words.
    why: String,
}

/// What the guide is asked for.
struct Asked<'a> {
    ctx: &'a Context<'a>,
    album_id: i64,
    ship_to: Option<CountryCode>,
    currency: Option<CurrencyCode>,
}

/// The cheapest, the original, the best rated and the local pressing, of those stored.
pub async fn guide(
    ctx: &Context<'_>,
    album_id: i64,
    ship_to: Option<CountryCode>,
    currency: Option<CurrencyCode>,
    language: Option<Language>,
) -> Result<Vec<PressingAdvice>, Failure> {
    let language = match language {
        Some(language) => language,
        None => spoken(ctx).await?,
    };
    let asked = Asked { ctx, album_id, ship_to, currency };
    let mut found: Vec<(PressingKind, Release, Option<BestPrice>)> = Vec::new();
    if let Some(price) = asked.best(BestBy::Album, album_id).await? {
        let release = price::release(ctx, price.best.quote.release_id).await?;
        found.push((PressingKind::Cheapest, release, Some(price)));
    }
    let original = asked.of_kind(PressingKind::Original).await?.filter(|release| release.0.year.is_some());
    let first_year = original.as_ref().and_then(|release| release.0.year);
    if let Some(release) = original {
        found.push(asked.priced(PressingKind::Original, release).await?);
    }
    let rated = asked.of_kind(PressingKind::BestRated).await?;
    if let Some(release) = rated.filter(|release| release.0.discogs_rating.is_some() && release.0.discogs_votes.is_some()) {
        found.push(asked.priced(PressingKind::BestRated, release).await?);
    }
    if let Some(release) = asked.of_kind(PressingKind::Local).await? {
        found.push(asked.priced(PressingKind::Local, release).await?);
    }
    let named: Vec<Named> = found.iter().map(|(kind, release, price)| named(*kind, release, price.as_ref(), first_year)).collect();
    let cheapest = named.iter().find(|named| named.kind == PressingKind::Cheapest);
    let whys: Vec<String> = named.iter().map(|one| guide_words::why(one, cheapest, language)).collect();
    let advice = found.into_iter().zip(whys).map(|((kind, release, price), why)| PressingAdvice { kind, release, price, why });
    Ok(advice.collect())
}

/// The pressing of that kind, and where there is none the cheapest.
pub async fn preferred(
    ctx: &Context<'_>,
    album_id: i64,
    kind: PressingKind,
    ship_to: CountryCode,
    currency: CurrencyCode,
) -> Result<Option<Release>, Failure> {
    let asked = Asked { ctx, album_id, ship_to: Some(ship_to), currency: Some(currency) };
    if let Some(release) = asked.of_kind(kind).await? {
        return Ok(Some(release));
    }
    let Some(price) = asked.best(BestBy::Album, album_id).await? else { return Ok(None) };
    Ok(Some(price::release(ctx, price.best.quote.release_id).await?))
}

/// What the pressing of that kind costs, and where there is none the cheapest.
pub async fn of_preferred(
    ctx: &Context<'_>,
    album_id: i64,
    kind: PressingKind,
    ship_to: CountryCode,
    currency: CurrencyCode,
) -> Result<Option<BestPrice>, Failure> {
    let asked = Asked { ctx, album_id, ship_to: Some(ship_to), currency: Some(currency) };
    let (by, parent) = match asked.of_kind(kind).await? {
        Some(release) => (BestBy::Release, release.0.id),
        None => (BestBy::Album, album_id),
    };
    asked.best(by, parent).await
}

/// What words are made of.
fn named(kind: PressingKind, release: &Release, price: Option<&BestPrice>, first_year: Option<i32>) -> Named {
    let row = &release.0;
    Named {
        kind,
        release_id: row.id,
        country: row.country.clone(),
        year: row.year,
        is_reissue: matches!((row.year, first_year), (Some(year), Some(first)) if year > first),
        rating: row.discogs_rating.zip(row.discogs_votes),
        price: price.map(|price| price.best.landed.total.clone()),
    }
}

/// The language of whoever asks; English where nobody signed in.
async fn spoken(ctx: &Context<'_>) -> Result<Language, Failure> {
    let Some(person) = scope(ctx).visitor.requester.person() else { return Ok(Language::En) };
    let profile = scope(ctx).profile_by_person.load_one(person.id()).await?;
    Ok(if profile.is_some_and(|profile| profile.language == "es") { Language::Es } else { Language::En })
}

impl Asked<'_> {
    /// The pressing of the album that is the original, the best rated, or pressed where it is to go. The cheapest depends on
    /// its price.
    async fn of_kind(&self, kind: PressingKind) -> Result<Option<Release>, Failure> {
        let official = list::ReleaseFilter { official: Some(true), ..list::ReleaseFilter::default() };
        match kind {
            PressingKind::Cheapest => Ok(None),
            PressingKind::Original => self.first(official, list::ReleaseOrder::Year).await,
            PressingKind::BestRated => self.first(official, list::ReleaseOrder::Rating).await,
            PressingKind::Local => {
                let home = self.ship_to.as_ref().and_then(|code| guide_words::discogs_country(&code.0));
                let Some(country) = home else { return Ok(None) };
                let local = list::ReleaseFilter { country: Some(country.to_owned()), ..official };
                self.first(local, list::ReleaseOrder::Year).await
            }
        }
    }

    async fn best(&self, by: BestBy, parent: i64) -> Result<Option<BestPrice>, Failure> {
        price::best(self.ctx, by, parent, self.ship_to.clone(), self.currency.clone()).await
    }

    async fn priced(&self, kind: PressingKind, release: Release) -> Result<(PressingKind, Release, Option<BestPrice>), Failure> {
        let price = self.best(BestBy::Release, release.0.id).await?;
        Ok((kind, release, price))
    }

    async fn first(&self, filter: list::ReleaseFilter, order: list::ReleaseOrder) -> Result<Option<Release>, Failure> {
        let window = Window { first: Some(1), ..Window::default() };
        let key = ReleasesKey { album_id: self.album_id, window, filter, order };
        let slice = scope(self.ctx).releases_by_album.load_one(key).await?;
        Ok(slice.and_then(|slice| slice.rows.into_iter().next()).map(Release))
    }
}
