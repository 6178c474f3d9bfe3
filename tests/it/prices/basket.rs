//! The basket planner: where to buy together what somebody locked or wants.

use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::graphql::stage::{code, stocked};
use crate::support::app::TestApp;

const PLAN: &str = "total { amount currency } isExact leftOut { id } parcels { provider seller shipping { amount } total { amount } items { album { id } quote { id } cost { amount } } }";

/// Three albums of one pressing each; one seller has all of them, two have one each for less, and somebody without a name.
async fn market() -> (TestApp, Requester) {
    let app = stocked(3, 1, 1).await;
    let ana = app.person("ana@example.org").await;
    app.batch(
        "insert into user_profiles (user_id, country, currency) values (1, 'ES', 'EUR') on conflict (user_id) do update set country = 'ES';
         update releases set format = 'LP, Album';
         insert into prices (release_id, provider, reference, seller, ships_from, country, currency, amount, shipping_cost, fetched_at, display_until, confidence) values
             (1, 'shop', 'a', 'All', 'ES', 'ES', 'EUR', 20, 5.5, now(), null, 1), (2, 'shop', 'b', 'All', 'ES', 'ES', 'EUR', 20, 5.5, now(), null, 1),
             (3, 'shop', 'c', 'All', 'ES', 'ES', 'EUR', 20, 5.5, now(), null, 1),
             (1, 'shop', 'd', 'One', 'ES', 'ES', 'EUR', 10, 4, now(), null, 1), (2, 'shop', 'e', 'Two', 'ES', 'ES', 'EUR', 14, 8, now(), null, 1),
             (2, 'ebay', 'f', 'Unsure', 'ES', 'ES', 'EUR', 1, 0, now(), null, 0.6), (2, 'discogs', 'lowest', null, null, null, 'EUR', 1, 0, now(), now() - interval '1 second', 1),
             (3, 'shop', 'g', 'Far', 'US', 'US', 'EUR', 1, 0, now(), null, 1);
         insert into wantlist_items (user_id, album_id, added_at) values (1, 1, now()), (1, 2, now() - interval '1 hour');
         insert into locked_recommendations (user_id, album_id) values (1, 3)",
    )
    .await;
    (app, ana)
}

async fn plans(app: &TestApp, who: &Requester, input: &str) -> Value {
    let query = format!(
        "{{ viewer {{ basketPlan(input: {{{input}}}) {{ leastTotal {{ {PLAN} }} fewestParcels {{ {PLAN} }} withoutOffer {{ id }} notCompared }} }} }}"
    );
    app.data_as(who, &query).await["viewer"]["basketPlan"].take()
}

fn sellers(plan: &Value) -> Vec<String> {
    let of = |parcel: &Value| format!("{} {}", parcel["seller"].as_str().unwrap_or("-"), parcel["items"].as_array().unwrap().len());
    plan["parcels"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn what_is_locked_and_wanted_is_planned_for_the_least_total_and_for_the_fewest_parcels() {
    let (app, ana) = market().await;
    let all = plans(&app, &ana, "").await;
    // 450 g alone and 700 g together: the second record adds 1 € by the rules, the locked album comes from who has all anyway.
    assert_eq!(all["leastTotal"]["total"], json!({"amount": "60.50", "currency": "EUR"}), "{all:#}");
    assert_eq!(sellers(&all["leastTotal"]), ["All 2", "One 1"]);
    assert_eq!(all["leastTotal"]["parcels"][0]["total"]["amount"], "46.50");
    assert_eq!(all["leastTotal"]["parcels"][0]["shipping"]["amount"], "4.50");
    assert_eq!(all["fewestParcels"]["total"]["amount"], "67.50");
    assert_eq!((sellers(&all["fewestParcels"]), &all["fewestParcels"]["isExact"]), (vec!["All 3".to_owned()], &json!(true)));
    assert_eq!((&all["withoutOffer"], &all["notCompared"]), (&json!([]), &json!([])));

    // The locked album counts for two; with it 45 has room for one more only at the cheapest.
    let tight = plans(&app, &ana, r#"budget: {amount: 40, currency: "EUR"}"#).await;
    assert_eq!(
        (&tight["leastTotal"]["total"]["amount"], sellers(&tight["leastTotal"])),
        (&json!("39.50"), vec!["All 1".to_owned(), "One 1".to_owned()])
    );
    assert_eq!(tight["leastTotal"]["leftOut"], json!([{"id": "album:2"}]));
    assert_eq!(tight["fewestParcels"], Value::Null, "both from one cost 46.50");
    let none = plans(&app, &ana, r#"budget: {amount: 1, currency: "EUR"}"#).await;
    assert_eq!((&none["leastTotal"]["total"]["amount"], none["leastTotal"]["leftOut"].as_array().unwrap().len()), (&json!("0.00"), 3));

    let two = plans(&app, &ana, r#"albumIds: ["album:1", "album:2", "album:1"]"#).await;
    assert_eq!(
        (&two["leastTotal"]["total"]["amount"], sellers(&two["leastTotal"])),
        (&json!("36.00"), vec!["One 1".to_owned(), "Two 1".to_owned()])
    );
    app.batch("delete from prices where release_id = 3").await;
    assert_eq!(plans(&app, &ana, "").await["withoutOffer"], json!([{"id": "album:3"}]));
}

#[tokio::test]
async fn a_plan_is_personal_and_its_input_is_looked_at() {
    let (app, ana) = market().await;
    let ben = app.person("ben@example.org").await;
    assert_eq!(plans(&app, &ben, "").await["leastTotal"]["parcels"], json!([]), "of what he wants himself");
    assert_eq!(app.data("{ viewer { basketPlan { leastTotal { isExact } } } }").await["viewer"], Value::Null);
    let many = (1..=31).map(|id| format!("\"album:{id}\"")).collect::<Vec<_>>().join(",");
    for (input, words) in [
        (r#"albumIds: ["album:99"]"#.to_owned(), "there is no album album:99"),
        (r#"albumIds: ["release:1"]"#.to_owned(), "is not the id of an album"),
        (format!("albumIds: [{many}]"), "give at most 30"),
        (r#"budget: {amount: -1, currency: "EUR"}"#.to_owned(), "`budget` will not do"),
        (r#"currency: "XXX""#.to_owned(), "is none that we know"),
    ] {
        let answer = app.ask_as(ana, &format!("{{ viewer {{ basketPlan(input: {{{input}}}) {{ leastTotal {{ isExact }} }} }} }}")).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{input}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(words), "{answer:#}");
    }
}
