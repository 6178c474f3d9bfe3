//! Offers that are typed in by hand.

use serde_json::{Value, json};

use crate::graphql::stage::{code, stocked};

fn add(input: &str) -> String {
    format!(
        "mutation {{ addPrice(input: {{{input}}}) {{ status quote {{ id provider price {{ amount currency }} shipping {{ amount }} condition }} }} }}"
    )
}

#[tokio::test]
async fn an_administrator_types_an_offer_in_and_everybody_sees_it_until_it_is_removed() {
    let app = stocked(1, 1, 1).await;
    let boss = app.administrator().await;
    let ana = app.person("ana@example.org").await;
    let offer = r#"releaseId: "release:1", price: {amount: "24.5", currency: "EUR"}, shipping: 0, seller: "The fair", condition: NEAR_MINT, shipsTo: "ES""#;
    let added = app.data_as(&boss, &add(offer)).await["addPrice"].take();
    assert_eq!(added["status"], "ADDED");
    assert_eq!(added["quote"]["provider"], "manual");
    assert_eq!(
        (&added["quote"]["price"]["amount"], &added["quote"]["shipping"]["amount"], &added["quote"]["condition"]),
        (&json!("24.50"), &json!("0.00"), &json!("NEAR_MINT"))
    );
    let dearer = offer.replace("24.5", "30");
    let again = app.data_as(&boss, &add(&dearer)).await["addPrice"].take();
    assert_eq!(
        (&again["status"], &again["quote"]["id"], &again["quote"]["price"]["amount"]),
        (&json!("UPDATED"), &added["quote"]["id"], &json!("30.00"))
    );
    let best = r#"{ album(by: {id: "album:1"}) { bestPrice(shipTo: "ES") { quote { id } total { amount } } releases { nodes { priceHistory { lowest { amount } } } } } }"#;
    let seen = app.data(best).await["album"].take();
    assert_eq!((&seen["bestPrice"]["quote"]["id"], &seen["bestPrice"]["total"]["amount"]), (&added["quote"]["id"], &json!("30.00")));
    assert_eq!(seen["releases"]["nodes"][0]["priceHistory"][0]["lowest"]["amount"], "24.50");

    let remove = format!("mutation {{ removePrice(input: {{priceId: {}}}) {{ status }} }}", added["quote"]["id"]);
    for query in [&add(offer), &remove] {
        assert_eq!(code(&app.ask_as(ana, query).await), "FORBIDDEN");
        assert_eq!(code(&app.ask(query).await), "UNAUTHENTICATED");
    }
    assert_eq!(app.data_as(&boss, &remove).await["removePrice"]["status"], "REMOVED");
    assert_eq!(app.data_as(&boss, &remove).await["removePrice"]["status"], "NOT_FOUND");
    assert_eq!(app.data(best).await["album"]["bestPrice"], Value::Null);
    // What a provider told is not for anybody to take away.
    app.batch(
        "insert into prices (release_id, provider, reference, currency, amount, fetched_at) values (1, 'csv', 'a', 'EUR', 10, now())",
    )
    .await;
    let theirs = app.number("select id from prices").await;
    let remove = format!("mutation {{ removePrice(input: {{priceId: \"price:{theirs}\"}}) {{ status }} }}");
    assert_eq!(app.data_as(&boss, &remove).await["removePrice"]["status"], "NOT_FOUND");
}

#[tokio::test]
async fn an_offer_that_is_none_is_refused_in_words() {
    let app = stocked(1, 1, 1).await;
    let boss = app.administrator().await;
    for (input, words) in [
        (r#"releaseId: "album:1", price: {amount: 1, currency: "EUR"}"#, "is not the id of a release"),
        (r#"releaseId: "release:1", price: {amount: 0, currency: "EUR"}"#, "`price` will not do: 0 is not more than nothing"),
        (r#"releaseId: "release:1", price: {amount: 1, currency: "EUR"}, shipping: "1.234""#, "`shipping` will not do"),
        (r#"releaseId: "release:1", price: {amount: 1, currency: "EUR"}, url: "javascript:alert(1)""#, "`url` is no address of a page"),
    ] {
        let answer = app.ask_as(boss, &add(input)).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{input}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(words), "{answer:#}");
    }
    let unknown = app.data_as(&boss, &add(r#"releaseId: "release:9", price: {amount: 1, currency: "EUR"}"#)).await;
    assert_eq!(unknown["addPrice"], json!({"status": "UNKNOWN_RELEASE", "quote": null}));
}
