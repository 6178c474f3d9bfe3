//! How much one query may ask, and that it costs nothing to be told so.

use std::fmt::Write;
use std::time::{Duration, Instant};

use async_graphql::Request;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use super::stage::{code, demo, stocked};
use crate::support::app::TestApp;
use crate::support::upstream::nobody;

/// The answer, and that it came before anybody could have worked for it.
async fn at_once(app: &TestApp, query: &str) -> Value {
    let begun = Instant::now();
    let answer = app.ask(query).await;
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}: {}", &query[..query.len().min(200)]);
    answer
}

/// `{ node { node { … } } }` with so many levels of fields.
fn deep(levels: usize) -> String {
    // artist > albums > nodes > artist > albums > …
    let names = ["albums(first: 1)", "nodes", "artist"];
    let mut query = String::from(r#"{ artist(by: {id: "artist:1"})"#);
    for level in 0..levels - 2 {
        query += " { ";
        query += names[level % 3];
    }
    query + " { __typename" + &" }".repeat(levels)
}

#[tokio::test]
async fn fifteen_levels_and_no_more() {
    let app = stocked(1, 1, 1).await;
    let answer = app.ask(&deep(15)).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    assert_eq!(answer["extensions"]["cost"]["depth"], 15);
    for levels in [16, 20, 63] {
        let answer = at_once(&app, &deep(levels)).await;
        assert_eq!(code(&answer), "QUERY_TOO_COSTLY", "{answer:#}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(&format!("depth is {levels}, the limit is 15")), "{answer:#}");
    }
    // Deeper than the parser goes: refused as well, by whom does not matter.
    for levels in [100, 1_000, 20_000] {
        let answer = at_once(&app, &deep(levels)).await;
        assert!(["QUERY_TOO_COSTLY", "BAD_USER_INPUT"].contains(&code(&answer)), "{answer:#}");
    }
    let inline = format!("{{ artists {{ nodes {} id {} }} }}", "{ ... on Artist ".repeat(5000), "}".repeat(5000));
    let answer = at_once(&app, &inline).await;
    assert!(["QUERY_TOO_COSTLY", "BAD_USER_INPUT"].contains(&code(&answer)), "{answer:#}");
    for value in [format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000)), format!("{}1{}", "{a:".repeat(20_000), "}".repeat(20_000))] {
        let answer = at_once(&app, &format!("{{ node(id: {value}) {{ id }} }}")).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{:.300}", answer.to_string());
    }
}

#[tokio::test]
async fn cost_is_said_and_multiplied_by_the_lists_around_a_field() {
    let app = stocked(1, 1, 1).await;
    for (query, cost, nodes, depth) in [
        ("{ __typename }", 1, 0, 1),
        ("{ coverage { artists } }", 2, 0, 2),
        // artists, and ten times nodes and name.
        ("{ artists(first: 10) { nodes { name } } }", 21, 10, 3),
        ("{ artists(first: 10) { totalCount nodes { name } } }", 22, 10, 3),
        ("{ artists(last: 10) { edges { cursor node { name } } } }", 41, 10, 4),
        // Twenty when nobody says.
        ("{ artists { nodes { name } } }", 41, 20, 3),
        // artists + 10 × (nodes + albums + 5 × (nodes + title))
        ("{ artists(first: 10) { nodes { albums(first: 5) { nodes { title } } } } }", 1 + 10 * (1 + 1 + 5 * 2), 10 + 50, 5),
        ("{ artists(first: 0) { nodes { albums(first: 100) { nodes { title } } } } }", 1, 0, 5),
        (r#"{ nodes(ids: ["artist:1", "artist:1"]) { id } }"#, 3, 2, 2),
        ("{ artists(first: 10) { ...f } } fragment f on ArtistConnection { nodes { ...g } } fragment g on Artist { name }", 21, 10, 3),
        ("{ a: __typename b: __typename }", 2, 0, 1),
    ] {
        let answer = app.ask(query).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        let said = &answer["extensions"]["cost"];
        assert_eq!((&said["cost"], &said["nodes"], &said["depth"]), (&json!(cost), &json!(nodes), &json!(depth)), "{query}\n{said:#}");
        assert_eq!((&said["maxCost"], &said["maxNodes"], &said["maxDepth"]), (&json!(50_000), &json!(10_000), &json!(15)));
    }
    // A row is a node once, however it is asked for.
    let answer = app.ask("{ artists(first: 10) { nodes { id } edges { node { id } } } }").await;
    assert_eq!(answer["extensions"]["cost"]["nodes"], 10);
}

#[tokio::test]
async fn nodes_and_cost_have_bounds() {
    let app = stocked(1, 1, 1).await;
    // 100 + 100 × 100 list items.
    let answer = at_once(&app, "{ artists(first: 100) { nodes { albums(first: 100) { nodes { id } } } } }").await;
    assert_eq!(code(&answer), "QUERY_TOO_COSTLY", "{answer:#}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("nodes is 10100, the limit is 10000"), "{answer:#}");
    let answer = at_once(&app, "{ artists(first: 99) { nodes { albums(first: 100) { nodes { id } } } } }").await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let fields = "name mbid source popularity updatedAt id";
    let query = format!("{{ artists(first: 99) {{ nodes {{ albums(first: 100) {{ nodes {{ artist {{ {fields} }} }} }} }} }} }}");
    let answer = at_once(&app, &query).await;
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("cost is"), "{answer:#}");
    // What the first query of the README asks is well within.
    let answer = app
        .ask(
            r#"{ artist(by: {id: "artist:1"}) { name mbid albums(first: 50) { totalCount nodes { title firstReleaseYear releasesSync { state }
                releases(first: 100) { totalCount nodes { discogsId country year format label catalogNumber } } } } } }"#,
        )
        .await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    println!("the README's first query: {}", answer["extensions"]["cost"]);
}

#[tokio::test]
async fn the_owner_of_the_house_sets_the_bounds() {
    let app = TestApp::at(&nobody().await, &[("MAX_NODES", "10"), ("MAX_COST", "25"), ("MAX_DEPTH", "16")]).await;
    assert!(app.ask("{ artists(first: 10) { nodes { name } } }").await.get("errors").is_none());
    let refused = app.ask("{ artists(first: 11) { nodes { name } } }").await;
    assert_eq!(code(&refused), "QUERY_TOO_COSTLY");
    assert!(refused["errors"][0].get("locations").is_none(), "it is about no place in the document: {refused:#}");
    assert_eq!(code(&app.ask("{ artists(first: 10) { nodes { id name } } }").await), "QUERY_TOO_COSTLY");
    let answer = app.ask(r#"{ artist(by: {id: "artist:1"}) { albumsSync { state } } }"#).await;
    assert_eq!(answer["extensions"]["cost"]["maxDepth"], 16);
}

#[tokio::test]
async fn a_hundred_aliases_and_no_more() {
    let app = stocked(1, 1, 1).await;
    let query = |count: usize| format!("{{ {} }}", (0..count).map(|at| format!("a{at}: __typename")).collect::<Vec<_>>().join(" "));
    assert!(app.ask(&query(100)).await.get("errors").is_none());
    assert_eq!(code(&at_once(&app, &query(101)).await), "QUERY_TOO_COSTLY");
    // Through a fragment too, as often as it is used.
    let spread = format!("{{ ...f x: artists {{ totalCount }} }} fragment f on Query {{ {} }}", &query(100)[1..query(100).len() - 1]);
    assert_eq!(code(&at_once(&app, &spread).await), "QUERY_TOO_COSTLY");
}

#[tokio::test]
async fn bombs_of_fragments_are_measured_and_not_exploded() {
    let app = demo().await;
    // Each fragment uses the next one ten times: 10^9 fields in all.
    let mut bomb = String::from("{ artists(first: 1) { nodes { ...f0 } } }");
    for at in 0..9 {
        let uses = format!("...f{} ", at + 1).repeat(10);
        write!(bomb, " fragment f{at} on Artist {{ {uses} }}").unwrap();
    }
    bomb += " fragment f9 on Artist { name }";
    assert_eq!(code(&at_once(&app, &bomb).await), "QUERY_TOO_COSTLY");

    // As many as saturate any counter.
    let mut bomb = String::from("{ artists(first: 1) { nodes { ...f0 } } }");
    for at in 0..80 {
        write!(bomb, " fragment f{at} on Artist {{ ...f{0} ...f{0} }}", at + 1).unwrap();
    }
    bomb += " fragment f80 on Artist { name }";
    let answer = at_once(&app, &bomb).await;
    assert!(["QUERY_TOO_COSTLY", "BAD_USER_INPUT"].contains(&code(&answer)), "{answer:#}");

    // Uses alone, with no field at their end; also in an operation that will not run, and within lists of fragments.
    let mut bomb = String::new();
    for at in 0..9 {
        let uses = format!("... {{ ...f{0} }} ...f{0} ", at + 1).repeat(5);
        write!(bomb, " fragment f{at} on Query {{ {uses} }}").unwrap();
    }
    for document in [format!("{{ ...f0 }} {bomb}"), format!("{{ ...f0 }} {bomb} fragment f9 on Query {{ __typename }}")] {
        let answer = at_once(&app, &document).await;
        assert_eq!(code(&answer), "QUERY_TOO_COSTLY", "{answer:#}");
    }
    let other = format!("query A {{ __typename }} query B {{ ...f0 }} {bomb} fragment f9 on Query {{ __typename }}");
    let begun = Instant::now();
    let answer = app.run(Request::new(other).operation_name("A"), Requester::Anonymous).await;
    assert_eq!((code(&answer), begun.elapsed() < Duration::from_secs(2)), ("QUERY_TOO_COSTLY", true), "{answer:#}");

    for cycle in [
        "{ artists { nodes { ...a } } } fragment a on Artist { ...a }",
        "{ artists { nodes { ...a } } } fragment a on Artist { ...b } fragment b on Artist { ...c } fragment c on Artist { albums { nodes { artist { ...a } } } }",
    ] {
        assert_eq!(code(&at_once(&app, cycle).await), "BAD_USER_INPUT");
    }
    let answer = at_once(&app, "{ artists { nodes { ...missing } } }").await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");

    // Overlapping fields are compared pair by pair, which must not take for ever.
    let many = format!("{{ artists(first: 1) {{ nodes {{ {} }} }} }}", "name ".repeat(2_400));
    let answer = at_once(&app, &many).await;
    assert!(answer.get("errors").is_none() || code(&answer) == "QUERY_TOO_COSTLY", "{:.300}", answer.to_string());
}

#[tokio::test]
async fn introspection_answers_the_usual_question_and_no_bomb() {
    let app = stocked(1, 1, 1).await;
    let types = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
    let usual = format!(
        "{{ __schema {{ queryType {{ name }} types {{ kind name description fields(includeDeprecated: true) {{ name args {{ name type {{ {types} }} }} type {{ {types} }} }}
            inputFields {{ name type {{ {types} }} }} interfaces {{ {types} }} enumValues {{ name }} possibleTypes {{ {types} }} }} }} }}"
    );
    let answer = app.data(&usual).await;
    assert!(answer["__schema"]["types"].as_array().unwrap().len() > 40);
    for bomb in [
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
        "{ __schema { types { ...t } } } fragment t on __Type { possibleTypes { interfaces { possibleTypes { interfaces { name } } } } }",
        r#"{ __type(name: "Query") { fields { type { fields { type { inputFields { name } fields { name } } } } } } }"#,
    ] {
        assert_eq!(code(&at_once(&app, bomb).await), "QUERY_TOO_COSTLY", "{bomb}");
    }
}

/// What is measured is what will run, however many operations a document holds.
#[tokio::test]
async fn the_operation_that_runs_is_the_one_that_is_measured() {
    let app = stocked(1, 1, 1).await;
    let cheap = (0..20).map(|at| format!("query Cheap{at} {{ __typename }}")).collect::<Vec<_>>().join(" ");
    let document = format!("{cheap} query Costly {{ artists(first: 100) {{ nodes {{ albums(first: 100) {{ nodes {{ id }} }} }} }} }}");
    let ask = async |name: &str| app.run(Request::new(&document).operation_name(name), Requester::Anonymous).await;
    for _ in 0..5 {
        let answer = ask("Costly").await;
        assert_eq!(code(&answer), "QUERY_TOO_COSTLY", "{answer:#}");
        let answer = ask("Cheap7").await;
        assert_eq!((&answer["data"], &answer["extensions"]["cost"]["cost"]), (&json!({"__typename": "Query"}), &json!(1)));
    }
    assert_eq!(code(&ask("Nobody").await), "BAD_USER_INPUT");
    assert_eq!(code(&app.ask(&document).await), "BAD_USER_INPUT");
}
