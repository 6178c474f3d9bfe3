//! Offers that somebody has written down: a CSV file, by hand or from a shop.

use std::collections::HashMap;
use std::io::Read;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::provider::Terms;
use super::{Money, NewQuote, Stored, store};
use crate::app::App;
use crate::db::DbError;

/// Whoever writes a file may show it for as long as they like.
static TERMS: Terms = Terms { provider: "csv", shown_for: None, attribution: None, keeps_history: true };

/// What a line has to say, and may say.
const COLUMNS: &str = "release (or discogs_id, or barcode), currency, amount; and where known seller, ships_from, ships_to, condition, \
                       shipping, offers, url, offer, observed_at";

/// A line as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    /// The house's own id: `release:7` or `7`.
    release: Option<String>,
    discogs_id: Option<String>,
    barcode: Option<String>,
    seller: Option<String>,
    ships_from: Option<String>,
    ships_to: Option<String>,
    condition: Option<String>,
    currency: Option<String>,
    amount: Option<String>,
    shipping: Option<String>,
    offers: Option<String>,
    url: Option<String>,
    /// The seller's own name for the offer.
    offer: Option<String>,
    observed_at: Option<String>,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub stored: Stored,
    /// The lines that were left out, counted from 1 with the header, and why.
    pub problems: Vec<(u64, String)>,
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file has no column for {missing}; it needs a header with {COLUMNS}")]
    Header { missing: &'static str },
    #[error("the file is no CSV")]
    Csv(#[from] csv::Error),
    #[error("the offers could not be stored")]
    Database(#[from] DbError),
}

/// Which pressing a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Named {
    Id(i64),
    Discogs(i64),
    Barcode(String),
}

/// Stores the offers of a file, every line for itself: a bad one is named and left out.
pub async fn import(app: &App, file: impl Read) -> Result<Imported, FileError> {
    let now = app.clock.now();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(file);
    let headers = reader.headers()?.clone();
    let has = |name: &str| headers.iter().any(|header| header == name);
    for (missing, is_there) in [
        ("the pressing", has("release") || has("discogs_id") || has("barcode")),
        ("the currency", has("currency")),
        ("the amount", has("amount")),
    ] {
        if !is_there {
            return Err(FileError::Header { missing });
        }
    }
    let (mut told, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let (number, read) = match record {
            Ok(record) => {
                (record.position().map_or(0, csv::Position::line), record.deserialize(Some(&headers)).map_err(|error| error.to_string()))
            }
            Err(error) => (error.position().map_or(0, csv::Position::line), Err("it is not UTF-8, or breaks off".to_owned())),
        };
        match read.and_then(|line: Line| line.quote(now)) {
            Ok((named, quote)) => told.push((number, named, quote)),
            Err(problem) => problems.push((number, problem)),
        }
    }
    let conn = &mut app.db.conn().await.map_err(FileError::Database)?;
    let names: Vec<&Named> = told.iter().map(|(_, named, _)| named).collect();
    let found = find(conn, &names).await.map_err(DbError::from)?;
    let mut quotes = Vec::with_capacity(told.len());
    for (number, named, quote) in told {
        match found.get(&named).map(Vec::as_slice) {
            Some([release_id]) => quotes.push(NewQuote { release_id: *release_id, ..quote }),
            Some(several) if several.len() > 1 => {
                problems.push((number, format!("{named} is on {} pressings: name one by its release or its discogs_id", several.len())));
            }
            _ => problems.push((number, format!("no pressing is stored with {named}"))),
        }
    }
    problems.sort();
    let stored = store(conn, &TERMS, &quotes).await.map_err(DbError::from)?;
    Ok(Imported { stored, problems })
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => write!(f, "the id release:{id}"),
            Self::Discogs(id) => write!(f, "the Discogs id {id}"),
            Self::Barcode(code) => write!(f, "the barcode {code}"),
        }
    }
}

impl Line {
    /// The offer, still without its pressing; or what is wrong and what would be right.
    fn quote(self, now: DateTime<Utc>) -> Result<(Named, NewQuote), String> {
        let named = self.named()?;
        let said = |field: Option<String>| field.filter(|text| !text.is_empty());
        let currency = said(self.currency).ok_or("the currency is missing: give one such as EUR")?.to_uppercase();
        let amount = said(self.amount).ok_or("the amount is missing: give one such as 19.90")?;
        let amount = Money::offered(decimal("amount", &amount)?, currency.clone()).map_err(|error| error.to_string())?.amount;
        let shipping_cost = match said(self.shipping) {
            None => None,
            Some(text) => match decimal("shipping", &text)? {
                free if free == Decimal::ZERO => Some(free),
                cost => Some(Money::offered(cost, currency.clone()).map_err(|error| error.to_string())?.amount),
            },
        };
        let condition = said(self.condition).map(|text| condition(&text)).transpose()?;
        let (seller, url) = (said(self.seller), said(self.url));
        if let Some(url) = url.as_deref().filter(|url| !url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))) {
            return Err(format!("url \"{url}\" is no address: give one such as https://shop.example/lp"));
        }
        let offers = match said(self.offers) {
            None => None,
            Some(text) => {
                Some(text.parse::<u16>().map(i32::from).map_err(|_| format!("offers \"{text}\" is no number: give one such as 3"))?)
            }
        };
        let reference = said(self.offer).unwrap_or_else(|| NewQuote::reference(url.as_deref(), seller.as_deref(), condition.as_deref()));
        Ok((
            named,
            NewQuote {
                release_id: 0,
                reference,
                seller,
                ships_from: said(self.ships_from).map(|code| country("ships_from", &code)).transpose()?,
                country: said(self.ships_to).map(|code| country("ships_to", &code)).transpose()?,
                condition,
                currency,
                amount,
                shipping_cost,
                offers,
                url,
                confidence: Decimal::ONE,
                fetched_at: said(self.observed_at).map(|text| moment(&text, now)).transpose()?.unwrap_or(now),
            },
        ))
    }

    fn named(&self) -> Result<Named, String> {
        let said = |field: &Option<String>| field.clone().filter(|text| !text.is_empty());
        let id = |name: &str, text: &str| {
            text.parse().ok().filter(|id| *id > 0).ok_or_else(|| format!("{name} \"{text}\" is no id: give a number such as 12981949"))
        };
        if let Some(text) = said(&self.release) {
            return Ok(Named::Id(id("release", text.strip_prefix("release:").unwrap_or(&text))?));
        }
        if let Some(text) = said(&self.discogs_id) {
            return Ok(Named::Discogs(id("discogs_id", &text)?));
        }
        let Some(text) = said(&self.barcode) else {
            return Err("the pressing is missing: give its release, discogs_id or barcode".to_owned());
        };
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if (8..=14).contains(&digits.len()) {
            Ok(Named::Barcode(digits))
        } else {
            Err(format!("barcode \"{text}\" is none: give 8 to 14 digits"))
        }
    }
}

fn decimal(name: &str, text: &str) -> Result<Decimal, String> {
    Decimal::from_str_exact(text).map_err(|_| format!("{name} \"{text}\" is no number: give one such as 19.90"))
}

fn country(name: &str, code: &str) -> Result<String, String> {
    let code = code.to_uppercase();
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Ok(code) } else { Err(format!("{name} \"{code}\" is no country: give a code such as ES (ISO 3166-1 alpha-2)")) }
}

/// The Goldmine scale, in words or as collectors shorten it.
fn condition(text: &str) -> Result<String, String> {
    let word = text.to_uppercase().replace([' ', '-'], "_");
    let grade = match word.as_str() {
        "MINT" | "M" => "mint",
        "NEAR_MINT" | "NM" | "M_" => "near_mint",
        "VERY_GOOD_PLUS" | "VG+" => "very_good_plus",
        "VERY_GOOD" | "VG" => "very_good",
        "GOOD_PLUS" | "G+" => "good_plus",
        "GOOD" | "G" => "good",
        "FAIR" | "F" => "fair",
        "POOR" | "P" => "poor",
        _ => return Err(format!("condition \"{text}\" is not of the Goldmine scale: give one such as VG+ or NEAR_MINT")),
    };
    Ok(grade.to_owned())
}

fn moment(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    let moment =
        text.parse().ok().or_else(day).ok_or_else(|| format!("observed_at \"{text}\" is no moment: give one such as 2026-11-20"))?;
    if moment > now { Err(format!("observed_at \"{text}\" is yet to come")) } else { Ok(moment) }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The pressings that lines name, all in one statement.
async fn find(conn: &mut AsyncPgConnection, names: &[&Named]) -> QueryResult<HashMap<Named, Vec<i64>>> {
    let (mut ids, mut discogs, mut barcodes) = (Vec::new(), Vec::new(), Vec::new());
    for named in names {
        match named {
            Named::Id(id) => ids.push(*id),
            Named::Discogs(id) => discogs.push(*id),
            Named::Barcode(code) => barcodes.push(code.clone()),
        }
    }
    let rows: Vec<Found> = sql_query(
        "select id, 'id' as kind, id::text as name from releases where id = any($1)
         union all select id, 'discogs', discogs_id::text from releases where discogs_id = any($2)
         union all select r.id, 'barcode', code from unnest($3) as code join releases as r on r.barcodes @> array[code]
         order by id",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<BigInt>, _>(&discogs)
    .bind::<Array<Text>, _>(&barcodes)
    .load(conn)
    .await?;
    let mut found: HashMap<Named, Vec<i64>> = HashMap::new();
    for Found { id, kind, name } in rows {
        let of = match kind.as_str() {
            "id" => Named::Id(id),
            "discogs" => Named::Discogs(name.parse().unwrap_or_default()),
            _ => Named::Barcode(name),
        };
        let of_name = found.entry(of).or_default();
        if !of_name.contains(&id) {
            of_name.push(id);
        }
    }
    Ok(found)
}
