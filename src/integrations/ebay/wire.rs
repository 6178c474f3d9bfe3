//! eBay's JSON: money is text, and what is unknown or empty is left out.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use crate::integrations::facts::{ListingFacts, Page, Skipped};
use crate::integrations::lenient;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchBody {
    #[serde(default, deserialize_with = "lenient::number")]
    total: Option<i64>,
    #[serde(default)]
    next: Option<Value>,
    /// Absent where nothing is found.
    #[serde(default)]
    item_summaries: Vec<Value>,
}

#[expect(clippy::struct_field_names, reason = "as eBay calls them")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    item_id: String,
    title: String,
    #[serde(default)]
    price: Option<Amount>,
    #[serde(default)]
    shipping_options: Vec<Shipping>,
    #[serde(default)]
    seller: Option<Seller>,
    #[serde(default)]
    item_location: Option<Location>,
    #[serde(default, deserialize_with = "lenient::texts")]
    buying_options: Vec<String>,
    #[serde(default, deserialize_with = "lenient::texts")]
    leaf_category_ids: Vec<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    condition_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    item_web_url: Option<String>,
    #[serde(default)]
    item_end_date: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Amount {
    #[serde(default, deserialize_with = "lenient::text")]
    value: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    currency: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shipping {
    #[serde(default)]
    shipping_cost: Option<Amount>,
}

#[derive(Deserialize)]
struct Seller {
    #[serde(default, deserialize_with = "lenient::text")]
    username: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    #[serde(default, deserialize_with = "lenient::text")]
    country: Option<String>,
}

impl SearchBody {
    /// What is for sale at a fixed price: auctions, other goods and rows without a price are left out. `after` is where the
    /// next page would begin.
    pub fn page(self, after: Option<u32>, category: &str) -> Page<ListingFacts> {
        let (mut items, mut skipped) = (Vec::new(), Vec::new());
        for value in self.item_summaries {
            let id = value.get("itemId").and_then(Value::as_str).unwrap_or("without an id").to_owned();
            match serde_json::from_value::<Item>(value) {
                Ok(item) => items.extend(item.facts(category)),
                Err(error) => skipped.push(Skipped { record: format!("listing {id}"), problem: format!("an unknown shape: {error}") }),
            }
        }
        let total = u32::try_from(self.total.unwrap_or_default().max(0)).unwrap_or(u32::MAX);
        let next = after.filter(|after| *after < total && self.next.is_some());
        Page { items, skipped, total, next }
    }
}

impl Item {
    fn facts(self, category: &str) -> Option<ListingFacts> {
        let is_fixed = self.buying_options.is_empty() || self.buying_options.iter().any(|option| option == "FIXED_PRICE");
        let is_vinyl = self.leaf_category_ids.is_empty() || self.leaf_category_ids.iter().any(|id| id == category);
        if !(is_fixed && is_vinyl) {
            return None;
        }
        let price = self.price?.read()?;
        // The cheapest way that is told in the price's own currency; a way without a cost says nothing.
        let told = self.shipping_options.into_iter().filter_map(|way| way.shipping_cost?.read());
        let shipping = told.filter(|(_, currency)| *currency == price.1).map(|(amount, _)| amount).min();
        Some(ListingFacts {
            id: self.item_id,
            title: self.title,
            price,
            shipping,
            seller: self.seller.and_then(|seller| seller.username),
            ships_from: self.item_location.and_then(|place| place.country).filter(|code| is_code(code, 2)),
            is_new: self.condition_id.as_deref() == Some("1000"),
            url: self.item_web_url,
            ends_at: self.item_end_date,
        })
    }
}

impl Amount {
    fn read(self) -> Option<(Decimal, String)> {
        let amount: Decimal = self.value?.parse().ok()?;
        let currency = self.currency.filter(|code| is_code(code, 3))?;
        (amount >= Decimal::ZERO).then_some((amount, currency))
    }
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// eBay's own words for what is wrong.
pub(super) fn complaint(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = body.get("errors")?.get(0)?;
    let words = error.get("longMessage").or_else(|| error.get("message"))?.as_str()?;
    Some(match error.get("errorId").and_then(Value::as_i64) {
        Some(id) => format!("error {id}: {words}"),
        None => words.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(item: &str) -> Option<ListingFacts> {
        let body = format!(r#"{{"total": 1, "itemSummaries": [{item}]}}"#);
        serde_json::from_str::<SearchBody>(&body).expect("a body").page(None, "176985").items.pop()
    }

    #[test]
    fn a_listing_is_one_with_a_price_of_its_own() {
        let plain = r#""itemId": "v1|1|0", "title": "T", "price": {"value": "19.00", "currency": "USD"}"#;
        let shipping = |options: &str| read(&format!("{{{plain}, \"shippingOptions\": {options}}}")).expect("a listing").shipping;
        assert_eq!(shipping("[]"), None, "unknown, not free");
        assert_eq!(shipping(r#"[{"shippingCostType": "CALCULATED"}]"#), None);
        assert_eq!(shipping(r#"[{"shippingCost": {"value": "0.00", "currency": "USD"}}]"#), Some(Decimal::ZERO));
        assert_eq!(shipping(r#"[{"shippingCost": {"value": "5.00", "currency": "EUR"}}]"#), None, "another currency");
        let two = r#"[{"shippingCost": {"value": "9.00", "currency": "USD"}}, {"shippingCost": {"value": "5.50", "currency": "USD"}}]"#;
        assert_eq!(shipping(two), Some("5.50".parse().expect("a decimal")));
        for none in [
            format!("{{{plain}, \"buyingOptions\": [\"AUCTION\"]}}"),
            format!("{{{plain}, \"leafCategoryIds\": [\"176984\"]}}"),
            r#"{"itemId": "v1|2|0", "title": "T", "currentBidPrice": {"value": "1.00", "currency": "USD"}}"#.to_owned(),
            r#"{"itemId": "v1|2|0", "title": "T", "price": {"value": "-1", "currency": "USD"}}"#.to_owned(),
        ] {
            assert_eq!(read(&none), None, "{none}");
        }
    }

    #[test]
    fn nothing_found_is_an_empty_page_and_a_list_goes_on_while_it_says_so() {
        let page = |text: &str, after| serde_json::from_str::<SearchBody>(text).expect("a body").page(after, "1");
        assert_eq!(page(r#"{"href": "x", "total": 0, "limit": 200, "offset": 0}"#, Some(200)).items, []);
        assert_eq!(page(r#"{"total": 450, "next": "x", "itemSummaries": []}"#, Some(200)).next, Some(200));
        assert_eq!(page(r#"{"total": 450, "itemSummaries": []}"#, Some(200)).next, None);
        assert_eq!(page(r#"{"total": 450, "next": "x", "itemSummaries": [{"title": 3}]}"#, None).skipped.len(), 1);
    }
}
