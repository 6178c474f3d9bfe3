//! Offers, the best of them, and advice on which pressing to buy.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::landed::LandedPrice;
use super::release::Release;
use super::scalars::{CountryCode, CurrencyCode, Date, UrlText};
use crate::catalog::{Window, list};
use crate::graphql::error::{Code, Failure};
use crate::graphql::id::Kind;
use crate::graphql::loaders::{BestKey, ReleasesKey};
use crate::graphql::scope::scope;
use crate::prices::{self, BestBy, Wish};
use crate::profiles;

/// What is assumed when nobody says a currency.
const CURRENCY: &str = "EUR";

/// An amount in a currency.
#[derive(Clone, SimpleObject)]
pub struct Money {
    /// A decimal string with the currency's own number of digits: `12.50` EUR, `1200` JPY.
    amount: Decimal,
    /// What it is an amount of.
    currency: CurrencyCode,
}

impl From<prices::Money> for Money {
    fn from(money: prices::Money) -> Self {
        Self { amount: money.amount, currency: CurrencyCode(money.currency) }
    }
}

/// The state of the record, by the Goldmine scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MediaCondition {
    Mint,
    NearMint,
    VeryGoodPlus,
    VeryGood,
    GoodPlus,
    Good,
    Fair,
    Poor,
}

impl MediaCondition {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "mint" => Self::Mint,
            "near_mint" => Self::NearMint,
            "very_good_plus" => Self::VeryGoodPlus,
            "very_good" => Self::VeryGood,
            "good_plus" => Self::GoodPlus,
            "good" => Self::Good,
            "fair" => Self::Fair,
            "poor" => Self::Poor,
            _ => return None,
        })
    }
}

/// An offer for one pressing.
#[derive(Clone)]
pub struct PriceQuote(pub prices::Quote);

/// An offer for one pressing.
#[Object]
impl PriceQuote {
    /// Readable and typed: `price:3`.
    pub async fn id(&self) -> ID {
        Kind::Price.id(self.0.id)
    }

    /// The pressing offered.
    async fn release(&self, ctx: &Context<'_>) -> Result<Release, Failure> {
        release(ctx, self.0.release_id).await
    }

    /// Who told us: `sample` marks the demo's made-up prices.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// Who sells it.
    async fn seller(&self) -> Option<&str> {
        self.0.seller.as_deref()
    }

    /// Where it is sent from.
    async fn ships_from(&self) -> Option<CountryCode> {
        self.0.ships_from.clone().map(CountryCode)
    }

    /// Null when the provider does not say.
    async fn ships_to(&self) -> Option<CountryCode> {
        self.0.country.clone().map(CountryCode)
    }

    /// The state of the record, as the seller says.
    async fn condition(&self) -> Option<MediaCondition> {
        self.0.condition.as_deref().and_then(MediaCondition::parse)
    }

    /// The price of the record alone.
    async fn price(&self) -> Money {
        self.0.price().into()
    }

    /// Null when the provider does not say; then `total` is the price alone and `shippingKnown` is false.
    async fn shipping(&self) -> Option<Money> {
        self.0.shipping().map(Into::into)
    }

    /// Whether the provider says what shipping costs.
    async fn shipping_known(&self) -> bool {
        self.0.shipping_cost.is_some()
    }

    /// Price and shipping, in the offer's own currency or at the day's rate in another. Refused where there is no rate of
    /// the last seven days.
    async fn total(&self, ctx: &Context<'_>, currency: Option<CurrencyCode>) -> Result<Money, Failure> {
        let Some(currency) = currency.filter(|currency| currency.0 != self.0.currency) else { return Ok(self.0.total().into()) };
        let rules = scope(ctx).rules.get().await?;
        let amount = rules.rates.convert(self.0.total_amount, &self.0.currency, &currency.0)?;
        Ok(prices::Money::new(amount, currency.0).into())
    }

    /// What it comes to at the door in that country, every part with its source: the record, the parcel, what is due at the
    /// border. In the offer's own currency if none is given.
    async fn landed(&self, ctx: &Context<'_>, ship_to: CountryCode, currency: Option<CurrencyCode>) -> Result<LandedPrice, Failure> {
        let rules = scope(ctx).rules.get().await?;
        let currency = currency.map_or_else(|| self.0.currency.clone(), |currency| currency.0);
        Ok(prices::Landed::of(&self.0, Some(&ship_to.0), &currency, rules)?.into())
    }

    /// How sure it is that the offer is for this very pressing, from 0 to 1: 1 where the provider says so by an id.
    async fn match_confidence(&self) -> Decimal {
        self.0.confidence.normalize()
    }

    /// How many are for sale, when the provider gives one aggregate offer.
    async fn offers(&self) -> Option<i32> {
        self.0.offers
    }

    /// Where to buy it.
    async fn url(&self) -> Option<UrlText> {
        self.0.url.clone().map(UrlText)
    }

    /// When the provider told us.
    async fn observed_at(&self) -> DateTime<Utc> {
        self.0.fetched_at
    }

    /// After this moment the provider's terms forbid showing it; it is then never returned.
    async fn display_until(&self) -> Option<DateTime<Utc>> {
        self.0.display_until
    }

    /// To be shown beside the price.
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }
}

/// The cheapest offer of a pressing or of an album.
pub struct BestPrice {
    best: prices::Best,
    computed_at: DateTime<Utc>,
}

/// The cheapest offer of a pressing or of an album: of those compared, the one that lands for least.
#[Object]
impl BestPrice {
    /// The offer itself.
    async fn quote(&self) -> PriceQuote {
        PriceQuote(self.best.quote.clone())
    }

    /// The pressing it is for.
    async fn release(&self, ctx: &Context<'_>) -> Result<Release, Failure> {
        release(ctx, self.best.quote.release_id).await
    }

    /// What it comes to at the door, in the currency that was compared in; without a destination price and shipping.
    async fn total(&self) -> Money {
        self.best.landed.total.clone().into()
    }

    /// What the total is made of, and who says so.
    async fn landed(&self) -> LandedPrice {
        self.best.landed.clone().into()
    }

    /// The currencies of offers that were left out because there is no rate of them from the last seven days.
    async fn not_compared(&self) -> Vec<CurrencyCode> {
        self.best.not_compared.iter().cloned().map(CurrencyCode).collect()
    }

    /// When the offers were compared.
    async fn computed_at(&self) -> DateTime<Utc> {
        self.computed_at
    }
}

/// The lowest offer of one provider on one day.
#[derive(SimpleObject)]
pub struct PricePoint {
    /// The day, by UTC.
    day: Date,
    /// Who told us.
    provider: String,
    /// The lowest price, without shipping.
    lowest: Money,
    /// How many offers there were.
    offers: Option<i32>,
}

impl From<prices::PricePoint> for PricePoint {
    fn from(point: prices::PricePoint) -> Self {
        Self {
            day: Date(point.day),
            provider: point.provider,
            lowest: prices::Money::new(point.lowest, point.currency).into(),
            offers: Some(point.offers),
        }
    }
}

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

/// The best offer of a pressing or of an album.
pub async fn best(
    ctx: &Context<'_>,
    by: BestBy,
    parent: i64,
    ship_to: Option<CountryCode>,
    currency: Option<CurrencyCode>,
) -> Result<Option<BestPrice>, Failure> {
    let scope = scope(ctx);
    let currency = currency.map_or_else(|| CURRENCY.to_owned(), |code| code.0);
    if !prices::is_currency(&currency) && !scope.rules.get().await?.rates.knows(&currency) {
        return Err(unknown(&currency));
    }
    let wish = Wish { ship_to: ship_to.map(|code| code.0), currency };
    let Some(best) = scope.best_price.load_one(BestKey { by, parent, wish }).await? else { return Ok(None) };
    Ok(Some(BestPrice { best: best?, computed_at: scope.app.clock.now() }))
}

/// Nobody pays with that.
pub fn unknown(currency: &str) -> Failure {
    Failure::bad_input(format!("`currency: \"{currency}\"` is none that we know: give one such as EUR, USD or CLP (ISO 4217)."))
}

/// The cheapest, the original, the best rated and the local pressing, of those stored.
pub async fn guide(
    ctx: &Context<'_>,
    album_id: i64,
    ship_to: Option<CountryCode>,
    currency: Option<CurrencyCode>,
) -> Result<Vec<PressingAdvice>, Failure> {
    let mut advice = Vec::new();
    if let Some(price) = best(ctx, BestBy::Album, album_id, ship_to.clone(), currency.clone()).await? {
        let release = release(ctx, price.best.quote.release_id).await?;
        let total = &price.best.landed.total;
        let why = format!("{} {} is the lowest stored offer", total.amount, total.currency);
        advice.push(PressingAdvice { kind: PressingKind::Cheapest, release, price: Some(price), why });
    }
    let official = list::ReleaseFilter { official: Some(true), ..list::ReleaseFilter::default() };
    if let Some(release) = first(ctx, album_id, official.clone(), list::ReleaseOrder::Year).await?
        && let Some(year) = release.0.year
    {
        let why = format!(
            "the earliest pressing known, {year}{}",
            release.0.country.as_ref().map(|name| format!(", {name}")).unwrap_or_default()
        );
        advice.push(advise(ctx, PressingKind::Original, release, why, ship_to.as_ref(), currency.as_ref()).await?);
    }
    if let Some(release) = first(ctx, album_id, official.clone(), list::ReleaseOrder::Rating).await?
        && let (Some(rating), Some(votes)) = (release.0.discogs_rating, release.0.discogs_votes)
    {
        let why = format!("rated {rating:.2} by {votes}");
        advice.push(advise(ctx, PressingKind::BestRated, release, why, ship_to.as_ref(), currency.as_ref()).await?);
    }
    if let Some(country) = ship_to.as_ref().and_then(|code| discogs_country(&code.0)) {
        let local = list::ReleaseFilter { country: Some(country.to_owned()), ..official };
        if let Some(release) = first(ctx, album_id, local, list::ReleaseOrder::Year).await? {
            advice.push(
                advise(ctx, PressingKind::Local, release, format!("pressed in {country}"), ship_to.as_ref(), currency.as_ref()).await?,
            );
        }
    }
    Ok(advice)
}

/// The pressing of that kind, and where there is none the cheapest.
pub async fn preferred(
    ctx: &Context<'_>,
    album_id: i64,
    kind: PressingKind,
    ship_to: CountryCode,
    currency: CurrencyCode,
) -> Result<Option<Release>, Failure> {
    if let Some(release) = of_kind(ctx, album_id, kind, &ship_to).await? {
        return Ok(Some(release));
    }
    let Some(price) = best(ctx, BestBy::Album, album_id, Some(ship_to), Some(currency)).await? else { return Ok(None) };
    Ok(Some(release(ctx, price.best.quote.release_id).await?))
}

/// What the pressing of that kind costs, and where there is none the cheapest.
pub async fn of_preferred(
    ctx: &Context<'_>,
    album_id: i64,
    kind: PressingKind,
    ship_to: CountryCode,
    currency: CurrencyCode,
) -> Result<Option<BestPrice>, Failure> {
    let (by, parent) = match of_kind(ctx, album_id, kind, &ship_to).await? {
        Some(release) => (BestBy::Release, release.0.id),
        None => (BestBy::Album, album_id),
    };
    best(ctx, by, parent, Some(ship_to), Some(currency)).await
}

/// The pressing of an album that is the original, the best rated, or pressed there.
async fn of_kind(ctx: &Context<'_>, album_id: i64, kind: PressingKind, country: &CountryCode) -> Result<Option<Release>, Failure> {
    let official = list::ReleaseFilter { official: Some(true), ..list::ReleaseFilter::default() };
    match kind {
        PressingKind::Cheapest => Ok(None),
        PressingKind::Original => first(ctx, album_id, official, list::ReleaseOrder::Year).await,
        PressingKind::BestRated => first(ctx, album_id, official, list::ReleaseOrder::Rating).await,
        PressingKind::Local => {
            let Some(name) = discogs_country(&country.0) else { return Ok(None) };
            let local = list::ReleaseFilter { country: Some(name.to_owned()), ..official };
            first(ctx, album_id, local, list::ReleaseOrder::Year).await
        }
    }
}

async fn advise(
    ctx: &Context<'_>,
    kind: PressingKind,
    release: Release,
    why: String,
    ship_to: Option<&CountryCode>,
    currency: Option<&CurrencyCode>,
) -> Result<PressingAdvice, Failure> {
    let price = best(ctx, BestBy::Release, release.0.id, ship_to.cloned(), currency.cloned()).await?;
    Ok(PressingAdvice { kind, release, price, why })
}

async fn first(
    ctx: &Context<'_>,
    album_id: i64,
    filter: list::ReleaseFilter,
    order: list::ReleaseOrder,
) -> Result<Option<Release>, Failure> {
    let window = Window { first: Some(1), ..Window::default() };
    let slice = scope(ctx).releases_by_album.load_one(ReleasesKey { album_id, window, filter, order }).await?;
    Ok(slice.and_then(|slice| slice.rows.into_iter().next()).map(Release))
}

async fn release(ctx: &Context<'_>, id: i64) -> Result<Release, Failure> {
    let row = scope(ctx).release_by_id.load_one(id).await?;
    row.map(Release).ok_or_else(|| Failure::new(Code::NotFound, "The pressing is gone."))
}

/// Discogs' name for a country, where it is not simply unknown to us.
fn discogs_country(code: &str) -> Option<&'static str> {
    Some(match code {
        "AR" => "Argentina",
        "AU" => "Australia",
        "AT" => "Austria",
        "BE" => "Belgium",
        "BR" => "Brazil",
        "CA" => "Canada",
        "CL" => "Chile",
        "CO" => "Colombia",
        "DE" => "Germany",
        "DK" => "Denmark",
        "ES" => "Spain",
        "FI" => "Finland",
        "FR" => "France",
        "GB" => "UK",
        "GR" => "Greece",
        "IE" => "Ireland",
        "IT" => "Italy",
        "JP" => "Japan",
        "KR" => "South Korea",
        "MX" => "Mexico",
        "NL" => "Netherlands",
        "NO" => "Norway",
        "NZ" => "New Zealand",
        "PE" => "Peru",
        "PL" => "Poland",
        "PT" => "Portugal",
        "RU" => "Russia",
        "SE" => "Sweden",
        "US" => "US",
        "UY" => "Uruguay",
        _ => return None,
    })
}
