//! eBay's offers: what is a record at a fixed price, how it gets here, and whose token asks for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;
use vinilogy::integrations::Priority;
use vinilogy::jobs::Trigger;
use vinilogy::prices::compute;

use crate::graphql::stage::stocked;
use crate::support::app::{TestApp, until};

/// A market place like eBay's: it filters, sorts, pages, and takes one token at a time.
#[derive(Clone, Default)]
struct Market(Arc<Mutex<Stall>>);

#[derive(Default)]
struct Stall {
    listings: Vec<Value>,
    /// Barcode to the ids of what carries it.
    barcodes: HashMap<String, Vec<String>>,
    token: String,
    tokens_given: usize,
    searches: Vec<(HashMap<String, String>, HeaderMap)>,
    /// Statuses to fail with first.
    faults: Vec<u16>,
    secret_is_wrong: bool,
}

async fn token(State(market): State<Market>, headers: HeaderMap, body: String) -> Response {
    let mut stall = market.0.lock().unwrap();
    let right = "Basic YW4taWQ6YS1zZWNyZXQtb2YtZWJheQ==";
    let fields: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    assert_eq!((fields["grant_type"].as_str(), fields["scope"].ends_with("/oauth/api_scope")), ("client_credentials", true));
    if stall.secret_is_wrong || headers["authorization"] != right {
        let said = json!({"error": "invalid_client", "error_description": "client authentication failed"});
        return (StatusCode::UNAUTHORIZED, Json(said)).into_response();
    }
    stall.tokens_given += 1;
    stall.token = format!("v^1.1#token{}", stall.tokens_given);
    Json(json!({"access_token": stall.token, "expires_in": 7200, "token_type": "Application Access Token"})).into_response()
}

async fn search(State(market): State<Market>, Query(query): Query<HashMap<String, String>>, headers: HeaderMap) -> Response {
    let mut stall = market.0.lock().unwrap();
    if headers["authorization"].to_str().unwrap() != format!("Bearer {}", stall.token) {
        let said = json!({"errors": [{"errorId": 1001, "domain": "OAuth", "message": "Invalid access token"}]});
        return (StatusCode::UNAUTHORIZED, Json(said)).into_response();
    }
    stall.searches.push((query.clone(), headers));
    if !stall.faults.is_empty() {
        let status = stall.faults.remove(0);
        let id = if status == 429 { 2001 } else { 12_000 };
        let said = json!({"errors": [{"errorId": id, "domain": "API_BROWSE", "message": "Not now."}]});
        return (StatusCode::from_u16(status).unwrap(), Json(said)).into_response();
    }
    let with_auctions = !query["filter"].contains("buyingOptions:{FIXED_PRICE}");
    let matches = |listing: &&Value| {
        if let Some(code) = query.get("gtin") {
            return stall.barcodes.get(code).is_some_and(|ids| ids.iter().any(|id| listing["itemId"] == id.as_str()));
        }
        let title = listing["title"].as_str().unwrap().to_lowercase();
        query["q"].to_lowercase().split(' ').all(|word| title.contains(word))
    };
    let is_shown = |listing: &&Value| with_auctions || listing["buyingOptions"] != json!(["AUCTION"]);
    let all: Vec<&Value> = stall.listings.iter().filter(matches).filter(is_shown).collect();
    let (limit, offset): (usize, usize) = (query["limit"].parse().unwrap(), query["offset"].parse().unwrap());
    assert!(limit <= 200 && offset % limit == 0 && offset < 10_000, "{limit} {offset}");
    let page: Vec<&Value> = all.iter().skip(offset).take(limit).copied().collect();
    let mut body = json!({"href": "x", "total": all.len(), "limit": limit, "offset": offset});
    if offset + limit < all.len() {
        body["next"] = json!("the next page");
    }
    // Nothing found: no list at all.
    if !page.is_empty() {
        body["itemSummaries"] = json!(page);
    }
    Json(body).into_response()
}

impl Market {
    async fn open() -> (Self, Url) {
        let market = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = axum::Router::new()
            .route("/identity/v1/oauth2/token", post(token))
            .route("/buy/browse/v1/item_summary/search", get(search))
            .with_state(market.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (market, url)
    }

    fn sell(&self, id: &str, title: &str, price: (&str, &str), more: &Value) {
        let mut listing = json!({"itemId": id, "title": title, "price": {"value": price.0, "currency": price.1}, "conditionId": "3000",
            "buyingOptions": ["FIXED_PRICE"], "leafCategoryIds": ["176985"], "itemWebUrl": format!("https://www.ebay.example/itm/{id}"),
            "seller": {"username": "shop"}, "itemLocation": {"country": "DE"}});
        listing.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.0.lock().unwrap().listings.push(listing);
    }

    fn carries(&self, code: &str, ids: &[&str]) {
        self.0.lock().unwrap().barcodes.insert(code.to_owned(), ids.iter().map(|id| (*id).to_owned()).collect());
    }

    fn of<T>(&self, read: impl Fn(&mut Stall) -> T) -> T {
        read(&mut self.0.lock().unwrap())
    }
}

fn ships(cost: &str, currency: &str) -> Value {
    json!({"shippingOptions": [{"shippingCostType": "FIXED", "shippingCost": {"value": cost, "currency": currency}}]})
}

/// A house of two pressings, the first with a barcode, both with a catalogue number; somebody in Spain wants the album.
async fn house(url: &Url) -> TestApp {
    let stock = stocked(1, 1, 2).await;
    let keys =
        [("EBAY_URL", url.as_str()), ("EBAY_CLIENT_ID", "an-id"), ("EBAY_CLIENT_SECRET", "a-secret-of-ebay"), ("EBAY_PER_MINUTE", "60000")];
    let nobody = crate::support::upstream::nobody().await;
    let app = TestApp::over(stock.url.clone(), &nobody, &keys).await;
    app.person("ana@example.org").await;
    app.batch(
        "update releases set catalog_number = 'KAB 1', barcodes = array['5 099902 987613'] where id = 1;
         update releases set catalog_number = 'EJ 24 0384' where id = 2;
         update artists set name = 'Kate Bush'; update albums set title = 'Hounds Of Love';
         insert into user_profiles (user_id, country) values (1, 'ES') on conflict (user_id) do update set country = 'ES';
         insert into wantlist_items (user_id, album_id) values (1, 1)",
    )
    .await;
    app.working()
}

async fn computed(app: &TestApp) -> Vec<String> {
    let (runs, _) = compute::order(&app.app, None, Priority::Crawl, Trigger::Manual).await.unwrap();
    let run = app.number(&format!("select id from job_runs where id in ({}, {}) and key = 'compute_prices:ebay'", runs[1], runs[2])).await;
    let over = format!("select count(*) from job_runs where id = {run} and (state in ('succeeded', 'failed') or error is not null)");
    until(&app.app, "eBay is asked", async || app.number(&over).await > 0).await;
    compute::told(&app.app, &[run]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_at_a_fixed_price_become_offers_with_real_shipping_and_everything_else_is_left_out() {
    let (market, url) = Market::open().await;
    let title = "Kate Bush - Hounds Of Love LP vinyl KAB 1";
    market.sell("v1|1|0", title, ("19.00", "EUR"), &ships("5.00", "EUR"));
    market.sell("v1|2|0", title, ("17.00", "USD"), &json!({}));
    market.sell("v1|3|0", title, ("9.00", "EUR"), &json!({"buyingOptions": ["AUCTION"]}));
    market.sell("v1|4|0", "Kate Bush - Hounds Of Love CD KAB 1", ("4.00", "EUR"), &ships("1.00", "EUR"));
    market.sell("v1|5|0", "Kate Bush Hounds Of Love T-Shirt", ("3.00", "EUR"), &json!({}));
    market.sell("v1|6|0", "Kate Bush Hounds Of Love LP EJ 24 0384 Japan", ("30.00", "GBP"), &ships("0.00", "GBP"));
    market.sell("v1|7|0", "Kate Bush - Hounds Of Love LP EJ 24 0384", ("29.00", "EUR"), &json!({"leafCategoryIds": ["176984"]}));
    market.carries("5099902987613", &["v1|1|0", "v1|2|0", "v1|3|0", "v1|4|0"]);
    let app = house(&url).await;
    assert_eq!(computed(&app).await, ["ebay: 2 pressings asked about, 2 with a price, 0 failed"]);
    assert_eq!(
        app.lines(
            "select release_id, reference, amount::numeric(9,2), currency, shipping_cost::numeric(9,2), country, ships_from, confidence,
             display_until - fetched_at as shown from prices order by 1, 2"
        )
        .await,
        [
            "(1,v1|1|0,19.00,EUR,5.00,ES,DE,0.950,06:00:00)",
            "(1,v1|2|0,17.00,USD,,ES,DE,0.950,06:00:00)",
            "(2,v1|6|0,30.00,GBP,0.00,ES,DE,0.900,06:00:00)",
        ]
    );
    // No history and no averages are kept.
    assert_eq!(app.number("select count(*) from price_lows").await, 0);
    let searches = market.of(|stall| stall.searches.clone());
    assert_eq!(searches.len(), 2);
    for (query, headers) in &searches {
        assert_eq!(headers["x-ebay-c-enduserctx"], "contextualLocation=country%3DES");
        assert_eq!(headers["x-ebay-c-marketplace-id"], "EBAY_ES");
        assert_eq!((query["category_ids"].as_str(), query["sort"].as_str()), ("176985", "price"));
        assert_eq!(query["filter"], "buyingOptions:{FIXED_PRICE},deliveryCountry:ES");
    }
    assert_eq!(searches[0].0["gtin"], "5099902987613");
    assert_eq!(searches[1].0["q"], "Kate Bush Hounds Of Love EJ 24 0384");
    let quote = r#"{ album(by: {id: "album:1"}) { bestPrice(shipTo: "ES") { total { amount } quote { matchConfidence shippingKnown attribution url } } } }"#;
    let best = app.data(quote).await["album"]["bestPrice"].take();
    assert_eq!(best["total"]["amount"], "24.00");
    assert_eq!(best["quote"]["matchConfidence"], "0.95");
    assert_eq!(best["quote"]["attribution"], "Offer on eBay.");

    // What is sold is gone with the next answer.
    market.of(|stall| stall.listings.retain(|listing| listing["itemId"] != "v1|1|0"));
    app.app.clock.advance(TimeDelta::hours(25));
    computed(&app).await;
    assert_eq!(app.number("select count(*) from prices where reference = 'v1|1|0'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_token_serves_until_it_ends_and_is_renewed_once() {
    let (market, url) = Market::open().await;
    let app = house(&url).await;
    assert_eq!(computed(&app).await, ["ebay: 2 pressings asked about, 0 with a price, 0 failed"], "no list is an empty one");
    assert_eq!(market.of(|stall| (stall.tokens_given, stall.searches.len())), (1, 3), "by barcode, then by words, and by words");
    // Ended early, by eBay: one more token, and the question once more.
    market.of(|stall| stall.token = "another".to_owned());
    app.app.clock.advance(TimeDelta::minutes(30));
    app.batch("delete from price_asks").await;
    computed(&app).await;
    assert_eq!(market.of(|stall| (stall.tokens_given, stall.searches.len())), (2, 6));
    // Ended in good time: nobody asks with it.
    app.app.clock.advance(TimeDelta::hours(2));
    app.batch("delete from price_asks").await;
    computed(&app).await;
    assert_eq!(market.of(|stall| (stall.tokens_given, stall.searches.len())), (3, 9));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_or_an_outage_leaves_what_is_stored_and_says_what_is_wrong() {
    let (market, url) = Market::open().await;
    market.sell("v1|1|0", "Kate Bush - Hounds Of Love LP KAB 1", ("19.00", "EUR"), &json!({}));
    market.carries("5099902987613", &["v1|1|0"]);
    let app = house(&url).await;
    // Too many and an outage pass by themselves.
    market.of(|stall| stall.faults = vec![429, 503]);
    assert_eq!(computed(&app).await, ["ebay: 2 pressings asked about, 1 with a price, 0 failed"]);
    assert_eq!(market.of(|stall| stall.searches.len()), 4);

    app.batch("delete from price_asks").await;
    market.of(|stall| stall.faults = vec![400, 400]);
    assert_eq!(computed(&app).await, ["ebay: 2 pressings asked about, 0 with a price, 2 failed"]);
    assert_eq!(app.number("select count(*) from prices").await, 1, "nobody said that it is gone");

    app.batch("delete from price_asks").await;
    market.of(|stall| (stall.secret_is_wrong, stall.token) = (true, "another".to_owned()));
    let told = computed(&app).await;
    assert_eq!(told, ["ebay: 2 pressings asked about, 0 with a price, 2 failed"]);
    let said = app.lines("select error, message from job_runs").await.join("\n");
    assert!(!said.contains("a-secret-of-ebay") && !said.contains("YW4taWQ6"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_is_read_page_by_page_and_no_offer_comes_twice() {
    let (market, url) = Market::open().await;
    for n in 0..450 {
        market.sell(&format!("v1|{n}|0"), "Kate Bush - Hounds Of Love LP KAB 1", (&format!("{}.50", n + 10), "EUR"), &json!({}));
    }
    let ids: Vec<String> = (0..450).map(|n| format!("v1|{n}|0")).collect();
    market.carries("5099902987613", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let app = house(&url).await;
    computed(&app).await;
    assert_eq!(app.number("select count(*) from prices where release_id = 1").await, 450);
    let offsets: Vec<String> = market.of(|stall| stall.searches.iter().map(|(query, _)| query["offset"].clone()).collect());
    assert_eq!(offsets, ["0", "200", "400", "0"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_keys_ebay_and_amazon_say_why_they_are_off() {
    let app = stocked(1, 1, 1).await;
    let (runs, off) = compute::order(&app.app, None, Priority::Crawl, Trigger::Manual).await.unwrap();
    assert_eq!(runs.len(), 2, "the rates and Discogs");
    assert_eq!(off[0], "ebay is off: EBAY_CLIENT_ID and EBAY_CLIENT_SECRET are not set");
    assert!(off[1].starts_with("amazon is off: not configured"), "{off:?}");
}
