//! Offers, and the best of them, compared with SQL of the test's own.

use serde_json::{Value, json};

use super::stage::{demo, stocked};
use crate::support::database;

#[tokio::test]
async fn the_best_price_of_every_album_is_the_lowest_of_all_currencies_that_can_be_delivered() {
    let app = demo().await;
    let client = database::connect(&app.url).await;
    // Some offers go to one country alone, some may no longer be shown, some pressings are gone.
    client
        .batch_execute(
            "update prices set country = (array['ES', 'DE', null])[1 + id % 3] where id % 2 = 0;
             update prices set display_until = now() - interval '1 minute' where id % 7 = 0;
             update prices set display_until = now() + interval '1 hour' where id % 7 = 1;
             update releases set withdrawn_at = now() where id % 11 = 0",
        )
        .await
        .unwrap();
    let mut compared = 0;
    for (arguments, currency) in [("", "EUR"), (r#"(currency: "GBP")"#, "GBP"), (r#"(currency: "JPY")"#, "JPY")] {
        let answer = app
            .data(&format!(
                "{{ albums(first: 100) {{ nodes {{ id bestPrice{arguments} {{ total {{ amount currency }} notCompared
                    quote {{ total(currency: \"{currency}\") {{ amount }} }} }} }} }} }}"
            ))
            .await;
        for album in answer["albums"]["nodes"].as_array().unwrap() {
            let id: i64 = album["id"].as_str().unwrap()[6..].parse().unwrap();
            // Without a destination it is price and shipping, at the day's rate.
            let right: Option<f64> = client
                .query_one(
                    "select min((p.amount + coalesce(p.shipping_cost, 0)) / coalesce(x.rate, 1) * coalesce(w.rate, 1))::float8
                     from prices p join releases r on r.id = p.release_id left join exchange_rates x on x.currency = p.currency
                         left join exchange_rates w on w.currency = $2
                     where r.album_id = $1 and r.is_vinyl and r.withdrawn_at is null and coalesce(p.display_until > now(), true)",
                    &[&id, &currency],
                )
                .await
                .unwrap()
                .get(0);
            let best = &album["bestPrice"];
            let Some(right) = right else {
                assert!(best.is_null(), "{album:#}");
                continue;
            };
            let given: f64 = best["total"]["amount"].as_str().unwrap().parse().unwrap();
            // Price and shipping are rounded apart.
            assert!((given - right).abs() <= if currency == "JPY" { 1.0 } else { 0.01 }, "{right}: {album:#}");
            assert_eq!((&best["total"]["currency"], &best["notCompared"]), (&json!(currency), &json!([])));
            compared += 1;
        }
    }
    println!("{compared} best prices compared");
    assert!(compared > 100, "{compared}");
}

#[tokio::test]
async fn an_offer_past_its_display_time_is_never_returned() {
    let app = stocked(1, 1, 1).await;
    let client = database::connect(&app.url).await;
    client
        .batch_execute(
            "insert into prices (release_id, provider, reference, currency, amount, shipping_cost, fetched_at, display_until, condition, ships_from) values
                 (1, 'ebay', 'a', 'EUR', 10, 2.5, now(), now() - interval '1 second', 'mint', 'DE'),
                 (1, 'ebay', 'b', 'EUR', 12.5, null, now(), now() + interval '6 hours', 'very_good_plus', 'ES'),
                 (1, 'shop', 'c', 'JPY', 1800, 200, now(), null, null, null),
                 (1, 'shop', 'd', 'EUR', 12, 3, now(), null, 'good', 'FR')",
        )
        .await
        .unwrap();
    let query = "{ release(by: {id: \"release:1\"}) { prices { totalCount nodes { id provider condition shipsFrom shippingKnown price { amount currency } shipping { amount } total { amount } displayUntil } }
        bestPrice { quote { id } total { amount currency } } priceHistory { provider lowest { amount currency } offers } } gone: node(id: \"price:1\") { id } }";
    let answer = app.data(query).await;
    let release = &answer["release"];
    let ids: Vec<&str> = release["prices"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!((ids, &release["prices"]["totalCount"]), (vec!["price:2", "price:4", "price:3"], &json!(3)), "{answer:#}");
    let second = &release["prices"]["nodes"][0];
    assert_eq!(second["price"], json!({"amount": "12.50", "currency": "EUR"}));
    assert_eq!((&second["shipping"], &second["shippingKnown"], &second["total"]["amount"]), (&Value::Null, &json!(false), &json!("12.50")));
    assert_eq!((&second["condition"], &second["shipsFrom"]), (&json!("VERY_GOOD_PLUS"), &json!("ES")));
    assert_eq!(release["prices"]["nodes"][2]["total"]["amount"], "2000", "yen have no decimals");
    assert_eq!(release["bestPrice"], json!({"quote": {"id": "price:2"}, "total": {"amount": "12.50", "currency": "EUR"}}));
    assert!(answer["gone"].is_null());
    assert!(!release["priceHistory"].to_string().contains("10.00"), "{release:#}");

    let none = app.data("{ release(by: {id: \"release:1\"}) { prices(first: 0) { totalCount pageInfo { hasNextPage } } after: prices(after: \"price:3\") { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } } }").await;
    assert_eq!(none["release"]["prices"], json!({"totalCount": 3, "pageInfo": {"hasNextPage": true}}));
    assert_eq!(
        none["release"]["after"],
        json!({"totalCount": 3, "nodes": [], "pageInfo": {"hasNextPage": false, "hasPreviousPage": true}})
    );
    let lost = app.ask("{ release(by: {id: \"release:1\"}) { prices(after: \"price:77\") { totalCount } } }").await;
    assert_eq!(super::stage::code(&lost), "BAD_USER_INPUT", "{lost:#}");
    for wrong in [r#"prices(shipTo: "Spain")"#, r#"prices(shipTo: "es")"#, r#"bestPrice(currency: "euro")"#] {
        let answer = app.ask(&format!("{{ release(by: {{id: \"release:1\"}}) {{ {wrong} {{ __typename }} }} }}")).await;
        assert_eq!(super::stage::code(&answer), "BAD_USER_INPUT", "{answer:#}");
    }
}

#[tokio::test]
async fn the_guide_says_what_to_buy_and_why() {
    let app = demo().await;
    let answer = app
        .data(
            r#"{ album(by: {title: {artist: "Kate Bush", title: "Hounds of Love"}}) {
                bestPrice(shipTo: "GB") { quote { id } } pressingGuide(shipTo: "GB") { kind why release { id country year } price { quote { id } } } } }"#,
        )
        .await;
    let guide = answer["album"]["pressingGuide"].as_array().unwrap();
    let kinds: Vec<&Value> = guide.iter().map(|advice| &advice["kind"]).collect();
    assert_eq!(kinds, ["CHEAPEST", "ORIGINAL", "BEST_RATED", "LOCAL"], "{answer:#}");
    assert_eq!(guide[0]["price"]["quote"], answer["album"]["bestPrice"]["quote"]);
    assert_eq!((&guide[3]["release"]["country"], &guide[1]["release"]["year"]), (&json!("UK"), &json!(1985)));
    let cheapest = guide[0]["why"].as_str().unwrap().strip_prefix("the lowest offer of all: ").unwrap_or_else(|| panic!("{answer:#}"));
    let original = guide[1]["why"].as_str().unwrap();
    assert!(original.starts_with("the earliest pressing known: ") && original.contains(" 1985 at "), "{original}");
    if guide[1]["release"]["id"] != guide[0]["release"]["id"] {
        assert!(original.ends_with(&format!(", or {cheapest}")), "{original}");
    }
    let spanish =
        r#"{ album(by: {title: {artist: "Kate Bush", title: "Hounds of Love"}}) { pressingGuide(shipTo: "GB", language: ES) { why } } }"#;
    let spanish = app.data(spanish).await["album"]["pressingGuide"].take();
    assert!(spanish[0]["why"].as_str().unwrap().starts_with("la oferta más baja de todas: "), "{spanish:#}");
    assert!(spanish[3]["why"].as_str().unwrap().starts_with("prensado en Reino Unido: "), "{spanish:#}");
}
