//! What a record comes to at the door, every part with its source.

use serde_json::{Value, json};

use crate::graphql::stage::{code, stocked};
use crate::support::app::TestApp;

/// A pressing with one offer from each of some countries.
async fn house() -> TestApp {
    let app = stocked(1, 1, 1).await;
    app.batch(
        "insert into exchange_rates (currency, day, rate, source, fetched_at) values
             ('USD', current_date - 1, 1.25, 'European Central Bank', now()), ('GBP', current_date - 1, 0.8, 'European Central Bank', now()),
             ('USD', current_date - 2, 9, 'European Central Bank', now()), ('CLP', current_date - 2, 1000, 'mindicador.cl', now()),
             ('JPY', current_date - 8, 160, 'European Central Bank', now());
         insert into prices (release_id, provider, reference, ships_from, currency, amount, shipping_cost, fetched_at) values
             (1, 'shop', 'us', 'US', 'USD', 25, 12.50, now()), (1, 'shop', 'de', 'DE', 'EUR', 40, null, now()),
             (1, 'shop', 'jp', 'JP', 'JPY', 100, 0, now()), (1, 'shop', 'dear', 'DE', 'EUR', 600, 10, now()),
             (1, 'shop', 'somewhere', null, 'EUR', 45, null, now())",
    )
    .await;
    app
}

async fn landed(app: &TestApp, price: i64, arguments: &str) -> Value {
    let query = format!(
        "{{ node(id: \"price:{price}\") {{ ... on PriceQuote {{ landed({arguments}) {{ total {{ amount currency }}
            parts {{ kind isEstimate source amount {{ amount }} }} conversion {{ from to rate day source }} }} }} }} }}"
    );
    app.ask(&query).await
}

/// Kind, amount and whether it is an estimate.
fn parts(answer: &Value) -> Vec<String> {
    let parts = answer["data"]["node"]["landed"]["parts"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let line =
        |part: &Value| format!("{} {} {}", part["kind"].as_str().unwrap(), part["amount"]["amount"].as_str().unwrap(), part["isEstimate"]);
    parts.iter().map(line).collect()
}

#[tokio::test]
async fn a_landed_price_is_the_sum_of_its_parts_and_each_says_who_says_so() {
    let app = house().await;
    for (price, arguments, total, right) in [
        // 20 € and 10 € of shipping, 3 € of duty, 21 % of it all.
        (
            1,
            r#"shipTo: "ES", currency: "EUR""#,
            "39.93 EUR",
            &["ITEM 20.00 false", "SHIPPING 10.00 false", "DUTY 3.00 true", "VAT 6.93 true"][..],
        ),
        // No border within the Union; shipping by the rule for the region: the pressing is a double.
        (2, r#"shipTo: "ES", currency: "EUR""#, "55.00 EUR", &["ITEM 40.00 false", "SHIPPING 15.00 true"]),
        (2, r#"shipTo: "DE", currency: "EUR""#, "45.50 EUR", &["ITEM 40.00 false", "SHIPPING 5.50 true"]),
        (1, r#"shipTo: "US""#, "37.50 USD", &["ITEM 25.00 false", "SHIPPING 12.50 false"]),
        (1, r#"shipTo: "GB", currency: "GBP""#, "28.80 GBP", &["ITEM 16.00 false", "SHIPPING 8.00 false", "VAT 4.80 true"]),
        // 500 US$ and more pay duty, and pesos have no decimals.
        (1, r#"shipTo: "CL", currency: "CLP""#, "35700 CLP", &["ITEM 20000 false", "SHIPPING 10000 false", "VAT 5700 true"]),
        (
            4,
            r#"shipTo: "CL", currency: "EUR""#,
            "769.45 EUR",
            &["ITEM 600.00 false", "SHIPPING 10.00 false", "DUTY 36.60 true", "VAT 122.85 true"],
        ),
        // Nobody says where it comes from, or what the country takes.
        (5, r#"shipTo: "ES", currency: "EUR""#, "61.00 EUR", &["ITEM 45.00 false", "SHIPPING 16.00 true", "VAT 0.00 true"]),
        (2, r#"shipTo: "AR", currency: "EUR""#, "64.00 EUR", &["ITEM 40.00 false", "SHIPPING 24.00 true", "VAT 0.00 true"]),
    ] {
        let answer = landed(&app, price, arguments).await;
        assert_eq!(parts(&answer), right, "{price} {arguments}");
        let sum = &answer["data"]["node"]["landed"]["total"];
        assert_eq!(format!("{} {}", sum["amount"].as_str().unwrap(), sum["currency"].as_str().unwrap()), total, "{price} {arguments}");
    }
    let answer = landed(&app, 1, r#"shipTo: "ES", currency: "CLP""#).await;
    let landed = &answer["data"]["node"]["landed"];
    let day = app.lines("select current_date - 2").await[0].trim_matches(['(', ')']).to_owned();
    let conversion = json!({"from": "USD", "to": "CLP", "rate": "800", "day": day, "source": "European Central Bank, mindicador.cl"});
    assert_eq!(landed["conversion"], conversion, "{answer:#}");
    let sources: Vec<&str> = landed["parts"].as_array().unwrap().iter().map(|part| part["source"].as_str().unwrap()).collect();
    assert!(sources[0].contains("shop") && sources[2].contains("European Union") && sources[3].contains("2017/2455"), "{sources:?}");
}

#[tokio::test]
async fn without_a_rate_of_the_last_week_nothing_is_converted_and_it_says_so() {
    let app = house().await;
    let why = "Nothing can be compared: there is no exchange rate of JPY from the last 7 days.";
    for query in [
        r#"{ node(id: "price:3") { ... on PriceQuote { total(currency: "EUR") { amount } } } }"#,
        r#"{ node(id: "price:3") { ... on PriceQuote { landed(shipTo: "JP", currency: "EUR") { total { amount } } } } }"#,
        r#"{ album(by: {id: "album:1"}) { bestPrice(currency: "JPY", shipTo: "CL") { total { amount } } } }"#,
    ] {
        let answer = app.ask(query).await;
        assert_eq!((code(&answer), &answer["errors"][0]["message"]), ("UPSTREAM_UNAVAILABLE", &json!(why)), "{answer:#}");
    }
    let best = "bestPrice(shipTo: \"ES\") { notCompared total { amount currency } quote { id total(currency: \"USD\") { amount } } landed { parts { kind } } }";
    let answer = app.data(&format!("{{ album(by: {{id: \"album:1\"}}) {{ {best} releases {{ nodes {{ {best} }} }} }} }}")).await;
    let right = json!({"notCompared": ["JPY"], "total": {"amount": "39.93", "currency": "EUR"}, "quote": {"id": "price:1", "total": {"amount": "37.50"}},
        "landed": {"parts": [{"kind": "ITEM"}, {"kind": "SHIPPING"}, {"kind": "DUTY"}, {"kind": "VAT"}]}});
    assert_eq!(answer["album"]["bestPrice"], right, "what can be compared is");
    assert_eq!(answer["album"]["releases"]["nodes"][0]["bestPrice"], right);
    let answer = app.ask(r#"{ album(by: {id: "album:1"}) { bestPrice(currency: "ZZZ") { total { amount } } } }"#).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
}

#[tokio::test]
async fn a_currency_that_nobody_pays_with_is_refused_with_what_would_be_right() {
    let app = house().await;
    let ana = app.person("ana@example.org").await;
    let update =
        |currency: &str| format!(r#"mutation {{ updateProfile(input: {{currency: "{currency}"}}) {{ profile {{ currency }} }} }}"#);
    for wrong in ["ZZZ", "XAU", "XXX"] {
        let answer = app.ask_as(ana, &update(wrong)).await;
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
        assert!(message.contains(wrong) && message.contains("ISO 4217"), "{message}");
    }
    for right in ["CLP", "JPY", "NOK"] {
        assert_eq!(app.data_as(&ana, &update(right)).await["updateProfile"]["profile"]["currency"], right);
    }
}

#[tokio::test]
async fn an_offer_that_is_probably_for_another_record_is_listed_and_never_the_best() {
    let app = stocked(1, 1, 1).await;
    app.batch(
        "insert into prices (release_id, provider, reference, currency, amount, confidence, fetched_at) values
             (1, 'ebay', 'a', 'EUR', 5, 0.5, now()), (1, 'ebay', 'b', 'EUR', 15, 0.9, now())",
    )
    .await;
    let answer = app
        .data(
            r#"{ album(by: {id: "album:1"}) { bestPrice { quote { id } }
        releases { nodes { bestPrice { quote { id } } prices { nodes { matchConfidence } } } } } }"#,
        )
        .await;
    let release = &answer["album"]["releases"]["nodes"][0];
    assert_eq!(
        (&answer["album"]["bestPrice"]["quote"]["id"], &release["bestPrice"]["quote"]["id"]),
        (&json!("price:2"), &json!("price:2"))
    );
    assert_eq!(release["prices"]["nodes"], json!([{"matchConfidence": "0.5"}, {"matchConfidence": "0.9"}]));
}
