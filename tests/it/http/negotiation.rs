//! Media types and the status codes that go with them.

use reqwest::header::{ACCEPT, ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use super::toy::{GRAPHQL, JSON, Toy, code};

#[tokio::test]
async fn each_media_type_has_its_own_status_codes() {
    let toy = Toy::start().await;
    let table = [
        (json!({ "query": "{ hello }" }), 200, 200, true),
        (json!({ "query": "{" }), 200, 400, false),
        (json!({ "query": "{ nothing }" }), 200, 400, false),
        (json!({ "query": "query ($name: String!) { hello(name: $name) }" }), 200, 400, false),
        (json!({ "query": "query ($name: String!) { hello(name: $name) }", "variables": { "name": 3 } }), 200, 400, false),
        (json!({ "query": "query A { hello } query B { hello }" }), 200, 400, false),
        (json!({ "query": "query A { hello } query B { hello }", "operationName": "C" }), 200, 400, false),
        (json!({ "query": "query A { hello } query B { hello }", "operationName": "B" }), 200, 200, true),
        (json!({ "query": "subscription { count(to: 1) }" }), 200, 400, false),
        // Executed: a field that failed is part of the result, even when nothing is left of it.
        (json!({ "query": "{ mayFail }" }), 200, 200, true),
        (json!({ "query": "{ fails }" }), 200, 200, true),
        (json!({ "query": "mutation { bump }" }), 200, 200, true),
    ];
    for (body, json_status, graphql_status, executed) in table {
        for (media, status) in [(JSON, json_status), (GRAPHQL, graphql_status)] {
            let response = toy.ask(media, body.clone()).await;
            assert_eq!(response.status(), status, "{media} {body}");
            assert_eq!(response.headers()[CONTENT_TYPE], format!("{media}; charset=utf-8"));
            let answer: Value = response.json().await.unwrap();
            assert_eq!(answer.get("data").is_some(), executed, "{media} {body}: {answer}");
            if !executed {
                assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_acceptable_is_406_and_runs_nothing() {
    let toy = Toy::start().await;
    let response = toy.ask("text/html", json!({ "query": "mutation { bump }" })).await;
    assert_eq!(response.status(), 406);
    assert_eq!(code(&response.json().await.unwrap()), "BAD_USER_INPUT");
    let answer: Value = toy.query("mutation { bump }").await.json().await.unwrap();
    assert_eq!(answer["data"]["bump"], 1);
}

#[tokio::test]
async fn a_body_must_be_json_in_utf8() {
    let toy = Toy::start().await;
    for (content_type, status) in [
        (None, 415),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        // A form without what makes a browser ask first.
        (Some("multipart/form-data; boundary=x"), 400),
        (Some("application/json; charset=latin1"), 415),
        (Some("application/json;charset=UTF-8"), 200),
    ] {
        let mut request = toy.client.post(toy.url("/graphql")).body(r#"{"query":"{ hello }"}"#);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        assert_eq!(request.send().await.unwrap().status(), status, "{content_type:?}");
    }
    let zipped = toy.client.post(toy.url("/graphql")).header(CONTENT_TYPE, JSON).header("content-encoding", "gzip");
    assert_eq!(zipped.body("x").send().await.unwrap().status(), 415);
}

#[tokio::test]
async fn get_asks_with_its_query_string() {
    let toy = Toy::start().await;
    let get = async |pairs: &[(&str, &str)]| {
        let response = toy.client.get(toy.url("/graphql")).header(ACCEPT, GRAPHQL).query(pairs).send().await.unwrap();
        let (status, allow) = (response.status().as_u16(), response.headers().get(ALLOW).map(|value| value.to_str().unwrap().to_owned()));
        (status, allow, response.json::<Value>().await.unwrap())
    };
    let named = "query ($name: String!) { hello(name: $name) }";
    let (status, _, answer) = get(&[("query", named), ("variables", r#"{"name":"ana"}"#), ("operationName", "")]).await;
    assert_eq!((status, &answer["data"]["hello"]), (200, &json!("hello ana")));

    let both = "query Ask { hello } mutation Change { bump }";
    for (pairs, expected) in [
        (vec![("query", "mutation { bump }")], 405),
        (vec![("query", both), ("operationName", "Change")], 405),
        (vec![("query", both), ("operationName", "Ask")], 200),
        (vec![("query", both)], 400),
        (vec![], 400),
        (vec![("query", "{ hello }"), ("query", "{ hello }")], 400),
        (vec![("query", "{ hello }"), ("variables", "{")], 400),
        (vec![("query", "{ hello }"), ("variables", "[]")], 400),
        (vec![("query", "{ hello }"), ("extensions", "3")], 400),
        (vec![("query", "{ hello }"), ("extensions", r#"{"a":1}"#), ("other", "x")], 200),
    ] {
        let (status, allow, answer) = get(&pairs).await;
        assert_eq!(status, expected, "{pairs:?} {answer}");
        assert_eq!(allow.as_deref(), (expected == 405).then_some("POST"));
    }
    let answer: Value = toy.query("mutation { bump }").await.json().await.unwrap();
    assert_eq!(answer["data"]["bump"], 1, "no GET changed anything");
}

#[tokio::test]
async fn an_unknown_caller_is_told_so_in_the_status_where_the_media_type_allows() {
    let toy = Toy::start().await;
    for (media, status) in [(JSON, 200), (GRAPHQL, 401)] {
        let request = toy.client.post(toy.url("/graphql")).header(ACCEPT, media).bearer_auth("false");
        let response = request.json(&json!({ "query": "{ hello }" })).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers().contains_key(WWW_AUTHENTICATE), status == 401);
        assert_eq!(code(&response.json().await.unwrap()), "UNAUTHENTICATED");
    }
}
