//! Where to buy many records together.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::album::{self, Album};
use super::price::{Money, PriceQuote};
use super::scalars::{CountryCode, CurrencyCode};
use crate::collections::{lock, wantlist};
use crate::graphql::error::Failure;
use crate::graphql::id::Kind;
use crate::graphql::mutations::MoneyInput;
use crate::graphql::scope::scope;
use crate::identity::UserId;
use crate::prices::basket::{self, Want};
use crate::prices::{self, Wish};

/// What is to be bought, and how much it may cost.
#[derive(Default, InputObject)]
pub struct BasketPlanInput {
    /// At most 30. If not given: the 30 that the person locked or wants, the locked ones first, then the newest.
    album_ids: Option<Vec<ID>>,
    /// For all of it, delivered. As many albums as it has room for; a locked one counts for two.
    budget: Option<MoneyInput>,
    /// Where it is sent; the person's country if not given.
    ship_to: Option<CountryCode>,
    /// What is compared in; the budget's if not given, else the person's.
    currency: Option<CurrencyCode>,
}

/// Two ways to buy many records.
#[derive(SimpleObject)]
pub struct BasketPlans {
    /// The way that costs least in all.
    least_total: BasketPlan,
    /// The same albums in as few parcels as can be, and of these ways the cheapest. Null where that costs more than the budget.
    fewest_parcels: Option<BasketPlan>,
    /// Albums of which nothing is for sale that may be shown and can be delivered.
    without_offer: Vec<Album>,
    /// The currencies of offers that were left out because there is no rate of them from the last seven days.
    not_compared: Vec<CurrencyCode>,
}

/// One way to buy many records.
#[derive(SimpleObject)]
pub struct BasketPlan {
    /// What all parcels come to, delivered.
    total: Money,
    /// One from each seller.
    parcels: Vec<BasketParcel>,
    /// Albums that are for sale, and that the budget has no room for.
    left_out: Vec<Album>,
    /// Whether it is certain that no other way is better.
    is_exact: bool,
}

/// What comes from one seller.
pub struct BasketParcel(basket::Parcel);

/// What comes from one seller. Every record beyond the first adds what its weight does; what is due at a border is reckoned for
/// each record as if it came alone.
#[Object]
impl BasketParcel {
    /// Who tells of the offers.
    async fn provider(&self) -> Option<&str> {
        Some(self.0.items.first()?.quote.provider.as_str())
    }

    /// Who sells; null where the provider does not say, and then it is one record.
    async fn seller(&self) -> Option<&str> {
        self.0.items.first()?.quote.seller.as_deref()
    }

    /// The records in it.
    async fn items(&self) -> Vec<BasketItem> {
        self.0.items.iter().cloned().map(BasketItem).collect()
    }

    /// What the parcel adds to the cost of its records.
    async fn shipping(&self) -> Money {
        self.0.first.clone().into()
    }

    /// Records and shipping.
    async fn total(&self) -> Money {
        self.0.total.clone().into()
    }
}

/// A record in a parcel.
pub struct BasketItem(basket::Item);

/// A record in a parcel.
#[Object]
impl BasketItem {
    /// The album that it is bought for.
    async fn album(&self, ctx: &Context<'_>) -> Result<Album, Failure> {
        album::by_id(ctx, self.0.album_id).await
    }

    /// The offer.
    async fn quote(&self) -> PriceQuote {
        PriceQuote(self.0.quote.clone())
    }

    /// What it costs in this parcel, with what it adds to the weight and what is due at the border.
    async fn cost(&self) -> Money {
        self.0.cost.clone().into()
    }
}

/// Plans for a person: the albums given, else what they locked or want.
pub async fn plan(ctx: &Context<'_>, owner: UserId, input: BasketPlanInput) -> Result<BasketPlans, Failure> {
    let scope = scope(ctx);
    let profile = scope.profile_by_person.load_one(owner).await?;
    let said = input.currency.map(|code| code.0).or_else(|| input.budget.as_ref().map(|budget| budget.currency.0.clone()));
    let currency = said.or_else(|| profile.as_ref().map(|profile| profile.currency.clone())).unwrap_or_else(|| "EUR".to_owned());
    let ship_to = input.ship_to.map(|code| code.0).or_else(|| profile.map(|profile| profile.country));
    let rules = scope.rules.get().await?;
    if !prices::is_currency(&currency) && !rules.rates.knows(&currency) {
        return Err(super::price::unknown(&currency));
    }
    let budget = match input.budget {
        None => None,
        Some(MoneyInput { amount, currency: of }) => {
            let money =
                prices::Money::offered(amount, of.0).map_err(|error| Failure::bad_input(format!("`budget` will not do: {error}.")))?;
            Some(prices::Money::new(rules.rates.convert(money.amount, &money.currency, &currency)?, currency.clone()))
        }
    };
    let wants = match input.album_ids {
        Some(ids) => given(ctx, owner, &ids).await?,
        None => theirs(ctx, owner).await?,
    };
    let plans = basket::plan(&scope.app, &wants, &Wish { ship_to, currency }, budget.as_ref()).await?;
    let fewest_parcels = match plans.fewest_parcels {
        Some(plan) => Some(told(ctx, plan).await?),
        None => None,
    };
    Ok(BasketPlans {
        least_total: told(ctx, plans.least_total).await?,
        fewest_parcels,
        without_offer: albums(ctx, &plans.without_offer).await?,
        not_compared: plans.not_compared.into_iter().map(CurrencyCode).collect(),
    })
}

async fn told(ctx: &Context<'_>, plan: basket::Plan) -> Result<BasketPlan, Failure> {
    Ok(BasketPlan {
        total: plan.total.into(),
        parcels: plan.parcels.into_iter().map(BasketParcel).collect(),
        left_out: albums(ctx, &plan.left_out).await?,
        is_exact: plan.is_exact,
    })
}

async fn albums(ctx: &Context<'_>, ids: &[i64]) -> Result<Vec<Album>, Failure> {
    futures::future::try_join_all(ids.iter().map(|id| album::by_id(ctx, *id))).await
}

async fn given(ctx: &Context<'_>, owner: UserId, ids: &[ID]) -> Result<Vec<Want>, Failure> {
    if ids.len() > basket::MOST {
        return Err(Failure::bad_input(format!("`albumIds` has {} albums: give at most {}.", ids.len(), basket::MOST)));
    }
    let locked = locked(ctx, owner).await?;
    let mut wants: Vec<Want> = Vec::new();
    for id in ids {
        let row = Kind::Album.row(id)?;
        let Some(album) = scope(ctx).album_by_id.load_one(row).await? else {
            return Err(Failure::bad_input(format!("`albumIds`: there is no album {}.", id.as_str())));
        };
        if wants.iter().all(|want| want.album_id != album.id) {
            wants.push(Want { album_id: album.id, release_id: None, value: if locked.contains(&album.id) { 2 } else { 1 } });
        }
    }
    Ok(wants)
}

async fn theirs(ctx: &Context<'_>, owner: UserId) -> Result<Vec<Want>, Failure> {
    let locked = locked(ctx, owner).await?;
    let wanted = wantlist::list(&scope(ctx).app, owner, (MOST_ROWS, None)).await?.rows;
    // Where one pressing is wanted, it is that one; where any is too, any will do.
    let single = |album: &i64| {
        let of_album: Vec<Option<i64>> = wanted.iter().filter(|item| item.album_id == *album).map(|item| item.release_id).collect();
        if of_album.contains(&None) { None } else { of_album.first().copied().flatten() }
    };
    let mut wants: Vec<Want> = locked.iter().map(|album| Want { album_id: *album, release_id: single(album), value: 2 }).collect();
    for item in &wanted {
        if wants.iter().all(|want| want.album_id != item.album_id) {
            wants.push(Want { album_id: item.album_id, release_id: single(&item.album_id), value: 1 });
        }
    }
    wants.truncate(basket::MOST);
    Ok(wants)
}

/// So many rows hold the thirty newest albums of a list that has single pressings in it.
const MOST_ROWS: i64 = 100;

async fn locked(ctx: &Context<'_>, owner: UserId) -> Result<Vec<i64>, Failure> {
    let rows = lock::list(&scope(ctx).app, owner, (MOST_ROWS, None)).await?.rows;
    Ok(rows.into_iter().map(|row| row.album_id).collect())
}
