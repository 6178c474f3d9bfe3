//! What a record lands for, reckoned a second time: over whole tables, without lanes, by code of its own.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};
use secrecy::SecretString;
use tokio_postgres::Row;

use crate::support::database;

/// Everything that a best price depends on, as it is stored.
pub struct Tables {
    offers: Vec<Offer>,
    /// Units for a euro.
    rates: HashMap<String, Decimal>,
    area: HashMap<String, String>,
    region: HashMap<String, String>,
    imports: HashMap<String, Import>,
    /// Origin, zone, heaviest, currency, amount.
    parcels: Vec<(String, String, i32, String, Decimal)>,
}

pub struct Offer {
    pub id: i64,
    pub album: i64,
    from: Option<String>,
    to: Option<String>,
    currency: String,
    amount: Decimal,
    shipping: Option<Decimal>,
    format: String,
}

struct Import {
    currency: String,
    vat: Decimal,
    vat_above: Decimal,
    flat: Decimal,
    duty: Decimal,
    duty_above: Decimal,
}

impl Tables {
    /// Reads them; offers that may not be compared are left behind here.
    pub async fn read(url: &SecretString) -> Self {
        let client = database::connect(url).await;
        let rows = async |sql: &str| client.query(sql, &[]).await.unwrap();
        let offer = |row: &Row| Offer {
            id: row.get(0),
            album: row.get(1),
            from: row.get(2),
            to: row.get(3),
            currency: row.get(4),
            amount: row.get(5),
            shipping: row.get(6),
            format: row.get::<_, Option<String>>(7).unwrap_or_default(),
        };
        let offers = rows(
            "select p.id, r.album_id, p.ships_from, p.country, p.currency, p.amount, p.shipping_cost, r.format
             from prices p, releases r where p.release_id = r.id and r.is_vinyl and r.withdrawn_at is null
                 and not (p.confidence < 0.7) and not coalesce(p.display_until <= now(), false)",
        )
        .await;
        let imports = rows("select country, currency, vat_rate, vat_above, duty_flat, duty_rate, duty_above from import_rules").await;
        let countries = rows("select code, customs_area, region from countries").await;
        Self {
            offers: offers.iter().map(offer).collect(),
            rates: rows(
                "select currency, rate from exchange_rates e where day = (select max(day) from exchange_rates where currency = e.currency)",
            )
            .await
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect(),
            area: countries.iter().map(|row| (row.get(0), row.get(1))).collect(),
            region: countries.iter().map(|row| (row.get(0), row.get(2))).collect(),
            imports: imports
                .iter()
                .map(|row| {
                    let (currency, vat, vat_above) = (row.get(1), row.get(2), row.get(3));
                    (row.get(0), Import { currency, vat, vat_above, flat: row.get(4), duty: row.get(5), duty_above: row.get(6) })
                })
                .collect(),
            parcels: rows("select origin, zone, max_grams, currency, amount from shipping_rules")
                .await
                .iter()
                .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
                .collect(),
        }
    }

    /// The least that any offer of the album comes to there, and every offer that does.
    pub fn best(&self, album: i64, to: &str, currency: &str) -> Option<(Decimal, Vec<i64>)> {
        let delivered = self.offers.iter().filter(|offer| offer.album == album && offer.to.as_deref().is_none_or(|code| code == to));
        let mut landed: Vec<(Decimal, i64)> = delivered.map(|offer| (self.landed(offer, to, currency), offer.id)).collect();
        landed.sort_unstable();
        let least = landed.first()?.0;
        Some((least, landed.into_iter().filter(|(total, _)| *total == least).map(|(_, id)| id).collect()))
    }

    fn landed(&self, offer: &Offer, to: &str, currency: &str) -> Decimal {
        let item = self.change(offer.amount, &offer.currency, currency);
        let freight = if let Some(cost) = offer.shipping {
            self.change(cost, &offer.currency, currency)
        } else {
            let (amount, of) = self.parcel(offer, to);
            self.change(amount, of, currency)
        };
        let mut total = round(item, currency) + round(freight, currency);
        let Some(from) = &offer.from else { return total };
        let area = |code: &str| self.area.get(code).cloned().unwrap_or_else(|| code.to_owned());
        let Some(import) = self.imports.get(to).filter(|_| area(from) != area(to)) else { return total };
        let worth = self.change(offer.amount, &offer.currency, &import.currency);
        let mut duty = self.change(import.flat, &import.currency, currency);
        if worth > import.duty_above || import.duty_above.is_zero() {
            duty += import.duty * (item + freight);
        }
        total += round(duty, currency);
        if worth > import.vat_above || import.vat_above.is_zero() {
            total += round(import.vat * (item + freight + duty), currency);
        }
        total
    }

    fn parcel(&self, offer: &Offer, to: &str) -> (Decimal, &str) {
        let zone = match &offer.from {
            None => "unknown",
            Some(from) if from == to => "domestic",
            Some(from) if self.region.contains_key(from) && self.region.get(from) == self.region.get(to) => "region",
            Some(_) => "world",
        };
        let weight = grams(&offer.format);
        let origin = offer.from.as_deref().filter(|from| self.parcels.iter().any(|rule| rule.0 == **from && rule.1 == zone)).unwrap_or("*");
        let mut rules: Vec<_> = self.parcels.iter().filter(|rule| rule.0 == origin && rule.1 == zone).collect();
        rules.sort_by_key(|rule| rule.2);
        let rule = rules.iter().find(|rule| rule.2 >= weight).unwrap_or_else(|| rules.last().expect("a heaviest parcel"));
        (rule.4, &rule.3)
    }

    fn change(&self, amount: Decimal, from: &str, to: &str) -> Decimal {
        let per_euro = |currency: &str| if currency == "EUR" { Decimal::ONE } else { self.rates[currency] };
        if from == to { amount } else { amount * per_euro(to) / per_euro(from) }
    }
}

fn round(amount: Decimal, currency: &str) -> Decimal {
    amount.round_dp_with_strategy(if matches!(currency, "CLP" | "JPY") { 0 } else { 2 }, RoundingStrategy::MidpointNearestEven)
}

/// Of the few formats that the tests' pressings have.
fn grams(format: &str) -> i32 {
    match format {
        "2xLP, Album, Reissue" => 700,
        "7\"" => 260,
        "LP, Album" | "LP, 100% Vinyl" => 450,
        other => panic!("what does {other} weigh?"),
    }
}
