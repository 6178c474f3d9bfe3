//! What goes wrong inside stays inside.

use async_graphql::Request;
use serde_json::Value;
use vinilogy::identity::Requester;

use super::stage::{code, stocked};
use crate::support::app::post;
use crate::support::database;

/// Words that only the database or the program would say.
const INSIDE: [&str; 9] = ["select", "from albums", "relation", "does not exist", "diesel", "postgres", "column \"", "panicked", ".rs"];

fn tells_nothing(answer: &Value) {
    let said = answer.to_string().to_lowercase();
    for word in INSIDE {
        assert!(!said.contains(word), "{word}: {answer:#}");
    }
}

#[tokio::test]
async fn a_failing_database_is_internal_with_a_request_id_and_no_word_of_sql() {
    let app = stocked(2, 2, 2).await;
    let client = database::connect(&app.url).await;
    client.batch_execute("alter table albums rename to albums_elsewhere; alter table job_runs rename to job_runs_elsewhere").await.unwrap();
    app.app.clock.advance(chrono::TimeDelta::minutes(11));
    for (query, path) in [
        (r#"{ artist(by: {id: "artist:1"}) { name albums { totalCount } } }"#, "/data/artist"),
        (r#"{ album(by: {id: "album:1"}) { title } }"#, "/data/album"),
        ("{ albums { totalCount } }", "/data"),
        (r#"{ albums(search: "x") { totalCount } }"#, "/data"),
        (r#"{ node(id: "album:1") { id } }"#, "/data/node"),
        (r#"mutation { refreshArtist(input: {artistId: "artist:1"}) { status } }"#, "/data"),
    ] {
        let answer = app.ask(query).await;
        assert_eq!(code(&answer), "INTERNAL", "{query}\n{answer:#}");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], "test", "{answer:#}");
        assert!(answer.pointer(path).is_some_and(Value::is_null), "{path}: {answer:#}");
        tells_nothing(&answer);
    }
    // Fields that need nothing of it are answered beside the one that failed.
    let answer = app.ask(r#"{ a: artist(by: {id: "artist:1"}) { name } b: album(by: {id: "album:1"}) { title } }"#).await;
    assert_eq!(answer["data"]["a"]["name"], "Artist 1", "{answer:#}");

    let url = app.serve().await;
    let answer = post(&url, r#"{ album(by: {id: "album:1"}) { title } }"#).await;
    assert_eq!(code(&answer), "INTERNAL", "{answer:#}");
    let id = answer["errors"][0]["extensions"]["requestId"].as_str().unwrap();
    assert!(id.len() >= 16, "an id to look for in the log: {id}");
    tells_nothing(&answer);
}

#[tokio::test]
async fn every_error_has_a_code_and_a_message_for_people() {
    let app = stocked(1, 1, 1).await;
    for query in [
        "",
        "{",
        "{ }",
        "query",
        "{ nothing }",
        "{ artists }",
        "{ coverage { artists { x } } }",
        "{ artists(first: \"1\") { totalCount } }",
        "{ artists(nonsense: 1) { totalCount } }",
        "query Q($id: ID!) { node(id: $id) { id } }",
        "query Q($id: Nothing) { node(id: $id) { id } }",
        "query A { __typename } query A { __typename }",
        "query A { __typename } { __typename }",
        "subscription { jobRun(id: \"run:1\") { id } }",
        "mutation { nothing }",
        "{ coverage @nothing { artists } }",
        "{ coverage @include { artists } }",
        "fragment f on Artist { id }",
        "\u{feff}\u{0}",
    ] {
        let answer = app.run(Request::new(query), Requester::Anonymous).await;
        assert!(answer.get("errors").is_some(), "{query:?} is answered: {answer:#}");
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{query:?}\n{answer:#}");
        assert!(!answer["errors"][0]["message"].as_str().unwrap().trim().is_empty(), "{query:?}");
    }
}
