//! Files beside an operation: the GraphQL multipart request.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::toy::{Toy, code};
use crate::support::form::{FORM, form};

const SEND: &str = "mutation ($files: [Upload!]!) { send(files: $files) }";

fn operations(query: &str, files: usize) -> String {
    json!({"query": query, "variables": {"files": vec![Value::Null; files]}}).to_string()
}

async fn send(toy: &Toy, body: String, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request = toy.client.post(toy.url("/graphql")).header(CONTENT_TYPE, FORM).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

const ASKED: [(&str, &str); 1] = [("graphql-require-preflight", "1")];

#[tokio::test]
async fn files_take_the_places_that_the_map_gives_them() {
    let toy = Toy::start().await;
    let map = r#"{"a": ["variables.files.0", "variables.files.2"], "b": ["variables.files.1"]}"#;
    let parts =
        [("operations", None, &*operations(SEND, 3)), ("map", None, map), ("b", Some("b.csv"), "one,two"), ("a", Some("a.txt"), "ä")];
    let (status, answer) = send(&toy, form(&parts), &ASKED).await;
    assert_eq!((status, &answer["data"]["send"]), (200, &json!(["a.txt 2", "b.csv 7", "a.txt 2"])), "{answer}");
    // A query needs no file, and a form may carry one.
    let (status, answer) = send(&toy, form(&[("operations", None, r#"{"query": "{ hello }"}"#), ("map", None, "{}")]), &ASKED).await;
    assert_eq!((status, &answer["data"]["hello"]), (200, &json!("hello ")), "{answer}");
}

#[tokio::test]
async fn a_form_of_any_page_is_refused_before_it_is_read() {
    let toy = Toy::start().await;
    let bump = || form(&[("operations", None, r#"{"query": "mutation { bump }"}"#), ("map", None, "{}")]);
    for headers in [
        vec![],
        vec![("cookie", "vinilogy_session=abc")],
        vec![("authorization", "Basic YTpi")],
        vec![("origin", "https://example.org"), ("accept", "application/json")],
    ] {
        let (status, answer) = send(&toy, bump(), &headers).await;
        assert_eq!((status, code(&answer)), (400, "BAD_USER_INPUT"), "{headers:?}: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("GraphQL-Require-Preflight"), "{answer}");
    }
    // The other media types of forms never were read.
    for written in ["text/plain", "application/x-www-form-urlencoded", "multipart/mixed; boundary=vinilogy-tests"] {
        let request = toy.client.post(toy.url("/graphql")).header(CONTENT_TYPE, written).header(ASKED[0].0, ASKED[0].1);
        assert_eq!(request.body(bump()).send().await.unwrap().status(), 415, "{written}");
    }
    assert_eq!(toy.stage.bumps.load(std::sync::atomic::Ordering::SeqCst), 0, "nothing ran");
    for headers in [vec![ASKED[0]], vec![("x-vinilogy-session", "cookie")], vec![("authorization", "Bearer true")]] {
        let (status, answer) = send(&toy, bump(), &headers).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{headers:?}");
    }
}

#[tokio::test]
async fn a_form_that_is_none_says_what_would_be_right() {
    let toy = Toy::start().await;
    let operations = operations(SEND, 1);
    let map = ("map", None, r#"{"0": ["variables.files.0"]}"#);
    let file = ("0", Some("a.txt"), "a");
    for (parts, right) in [
        (vec![map, ("operations", None, &*operations), file], "first part must be `operations`"),
        (vec![("operations", None, &*operations), file, map], "second part must be `map`"),
        (vec![("operations", None, &*operations), map], "`0`, of which `map` tells, is missing"),
        (vec![("operations", None, &*operations), map, file, file], "does not say what the part `0` is for"),
        (vec![("operations", None, &*operations), map, ("1", Some("a"), "a")], "does not say what the part `1` is for"),
        (vec![("operations", None, &*operations), ("map", None, "[]"), file], "`map` is not an object"),
        (vec![("operations", None, &*operations), ("map", None, r#"{"0": ["variables.files.1"]}"#), file], "has no null"),
        (vec![("operations", None, &*operations), ("map", None, r#"{"0": ["query"]}"#), file], "has no null"),
        (vec![("operations", None, "{"), map, file], "`operations` is not JSON"),
        (vec![("operations", None, "[]"), ("map", None, "{}")], "Batches are not supported"),
        (vec![], "first part must be `operations`"),
    ] {
        let (status, answer) = send(&toy, form(&parts), &ASKED).await;
        assert_eq!((status, code(&answer)), (400, "BAD_USER_INPUT"), "{right}: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(right), "{right}: {answer}");
    }
    let whole = form(&[("operations", None, &*operations), map, file]);
    for cut in [whole.len() - 20, whole.len() / 2, 10] {
        let (status, answer) = send(&toy, whole[..cut].to_owned(), &ASKED).await;
        assert_eq!((status, code(&answer)), (400, "BAD_USER_INPUT"), "{cut}: {answer}");
    }
    let bare = toy.client.post(toy.url("/graphql")).header(CONTENT_TYPE, "multipart/form-data").header(ASKED[0].0, ASKED[0].1);
    assert_eq!(bare.body(whole).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn somebody_may_send_more_than_nobody_and_no_more_than_allowed() {
    let toy = Toy::start().await;
    let sized = |bytes: usize| {
        let content = "x".repeat(bytes);
        form(&[("operations", None, &operations(SEND, 1)), ("map", None, r#"{"0": ["variables.files.0"]}"#), ("0", Some("a"), &content)])
    };
    let somebody = [("authorization", "Bearer true")];
    for (bytes, headers, right) in [
        (200 * 1024, ASKED, 200),
        (257 * 1024, ASKED, 413),
        (1024 * 1024, somebody, 200),
        (1024 * 1024 + 1, somebody, 413),
        (4 * 1024 * 1024, somebody, 413),
    ] {
        let (status, answer) = send(&toy, sized(bytes), &headers).await;
        assert_eq!(status, right, "{bytes} bytes of {headers:?}: {answer}");
        if right == 200 {
            assert_eq!(answer["data"]["send"], json!([format!("a {bytes}")]));
        }
    }
    // Whoever pretends to be somebody is told so, and nothing of theirs is kept.
    let (status, _) = send(&toy, sized(300 * 1024), &[("authorization", "Bearer false")]).await;
    assert_eq!(status, 413);
    let long = operations(&format!("{{ hello }} #{}", "x".repeat(256 * 1024)), 0);
    let (status, answer) = send(&toy, form(&[("operations", None, &long), ("map", None, "{}")]), &somebody).await;
    assert_eq!(status, 413, "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().starts_with("`operations` is too large"), "{answer}");
}
