//! A shop at Bsale: every row once, whatever goes wrong on the way; then offers, and no false ones.

use std::time::Instant;

use serde_json::{Value, json};

use super::{TOKEN, house, offers, settled, shop, stock, synced};
use crate::support::app::TestApp;
use crate::support::bsale::{Bsale, DAY, Fault, Shelves, ean};

const DATE: &str = "2026-11-19";
const TABLES: [&str; 9] = [
    "store_offices",
    "store_products",
    "store_variants",
    "store_stock",
    "store_price_lists",
    "store_list_prices",
    "store_clients",
    "store_documents",
    "store_document_lines",
];

/// How many rows there are, and which transaction wrote last: any row that is written again has a later one.
async fn written(app: &TestApp) -> Vec<String> {
    let each = |table: &&str| format!("select '{table}' as t, count(*) as n, max(xmin::text::bigint) as x from {table}");
    let all: Vec<String> = TABLES.iter().chain(&["prices", "price_lows"]).map(each).collect();
    app.lines(&format!("select t, n, x from ({}) as u order by t", all.join(" union all "))).await
}

/// `VINILOGY_TEST_SHOP=12345 cargo test --test it shops::bsale::a_whole -- --nocapture` is the full size.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_shop_is_stored_exactly_and_a_second_time_changes_nothing() {
    assert_eq!(chrono::DateTime::from_timestamp(DAY, 0).unwrap().date_naive().to_string(), DATE);
    let variants: i64 = std::env::var("VINILOGY_TEST_SHOP").ok().and_then(|text| text.parse().ok()).unwrap_or(1_235);
    let (clients, documents) = if variants > 10_000 { (2_000, 700) } else { (200, 70) };
    // The last one that is in stock.
    let last = variants - variants % 4 + 1;
    let shelves = Shelves::of(variants, clients, documents);
    let (bsale, app, admin) = house(shelves.clone()).await;
    stock(&app).await;
    // Two variants are pressings that are stored.
    app.batch(&format!(
        "update releases set barcodes = '{{{}}}' where id = 1; update releases set barcodes = '{{{}}}' where id = 2",
        ean(5),
        ean(last)
    ))
    .await;
    bsale.fail([(30, Fault::Resource), (60, Fault::TooMany), (61, Fault::Resource), (90, Fault::Empty), (120, Fault::TooMany)]);
    let begun = Instant::now();
    let said = synced(&app, &admin, "shop:1", None).await;
    let took = begun.elapsed();
    assert!(said.contains(" 0 updated, 0 unchanged, 0 gone, 0 failed"), "{said}");
    assert!(said.contains("offers: 2 new, 0 updated, 0 unchanged, 0 withdrawn"), "{said}");
    assert!(said.contains("in nothing that people pay with, and so left out: Mayor in Unidad de Fomento"), "{said}");
    let stored = app.lines("select id, product_id, barcode, code from store_variants where gone_at is null order by id").await;
    let right: Vec<String> = (1..=variants).map(|n| format!("({n},{},{},{n:05})", (n + 1) / 2, ean(n))).collect();
    assert!(stored == right, "{} variants", stored.len());
    for (table, count) in [
        ("products", (variants + 1) / 2),
        ("stock", variants + 1_000),
        ("list_prices", variants + 120),
        ("clients", clients),
        ("offices", 2),
        ("price_lists", 2),
    ] {
        assert_eq!(app.number(&format!("select count(*) from store_{table} where gone_at is null")).await, count, "{table}");
    }
    let sums =
        "select (select sum(gross)::bigint from store_list_prices where list_id = 1) + (select sum(available)::bigint from store_stock)
        + (select count(distinct email) from store_clients)";
    let right = (1..=variants).map(|n| 1190 + n + n % 4).sum::<i64>() + clients;
    assert_eq!(app.number(sums).await, right);
    let right = ["(1,bsale,1:5,Tienda,CL,CLP,1195.0000)".to_owned(), format!("(2,bsale,1:{last},Tienda,CL,CLP,{}.0000)", 1190 + last)];
    let mut told = offers(&app).await;
    told.sort();
    assert_eq!(told, right);

    let said = synced(&app, &admin, "shop:1", Some(DATE)).await;
    let lines = shelves.lists["documents"].iter().map(|row| row["lines"].as_array().unwrap().len()).sum::<usize>();
    assert!(said.contains(&format!("{documents} new, 0 updated, 0 unchanged, 0 gone, 0 failed; lines: {lines} new, 0 updated")), "{said}");
    let days = format!(
        "select count(*) from store_documents where emitted_on = '{DATE}' and total = 12990 + id and (client_id = id) is not distinct from case when id % 2 = 0 then true end"
    );
    assert_eq!(app.number(&days).await, documents);
    assert_eq!(app.number("select count(*) from store_document_lines where document_id = 1 and total = 119 * line_number + 0.5").await, 60);
    assert_eq!(usize::try_from(app.number("select count(*) from store_document_lines").await).unwrap(), lines);

    let before = written(&app).await;
    bsale.fail([(bsale.asked().len() + 40, Fault::Resource), (bsale.asked().len() + 80, Fault::TooMany)]);
    let again = synced(&app, &admin, "shop:1", None).await;
    assert!(
        again.contains(": 0 new, 0 updated, ") && again.contains(" 0 gone, 0 failed; offers: 0 new, 0 updated, 2 unchanged, 0 withdrawn"),
        "{again}"
    );
    let again = synced(&app, &admin, "shop:1", Some(DATE)).await;
    assert!(
        again.contains(&format!("0 new, 0 updated, {documents} unchanged, 0 gone, 0 failed; lines: 0 new, 0 updated, {lines} unchanged")),
        "{again}"
    );
    assert_eq!(written(&app).await, before, "no row was written");
    assert_eq!(app.number("select count(*) from store_meetings").await, 0);
    let told = shop(&app, &admin, 0).await;
    let counts = json!({"products": (variants + 1) / 2, "variants": variants, "matched": 2, "unmatched": variants - 2, "offers": 2, "clients": clients, "documents": documents});
    assert_eq!((&told["counts"], &told["problem"]), (&counts, &Value::Null), "{told}");
    assert!(told["lastSyncAt"].is_string() && told["lastDailySyncAt"].is_string());
    println!("{variants} variants, {clients} clients: {took:.1?}; {} questions in all", bsale.asked().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_move_are_met_all_the_same_and_what_is_gone_is_marked_and_comes_back() {
    let (bsale, app, admin) = house(Shelves::of(300, 3, 0)).await;
    stock(&app).await;
    app.batch(&format!("update releases set barcodes = '{{{}}}' where id = 1", ean(7))).await;
    bsale.move_after("variants", 100);
    let said = synced(&app, &admin, "shop:1", None).await;
    assert_eq!(app.number("select count(*) from store_variants where gone_at is null").await, 300, "{said}");
    let pages = bsale.asked().iter().filter(|path| *path == "variants.json").count();
    assert_eq!(pages, 12, "walked through twice");
    assert_eq!(offers(&app).await, ["(1,bsale,1:7,Tienda,CL,CLP,1197.0000)"]);

    bsale.change(TOKEN, |shelves| shelves.lists.get_mut("variants").unwrap().retain(|row| row["id"] != 7));
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("1 gone") && said.contains("1 withdrawn"), "{said}");
    assert_eq!((app.number("select count(*) from store_variants where gone_at is null").await, offers(&app).await.len()), (299, 0));
    assert_eq!(app.number("select count(*) from store_variants").await, 300, "nothing is removed");

    bsale.open(TOKEN, Shelves::of(300, 3, 0));
    bsale.change(TOKEN, |shelves| {
        // Sold out in the one office; the other holds one that is reserved.
        shelves
            .lists
            .get_mut("stocks")
            .unwrap()
            .iter_mut()
            .filter(|row| row["variant"]["id"] == "7")
            .for_each(|row| row["quantityAvailable"] = json!(0));
    });
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(said.contains("1 updated") || said.contains("2 updated"), "{said}");
    assert_eq!((app.number("select count(*) from store_variants where gone_at is null").await, offers(&app).await.len()), (300, 0));
    bsale.change(TOKEN, |shelves| shelves.row("variants", 7)["unlimitedStock"] = json!(1));
    synced(&app, &admin, "shop:1", None).await;
    assert_eq!(offers(&app).await.len(), 1, "what never runs out is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variants_become_offers_of_the_pressing_that_they_are_and_of_no_other() {
    let mut shelves = Shelves::of(0, 0, 0);
    for (id, name, barcode, code) in [
        (1, "Hounds (mal escrito)", "5099902988627", "A1"),
        (2, "Kate Bush - Hounds Of Love (LP) FISH-2018", "", "A2"),
        (3, "Los Jaivas – Alturas De Macchu Picchu [Vinilo]", "1763596800", "1763596800"),
        (4, "Kate Bush - The Dreaming LP", "0602498613740", "EMC 3419"),
        // From here on nothing is certain.
        (11, "Kate Bush - The Dreaming LP", "0602498613740", "A11"),
        (12, "Kate Bush - Hounds Of Love (LP)", "", "A12"),
        (13, "Kate Bush - Hounds Of Love (CD) FISH-2018", "", "A13"),
        (14, "Kate Bush - Hounds Of Love", "077774616423", "A14"),
        (15, "Kate Bush - Aerial 2LP", "", "A15"),
        (16, "Kate Bush - Hounds Of Love Live LP", "", "A16"),
        (17, "Los Jaivas - Alturas De Macchu Picchu LP", "5099902988610", "A17"),
        (18, "Katy Perry - Prism LP", "", "A18"),
        (19, "Polera Kate Bush - Hounds Of Love LP", "", "A19"),
    ] {
        shelves.add(id, name, barcode, code, 2);
    }
    shelves.add(20, "Kate Bush - Hounds Of Love LP", "5099902988627", "A20", 0);
    shelves.add(21, "Kate Bush - Hounds Of Love LP", "5099902988627", "A21", 1);
    shelves.row("products", 21)["state"] = json!(1);
    let (_bsale, app, admin) = house(shelves).await;
    stock(&app).await;
    let said = synced(&app, &admin, "shop:1", None).await;
    let told = app.lines("select p.release_id, p.reference, p.confidence from prices as p order by p.reference").await;
    assert_eq!(told, ["(1,1:1,0.950)", "(2,1:2,0.900)", "(6,1:3,0.750)", "(4,1:4,0.900)"], "{said}");
    let query = r#"{ shopVariants(shopId: "shop:1", first: 3) { totalCount nodes { number name price { amount currency } inStock releaseId matchProblem } pageInfo { hasNextPage endCursor } } }"#;
    let unmatched = app.data_as(&admin, query).await["shopVariants"].clone();
    assert_eq!((&unmatched["totalCount"], &unmatched["pageInfo"]["hasNextPage"]), (&json!(10), &json!(true)), "{unmatched:#}");
    assert_eq!(unmatched["nodes"][0]["matchProblem"], "its barcode is on several pressings, and no catalogue number says which");
    assert_eq!(unmatched["nodes"][0]["price"], json!({"amount": "1201", "currency": "CLP"}));
    let matched =
        app.data_as(&admin, r#"{ shopVariants(shopId: "shop:1", matched: true) { totalCount nodes { number releaseId } } }"#).await;
    assert_eq!(matched["shopVariants"]["nodes"][0], json!({"number": "1", "releaseId": "release:1"}));
    // Within Chile alone, until the shop says otherwise.
    let best = |to: &str| {
        format!(r#"{{ album(by: {{id: "album:1"}}) {{ bestPrice(currency: "CLP", shipTo: "{to}") {{ total {{ amount }} }} }} }}"#)
    };
    assert!(app.data(&best("CL")).await["album"]["bestPrice"]["total"]["amount"].is_string());
    assert_eq!(app.data(&best("ES")).await["album"]["bestPrice"], Value::Null);
    // A week without a look at the shop, and its offers are not shown any more.
    app.app.clock.advance(chrono::TimeDelta::days(8));
    assert_eq!(app.data(&best("CL")).await["album"]["bestPrice"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_shop_neither_delays_nor_empties_another() {
    let mut shelves = Shelves::of(0, 1, 0);
    shelves.add(1, "One", "5099902988627", "A1", 1);
    let (bsale, app, admin) = house(shelves.clone()).await;
    stock(&app).await;
    let other = "another0shops0token";
    bsale.open(other, shelves);
    let add = |token: &str| {
        format!(
            r#"mutation {{ addShop(input: {{kind: BSALE, name: "Otra", country: "CL", token: {token:?}}}) {{ status shop {{ id }} }} }}"#
        )
    };
    assert_eq!(app.data_as(&admin, &add(other)).await["addShop"]["shop"]["id"], "shop:2");
    assert_eq!(app.data_as(&admin, &add("a0false0token")).await["addShop"]["shop"]["id"], "shop:3");
    let sealed = app.lines("select sealed_token as t from stores where id > 1").await.join(" ");
    assert!(!sealed.contains("token") && sealed.len() > 80, "{sealed}");
    for shop in ["shop:1", "shop:2"] {
        synced(&app, &admin, shop, None).await;
    }
    assert_eq!(offers(&app).await, ["(1,bsale,1:1,Tienda,CL,CLP,1191.0000)", "(1,bsale,2:1,Otra,CL,CLP,1191.0000)"]);
    let said = synced(&app, &admin, "shop:3", None).await;
    assert!(said.contains("Bsale refused: Sorry, this request can not be authenticated"), "{said}");
    assert_eq!(shop(&app, &admin, 2).await["problem"], "Bsale refused: Sorry, this request can not be authenticated");

    // The first is down for good: the other's run ends all the same, and what is offered stays.
    bsale.set_down(Some(TOKEN));
    let sync = |shop: &str| format!("mutation {{ syncShop(input: {{shopId: {shop:?}}}) {{ run {{ id }} }} }}");
    app.data_as(&admin, &sync("shop:1")).await;
    bsale.change(other, |shelves| shelves.row("price_lists/1/details", 1)["variantValueWithTaxes"] = json!(990));
    app.data_as(&admin, &sync("shop:2")).await;
    let done = "select count(*) from job_runs where key = 'shop_full_sync:2' and state = 'succeeded'";
    crate::support::app::until(&app.app, "the other is read", || async { app.number(done).await == 2 }).await;
    assert_eq!(offers(&app).await, ["(1,bsale,1:1,Tienda,CL,CLP,1191.0000)", "(1,bsale,2:1,Otra,CL,CLP,990.0000)"]);
    crate::support::app::until(&app.app, "the shop says so", || async { shop(&app, &admin, 0).await["problem"].is_string() }).await;
    bsale.set_down(None);
    let removed = app
        .data_as(
            &admin,
            r#"mutation { a: removeShop(input: {shopId: "shop:2"}) { status } b: removeShop(input: {shopId: "shop:1"}) { status } }"#,
        )
        .await;
    assert_eq!((&removed["a"]["status"], &removed["b"]["status"]), (&json!("REMOVED"), &json!("NOT_REMOVABLE")));
    assert_eq!(offers(&app).await, ["(1,bsale,1:1,Tienda,CL,CLP,1191.0000)"]);
    assert_eq!(app.number("select count(*) from store_clients where store_id = 2").await, 0);
    // No token is anywhere but sealed, and nobody's data is in a run's words.
    let words = app.lines("select j::text as t from job_runs as j union all select s::text from job_run_skips as s union all select s::text from stores as s").await.join("\n");
    for secret in [TOKEN, other, "Secreto", "clients.example"] {
        assert!(!words.contains(secret), "{secret} in\n{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_nobody_can_read_is_named_without_what_it_holds_and_nothing_is_taken_for_gone() {
    let (bsale, app, admin) = house(Shelves::of(4, 3, 2)).await;
    synced(&app, &admin, "shop:1", None).await;
    bsale.change(TOKEN, |shelves| {
        *shelves.row("clients", 2) = json!({"id": {"odd": 2}, "firstName": "Secreto", "email": "c2@clients.example"});
    });
    let said = synced(&app, &admin, "shop:1", None).await;
    assert!(
        said.contains("1 failed")
            && said.contains("0 gone")
            && said.contains("not met whole, so that nothing of it is taken for gone: clients"),
        "{said}"
    );
    assert_eq!(app.number("select count(*) from store_clients where gone_at is null").await, 3);
    let skips = app.lines("select record, problem from job_run_skips").await.join(" ");
    assert!(skips.contains("it cannot be read") && !skips.contains("Secreto") && !skips.contains("example"), "{skips}");
    // A line that is taken off a sale is gone, and a sale that is withdrawn too.
    synced(&app, &admin, "shop:1", Some(DATE)).await;
    bsale.change(TOKEN, |shelves| {
        shelves.row("documents", 1)["lines"].as_array_mut().unwrap().truncate(40);
        shelves.lists.get_mut("documents").unwrap().remove(1);
    });
    let said = synced(&app, &admin, "shop:1", Some(DATE)).await;
    assert!(said.contains("1 unchanged, 1 gone") && said.contains("40 unchanged, 20 gone"), "{said}");
    // Another day knows nothing of it.
    synced(&app, &admin, "shop:1", Some("2026-11-18")).await;
    assert_eq!(app.number("select count(*) from store_documents where gone_at is null").await, 1);
    settled(&app).await;
}

#[tokio::test]
async fn a_bsale_of_the_environment_has_one_row_and_none_without_a_token() {
    let bsale = Bsale::start(TOKEN, Shelves::of(0, 0, 0)).await;
    let app = TestApp::at(&bsale.url, &[]).await;
    let admin = app.administrator().await;
    assert_eq!(app.data_as(&admin, "{ shops { id } }").await["shops"], json!([]));
    let app = TestApp::over(app.url.clone(), &bsale.url, &[("BSALE_ACCESS_TOKEN", TOKEN)]).await;
    for _ in 0..2 {
        assert_eq!(
            app.data_as(&admin, "{ shops { id name kind } }").await["shops"],
            json!([{"id": "shop:1", "name": "Bsale", "kind": "BSALE"}])
        );
    }
}
