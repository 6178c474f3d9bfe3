//! Everything that a landed price is reckoned by: the day's rates, what a parcel costs, what is due at a border.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Date, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::rates::{OLDEST, Rate, Rates};

/// The rules that hold on one day.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    pub rates: Rates,
    countries: HashMap<String, Country>,
    imports: HashMap<String, ImportRule>,
    /// The lightest first.
    parcels: HashMap<(String, Zone), Vec<ParcelRule>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Country {
    code: String,
    customs_area: String,
    region: String,
}

/// What is due when a record comes into a country.
#[derive(Clone, Debug, Deserialize)]
pub struct ImportRule {
    country: String,
    pub currency: String,
    pub vat_rate: Decimal,
    pub vat_above: Decimal,
    pub duty_flat: Decimal,
    pub duty_rate: Decimal,
    pub duty_above: Decimal,
    pub is_estimate: bool,
    pub source: String,
}

/// What a parcel costs.
#[derive(Clone, Debug, Deserialize)]
pub struct ParcelRule {
    origin: String,
    zone: Zone,
    max_grams: i32,
    pub currency: String,
    pub amount: Decimal,
    pub source: String,
}

/// How far a parcel goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Zone {
    Domestic,
    Region,
    World,
    Unknown,
}

/// What a border has to do with an offer.
#[derive(Clone, Copy, Debug)]
pub enum Border<'a> {
    /// None is crossed.
    None,
    /// Nobody says where the record comes from.
    Unknown,
    /// One for which no rule is known.
    Unruled,
    Ruled(&'a ImportRule),
}

#[derive(Deserialize)]
struct Loaded {
    rates: Vec<Rate>,
    countries: Vec<Country>,
    imports: Vec<ImportRule>,
    parcels: Vec<ParcelRule>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    rules: String,
}

impl Rulebook {
    /// The rules of a day, in one statement. Numbers come as text: JSON's would lose digits.
    pub async fn of(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<Self> {
        let today = now.date_naive();
        let row: Row = sql_query(
            "select json_build_object(
                 'rates', (select coalesce(json_agg(r), '[]') from (
                     select distinct on (currency) currency, day, rate::text, source from exchange_rates
                     where day <= $1 and day >= $2 order by currency, day desc) as r),
                 'countries', (select json_agg(c) from countries as c),
                 'imports', (select json_agg(json_build_object('country', country, 'currency', currency, 'vat_rate', vat_rate::text,
                     'vat_above', vat_above::text, 'duty_flat', duty_flat::text, 'duty_rate', duty_rate::text,
                     'duty_above', duty_above::text, 'is_estimate', is_estimate, 'source', source)) from import_rules),
                 'parcels', (select json_agg(json_build_object('origin', origin, 'zone', zone, 'max_grams', max_grams, 'currency', currency,
                     'amount', amount::text, 'source', source) order by max_grams) from shipping_rules))::text as rules",
        )
        .bind::<Date, _>(today)
        .bind::<Date, _>(today - OLDEST)
        .get_result(conn)
        .await?;
        let loaded: Loaded =
            serde_json::from_str(&row.rules).map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        Ok(loaded.into())
    }

    /// What a parcel of that weight costs from there to there, where the seller does not say.
    pub fn parcel(&self, from: Option<&str>, to: &str, grams: i32) -> Option<&ParcelRule> {
        let zone = match from {
            None => Zone::Unknown,
            Some(from) if from == to => Zone::Domestic,
            Some(from) => match (self.countries.get(from), self.countries.get(to)) {
                (Some(from), Some(to)) if from.region == to.region => Zone::Region,
                _ => Zone::World,
            },
        };
        let own = from.and_then(|from| self.parcels.get(&(from.to_owned(), zone)));
        let rules = own.or_else(|| self.parcels.get(&("*".to_owned(), zone)))?;
        rules.iter().find(|rule| grams <= rule.max_grams).or_else(|| rules.last())
    }

    /// What is between the two.
    pub fn border(&self, from: Option<&str>, to: &str) -> Border<'_> {
        let Some(from) = from else { return Border::Unknown };
        let area = |code: &str| self.countries.get(code).map_or_else(|| code.to_owned(), |country| country.customs_area.clone());
        if area(from) == area(to) {
            return Border::None;
        }
        self.imports.get(to).map_or(Border::Unruled, Border::Ruled)
    }
}

impl From<Loaded> for Rulebook {
    fn from(loaded: Loaded) -> Self {
        let mut parcels: HashMap<_, Vec<ParcelRule>> = HashMap::new();
        for rule in loaded.parcels {
            parcels.entry((rule.origin.clone(), rule.zone)).or_default().push(rule);
        }
        Self {
            rates: Rates::new(loaded.rates),
            countries: loaded.countries.into_iter().map(|country| (country.code.clone(), country)).collect(),
            imports: loaded.imports.into_iter().map(|rule| (rule.country.clone(), rule)).collect(),
            parcels,
        }
    }
}
