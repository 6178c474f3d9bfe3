//! Bsale's JSON: ids that are numbers in their own rows and texts in references, and barcodes that are either.

use chrono::DateTime;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::facts::{
    ClientFacts, CoinFacts, DocumentFacts, LineFacts, ListFacts, ListPriceFacts, OfficeFacts, ProductFacts, Rows, StockFacts, VariantFacts,
};
use crate::integrations::lenient::{self, Row};

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
pub(super) struct ListBody<T> {
    #[serde(default, deserialize_with = "lenient::number")]
    count: Option<i64>,
    items: Option<Vec<Row<T>>>,
    #[serde(default, deserialize_with = "lenient::text")]
    next: Option<String>,
}

impl<T> ListBody<T> {
    /// `None`: there is no list in it.
    pub fn rows<F>(self, kind: &str, offset: i64, make: impl Fn(T) -> Option<F>) -> Option<Rows<F>> {
        let rows = self.items?;
        let came = rows.len();
        let (items, skipped) = lenient::told(rows, kind, &format!("the page from {offset}"), make);
        Some(Rows { items, skipped, came, count: self.count.filter(|count| *count >= 0), has_next: self.next.is_some() })
    }
}

/// What another row is named by.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Ref {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
}

fn is_active(state: Option<i64>) -> bool {
    state.unwrap_or_default() == 0
}

#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
pub(super) struct Office {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    default_price_list: Option<i64>,
}

impl Office {
    pub fn facts(self) -> Option<OfficeFacts> {
        Some(OfficeFacts { id: self.id?, name: self.name, is_active: is_active(self.state), default_list_id: self.default_price_list })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Product {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    description: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
}

impl Product {
    pub fn facts(self) -> Option<ProductFacts> {
        Some(ProductFacts { id: self.id?, name: self.name?, description: self.description, is_active: is_active(self.state) })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Variant {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    product: Ref,
    #[serde(deserialize_with = "lenient::text")]
    description: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    bar_code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    code: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
    #[serde(deserialize_with = "lenient::truth")]
    unlimited_stock: bool,
}

impl Variant {
    pub fn facts(self) -> Option<VariantFacts> {
        Some(VariantFacts {
            id: self.id?,
            product_id: self.product.id?,
            description: self.description,
            barcode: self.bar_code,
            code: self.code,
            is_active: is_active(self.state),
            is_unlimited: self.unlimited_stock,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Stock {
    #[serde(deserialize_with = "lenient::object")]
    variant: Ref,
    #[serde(deserialize_with = "lenient::object")]
    office: Ref,
    #[serde(deserialize_with = "lenient::decimal")]
    quantity: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    quantity_reserved: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    quantity_available: Option<Decimal>,
}

impl Stock {
    pub fn facts(self) -> Option<StockFacts> {
        let (quantity, reserved) = (self.quantity.unwrap_or_default(), self.quantity_reserved.unwrap_or_default());
        Some(StockFacts {
            variant_id: self.variant.id?,
            office_id: self.office.id?,
            quantity,
            reserved,
            available: self.quantity_available.unwrap_or(quantity - reserved),
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PriceList {
    /// Text here, unlike all others.
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    coin: Ref,
}

impl PriceList {
    pub fn facts(self) -> Option<ListFacts> {
        Some(ListFacts { id: self.id?, name: self.name, is_active: is_active(self.state), coin_id: self.coin.id })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Coin {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    symbol: Option<String>,
}

impl Coin {
    pub fn facts(self) -> Option<CoinFacts> {
        (self.name.is_some() || self.symbol.is_some()).then_some(CoinFacts { name: self.name, symbol: self.symbol })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ListPrice {
    #[serde(deserialize_with = "lenient::object")]
    variant: Ref,
    /// As old answers have it.
    #[serde(deserialize_with = "lenient::number")]
    variant_id: Option<i64>,
    #[serde(deserialize_with = "lenient::decimal")]
    variant_value: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    variant_value_with_taxes: Option<Decimal>,
}

impl ListPrice {
    pub fn facts(self, list_id: i64) -> Option<ListPriceFacts> {
        let variant_id = self.variant.id.or(self.variant_id)?;
        Some(ListPriceFacts { list_id, variant_id, net: self.variant_value, gross: self.variant_value_with_taxes })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Client {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    first_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    last_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    company: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    phone: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    city: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
}

impl Client {
    pub fn facts(self) -> Option<ClientFacts> {
        let Self { id, first_name, last_name, company, code, email, phone, city, state } = self;
        Some(ClientFacts { id: id?, first_name, last_name, company, code, email, phone, city, is_active: is_active(state) })
    }
}

#[expect(clippy::struct_field_names, reason = "as Bsale calls them")]
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Document {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    emission_date: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    number: Option<i64>,
    #[serde(rename = "document_type", deserialize_with = "lenient::object")]
    document_type: Ref,
    #[serde(deserialize_with = "lenient::object")]
    office: Ref,
    #[serde(deserialize_with = "lenient::object")]
    client: Ref,
    #[serde(deserialize_with = "lenient::object")]
    coin: Ref,
    #[serde(deserialize_with = "lenient::decimal")]
    net_amount: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    tax_amount: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    total_amount: Option<Decimal>,
    #[serde(deserialize_with = "lenient::number")]
    state: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    details: Details,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    #[serde(deserialize_with = "lenient::number")]
    count: Option<i64>,
    items: Option<Vec<Row<Line>>>,
}

impl Document {
    pub fn facts(self) -> Option<DocumentFacts> {
        let id = self.id?;
        // Midnight by UTC of the shop's own day: no zone comes into it.
        let emitted_on = DateTime::from_timestamp(self.emission_date?, 0)?.date_naive();
        let rows = self.details.items.unwrap_or_default();
        let came = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let (lines, skipped) = lenient::told(rows, "line", "a document", |line: Line| line.facts(id));
        Some(DocumentFacts {
            id,
            emitted_on,
            number: self.number,
            document_type_id: self.document_type.id,
            office_id: self.office.id,
            client_id: self.client.id,
            coin_id: self.coin.id,
            net: self.net_amount,
            tax: self.tax_amount,
            total: self.total_amount,
            is_active: is_active(self.state),
            lines,
            // One that cannot be read is named when the lines are asked for by themselves.
            has_all_lines: skipped.is_empty() && self.details.count == Some(came),
        })
    }
}

#[expect(clippy::struct_field_names, reason = "as Bsale calls them")]
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Line {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    line_number: Option<i64>,
    #[serde(deserialize_with = "lenient::object")]
    variant: Ref,
    #[serde(deserialize_with = "lenient::decimal")]
    quantity: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    net_unit_value: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    net_amount: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    tax_amount: Option<Decimal>,
    #[serde(deserialize_with = "lenient::decimal")]
    total_amount: Option<Decimal>,
}

impl Line {
    pub fn facts(self, document_id: i64) -> Option<LineFacts> {
        Some(LineFacts {
            document_id,
            id: self.id?,
            line_number: self.line_number.filter(|number| i32::try_from(*number).is_ok()),
            variant_id: self.variant.id,
            quantity: self.quantity,
            unit_net: self.net_unit_value,
            net: self.net_amount,
            tax: self.tax_amount,
            total: self.total_amount,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_barcode_is_text_whatever_it_comes_as_and_references_are_read_by_their_ids() {
        let body: ListBody<Variant> = serde_json::from_value(json!({"count": 3, "items": [
            {"id": 7, "product": {"href": "https://elsewhere/products/1.json", "id": "416"}, "barCode": 5_099_902_988_627_i64, "code": "0012", "state": 0},
            {"id": 8, "product": {"id": "416"}, "barCode": "0602498", "state": 99, "unlimitedStock": 1},
            {"id": 9, "product": {"href": "https://elsewhere/products/1.json"}},
        ]}))
        .expect("a list");
        let rows = body.rows("variant", 0, Variant::facts).expect("rows");
        let said: Vec<_> = rows.items.iter().map(|one| (one.product_id, one.barcode.as_deref(), one.is_active, one.is_unlimited)).collect();
        assert_eq!(said, [(416, Some("5099902988627"), true, false), (416, Some("0602498"), false, true)]);
        assert_eq!((rows.came, rows.count, rows.has_next, rows.skipped.len()), (3, Some(3), false, 1));
        assert!(
            serde_json::from_value::<ListBody<Variant>>(json!({"error": "x"}))
                .expect("an object")
                .rows("variant", 0, Variant::facts)
                .is_none()
        );
    }

    #[test]
    fn lines_that_were_cut_are_known_by_their_count_and_a_day_is_not_shifted() {
        let document = |count: i64| {
            let lines = json!({"count": count, "items": [{"id": 1, "quantity": 1.0, "totalAmount": "4590.5", "variant": {"id": "7"}}]});
            let row = json!({"id": 5, "emissionDate": 1_763_596_800, "totalAmount": 12990.0, "details": lines, "office": {"id": "2"}});
            serde_json::from_value::<Document>(row).expect("a document").facts().expect("facts")
        };
        assert!(document(1).has_all_lines && !document(26).has_all_lines);
        assert_eq!(document(1).emitted_on.to_string(), "2025-11-20");
        assert_eq!((document(1).total, document(1).lines[0].total), ("12990.0".parse().ok(), "4590.5".parse().ok()));
        assert_eq!((document(1).office_id, document(1).client_id), (Some(2), None));
    }
}
