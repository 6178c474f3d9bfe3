//! What a shop at Bsale told, named as it is stored.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::integrations::facts::Skipped;

/// Some rows of a list.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    pub items: Vec<T>,
    /// What nobody can read.
    pub skipped: Vec<Skipped>,
    /// How many rows came, readable or not.
    pub came: usize,
    /// How many there are in all, where that is said.
    pub count: Option<i64>,
    /// Whether it says that there are more.
    pub has_next: bool,
}

/// A place where stock lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfficeFacts {
    pub id: i64,
    pub name: Option<String>,
    pub is_active: bool,
    pub default_list_id: Option<i64>,
}

/// What is sold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProductFacts {
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    pub is_active: bool,
}

/// One kind of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantFacts {
    pub id: i64,
    pub product_id: i64,
    pub description: Option<String>,
    pub barcode: Option<String>,
    pub code: Option<String>,
    pub is_active: bool,
    pub is_unlimited: bool,
}

/// How many of a variant lie in an office.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StockFacts {
    pub variant_id: i64,
    pub office_id: i64,
    pub quantity: Decimal,
    pub reserved: Decimal,
    pub available: Decimal,
}

/// A price list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListFacts {
    pub id: i64,
    pub name: Option<String>,
    pub is_active: bool,
    pub coin_id: Option<i64>,
}

/// What a list is in, as the shop calls it: no code, but a name and a sign.
#[derive(Clone, Debug, PartialEq)]
pub struct CoinFacts {
    pub name: Option<String>,
    pub symbol: Option<String>,
}

/// What a variant costs by a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListPriceFacts {
    pub list_id: i64,
    pub variant_id: i64,
    pub net: Option<Decimal>,
    pub gross: Option<Decimal>,
}

/// Somebody whom the shop sells to.
#[derive(Clone, PartialEq, Serialize)]
pub struct ClientFacts {
    pub id: i64,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub code: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub city: Option<String>,
    pub is_active: bool,
}

/// Says whose row it is, and nothing of what it holds: it may end up in a log.
impl std::fmt::Debug for ClientFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "client {}", self.id)
    }
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentFacts {
    pub id: i64,
    pub emitted_on: NaiveDate,
    pub number: Option<i64>,
    pub document_type_id: Option<i64>,
    pub office_id: Option<i64>,
    pub client_id: Option<i64>,
    pub coin_id: Option<i64>,
    pub net: Option<Decimal>,
    pub tax: Option<Decimal>,
    pub total: Option<Decimal>,
    pub is_active: bool,
    #[serde(skip)]
    pub lines: Vec<LineFacts>,
    /// Whether these are all: what comes along with a document is cut without a word.
    #[serde(skip)]
    pub has_all_lines: bool,
}

/// What was sold with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineFacts {
    pub document_id: i64,
    pub id: i64,
    pub line_number: Option<i64>,
    pub variant_id: Option<i64>,
    pub quantity: Option<Decimal>,
    pub unit_net: Option<Decimal>,
    pub net: Option<Decimal>,
    pub tax: Option<Decimal>,
    pub total: Option<Decimal>,
}
