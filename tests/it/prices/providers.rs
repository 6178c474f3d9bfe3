//! Providers of prices: asked in the order of demand, on their own terms, apart from one another.

use chrono::TimeDelta;
use serde_json::json;
use vinilogy::integrations::Priority;
use vinilogy::jobs::Trigger;
use vinilogy::prices::{self, compute};

use crate::cli::run::works;
use crate::graphql::stage::stocked;
use crate::support::app::{TestApp, until};
use crate::support::upstream::{Reply, Upstream};

fn stats(id: i64) -> String {
    format!("/marketplace/stats/{id}")
}

fn lowest(value: &str, currency: &str) -> Reply {
    Reply::json(
        200,
        format!(r#"{{"num_for_sale":7,"lowest_price":{{"value":{value},"currency":"{currency}"}},"blocked_from_sale":false}}"#),
    )
}

/// A house of four pressings whose market place is at `upstream`.
async fn market(upstream: &Upstream) -> TestApp {
    let stock = stocked(1, 2, 2).await;
    TestApp::over(stock.url.clone(), &upstream.url, &[]).await
}

async fn computed(app: &TestApp, limit: Option<i64>) -> Vec<String> {
    let (runs, off) = compute::order(&app.app, limit, Priority::Crawl, Trigger::Manual).await.unwrap();
    assert!(!off.iter().any(|off| off.starts_with("discogs")), "{off:?}");
    let run = runs[1];
    let over = format!("select count(*) from job_runs where id = {run} and state in ('succeeded', 'failed')");
    until(&app.app, "the prices are computed", async || app.number(&over).await > 0).await;
    compute::told(&app.app, &[run]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discogs_price_is_shown_for_six_hours_with_its_attribution_and_then_gone_from_every_answer() {
    let upstream = Upstream::start().await;
    let app = market(&upstream).await.working();
    upstream.reply(&stats(10_001), [lowest("8.415000000000001", "EUR")]);
    upstream.reply(&stats(10_002), [Reply::json(404, r#"{"message":"Release not found."}"#)]);
    upstream.reply(&stats(20_001), [Reply::json(200, r#"{"num_for_sale":0,"lowest_price":null,"blocked_from_sale":false}"#)]);
    upstream.reply(&stats(20_002), [Reply::json(200, r#"{"num_for_sale":3,"lowest_price":{"value":"a lot","currency":"EUR"}}"#)]);
    let told = computed(&app, None).await;
    assert_eq!(told, ["discogs: 4 pressings asked about, 1 with a price, 1 failed"]);

    let query = r#"{ album(by: {id: "album:1"}) { bestPrice { total { amount currency } } releases { nodes { id priceHistory { day }
        bestPrice { total { amount } } prices { nodes { id provider price { amount } offers url attribution } } } } } node(id: "price:1") { id } }"#;
    let quote = json!({"id": "price:1", "provider": "discogs", "price": {"amount": "8.42"}, "offers": 7,
        "url": "https://www.discogs.com/sell/release/10001", "attribution": "Data provided by Discogs."});
    let answer = app.data(query).await;
    let release = answer["album"]["releases"]["nodes"].as_array().unwrap().iter().find(|release| release["id"] == "release:1").unwrap();
    assert_eq!((&release["prices"]["nodes"][0], &release["priceHistory"]), (&quote, &json!([])));
    assert_eq!(answer["album"]["bestPrice"]["total"], json!({"amount": "8.42", "currency": "EUR"}));

    app.app.clock.advance(TimeDelta::hours(6) - TimeDelta::minutes(5));
    assert!(app.data(query).await.to_string().contains("8.42"), "just before");
    assert_eq!(prices::purge(&app.app).await.unwrap(), 0);
    app.app.clock.advance(TimeDelta::minutes(5));
    let answer = app.data(query).await;
    assert!(!answer.to_string().contains("8.42") && !answer.to_string().contains("price:"), "{answer:#}");
    assert_eq!(app.number("select count(*) from prices").await, 1, "still stored");
    assert_eq!(prices::purge(&app.app).await.unwrap(), 1);
    assert_eq!(
        app.lines("select count(*), (select count(*) from album_offers), (select count(*) from price_lows) from prices").await,
        ["(0,0,0)"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pressings_are_asked_about_in_the_order_of_demand_and_once_a_day() {
    let upstream = Upstream::start().await;
    let stock = stocked(4, 1, 1).await;
    let app = TestApp::over(stock.url.clone(), &upstream.url, &[]).await;
    for id in 1..=4 {
        upstream.reply(&stats(id * 10_000 + 1), [lowest("10", "EUR")]);
    }
    app.person("ana@example.org").await;
    app.batch(
        "update users set last_active_at = now();
         insert into user_seed_artists (user_id, artist_id, source) values (1, 2, 'manual');
         insert into wantlist_items (user_id, album_id) values (1, 4);
         insert into locked_recommendations (user_id, album_id) values (1, 3);
         create or replace view recommended_albums as select id as album_id from albums where id = 1",
    )
    .await;
    let app = app.working();
    assert_eq!(computed(&app, Some(3)).await, ["discogs: 3 pressings asked about, 3 with a price, 0 failed"]);
    let asked = || -> Vec<String> {
        let seen = upstream.seen().into_iter().filter(|seen| seen.path.starts_with("/marketplace"));
        seen.map(|seen| seen.path["/marketplace/stats/".len()..].to_owned() + " " + &seen.query["curr_abbr"]).collect()
    };
    assert_eq!(asked(), ["30001 EUR", "40001 EUR", "10001 EUR"], "locked, wanted, recommended; then of an artist that somebody seeds");
    // The next goes on where the first ended, and the one after finds nothing to ask.
    assert_eq!(computed(&app, Some(3)).await, ["discogs: 1 pressings asked about, 1 with a price, 0 failed"]);
    assert_eq!(computed(&app, None).await, ["discogs: 0 pressings asked about, 0 with a price, 0 failed"]);
    assert_eq!(asked().len(), 4);
    app.app.clock.advance(TimeDelta::hours(25));
    // Nothing is for sale any more: the offer is gone, not only late.
    upstream.reply(&stats(30_001), [Reply::json(200, r#"{"num_for_sale":0,"lowest_price":null}"#)]);
    assert_eq!(computed(&app, Some(1)).await, ["discogs: 1 pressings asked about, 0 with a price, 0 failed"]);
    assert_eq!(app.number("select count(*) from prices where release_id = 3").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_asks_and_says_what_came_of_it() {
    let upstream = Upstream::start().await;
    let app = market(&upstream).await;
    upstream.reply(&stats(10_001), [lowest("12.5", "EUR")]);
    upstream.reply(&stats(10_002), [lowest("14", "EUR")]);
    let day = app.app.clock.now().date_naive();
    let rates = format!("<E><Cube><Cube time='{day}'><Cube currency='USD' rate='1.1'/></Cube></Cube></E>");
    upstream.reply("/stats/eurofxref/eurofxref-hist-90d.xml", [Reply::bytes(200, rates.into_bytes())]);
    upstream.reply("/api/euro", [Reply::json(200, format!(r#"{{"codigo":"euro","serie":[{{"fecha":"{day}T03:00:00Z","valor":1034}}]}}"#))]);
    let said = works(&["compute-prices", "--limit", "2"], &app.url, &upstream.url).await;
    for line in
        ["discogs: 2 pressings asked about, 2 with a price, 0 failed", "European Central Bank: 1 new rates", "upstream requests: Discogs 2"]
    {
        assert!(said.contains(line), "{line} is missing from\n{said}");
    }
    let best = r#"{ album(by: {id: "album:1"}) { bestPrice(currency: "USD") { total { amount } } } }"#;
    assert_eq!(app.data(best).await["album"]["bestPrice"]["total"]["amount"], "13.75");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_hours_later_a_discogs_price_is_in_no_answer_at_all() {
    let upstream = Upstream::start().await;
    let app = market(&upstream).await.working();
    let ana = app.person("ana@example.org").await;
    // Of the first album the second pressing is cheaper, of the second only one has a price.
    for (id, price) in [(10_001, "77.77"), (10_002, "66.66"), (20_002, "88.88")] {
        upstream.reply(&stats(id), [lowest(price, "EUR")]);
    }
    upstream.reply(&stats(20_001), [Reply::json(404, r#"{"message":"Release not found."}"#)]);
    app.batch(
        "insert into user_profiles (user_id, country) values (1, 'ES') on conflict (user_id) do update set country = 'ES';
         insert into wantlist_items (user_id, album_id, release_id, max_amount, max_currency) values (1, 1, null, 500, 'EUR'), (1, 2, 4, null, null);
         insert into locked_recommendations (user_id, album_id) values (1, 2)",
    )
    .await;
    computed(&app, None).await;
    let all = r#"{ albums(first: 10) { nodes { id bestPrice(shipTo: "ES") { total { amount } quote { id } }
            pressingGuide(shipTo: "ES") { kind why price { total { amount } } }
            releases(orderBy: PRICE) { nodes { id bestPrice { total { amount } landed { parts { amount { amount } } } } prices { totalCount nodes { price { amount } total(currency: "EUR") { amount } } } priceHistory { lowest { amount } } } } } }
        one: node(id: "price:1") { id ... on PriceQuote { price { amount } } } some: nodes(ids: ["price:1", "price:2", "price:3"]) { id }
        release(by: {id: "release:4"}) { prices { nodes { id } } bestPrice { total { amount } } }
        viewer { wantlist { nodes { id bestPrice { total { amount } } release { bestPrice { total { amount } } } } }
            basketPlan { leastTotal { total { amount } parcels { items { quote { id } } } } withoutOffer { id } } } }"#;
    let digits = |answer: &serde_json::Value| {
        let text = answer.to_string();
        ["77.77", "66.66", "88.88", "price:"].iter().filter(|words| text.contains(**words)).count()
    };
    let before = app.data_as(&ana, all).await;
    assert_eq!(digits(&before), 4, "{before:#}");
    let order = |answer: &serde_json::Value| -> Vec<String> {
        let nodes =
            answer["albums"]["nodes"].as_array().unwrap().iter().find(|album| album["id"] == "album:1").unwrap()["releases"]["nodes"]
                .clone();
        nodes.as_array().unwrap().iter().map(|release| release["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(order(&before), ["release:2", "release:1"], "the cheaper one first");
    assert_eq!(before["viewer"]["basketPlan"]["withoutOffer"], json!([]));

    app.app.clock.advance(TimeDelta::hours(6));
    let after = app.data_as(&ana, all).await;
    assert_eq!(digits(&after), 0, "{after:#}");
    assert_eq!(order(&after), ["release:1", "release:2"], "what they cost is not told by their order either");
    assert_eq!(after["viewer"]["basketPlan"]["leastTotal"]["total"]["amount"], "0.00");
    assert_eq!(after["viewer"]["basketPlan"]["withoutOffer"].as_array().unwrap().len(), 2);
    assert_eq!(app.number("select count(*) from prices").await, 3, "all of them are still stored");
    assert_eq!(app.number("select count(*) from price_lows").await, 0);
}
