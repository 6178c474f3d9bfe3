//! Storefronts: read to the end, slowly, as the public, and nowhere else.

use serde_json::{Value, json};
use vinilogy::identity::Requester;

use super::{offers, origin, shop, stock, synced};
use crate::graphql::stage::code;
use crate::support::app::TestApp;
use crate::support::upstream::{Reply, Upstream};

const LIST: &str = "/products.json";
const WOO: &str = "/wp-json/wc/store/v1/products";

async fn house(upstream: &Upstream) -> (TestApp, Requester) {
    let app = TestApp::at(&upstream.url, &[("STOREFRONT_ORIGINS", &origin(&upstream.url))]).await.working();
    let admin = app.administrator().await;
    stock(&app).await;
    (app, admin)
}

async fn added(app: &TestApp, admin: &Requester, kind: &str, url: &str, more: &str) -> Value {
    let input = format!("{{kind: {kind}, url: {url:?}, name: \"Disquería\", country: \"CL\"{more}}}");
    let query = format!("mutation {{ addShop(input: {input}) {{ status shop {{ id kind url currency shipsAbroad }} }} }}");
    app.data_as(admin, &query).await["addShop"].clone()
}

fn products(rows: &[Value]) -> Reply {
    Reply::json(200, json!({"products": rows}).to_string())
}

fn product(id: i64, title: &str, sku: &str, price: &str, available: bool) -> Value {
    json!({"id": id, "title": title, "handle": format!("p{id}"), "vendor": "Disquería", "product_type": "Vinyl", "tags": ["LP"],
        "variants": [{"id": id * 10, "title": "Default Title", "sku": sku, "available": available, "price": price}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shopify_shop_is_read_to_its_empty_page_and_barcodes_where_they_stand() {
    let upstream = Upstream::start().await;
    let (app, admin) = house(&upstream).await;
    upstream.reply("/robots.txt", [Reply::bytes(200, b"User-agent: *\nDisallow: /admin\n".to_vec())]);
    upstream.reply("/cart.js", [Reply::json(200, r#"{"token":"x","currency":"CLP"}"#)]);
    let first = [
        product(1, "Kate Bush - Hounds Of Love", "5099902988627", "32990.00", true),
        product(2, "Los Jaivas - Alturas De Macchu Picchu (Vinilo)", "", "25990.00", true),
        product(3, "Kate Bush - The Dreaming LP EMC 3419", "0602498613740", "19990.00", false),
    ];
    let second = [product(4, "Kate Bush - Hounds Of Love (FISH-2018) LP", "", "28990.00", true)];
    // A 429 and a 430 without a word of how long.
    upstream.reply(LIST, [Reply::json(429, "{}"), products(&first), Reply::json(430, "{}"), products(&second), products(&[])]);
    let alone = |id: i64, barcode: &str, price: i64| {
        let variant = json!({"id": id * 10, "title": "Default Title", "sku": null, "barcode": barcode, "available": true, "price": price});
        Reply::json(200, json!({"id": id, "title": "x", "variants": [variant]}).to_string())
    };
    upstream.reply("/products/p2.js", [alone(2, "", 2_599_000)]);
    upstream.reply("/products/p4.js", [alone(4, "5099902988610", 2_899_000)]);
    let told = added(&app, &admin, "SHOPIFY", upstream.url.as_str(), ", shipsAbroad: true").await;
    assert_eq!((&told["status"], &told["shop"]["id"]), (&json!("ADDED"), &json!("shop:1")), "{told}");
    assert_eq!(added(&app, &admin, "SHOPIFY", upstream.url.as_str(), "").await, json!({"status": "ALREADY_THERE", "shop": null}));
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("8 new, 0 updated, 0 unchanged, 0 gone, 0 failed; offers: 3 new"), "{said}");
    let right = [
        "(1,shopify,1:10,Disquería,,CLP,32990.0000)",
        "(6,shopify,1:20,Disquería,,CLP,25990.0000)",
        "(2,shopify,1:40,Disquería,,CLP,28990.0000)",
    ];
    assert_eq!(offers(&app).await, right);
    let urls = app.lines("select url from prices where release_id = 1").await.pop().unwrap();
    assert_eq!(urls, format!("({}products/p1?variant=10)", upstream.url));
    let agent = upstream.seen()[0].headers["user-agent"].to_str().unwrap().to_owned();
    assert!(agent.starts_with("Vinilogy/") && agent.contains("tests@example.org"), "{agent}");

    // A second time: the same, and nobody is asked for a barcode again. What is no longer listed is gone.
    let asked = upstream.count("/products/p2.js");
    upstream.reply(LIST, [products(&first), products(&second), products(&[])]);
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("0 new, 0 updated, 8 unchanged, 0 gone, 0 failed; offers: 0 new, 0 updated, 3 unchanged, 0 withdrawn"), "{said}");
    assert_eq!(upstream.count("/products/p2.js"), asked);
    upstream.reply(LIST, [products(&first[1..]), products(&[])]);
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("4 gone") && said.contains("2 withdrawn"), "{said}");
    assert_eq!(offers(&app).await, [right[1]]);
    // A shop that lists nothing at all is not believed.
    upstream.reply(LIST, [products(&[])]);
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("the shop refused: it lists nothing any more"), "{said}");
    assert_eq!(offers(&app).await, [right[1]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_woocommerce_shop_tells_smallest_units_entities_and_variations() {
    let upstream = Upstream::start().await;
    let (app, admin) = house(&upstream).await;
    let row = |id: i64, name: &str, sku: &str, price: &str, digits: i64, code: &str, stock: bool| {
        json!({"id": id, "name": name, "type": "simple", "permalink": format!("{}producto/{id}", upstream.url), "sku": sku, "is_in_stock": stock, "is_purchasable": true,
            "prices": {"price": price, "currency_code": code, "currency_minor_unit": digits}, "categories": [{"name": "Vinilos"}], "variations": []})
    };
    let mut variable = row(3, "Kate Bush &#8211; Hounds Of Love", "", "9990", 0, "CLP", true);
    variable["type"] = json!("variable");
    variable["variations"] = json!([{"id": 31, "attributes": [{"name": "Color", "value": "Rojo"}]}]);
    let mut variation = row(31, "Kate Bush &#8211; Hounds Of Love", "5099902988627", "12990", 0, "CLP", true);
    (variation["type"], variation["parent"], variation["variation"]) = (json!("variation"), json!(3), json!("Color: Rojo"));
    let first = json!([
        row(1, "Los Jaivas &#8211; Alturas De Macchu Picchu", "", "2550", 2, "EUR", true),
        row(2, "Out", "5099902988627", "1", 0, "CLP", false)
    ]);
    let replies = || {
        [
            Reply::json(200, first.to_string()),
            Reply::json(200, json!([variable]).to_string()),
            Reply::json(200, json!([variation]).to_string()),
            Reply::json(400, r#"{"code":"rest_post_invalid_page_number","message":"x","data":{"status":400}}"#),
        ]
    };
    upstream.reply("/robots.txt", [Reply::json(404, "")]);
    upstream.reply(WOO, replies());
    added(&app, &admin, "WOOCOMMERCE", &format!("{}/", origin(&upstream.url)), "").await;
    let said = synced(&app, &admin, "shop:1", None).await;
    assert_eq!(
        offers(&app).await,
        ["(6,woocommerce,1:1,Disquería,CL,EUR,25.5000)", "(1,woocommerce,1:31,Disquería,CL,CLP,12990.0000)"],
        "{said}"
    );
    assert_eq!(app.lines("select name from store_products where id = 1").await, ["(\"Los Jaivas – Alturas De Macchu Picchu\")"]);
    upstream.reply(WOO, replies());
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("0 new, 0 updated, 6 unchanged, 0 gone, 0 failed; offers: 0 new, 0 updated, 2 unchanged"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_is_closed_or_asks_to_be_left_alone_is() {
    let upstream = Upstream::start().await;
    let (app, admin) = house(&upstream).await;
    added(&app, &admin, "SHOPIFY", upstream.url.as_str(), ", currency: \"CLP\"").await;
    for (robots, list, why) in [
        (
            Reply::bytes(200, b"User-agent: *\nDisallow: /products.json".to_vec()),
            None,
            "its robots.txt asks programs to leave its products alone",
        ),
        (Reply::json(404, ""), Some(Reply::html(200)), "a page for people stands where its products should"),
        (Reply::html(200), Some(Reply::json(403, "{}")), "it is closed to programs"),
        (Reply::json(404, ""), Some(Reply::moved(302, "/password")), "a page for people stands"),
    ] {
        upstream.reply("/robots.txt", [robots]);
        upstream.reply("/password", [Reply::html(200)]);
        let asked = upstream.count(LIST);
        if let Some(list) = &list {
            upstream.reply(LIST, [list.clone()]);
        }
        let said = synced(&app, &admin, "shop:1", None).await;
        assert!(said.contains(why), "{why}: {said}");
        assert!(shop(&app, &admin, 0).await["problem"].as_str().unwrap().contains(why));
        assert_eq!(upstream.count(LIST) - asked, usize::from(list.is_some()), "asked once, or not at all");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_of_this_network_is_asked_whoever_gives_it() {
    let (upstream, inner) = (Upstream::start().await, Upstream::start().await);
    let (app, admin) = house(&upstream).await;
    let port = inner.url.port().unwrap();
    for url in [
        inner.url.to_string(),
        format!("https://127.0.0.1:{port}"),
        "https://127.0.0.1".to_owned(),
        format!("http://localhost:{port}"),
        "https://localhost".to_owned(),
        "https://[::1]/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.7".to_owned(),
        "https://2130706433".to_owned(),
        "https://db.internal".to_owned(),
        "file:///etc/passwd".to_owned(),
        format!("{}@127.0.0.1:{port}", origin(&upstream.url)),
    ] {
        for kind in ["SHOPIFY", "WOOCOMMERCE"] {
            let query = format!("mutation {{ addShop(input: {{kind: {kind}, url: {url:?}, name: \"x\", country: \"CL\"}}) {{ status }} }}");
            assert_eq!(code(&app.ask_as(admin, &query).await), "BAD_USER_INPUT", "{url}");
        }
    }
    // Nor one that was stored while it was allowed, nor where a shop that is allowed sends us.
    let sql = format!(
        "insert into stores (kind, name, url, country, currency, created_at) values ('shopify', 'Old', '{}', 'CL', 'CLP', now()), ('shopify', 'Sends us on', '{}', 'CL', 'CLP', now())",
        inner.url, upstream.url
    );
    app.batch(&sql).await;
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("its address may not be asked: it is not by https"), "{said}");
    upstream.reply("/robots.txt", [Reply::json(404, "")]);
    upstream.reply(LIST, [Reply::moved(302, inner.url.join(LIST).unwrap())]);
    let said = synced(&app, &admin, "shop:2", None).await;
    assert!(said.contains("it sends us to another host"), "{said}");
    assert_eq!(inner.seen().len(), 0, "nobody has asked inside");
}
