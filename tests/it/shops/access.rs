//! Shops are for administrators: what they sell, to whom, and having them read.

use serde_json::{Value, json};

use super::{TOKEN, house, settled, synced};
use crate::graphql::stage::code;
use crate::support::app::client;
use crate::support::bsale::Shelves;
use crate::support::door::{Door, sign_in, sign_up, tokens};

const ASKED: [&str; 6] = [
    "{ shops { id } }",
    r#"{ shopVariants(shopId: "shop:1") { totalCount } }"#,
    r#"{ shopClients(shopId: "shop:1") { nodes { email } } }"#,
    r#"mutation { addShop(input: {kind: BSALE, name: "x", country: "CL", token: "t"}) { status } }"#,
    r#"mutation { removeShop(input: {shopId: "shop:1"}) { status } }"#,
    r#"mutation { syncShop(input: {shopId: "shop:1"}) { run { id } } }"#,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_administrators_see_shops_and_those_whom_they_sell_to() {
    let (_bsale, app, admin) = house(Shelves::of(3, 25, 0)).await;
    let ben = app.person("ben@example.org").await;
    for query in ASKED {
        assert_eq!(code(&app.ask_as(ben, query).await), "FORBIDDEN", "{query}");
        assert_eq!(code(&app.ask(query).await), "UNAUTHENTICATED", "{query}");
    }
    let node = r#"{ node(id: "shop:1") { ... on Shop { name problem } } client: node(id: "client:1") { id } variant: node(id: "variant:1") { id } }"#;
    let nothing = json!({"node": null, "client": null, "variant": null});
    assert_eq!(app.data_as(&ben, node).await, nothing);
    assert_eq!(app.data(node).await, nothing);
    assert_eq!(app.data_as(&admin, node).await, json!({"node": {"name": "Tienda", "problem": null}, "client": null, "variant": null}));
    synced(&app, &admin, "shop:1", None).await;
    let page = |after: &str| {
        format!(
            r#"{{ shopClients(shopId: "shop:1", first: 20{after}) {{ totalCount nodes {{ number firstName email phone code }} pageInfo {{ hasNextPage endCursor }} }} }}"#
        )
    };
    let clients = app.data_as(&admin, &page("")).await["shopClients"].clone();
    assert_eq!(
        clients["nodes"][0],
        json!({"number": "1", "firstName": "Nombre1", "email": "c1@clients.example", "phone": "56900000001", "code": "1-K"})
    );
    assert_eq!((&clients["totalCount"], &clients["pageInfo"]["hasNextPage"]), (&json!(25), &json!(true)));
    let rest = app.data_as(&admin, &page(&format!(", after: {}", clients["pageInfo"]["endCursor"]))).await["shopClients"].clone();
    assert_eq!((rest["nodes"].as_array().unwrap().len(), &rest["pageInfo"]["hasNextPage"]), (5, &json!(false)));
    for wrong in [
        r#"{kind: BSALE, name: "x", country: "CL"}"#,
        r#"{kind: BSALE, name: "x", country: "CL", token: "with blanks in it"}"#,
        r#"{kind: BSALE, name: "x", country: "CL", token: "t", url: "https://shop.example"}"#,
        r#"{kind: SHOPIFY, name: "x", country: "CL"}"#,
        r#"{kind: SHOPIFY, name: "x", country: "CL", url: "https://shop.example", token: "t"}"#,
        r#"{kind: SHOPIFY, name: "x", country: "CL", url: "https://shop.example", currency: "CLF"}"#,
        r#"{kind: SHOPIFY, name: " ", country: "CL", url: "https://shop.example"}"#,
    ] {
        let query = format!("mutation {{ addShop(input: {wrong}) {{ status }} }}");
        assert_eq!(code(&app.ask_as(admin, &query).await), "BAD_USER_INPUT", "{wrong}");
    }
    let unknown = r#"mutation { syncShop(input: {shopId: "shop:99"}) { run { id } } removeShop(input: {shopId: "shop:99"}) { status } }"#;
    assert_eq!(app.data_as(&admin, unknown).await, json!({"syncShop": {"run": null}, "removeShop": {"status": "NOT_REMOVABLE"}}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_of_administrators_have_shops_read_over_http() {
    let (_bsale, mut app, _) = house(Shelves::of(3, 1, 2)).await;
    app.rest().await;
    let door = Door::of(&app).await;
    let admin = tokens(&door.data(&sign_in("admin@example.org", crate::support::app::PASSWORD)).await).access;
    let ben = tokens(&door.data(&sign_up("ben@example.org")).await).access;
    let mut made = Vec::new();
    for scope in ["READ", "WRITE", "ADMIN"] {
        let query = format!("mutation {{ createApiToken(input: {{name: \"etl\", scope: {scope}}}) {{ secret }} }}");
        let answer = door.ask(&admin, &query).await;
        made.push(answer.body["data"]["createApiToken"]["secret"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned());
    }
    let call = async |path: &str, token: Option<&str>| {
        let mut request = client().post(door.url.join(path).unwrap());
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    for path in ["/etl/run-full-sync", "/etl/run-daily-sync"] {
        for (token, status) in
            [(None, 401), (Some("vin_false"), 401), (Some(ben.as_str()), 403), (Some(&made[0]), 403), (Some(&made[1]), 403)]
        {
            let (said, body) = call(path, token).await;
            assert_eq!(said, status, "{path} {token:?}: {body}");
        }
        assert_eq!(door.get(path).await.status(), 405);
    }
    let count = "select count(*) from job_runs where job like 'shop%'";
    assert_eq!(app.number(count).await, 0);
    let (status, first) = call("/etl/run-full-sync", Some(&made[2])).await;
    assert_eq!((status, &first["runs"][0]["isNew"]), (202, &json!(true)), "{first}");
    let (status, second) = call("/etl/run-full-sync", Some(&made[2])).await;
    assert_eq!((status, &second["runId"], &second["runs"][0]["isNew"]), (202, &first["runId"], &json!(false)));
    let (status, day) = call("/etl/run-daily-sync?day=2026-11-19", Some(&made[2])).await;
    assert!(status == 202 && day["runId"] != first["runId"], "{day}");
    assert_eq!(call("/etl/run-daily-sync?day=2026-11-19&shop=shop:1", Some(&made[2])).await.1["runId"], day["runId"]);
    assert_eq!(call("/etl/run-daily-sync", Some(&admin)).await.0, 202, "the last day that has ended");
    assert_eq!(call("/etl/run-daily-sync?day=gestern", Some(&made[2])).await.0, 400);
    assert_eq!(call("/etl/run-full-sync?shop=shop:99", Some(&made[2])).await.0, 404);
    let app = app.working();
    settled(&app).await;
    let all = app.number(count).await;
    assert!((2..=3).contains(&all), "the last day may be the one that was named");
    assert_eq!(app.number(&format!("{count} and state = 'succeeded'")).await, all);
    assert_eq!(app.number("select (select count(*) from store_variants) + (select count(*) from store_documents)").await, 5);
    assert!(!app.lines("select j::text as t from job_runs as j").await.join("").contains(TOKEN));
}
