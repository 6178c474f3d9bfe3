//! What people want to buy, and at which price.

use futures::future::join_all;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::graphql::stage::{code, stocked};
use crate::support::app::TestApp;

const LIST: &str = "{ viewer { wantlist { totalCount nodes { id album { id } release { id } maxPrice { amount currency } } } } }";

fn add(input: &str) -> String {
    format!(
        "mutation {{ addToWantlist(input: {{{input}}}) {{ status item {{ id album {{ id }} release {{ id }} maxPrice {{ amount currency }} }} }} }}"
    )
}

async fn added(app: &TestApp, who: &Requester, input: &str) -> Value {
    app.data_as(who, &add(input)).await["addToWantlist"].take()
}

#[tokio::test]
async fn an_album_or_one_pressing_is_wanted_up_to_a_price() {
    let app = stocked(1, 2, 3).await;
    let ana = app.person("ana@example.org").await;
    let item = |id: i64, album: i64, release: Value, price: Value| json!({"id": format!("wantlist:{id}"), "album": {"id": format!("album:{album}")}, "release": release, "maxPrice": price});
    let euros = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let first = added(&app, &ana, r#"albumId: "album:1""#).await;
    assert_eq!(first["status"], "ADDED");
    let id = app.number("select id from wantlist_items").await;
    assert_eq!(first["item"], item(id, 1, Value::Null, Value::Null));
    for (price, right) in [
        (r#", maxPrice: {amount: "25.5", currency: "EUR"}"#, euros("25.50")),
        ("", euros("25.50")),
        (r#", maxPrice: {amount: 30, currency: "EUR"}"#, euros("30.00")),
        (", maxPrice: null", Value::Null),
        (r#", maxPrice: {amount: "1200", currency: "JPY"}"#, json!({"amount": "1200", "currency": "JPY"})),
    ] {
        let again = added(&app, &ana, &format!(r#"albumId: "album:1"{price}"#)).await;
        assert_eq!(again, json!({"status": "UPDATED", "item": item(id, 1, Value::Null, right)}), "{price}");
    }
    let pressing = added(&app, &ana, r#"releaseId: "release:5", maxPrice: {amount: "19.99", currency: "EUR"}"#).await;
    assert_eq!((&pressing["status"], &pressing["item"]["album"]["id"]), (&json!("ADDED"), &json!("album:2")), "{pressing:#}");
    assert_eq!((&pressing["item"]["release"]["id"], &pressing["item"]["maxPrice"]), (&json!("release:5"), &euros("19.99")));
    let same = added(&app, &ana, r#"releaseId: "release:5""#).await;
    assert_eq!(same, json!({"status": "UPDATED", "item": pressing["item"]}));
    assert_eq!(added(&app, &ana, r#"albumId: "album:2""#).await["status"], "ADDED", "any pressing is another wish than that one");
    for (input, right) in [(r#"albumId: "album:99""#, "UNKNOWN_ALBUM"), (r#"releaseId: "release:99""#, "UNKNOWN_RELEASE")] {
        assert_eq!(added(&app, &ana, input).await, json!({"status": right, "item": null}));
    }
    let list = app.data_as(&ana, LIST).await["viewer"]["wantlist"].take();
    assert_eq!(list["totalCount"], 3);
    let albums: Vec<_> = list["nodes"].as_array().unwrap().iter().map(|item| &item["album"]["id"]).collect();
    assert_eq!(albums, ["album:2", "album:2", "album:1"], "the newest first");
    // Discogs lists the pressing under another master by now.
    app.batch("update releases set album_id = 1 where id = 5").await;
    let node = format!("{{ node(id: {}) {{ ... on WantlistItem {{ album {{ id }} }} }} }}", pressing["item"]["id"]);
    assert_eq!(app.data_as(&ana, &node).await["node"]["album"]["id"], "album:1");
    let remove = format!("mutation {{ removeFromWantlist(input: {{itemId: {}}}) {{ status }} }}", pressing["item"]["id"]);
    assert_eq!(app.data_as(&ana, &remove).await["removeFromWantlist"]["status"], "REMOVED");
    assert_eq!(app.data_as(&ana, &remove).await["removeFromWantlist"]["status"], "NOT_FOUND");
}

#[tokio::test]
async fn what_is_wrong_with_an_input_is_said_by_name() {
    let app = stocked(1, 1, 1).await;
    let ana = app.person("ana@example.org").await;
    for (input, named) in [
        ("", "albumId"),
        (r#"albumId: "album:1", releaseId: "release:1""#, "releaseId"),
        (r#"albumId: "release:1""#, "an album"),
        (r#"releaseId: "album:1""#, "a release"),
        (r#"albumId: "album:1", maxPrice: {amount: "0", currency: "EUR"}"#, "maxPrice"),
        (r#"albumId: "album:1", maxPrice: {amount: "-1", currency: "EUR"}"#, "maxPrice"),
        (r#"albumId: "album:1", maxPrice: {amount: "12.505", currency: "EUR"}"#, "EUR, which has 2"),
        (r#"albumId: "album:1", maxPrice: {amount: "12.5", currency: "JPY"}"#, "JPY, which has 0"),
        (r#"albumId: "album:1", maxPrice: {amount: "10000000000", currency: "CLP"}"#, "less than"),
        (r#"albumId: "album:1", maxPrice: {amount: "12", currency: "ZZZ"}"#, "ZZZ"),
        (r#"albumId: "album:1", maxPrice: {amount: "12", currency: "euro"}"#, "euro"),
        (r#"albumId: "album:1", maxPrice: {amount: "a dozen", currency: "EUR"}"#, "Decimal"),
        (r#"albumId: "album:1", maxPrice: {amount: "12"}"#, "currency"),
    ] {
        let answer = app.ask_as(ana, &add(input)).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{input}\n{answer:#}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(named), "{input}\n{answer:#}");
    }
    assert_eq!(app.number("select count(*) from wantlist_items").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_adds_it() {
    let app = stocked(1, 1, 1).await;
    let ana = app.person("ana@example.org").await;
    for input in [r#"albumId: "album:1""#, r#"releaseId: "release:1""#] {
        let all = join_all((0..8).map(|_| added(&app, &ana, input))).await;
        assert_eq!(all.iter().filter(|said| said["status"] == "ADDED").count(), 1, "{all:?}");
        assert!(all.iter().all(|said| said["item"]["id"] == all[0]["item"]["id"]), "{all:?}");
    }
    assert_eq!(app.number("select count(*) from wantlist_items").await, 2);
}

#[tokio::test]
async fn the_best_price_is_the_one_where_the_person_lives() {
    let app = stocked(1, 1, 3).await;
    app.batch(
        "insert into exchange_rates (currency, day, rate, source, fetched_at)
             select currency, current_date, rate, 'test', now() from (values ('GBP', 0.8), ('JPY', 160)) as r (currency, rate);
         insert into prices (release_id, provider, reference, currency, country, ships_from, amount, shipping_cost, fetched_at) values
             (1, 'sample', 'a', 'EUR', null, 'ES', 20, 0, now()), (2, 'sample', 'b', 'EUR', 'ES', 'ES', 15, 0, now()),
             (3, 'sample', 'c', 'EUR', 'GB', 'GB', 5, 20, now()), (1, 'sample', 'd', 'GBP', 'GB', 'GB', 9, 0, now())",
    )
    .await;
    let ana = app.person("ana@example.org").await;
    added(&app, &ana, r#"releaseId: "release:1""#).await;
    added(&app, &ana, r#"albumId: "album:1""#).await;
    let best = async || {
        let query = "{ viewer { wantlist { nodes { bestPrice { total { amount currency } release { id } } } } } }";
        app.data_as(&ana, query).await["viewer"]["wantlist"]["nodes"].take()
    };
    let price = |amount: &str, currency: &str, release: i64| json!({"bestPrice": {"total": {"amount": amount, "currency": currency}, "release": {"id": format!("release:{release}")}}});
    assert_eq!(best().await, json!([price("15.00", "EUR", 2), price("20.00", "EUR", 1)]));
    app.data_as(&ana, r#"mutation { updateProfile(input: {country: "GB", currency: "GBP"}) { profile { country } } }"#).await;
    assert_eq!(best().await, json!([price("9.00", "GBP", 1), price("9.00", "GBP", 1)]));
    app.data_as(&ana, r#"mutation { updateProfile(input: {currency: "JPY"}) { profile { country } } }"#).await;
    assert_eq!(best().await, json!([price("1800", "JPY", 1), price("1800", "JPY", 1)]), "compared in any currency");
    app.data_as(&ana, r#"mutation { updateProfile(input: {currency: "NOK"}) { profile { country } } }"#).await;
    let refused = app.ask_as(ana, "{ viewer { wantlist { nodes { bestPrice { total { amount } } } } } }").await;
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("no exchange rate of NOK"), "{refused:#}");
}

#[tokio::test]
async fn the_id_of_a_merged_album_leads_to_the_one_that_stayed() {
    let app = stocked(1, 2, 1).await;
    let admin = app.administrator().await;
    let merge = r#"mutation { mergeAlbums(input: {fromId: "album:1", intoId: "album:2"}) { status } }"#;
    assert_eq!(app.data_as(&admin, merge).await["mergeAlbums"]["status"], "MERGED");
    let item = added(&app, &admin, r#"albumId: "album:1""#).await;
    assert_eq!((&item["status"], &item["item"]["album"]["id"]), (&json!("ADDED"), &json!("album:2")));
}
