//! eBay as a source of prices: real offers with real shipping to one country each, found by barcode, else by words.

use std::collections::HashSet;

use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::listing::{self, Found};
use super::provider::{PriceProvider, Sought, Terms};
use super::{Money, NewQuote};
use crate::app::App;
use crate::integrations::ebay::{Ebay as Calls, Query};
use crate::integrations::facts::ListingFacts;
use crate::integrations::{Error, Priority, Provider};

/// Its licence wants listings shown only while they are current, and forbids to make averages or statistics of its prices: no
/// history is kept of them. How long an answer counts as current is our reading; six hours, as at Discogs.
static TERMS: Terms =
    Terms { provider: "ebay", shown_for: Some(TimeDelta::hours(6)), attribution: Some("Offer on eBay."), keeps_history: false };

/// Pages of one search: the cheapest six hundred are enough to choose from.
const PAGES: usize = 3;
/// Words that a search takes.
const LONGEST: usize = 100;

/// eBay's listings at a fixed price.
pub struct Ebay;

impl PriceProvider for Ebay {
    fn terms(&self) -> &'static Terms {
        &TERMS
    }

    fn is_off(&self, app: &App) -> Option<String> {
        app.integrations.ebay.is_none().then(|| "EBAY_CLIENT_ID and EBAY_CLIENT_SECRET are not set".to_owned())
    }

    fn can_tell(&self, sought: &Sought) -> bool {
        !barcodes(sought).is_empty() || sought.catalog_number.is_some()
    }

    fn offers<'a>(&'a self, app: &'a App, sought: &'a Sought, priority: Priority) -> BoxFuture<'a, Result<Vec<NewQuote>, Error>> {
        async move {
            let not_configured = Error::NotConfigured { provider: Provider::Ebay, variable: "EBAY_CLIENT_ID" };
            let calls = app.integrations.ebay.as_ref().ok_or(not_configured)?;
            let search = Search { app, calls, sought, priority };
            let mut offers = Vec::new();
            if sought.ship_to.is_empty() {
                offers.extend(search.to(None).await?);
            }
            for country in &sought.ship_to {
                offers.extend(search.to(Some(country)).await?);
            }
            Ok(offers)
        }
        .boxed()
    }
}

struct Search<'a> {
    app: &'a App,
    calls: &'a Calls,
    sought: &'a Sought,
    priority: Priority,
}

impl Search<'_> {
    /// What can be sent there: found by barcode, else by words.
    async fn to(&self, country: Option<&str>) -> Result<Vec<NewQuote>, Error> {
        for digits in barcodes(self.sought) {
            let found = self.all(Query::Gtin(&digits), country, Found::ByBarcode).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        self.all(Query::Words(&words(self.sought)), country, Found::ByWords).await
    }

    async fn all(&self, query: Query<'_>, country: Option<&str>, found: Found) -> Result<Vec<NewQuote>, Error> {
        let (mut offers, mut seen, mut from) = (Vec::new(), HashSet::new(), 0);
        for _ in 0..PAGES {
            let page = self.calls.search(query, country, from, self.priority).await?;
            // A list that changes while it is read repeats rows.
            let rows = page.items.into_iter().filter(|listing| seen.insert(listing.id.clone()));
            offers.extend(rows.filter_map(|listing| self.quote(listing, country, found)));
            let Some(next) = page.next else { break };
            from = next;
        }
        Ok(offers)
    }

    /// `None`: something else, or an offer that ends before we would stop showing it.
    fn quote(&self, listing: ListingFacts, country: Option<&str>, found: Found) -> Option<NewQuote> {
        let confidence = listing::confidence(&listing.title, self.sought, found)?;
        let now = self.app.clock.now();
        let shown_until = TERMS.shown_for.map_or(now, |time| now + time);
        if listing.ends_at.is_some_and(|end| end < shown_until) {
            return None;
        }
        let (amount, currency) = listing.price;
        let Money { amount, currency } = Money::new(amount, currency);
        Some(NewQuote {
            release_id: self.sought.release_id,
            reference: listing.id,
            seller: listing.seller,
            ships_from: listing.ships_from,
            country: country.map(str::to_owned),
            // A used record's grade is not in the list.
            condition: listing.is_new.then(|| "mint".to_owned()),
            shipping_cost: listing.shipping.map(|cost| Money::new(cost, currency.clone()).amount),
            currency,
            amount,
            offers: None,
            url: listing.url,
            confidence,
            fetched_at: now,
        })
    }
}

/// The first two that can be one: a pressing's barcode is often noted twice, with and without blanks.
fn barcodes(sought: &Sought) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in &sought.barcodes {
        let digits: String = code.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
        let is_one = matches!(digits.len(), 8 | 12..=14) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_one && !codes.contains(&digits) {
            codes.push(digits);
        }
    }
    codes.truncate(2);
    codes
}

/// Artist, title and catalogue number, without the signs that mean something to a search.
fn words(sought: &Sought) -> String {
    let artist = crate::catalog::naming::without_number(&sought.artist);
    let all = format!("{artist} {} {}", sought.title, sought.catalog_number.as_deref().unwrap_or_default());
    let plain: String = all.chars().map(|letter| if letter.is_alphanumeric() || letter == '\'' { letter } else { ' ' }).collect();
    let mut words = String::new();
    for word in plain.split_whitespace() {
        if words.chars().count() + 1 + word.chars().count() > LONGEST {
            break;
        }
        words = if words.is_empty() { word.to_owned() } else { format!("{words} {word}") };
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(artist: &str, title: &str, number: Option<&str>, barcodes: &[&str]) -> Sought {
        Sought {
            release_id: 1,
            discogs_id: None,
            barcodes: barcodes.iter().map(|code| (*code).to_owned()).collect(),
            artist: artist.to_owned(),
            title: title.to_owned(),
            catalog_number: number.map(str::to_owned),
            currency: "EUR".to_owned(),
            ship_to: Vec::new(),
        }
    }

    #[test]
    fn a_search_is_for_digits_that_are_a_barcode_else_for_words_without_signs() {
        let one = sought("Nirvana (2)", "Songs, (of) \"Love\"", Some("K-50 010*"), &["5 099902-987613", "5099902987613", "12", "ST-A-1"]);
        assert_eq!(barcodes(&one), ["5099902987613"]);
        assert_eq!(words(&one), "Nirvana Songs of Love K 50 010");
        let long = sought(&"word ".repeat(30), "Title", None, &[]);
        assert_eq!(words(&long).len(), 99);
        assert!(!Ebay.can_tell(&long) && Ebay.can_tell(&one), "without a barcode or a number nothing tells pressings apart");
    }
}
