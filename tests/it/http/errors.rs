//! What is refused before it runs, and what breaks while it does.

use std::time::Duration;

use serde_json::{Value, json};

use super::toy::{GRAPHQL, JSON, Toy, Wish, code};

#[tokio::test]
async fn malformed_bodies_are_400_in_both_media_types() {
    let toy = Toy::start().await;
    for body in [
        "",
        "{",
        "3",
        "null",
        "\"{ hello }\"",
        "{}",
        r#"{"query":null}"#,
        r#"{"query":""}"#,
        r#"{"query":3}"#,
        r#"{"query":"{ hello }","variables":[]}"#,
        r#"{"query":"{ hello }","variables":"{}"}"#,
        r#"{"query":"{ hello }","operationName":3}"#,
        r#"{"query":"{ hello }","extensions":false}"#,
    ] {
        for media in [JSON, GRAPHQL] {
            let response = toy.send(media, body).await;
            assert_eq!(response.status(), 400, "{body}");
            assert_eq!(code(&response.json().await.unwrap()), "BAD_USER_INPUT");
        }
    }
    let response = toy.send(JSON, vec![b'{', 0xff, b'}']).await;
    assert_eq!(response.status(), 400);
    let nulls = json!({ "query": "{ hello }", "variables": null, "operationName": null, "extensions": null });
    assert_eq!(toy.ask(GRAPHQL, nulls).await.status(), 200);
}

#[tokio::test]
async fn a_batch_is_refused_in_so_many_words() {
    let toy = Toy::start().await;
    let response = toy.ask(JSON, json!([{ "query": "{ hello }" }])).await;
    assert_eq!(response.status(), 400);
    let answer: Value = response.json().await.unwrap();
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("Batches"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413_and_says_the_bound() {
    let toy = Toy::start().await;
    let full = json!({ "query": "{ hello }", "filler": "" }).to_string();
    let filled = |size: usize| full.replace(r#""filler":"""#, &format!(r#""filler":"{}""#, "x".repeat(size - full.len())));
    assert_eq!(toy.send(JSON, filled(256 * 1024)).await.status(), 200);
    for body in [filled(256 * 1024 + 1), filled(5 * 1024 * 1024)] {
        let streamed = futures::stream::iter([Ok::<_, std::io::Error>(body.clone())]);
        for body in [reqwest::Body::from(body), reqwest::Body::wrap_stream(streamed)] {
            let response = toy.send(JSON, body).await;
            assert_eq!(response.status(), 413);
            let answer: Value = response.json().await.unwrap();
            assert_eq!(code(&answer), "BAD_USER_INPUT");
            assert!(answer["errors"][0]["message"].as_str().unwrap().contains("262144"), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_document_nested_without_end_breaks_nothing() {
    let toy = Toy::start().await;
    for (opened, times, expected) in [
        ("{a", 2_400, "BAD_USER_INPUT"),
        ("{hello(name:[", 800, "BAD_USER_INPUT"),
        ("{a", 80_000, "QUERY_TOO_COSTLY"),
        ("{hello(name:[", 10_000, "QUERY_TOO_COSTLY"),
    ] {
        let response = toy.ask(GRAPHQL, json!({ "query": opened.repeat(times) })).await;
        assert_eq!(response.status(), 400);
        assert_eq!(code(&response.json().await.unwrap()), expected, "{times} {opened}");
    }
    let query = "%7Ba".repeat(10_000);
    let answer = toy.get(&format!("/graphql?query={query}")).await.json().await.unwrap();
    assert_eq!(code(&answer), "QUERY_TOO_COSTLY");
    assert_eq!(toy.query("{ hello }").await.status(), 200);
}

#[tokio::test]
async fn what_takes_too_long_is_ended() {
    let toy = Toy::with(Wish { request_timeout: Duration::from_millis(40), ..Wish::default() }).await;
    for (media, status) in [(JSON, 200), (GRAPHQL, 504)] {
        let response = toy.ask(media, json!({ "query": "{ wait }" })).await;
        assert_eq!(response.status(), status);
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(code(&answer), "TIMEOUT");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], id);
    }
}

#[tokio::test]
async fn a_panic_is_500_without_its_cause() {
    let toy = Toy::start().await;
    let answers = [toy.query("{ boom }").await, toy.ask(GRAPHQL, json!({ "query": "{ boom }" })).await, toy.get("/broken").await];
    for response in answers {
        assert_eq!(response.status(), 500);
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        assert!(!text.contains("secret"), "{text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(code(&answer), "INTERNAL");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], id);
    }
}
