//! A Bsale with shops of any size, that cuts, forgets and numbers as the real one does, and fails when it is told to.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// The day of all sales: 2026-11-19.
pub const DAY: i64 = 1_795_046_400;

/// What a shop has: its lists by their paths.
#[derive(Clone, Debug, Default)]
pub struct Shelves {
    pub lists: BTreeMap<String, Vec<Value>>,
    pub coins: HashMap<i64, Value>,
}

/// A code of thirteen digits with the right last one.
pub fn ean(n: i64) -> String {
    let digits = format!("590{n:09}");
    let sum: u32 = digits.bytes().rev().enumerate().map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 3 } else { 1 }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn named(list: &str, id: i64) -> Value {
    json!({"href": format!("https://elsewhere.example/{list}/{id}.json"), "id": id.to_string()})
}

impl Shelves {
    /// So many variants, two of each product, in two offices; clients; and the day's sales.
    pub fn of(variants: i64, clients: i64, documents: i64) -> Self {
        let mut shelves = Self::default();
        shelves.coins.insert(1, json!({"id": 1, "name": "Peso Chileno", "symbol": "$"}));
        shelves.coins.insert(2, json!({"id": 2, "name": "Unidad de Fomento", "symbol": "UF"}));
        shelves.set(
            "offices",
            vec![json!({"id": 1, "name": "Centro", "state": 0, "defaultPriceList": "1"}), json!({"id": 2, "name": "Sur", "state": 0})],
        );
        let list = |id: i64, name: &str| json!({"id": id.to_string(), "name": name, "state": 0, "coin": named("coins", id)});
        shelves.set("price_lists", vec![list(1, "Base"), list(2, "Mayor")]);
        shelves.set(
            "products",
            (1..=(variants + 1) / 2).map(|n| json!({"id": n, "name": format!("Thing {n}"), "description": null, "state": 0})).collect(),
        );
        for n in 1..=variants {
            let barcode = if n % 3 == 0 { json!(ean(n).parse::<i64>().unwrap()) } else { json!(ean(n)) };
            shelves.add_variant(n, (n + 1) / 2, &barcode, &format!("{n:05}"), n % 4);
            if n <= 120 {
                shelves.push(
                    "price_lists/2/details",
                    json!({"id": n, "variantValue": 1.5, "variantValueWithTaxes": 1.785, "variant": named("variant", n)}),
                );
            }
            if n <= 1000 {
                shelves.push("stocks", json!({"quantity": 1.0, "quantityReserved": 1, "quantityAvailable": 0.0, "variant": named("variants", n), "office": named("offices", 2)}));
            }
        }
        let client = |n: i64| json!({"id": n, "firstName": format!("Nombre{n}"), "lastName": "Secreto", "code": format!("{n}-K"), "email": format!("c{n}@clients.example"), "phone": 56_900_000_000_i64 + n, "state": 0});
        shelves.set("clients", (1..=clients).map(client).collect());
        shelves.set("documents", (1..=documents).map(|n| Self::document(n, if n == 1 { 60 } else { 1 + n % 3 })).collect());
        shelves
    }

    fn document(n: i64, lines: i64) -> Value {
        let line = |at: i64| json!({"id": n * 1000 + at, "lineNumber": at, "quantity": 1.0, "netUnitValue": 100 * at, "totalAmount": format!("{}.5", 119 * at), "variant": named("variants", at)});
        let lines: Vec<Value> = (1..=lines).map(line).collect();
        let mut row = json!({"id": n, "emissionDate": DAY, "number": 9000 + n, "totalAmount": format!("{}.0", 12990 + n), "netAmount": 10916, "taxAmount": "2074.0", "state": 0,
            "office": named("offices", 1 + n % 2), "document_type": named("document_types", 1), "coin": named("coins", 1), "lines": lines});
        if n % 2 == 0 {
            row["client"] = named("clients", n);
        }
        row
    }

    /// A variant with its price in the first list and its stock in the first office.
    pub fn add_variant(&mut self, id: i64, product: i64, barcode: &Value, code: &str, stock: i64) {
        self.push("variants", json!({"id": id, "description": format!("Kind {id}"), "barCode": barcode, "code": code, "state": 0, "unlimitedStock": 0, "product": named("products", product)}));
        self.push("stocks", json!({"quantity": stock, "quantityReserved": 0, "quantityAvailable": stock, "variant": named("variants", id), "office": named("offices", 1)}));
        let price = json!({"id": id, "variantValue": 1000 + id, "variantValueWithTaxes": format!("{}.0", 1190 + id), "variant": named("variant", id)});
        self.push("price_lists/1/details", price);
    }

    /// A product of one variant.
    pub fn add(&mut self, id: i64, name: &str, barcode: &str, code: &str, stock: i64) {
        self.push("products", json!({"id": id, "name": name, "state": 0}));
        self.add_variant(id, id, &json!(barcode), code, stock);
    }

    pub fn set(&mut self, list: &str, rows: Vec<Value>) {
        self.lists.insert(list.to_owned(), rows);
    }

    pub fn push(&mut self, list: &str, row: Value) {
        self.lists.entry(list.to_owned()).or_default().push(row);
    }

    pub fn row(&mut self, list: &str, id: i64) -> &mut Value {
        self.lists.get_mut(list).unwrap().iter_mut().find(|row| row["id"] == json!(id)).unwrap()
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The usual words for too many.
    Resource,
    TooMany,
    Empty,
}

#[derive(Default)]
struct Inside {
    shops: HashMap<String, Shelves>,
    asked: Vec<String>,
    /// At the question of this number.
    faults: VecDeque<(usize, Fault)>,
    /// After this page of this list its first row becomes the last.
    moving: Option<(String, usize)>,
    /// Every question of this token is answered with 500.
    down: Option<String>,
}

/// It ends with the test's runtime.
#[derive(Clone)]
pub struct Bsale {
    pub url: Url,
    inside: Arc<Mutex<Inside>>,
}

impl Bsale {
    pub async fn start(token: &str, shelves: Shelves) -> Self {
        let inside = Arc::new(Mutex::new(Inside { shops: HashMap::from([(token.to_owned(), shelves)]), ..Inside::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    pub fn open(&self, token: &str, shelves: Shelves) {
        self.inside.lock().unwrap().shops.insert(token.to_owned(), shelves);
    }

    pub fn change(&self, token: &str, change: impl FnOnce(&mut Shelves)) {
        change(self.inside.lock().unwrap().shops.get_mut(token).unwrap());
    }

    /// Goes wrong at these questions, counted from the first of all.
    pub fn fail(&self, faults: impl IntoIterator<Item = (usize, Fault)>) {
        self.inside.lock().unwrap().faults = faults.into_iter().collect();
    }

    pub fn move_after(&self, list: &str, offset: usize) {
        self.inside.lock().unwrap().moving = Some((list.to_owned(), offset));
    }

    pub fn set_down(&self, token: Option<&str>) {
        self.inside.lock().unwrap().down = token.map(ToOwned::to_owned);
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.inside.lock().unwrap().asked.clone()
    }
}

fn refusal(status: u16, words: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), Json(json!({"error": words}))).into_response()
}

async fn answer(State(inside): State<Arc<Mutex<Inside>>>, request: Request) -> Response {
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let token = request.headers().get("access_token").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let mut inside = inside.lock().unwrap();
    inside.asked.push(path.clone());
    if inside.down.as_deref() == Some(&token) {
        return refusal(500, "The requested resource is not available");
    }
    if inside.faults.front().is_some_and(|(at, _)| *at <= inside.asked.len()) {
        return match inside.faults.pop_front().unwrap().1 {
            Fault::Resource => refusal(500, "The requested resource is not available"),
            Fault::TooMany => refusal(429, "too many"),
            Fault::Empty => StatusCode::OK.into_response(),
        };
    }
    let moving = inside.moving.clone();
    let Some(shelves) = inside.shops.get_mut(&token) else { return refusal(401, "Sorry, this request can not be authenticated") };
    let Some(name) = path.strip_suffix(".json") else { return refusal(500, "The requested resource is not available") };
    if let Some(coin) = name.strip_prefix("coins/") {
        return match shelves.coins.get(&coin.parse().unwrap()) {
            Some(coin) => Json(coin.clone()).into_response(),
            None => refusal(404, "not found"),
        };
    }
    let (limit, offset): (usize, usize) = (query["limit"].parse().unwrap(), query["offset"].parse().unwrap());
    assert!(limit <= 50, "no more than fifty a page");
    let own_lines = name.strip_prefix("documents/").and_then(|rest| rest.strip_suffix("/details"));
    let rows: Vec<Value> = match own_lines {
        Some(id) => shelves.row("documents", id.parse().unwrap())["lines"].as_array().unwrap().clone(),
        None => shelves.lists.get(name).cloned().unwrap_or_default(),
    };
    let is_of_day = name != "documents" || query["emissiondaterange"] == format!("[{DAY},{}]", DAY + 86_399);
    let rows: Vec<Value> = if is_of_day { rows } else { Vec::new() };
    let mut items: Vec<Value> = rows.iter().skip(offset).take(limit).cloned().collect();
    for item in items.iter_mut().filter(|_| name == "documents") {
        let lines = item.as_object_mut().unwrap().remove("lines").unwrap();
        let lines = lines.as_array().unwrap();
        // Cut without a sign but its own count.
        item["details"] = json!({"count": lines.len(), "items": lines.iter().take(25).collect::<Vec<_>>()});
    }
    let mut body = json!({"count": rows.len(), "limit": limit, "offset": offset, "items": items});
    // Some lists forget to say that there is more.
    if offset + limit < rows.len() && name != "stocks" {
        body["next"] = json!("https://elsewhere.example/next");
    }
    if moving == Some((name.to_owned(), offset)) {
        shelves.lists.get_mut(name).unwrap().rotate_left(1);
        inside.moving = None;
    }
    Json(body).into_response()
}
