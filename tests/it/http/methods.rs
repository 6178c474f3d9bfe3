//! The other methods, request ids and metrics.

use reqwest::Method;
use reqwest::header::{ALLOW, CONTENT_LENGTH};
use serde_json::Value;

use super::toy::{Toy, code};

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let toy = Toy::start().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let response = toy.client.request(method, toy.url("/graphql")).send().await.unwrap();
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()[ALLOW], "GET, HEAD, POST, OPTIONS");
        assert_eq!(code(&response.json().await.unwrap()), "BAD_USER_INPUT");
    }
    let options = toy.client.request(Method::OPTIONS, toy.url("/graphql")).send().await.unwrap();
    assert_eq!((options.status().as_u16(), &options.headers()[ALLOW]), (204, &"GET, HEAD, POST, OPTIONS".parse().unwrap()));
    let head = toy.client.head(toy.url("/graphql?query=%7Bhello%7D")).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_ne!(head.headers()[CONTENT_LENGTH], "0");
    assert_eq!(head.text().await.unwrap(), "");
    let head = toy.client.head(toy.url("/graphql?query=mutation%7Bbump%7D")).send().await.unwrap();
    assert_eq!(head.status(), 405);
}

#[tokio::test]
async fn every_answer_carries_the_request_id() {
    let toy = Toy::start().await;
    let send = async |path: &str, id: &str| {
        let response = toy.client.get(toy.url(path)).header("x-request-id", id).send().await.unwrap();
        response.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(send("/graphql", "my_request-7").await, "my_request-7");
    assert_eq!(send("/nothing.here", "a").await, "a");
    assert_eq!(send("/health", &"x".repeat(64)).await, "x".repeat(64));
    for harmful in [&"x".repeat(65), "a b", "<script>", ""] {
        let id: uuid::Uuid = send("/health", harmful).await.parse().unwrap();
        assert_eq!(id.get_version_num(), 7);
    }
    let response = toy.query("{ requestId }").await;
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(response.json::<Value>().await.unwrap()["data"]["requestId"], id, "resolvers see the same");
}

#[tokio::test]
async fn metrics_count_by_route_and_not_by_path() {
    // Two servers in one process share the recorder.
    let (toy, other) = (Toy::start().await, Toy::start().await);
    toy.query("{ hello }").await;
    other.get("/some/path/of/the/page").await;
    let response = toy.get("/metrics").await;
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let text = response.text().await.unwrap();
    assert!(text.contains(r#"vinilogy_http_requests_total{method="POST",path="/graphql",status="200"}"#), "{text}");
    assert!(
        text.contains(r#"vinilogy_http_request_duration_seconds_bucket{method="POST",path="/graphql",status="200",le="0.005"}"#),
        "{text}"
    );
    assert!(text.contains(r#"path="/*""#) && !text.contains("/some/path"), "{text}");
}
