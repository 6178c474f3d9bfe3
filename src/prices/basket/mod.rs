//! Where to buy many records together: for the least in all, or in the fewest parcels.
//!
//! A seller's first record brings the parcel, every other one what it adds to its weight. What is due at a border is reckoned
//! for each record as if it came alone.

mod solve;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use self::solve::{Choice, Problem, Solution, solve};
use super::landed::Landed;
use super::rates::NoRate;
use super::{Money, Quote, Rulebook, Wish, quote};
use crate::app::App;
use crate::db::DbError;

/// So many records are planned at once.
pub const MOST: usize = 30;

/// Something to be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    pub album_id: i64,
    /// `None`: any pressing of the album.
    pub release_id: Option<i64>,
    /// What it is worth beside the others, where not all can be had.
    pub value: u32,
}

/// One way to buy them.
#[derive(Clone, Debug)]
pub struct Plan {
    pub total: Money,
    pub parcels: Vec<Parcel>,
    /// The albums that the budget has no room for.
    pub left_out: Vec<i64>,
    /// Whether it is certain that there is none better.
    pub is_exact: bool,
}

/// What comes from one seller.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub items: Vec<Item>,
    /// What the parcel costs beside its records.
    pub first: Money,
    pub total: Money,
}

/// A record in a parcel.
#[derive(Clone, Debug)]
pub struct Item {
    pub album_id: i64,
    pub quote: Quote,
    /// What it costs in a parcel that comes anyway.
    pub cost: Money,
}

/// The two plans.
#[derive(Clone, Debug)]
pub struct Plans {
    pub least_total: Plan,
    /// Of the same albums. `None`: it would cost more than the budget.
    pub fewest_parcels: Option<Plan>,
    /// The albums of which nothing is for sale.
    pub without_offer: Vec<i64>,
    /// The currencies of offers that could not be compared.
    pub not_compared: BTreeSet<String>,
}

#[derive(QueryableByName)]
struct Offer {
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(embed)]
    quote: Quote,
}

/// Plans the purchase of at most [`MOST`] things. The budget is in the wish's currency.
pub async fn plan(app: &App, wants: &[Want], wish: &Wish, budget: Option<&Money>) -> Result<Plans, DbError> {
    let now = app.clock.now();
    let (offers, rules) = {
        let conn = &mut app.db.conn().await?;
        (offers(conn, wants, wish, now).await?, Rulebook::of(conn, now).await?)
    };
    let wants = wants.iter().take(MOST).copied().collect();
    let market = Market::of(wants, offers, wish, &rules);
    let budget = budget.and_then(|money| units(&Money::new(money.amount, wish.currency.clone())));
    // A second of reckoning is not for the threads that everybody waits on.
    let planned = tokio::task::spawn_blocking(move || market.plans(budget)).await;
    planned.map_err(|error| DbError::Connection(Box::new(error)))
}

/// Everything that may be shown, is surely meant, and can be delivered.
async fn offers(conn: &mut AsyncPgConnection, wants: &[Want], wish: &Wish, now: DateTime<Utc>) -> QueryResult<Vec<Offer>> {
    let albums: Vec<i64> = wants.iter().map(|want| want.album_id).collect();
    let releases: Vec<Option<i64>> = wants.iter().map(|want| want.release_id).collect();
    sql_query(format!(
        "select w.nth - 1 as nth, {} from unnest($1::bigint[], $2::bigint[]) with ordinality as w (album_id, release_id, nth)
             join releases as r on case when w.release_id is null then r.album_id = w.album_id else r.id = w.release_id end
             join prices as p on p.release_id = r.id
         where r.is_vinyl and r.withdrawn_at is null and p.confidence >= 0.7 and (p.display_until is null or p.display_until > $3)
             and ($4::text is null or p.country is null or p.country = $4)
         order by w.nth, p.id",
        quote::COLUMNS
    ))
    .bind::<Array<BigInt>, _>(&albums)
    .bind::<Array<Nullable<BigInt>>, _>(&releases)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Text>, _>(wish.ship_to.as_deref())
    .load(conn)
    .await
}

/// What is for sale, in numbers.
struct Market {
    wants: Vec<Want>,
    choices: Vec<Choice>,
    /// The offer of each choice.
    quotes: Vec<Quote>,
    currency: String,
    not_compared: BTreeSet<String>,
}

impl Market {
    fn of(wants: Vec<Want>, offers: Vec<Offer>, wish: &Wish, rules: &Rulebook) -> Self {
        let currency = wish.currency.clone();
        let mut market = Self { wants, choices: Vec::new(), quotes: Vec::new(), currency, not_compared: BTreeSet::new() };
        let mut sellers: HashMap<(String, String), usize> = HashMap::new();
        for Offer { nth, quote } in offers {
            let Some(item) = usize::try_from(nth).ok().filter(|item| *item < market.wants.len()) else { continue };
            // Whose offers have no name cannot be known to be one seller.
            let name = quote.seller.clone().unwrap_or_else(|| format!("\0{}", quote.id));
            let count = sellers.len();
            let seller = *sellers.entry((quote.provider.clone(), name)).or_insert(count);
            match cost(&quote, wish, rules) {
                Ok(Some((next, extra))) => {
                    market.choices.push(Choice { item, seller, next, extra });
                    market.quotes.push(quote);
                }
                Ok(None) => {}
                Err(_) => {
                    market.not_compared.insert(quote.currency);
                }
            }
        }
        market
    }

    fn plans(self, budget: Option<i64>) -> Plans {
        let values = self.wants.iter().map(|want| want.value).collect();
        let mut problem = Problem { values, choices: self.choices.clone(), budget, fewest_parcels: false };
        let least = solve(&problem);
        // The same albums in fewer parcels.
        let is_sold = |item: usize| self.choices.iter().any(|choice| choice.item == item);
        problem.choices.iter_mut().for_each(|choice| {
            if least.chosen[choice.item].is_none() {
                // Nobody buys at that price, and nothing else is left of it.
                choice.item = usize::MAX;
            }
        });
        let kept: Vec<usize> = (0..problem.choices.len()).filter(|index| problem.choices[*index].item != usize::MAX).collect();
        problem.choices = kept.iter().map(|index| problem.choices[*index]).collect();
        (problem.budget, problem.fewest_parcels) = (None, true);
        let mut fewest = solve(&problem);
        fewest.chosen.iter_mut().flatten().for_each(|index| *index = kept[*index]);
        let fewest_parcels = (budget.is_none_or(|budget| fewest.total <= budget)).then(|| self.tell(&fewest, is_sold));
        let without_offer = (0..self.wants.len()).filter(|item| !is_sold(*item)).map(|item| self.wants[item].album_id).collect();
        Plans { least_total: self.tell(&least, is_sold), fewest_parcels, without_offer, not_compared: self.not_compared.clone() }
    }

    fn tell(&self, solution: &Solution, is_sold: impl Fn(usize) -> bool) -> Plan {
        let mut parcels: Vec<(usize, i64, Vec<usize>)> = Vec::new();
        for index in solution.chosen.iter().flatten() {
            let choice = self.choices[*index];
            match parcels.iter_mut().find(|(seller, ..)| *seller == choice.seller) {
                Some((_, extra, indices)) => {
                    *extra = choice.extra.max(*extra);
                    indices.push(*index);
                }
                None => parcels.push((choice.seller, choice.extra, vec![*index])),
            }
        }
        let parcel = |(_, extra, indices): &(usize, i64, Vec<usize>)| {
            let item = |index: &usize| {
                let choice = self.choices[*index];
                Item { album_id: self.wants[choice.item].album_id, quote: self.quotes[*index].clone(), cost: self.money(choice.next) }
            };
            let total = extra + indices.iter().map(|index| self.choices[*index].next).sum::<i64>();
            Parcel { items: indices.iter().map(item).collect(), first: self.money(*extra), total: self.money(total) }
        };
        let out = (0..self.wants.len()).filter(|item| solution.chosen[*item].is_none() && is_sold(*item));
        Plan {
            total: self.money(solution.total),
            parcels: parcels.iter().map(parcel).collect(),
            left_out: out.map(|item| self.wants[item].album_id).collect(),
            is_exact: solution.is_exact,
        }
    }

    fn money(&self, units: i64) -> Money {
        let scale = Money::new(Decimal::ZERO, self.currency.clone()).amount.scale();
        Money::new(Decimal::new(units, scale), self.currency.clone())
    }
}

/// What an offer costs in a parcel that comes anyway, and how much more where it brings the parcel; `None`: more than anybody
/// can pay.
fn cost(quote: &Quote, wish: &Wish, rules: &Rulebook) -> Result<Option<(i64, i64)>, NoRate> {
    let to = wish.ship_to.as_deref();
    let alone = Landed::of(quote, to, &wish.currency, rules)?;
    let beside = Quote { shipping_cost: beside(quote, to, rules)?, ..quote.clone() };
    let beside = Landed::of(&beside, to, &wish.currency, rules)?;
    let (Some(alone), Some(beside)) = (units(&alone.total), units(&beside.total)) else { return Ok(None) };
    Ok(Some((beside, (alone - beside).max(0))))
}

/// What a record adds to the shipping of a parcel that it comes in beside another: what the rules ask more for the weight, and
/// never more than it costs alone.
fn beside(quote: &Quote, to: Option<&str>, rules: &Rulebook) -> Result<Option<Decimal>, NoRate> {
    let rule = |grams: i32| to.and_then(|to| rules.parcel(quote.ships_from.as_deref(), to, grams));
    let added = match (rule(quote.grams), rule(quote.grams + (quote.grams - BOX_GRAMS).max(0))) {
        (Some(one), Some(two)) if one.currency == two.currency => {
            Some(rules.rates.convert((two.amount - one.amount).max(Decimal::ZERO), &one.currency, &quote.currency)?)
        }
        _ => None,
    };
    Ok(match (quote.shipping_cost, added) {
        (Some(told), Some(added)) => Some(told.min(added)),
        (Some(_), None) => Some(Decimal::ZERO),
        (None, added) => added,
    })
}

/// The empty box, of which a parcel has one however many records are in it (`parcel_grams` in the database).
const BOX_GRAMS: i32 = 200;

/// An amount in the smallest unit of its currency.
fn units(money: &Money) -> Option<i64> {
    // Sums of some dozens of these stay whole.
    i64::try_from(money.amount.mantissa()).ok().filter(|units| *units < 1 << 34)
}
