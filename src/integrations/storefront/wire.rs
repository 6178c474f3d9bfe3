//! The JSON of both kinds of shops. Shopify writes prices as decimals in one place and in hundredths in another,
//! `WooCommerce` in the currency's smallest units and names with entities.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{GoodsFacts, ItemFacts, Items, KindFacts};
use crate::integrations::lenient::{self, Row};

#[derive(Deserialize)]
pub(super) struct ShopifyBody {
    products: Option<Vec<Row<ShopifyProduct>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ShopifyProduct {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    handle: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    vendor: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    product_type: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    tags: Vec<String>,
    #[serde(deserialize_with = "lenient::list")]
    variants: Vec<ShopifyVariant>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ShopifyVariant {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sku: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    barcode: Option<String>,
    #[serde(deserialize_with = "lenient::truth")]
    available: bool,
    #[serde(deserialize_with = "lenient::decimal")]
    price: Option<Decimal>,
}

impl ShopifyVariant {
    /// `is_hundredths`: as a product says it by itself.
    fn kind(self, product_id: i64, is_hundredths: bool) -> Option<KindFacts> {
        let price = self.price.filter(|price| *price > Decimal::ZERO);
        Some(KindFacts {
            id: self.id?,
            product_id,
            description: self.title.filter(|title| title != "Default Title"),
            barcode: self.barcode,
            code: self.sku,
            is_active: true,
            amount: if is_hundredths { price.map(|price| price / Decimal::ONE_HUNDRED) } else { price },
            currency: None,
            is_in_stock: self.available,
        })
    }
}

impl ShopifyBody {
    /// `None`: there is no list in it.
    pub fn items(self, base: &Url, page: u32) -> Option<Items> {
        let rows = self.products?;
        let is_last = rows.is_empty();
        let (items, skipped) = lenient::told(rows, "product", &format!("page {page}"), |product: ShopifyProduct| product.item(base));
        Some(Items { items, skipped, is_last, is_cut: false })
    }
}

impl ShopifyProduct {
    fn item(self, base: &Url) -> Option<ItemFacts> {
        let (id, name, handle) = (self.id?, self.title?, self.handle?);
        let mut url = base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(["products", handle.as_str()]);
        let kind = self.product_type.into_iter().chain(self.tags).collect::<Vec<_>>().join(", ");
        let variants = self.variants.into_iter().filter_map(|variant| variant.kind(id, false)).collect();
        let product = GoodsFacts {
            id,
            name: plain(&name),
            kind: Some(kind).filter(|kind| !kind.is_empty()),
            vendor: self.vendor,
            url: Some(url.into()),
            is_active: true,
            handle: Some(handle),
        };
        Some(ItemFacts { product, variants, has_variations: false })
    }
}

/// A product by itself.
#[derive(Deserialize)]
pub(super) struct ShopifyAlone {
    #[serde(default, deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::list")]
    variants: Vec<ShopifyVariant>,
}

impl ShopifyAlone {
    pub fn kinds(self) -> Option<Vec<KindFacts>> {
        let id = self.id?;
        Some(self.variants.into_iter().filter_map(|variant| variant.kind(id, true)).collect())
    }
}

#[derive(Deserialize)]
pub(super) struct Cart {
    #[serde(default, deserialize_with = "lenient::text")]
    currency: Option<String>,
}

impl Cart {
    pub fn currency(self) -> Option<String> {
        self.currency.filter(|code| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WooProduct {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    parent: Option<i64>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    /// Of a variation: what tells it from its siblings.
    #[serde(deserialize_with = "lenient::text")]
    variation: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    permalink: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sku: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    global_unique_id: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    prices: WooPrices,
    #[serde(deserialize_with = "lenient::list")]
    categories: Vec<Named>,
    #[serde(deserialize_with = "lenient::list")]
    tags: Vec<Named>,
    #[serde(deserialize_with = "lenient::list")]
    variations: Vec<Value>,
    #[serde(deserialize_with = "lenient::truth")]
    is_in_stock: bool,
    is_purchasable: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WooPrices {
    #[serde(deserialize_with = "lenient::number")]
    price: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    currency_code: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    currency_minor_unit: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

impl WooPrices {
    /// Digits that are not said are not guessed.
    fn amount(&self) -> Option<Decimal> {
        let digits = u32::try_from(self.currency_minor_unit?).ok().filter(|digits| *digits <= 4)?;
        let price = self.price.filter(|price| *price > 0)?;
        Decimal::try_from_i128_with_scale(i128::from(price), digits).ok()
    }
}

/// A page of products.
pub(super) fn woo_items(rows: Vec<Row<WooProduct>>, base: &Url, page: u32) -> Items {
    let is_last = rows.is_empty();
    let (items, skipped) = lenient::told(rows, "product", &format!("page {page}"), |product: WooProduct| product.item(base));
    Items { items, skipped, is_last, is_cut: false }
}

impl WooProduct {
    fn item(self, base: &Url) -> Option<ItemFacts> {
        let (id, name) = (self.id?, plain(&self.name?));
        let has_variations = !self.variations.is_empty() || self.kind.as_deref() == Some("variable");
        let amount = self.prices.amount();
        let is_sold = self.kind.as_deref() != Some("grouped") && self.is_purchasable != Some(false);
        let kinds: Vec<String> = self.categories.into_iter().chain(self.tags).filter_map(|one| one.name).map(|name| plain(&name)).collect();
        let variant = KindFacts {
            id,
            product_id: self.parent.filter(|parent| *parent > 0).unwrap_or(id),
            description: self.variation.map(|text| plain(&text)),
            barcode: self.global_unique_id,
            code: self.sku,
            is_active: is_sold,
            amount,
            currency: self.prices.currency_code,
            is_in_stock: self.is_in_stock,
        };
        // An address of somebody else's would lead people away from the shop.
        let is_theirs = |link: &String| Url::parse(link).is_ok_and(|url| url.origin() == base.origin());
        let url = self.permalink.filter(is_theirs).or_else(|| Some(base.to_string()));
        let kind = Some(kinds.join(", ")).filter(|kind| !kind.is_empty());
        let product = GoodsFacts { id, name, kind, vendor: None, url, is_active: true, handle: None };
        Some(ItemFacts { product, variants: if has_variations { Vec::new() } else { vec![variant] }, has_variations })
    }
}

/// Words as people read them: entities decoded, tags left out.
fn plain(text: &str) -> String {
    let mut inside = false;
    let bare: String = text
        .chars()
        .filter(|letter| {
            let was_inside = inside;
            inside = match letter {
                '<' => true,
                '>' => false,
                _ => inside,
            };
            !(inside || was_inside)
        })
        .collect();
    html_escape::decode_html_entities(&bare).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base() -> Url {
        Url::parse("https://shop.example/es").expect("an address")
    }

    #[test]
    fn shopify_tells_decimals_in_lists_and_hundredths_alone() {
        let variant = |price: Value| json!({"id": 1, "title": "Default Title", "sku": "5099902988627", "available": true, "price": price, "barcode": "0602498"});
        let list = json!({"products": [
            {"id": 7890, "title": "Kate Bush - Hounds Of Love", "handle": "kate bush", "vendor": "Fish People", "product_type": "Vinyl", "tags": ["LP"], "variants": [variant(json!("32990.00"))]},
            {"id": 1, "title": "no handle"},
        ]});
        let items = serde_json::from_value::<ShopifyBody>(list).expect("a body").items(&base(), 1).expect("a list");
        let one = &items.items[0];
        assert_eq!(one.product.url.as_deref(), Some("https://shop.example/es/products/kate%20bush"));
        assert_eq!((one.product.kind.as_deref(), one.variants[0].amount), (Some("Vinyl, LP"), Some(Decimal::new(3_299_000, 2))));
        assert_eq!((one.variants[0].description.as_deref(), items.skipped.len(), items.is_last), (None, 1, false));
        let alone =
            serde_json::from_value::<ShopifyAlone>(json!({"id": 7890, "variants": [variant(json!(3_299_000))]})).expect("a product");
        assert_eq!(alone.kinds().expect("kinds")[0].amount, Some(Decimal::from(32990)));
        assert!(serde_json::from_value::<ShopifyBody>(json!({"products": []})).expect("a body").items(&base(), 3).expect("a list").is_last);
        assert!(serde_json::from_value::<ShopifyBody>(json!({"errors": "x"})).expect("a body").items(&base(), 3).is_none());
    }

    #[test]
    fn woocommerce_tells_smallest_units_and_entities() {
        let row = |price: &str, digits: Value| {
            json!({"id": 5, "name": "Hounds Of Love &#8211; <b>LP</b>", "type": "simple", "permalink": "https://elsewhere.example/x", "sku": "",
                "prices": {"price": price, "currency_code": "CLP", "currency_minor_unit": digits}, "is_in_stock": true, "categories": [{"name": "Vinilos &amp; m&aacute;s"}]})
        };
        let read = |row: Value| {
            let rows = serde_json::from_value(json!([row])).expect("rows");
            woo_items(rows, &base(), 1).items.remove(0)
        };
        let one = read(row("32990", json!(0)));
        assert_eq!((one.product.name.as_str(), one.product.kind.as_deref()), ("Hounds Of Love – LP", Some("Vinilos & más")));
        assert_eq!((one.product.url.as_deref(), one.variants[0].amount), (Some("https://shop.example/es"), Some(Decimal::from(32990))));
        assert_eq!(read(row("2550", json!(2))).variants[0].amount, Some(Decimal::new(2550, 2)));
        for (price, digits) in [("", json!(0)), ("2550", Value::Null), ("0", json!(2)), ("12,5", json!(2))] {
            assert_eq!(read(row(price, digits)).variants[0].amount, None, "{price}");
        }
        let mut variable = row("1000", json!(0));
        variable["variations"] = json!([{"id": 6}]);
        assert!(read(variable.clone()).has_variations && read(variable).variants.is_empty());
    }
}
