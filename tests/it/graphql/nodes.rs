//! Ids: readable, typed, and of one spelling.

use serde_json::json;

use super::stage::{code, demo, stocked};

#[tokio::test]
async fn an_id_of_the_wrong_kind_is_the_askers_mistake() {
    let app = stocked(1, 1, 1).await;
    for query in [
        r#"{ artist(by: {id: "album:1"}) { id } }"#,
        r#"{ album(by: {id: "artist:1"}) { id } }"#,
        r#"{ release(by: {id: "1"}) { id } }"#,
        r#"{ artist(by: {id: "artist:01"}) { id } }"#,
        "{ artist(by: {discogsId: 0}) { id } }",
        "{ album(by: {discogsMasterId: -5}) { id } }",
        r#"{ release(by: {barcode: "12"}) { id } }"#,
        r#"{ artist(by: {name: "   "}) { id } }"#,
        r#"{ artist(by: {mbid: "not-a-uuid"}) { id } }"#,
        "{ artist(by: {}) { id } }",
        r#"{ artist(by: {name: "a", id: "artist:1"}) { id } }"#,
        r#"{ node(id: "record:1") { id } }"#,
        r#"{ nodes(ids: ["artist:1", "nonsense"]) { id } }"#,
        "{ artist(by: {name: null}) { id } }",
    ] {
        let answer = app.ask(query).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{query}\n{answer:#}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_null() {
    let app = stocked(1, 1, 1).await;
    let answer = app
        .data(
            r#"{ artist(by: {id: "artist:99"}) { id } album(by: {id: "album:99"}) { id } release(by: {id: "release:99"}) { id }
                spotify: artist(by: {spotifyId: "unheard"}) { id } node(id: "price:99") { id } run: node(id: "run:1") { id }
                last: node(id: "artist:9223372036854775807") { id } }"#,
        )
        .await;
    assert!(answer.as_object().unwrap().values().all(serde_json::Value::is_null), "{answer:#}");
}

#[tokio::test]
async fn nodes_come_in_the_order_asked_for_with_null_for_what_is_not_there() {
    let app = demo().await;
    let answer = app
        .data(
            r#"{ nodes(ids: ["release:3", "artist:2", "artist:99999", "album:1", "price:1", "artist:2"]) {
                __typename id ... on Artist { name } ... on PriceQuote { provider } } }"#,
        )
        .await;
    let nodes = answer["nodes"].as_array().unwrap();
    let kinds: Vec<_> = nodes.iter().map(|node| node["__typename"].as_str().unwrap_or("-")).collect();
    assert_eq!(kinds, ["Release", "Artist", "-", "Album", "PriceQuote", "Artist"]);
    assert_eq!(nodes[1], nodes[5]);
    assert_eq!(nodes[4]["provider"], "sample");
    for (at, id) in [(0, "release:3"), (1, "artist:2"), (3, "album:1"), (4, "price:1")] {
        assert_eq!(nodes[at]["id"], id);
        let one = app.data(&format!("{{ node(id: {id:?}) {{ id }} }}")).await;
        assert_eq!(one, json!({"node": {"id": id}}));
    }
    let ids = vec!["artist:1"; 101];
    let answer = app.ask(&format!("{{ nodes(ids: {ids:?}) {{ id }} }}")).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
}
