//! What a euro is worth, and one currency in another by way of it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Date, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::integrations::facts::RateFacts;

/// A rate that is older says nothing about today: weekends and holidays make gaps of up to five days.
pub const OLDEST: TimeDelta = TimeDelta::days(7);

/// The currency that all rates are about.
const EURO: &str = "EUR";

/// What a euro was worth on the latest day that it was published for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rate {
    pub currency: String,
    pub day: NaiveDate,
    /// Units of the currency for one euro.
    #[serde(rename = "rate")]
    pub per_euro: Decimal,
    pub source: String,
}

/// The rates that hold on one day.
#[derive(Clone, Debug, Default)]
pub struct Rates(HashMap<String, Rate>);

/// A currency that nothing can be compared in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no exchange rate of {currency} from the last {} days", OLDEST.num_days())]
pub struct NoRate {
    pub currency: String,
}

/// How one currency became another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub from: String,
    pub to: String,
    /// How many of `to` for one of `from`.
    pub rate: Decimal,
    /// The day of the older of the two rates.
    pub day: NaiveDate,
    pub source: String,
}

impl Rates {
    pub fn new(rates: impl IntoIterator<Item = Rate>) -> Self {
        Self(rates.into_iter().map(|rate| (rate.currency.clone(), rate)).collect())
    }

    /// Whether there is a rate of it.
    pub fn knows(&self, currency: &str) -> bool {
        currency == EURO || self.0.contains_key(currency)
    }

    /// An amount in another currency, not rounded: that is done once, at the end.
    pub fn convert(&self, amount: Decimal, from: &str, to: &str) -> Result<Decimal, NoRate> {
        if from == to {
            return Ok(amount);
        }
        // First multiplied, so that what can be exact is.
        let (from_rate, to_rate) = (self.of_euro(from)?, self.of_euro(to)?);
        amount.checked_mul(to_rate).and_then(|amount| amount.checked_div(from_rate)).ok_or_else(|| NoRate { currency: to.to_owned() })
    }

    /// How one becomes the other; `None` where they are the same.
    pub fn conversion(&self, from: &str, to: &str) -> Result<Option<Conversion>, NoRate> {
        if from == to {
            return Ok(None);
        }
        let rate = self.convert(Decimal::ONE, from, to)?;
        let used: Vec<&Rate> = [from, to].iter().filter_map(|currency| self.0.get(*currency)).collect();
        let Some(oldest) = used.iter().min_by_key(|rate| rate.day) else { return Ok(None) };
        let mut sources: Vec<&str> = used.iter().map(|rate| rate.source.as_str()).collect();
        sources.dedup();
        let (from, to) = (from.to_owned(), to.to_owned());
        Ok(Some(Conversion { from, to, rate, day: oldest.day, source: sources.join(", ") }))
    }

    fn of_euro(&self, currency: &str) -> Result<Decimal, NoRate> {
        if currency == EURO {
            return Ok(Decimal::ONE);
        }
        self.0.get(currency).map(|rate| rate.per_euro).ok_or_else(|| NoRate { currency: currency.to_owned() })
    }
}

/// Stores rates as they were published; what was published before for the same day is replaced. How many are new.
pub async fn store(conn: &mut AsyncPgConnection, rates: &[RateFacts], source: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    let rows: Vec<serde_json::Value> = rates
        .iter()
        .map(|facts| serde_json::json!({"currency": facts.currency, "day": facts.day, "rate": facts.rate.to_string()}))
        .collect();
    sql_query(
        "insert into exchange_rates as e (currency, day, rate, source, fetched_at)
         select currency, day, rate, $2, $3 from json_to_recordset($1::json) as r (currency text, day date, rate numeric)
         order by currency, day
         on conflict (currency, day) do update set rate = excluded.rate, source = excluded.source, fetched_at = excluded.fetched_at
             where (e.rate, e.source) is distinct from (excluded.rate, excluded.source)",
    )
    .bind::<Text, _>(serde_json::Value::Array(rows).to_string())
    .bind::<Text, _>(source)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = diesel::sql_types::Nullable<Date>)]
    day: Option<NaiveDate>,
}

/// The latest day that a source has published rates for.
pub async fn newest(conn: &mut AsyncPgConnection, source: &str) -> QueryResult<Option<NaiveDate>> {
    let newest: Newest =
        sql_query("select max(day) as day from exchange_rates where source = $1").bind::<Text, _>(source).get_result(conn).await?;
    Ok(newest.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    fn rates() -> Rates {
        let rate = |currency: &str, day: &str, rate: &str, source: &str| Rate {
            currency: currency.to_owned(),
            day: day.parse().expect("a day"),
            per_euro: decimal(rate),
            source: source.to_owned(),
        };
        Rates::new([
            rate("USD", "2026-11-19", "1.1790", "ECB"),
            rate("JPY", "2026-11-19", "129.62", "ECB"),
            rate("CLP", "2026-11-18", "1034.07", "mindicador.cl"),
        ])
    }

    #[test]
    fn one_currency_becomes_another_by_way_of_the_euro_and_is_not_rounded() {
        let rates = rates();
        for (amount, from, to, right) in [
            ("10", "EUR", "USD", "11.79"),
            ("11.79", "USD", "EUR", "10"),
            ("1.179", "USD", "JPY", "129.62"),
            ("129.62", "JPY", "CLP", "1034.07"),
            ("5.55", "GBP", "GBP", "5.55"),
            ("1", "USD", "JPY", "109.94062765055131467345207803"),
        ] {
            let converted = rates.convert(decimal(amount), from, to).map(|amount| amount.normalize());
            assert_eq!(converted, Ok(decimal(right)), "{amount} {from} → {to}");
        }
        assert_eq!(rates.convert(Decimal::ONE, "GBP", "USD"), Err(NoRate { currency: "GBP".to_owned() }));
        assert_eq!(
            rates.convert(Decimal::ONE, "USD", "GBP").map_err(|error| error.to_string()),
            Err("there is no exchange rate of GBP from the last 7 days".to_owned())
        );
    }

    #[test]
    fn a_conversion_says_of_which_day_and_by_whom() {
        let rates = rates();
        let said = rates.conversion("JPY", "CLP").expect("rates").expect("two currencies");
        assert_eq!((said.day.to_string().as_str(), said.source.as_str()), ("2026-11-18", "ECB, mindicador.cl"));
        assert_eq!(rates.conversion("USD", "USD"), Ok(None));
        assert!(rates.conversion("EUR", "GBP").is_err());
    }
}
