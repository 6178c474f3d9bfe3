//! Typeahead over what is stored.

use serde_json::{Value, json};

use super::stage::{code, demo, empty, stocked};
use crate::support::app::TestApp;
use crate::support::world::World;

async fn names(app: &TestApp, search: &str) -> Vec<String> {
    let answer = app
        .ask_with(
            "query Q($search: String) { artists(search: $search, first: 100) { totalCount nodes { name } } }",
            json!({"search": search}),
        )
        .await;
    assert!(answer.get("errors").is_none(), "{search}: {answer:#}");
    let artists = &answer["data"]["artists"];
    let names: Vec<String> = artists["nodes"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(artists["totalCount"], names.len(), "{search}");
    names
}

/// Artists as they would have been looked up.
async fn knowing(artists: &[&str]) -> TestApp {
    let app = empty().await;
    let client = crate::support::database::connect(&app.url).await;
    for (name, fame) in artists.iter().zip(1..) {
        let normal = vinilogy::catalog::naming::normal(name);
        client
            .execute(
                "insert into artists (name, normalized_name, source, popularity_score) values ($1, $2, 'lookup', $3)",
                &[name, &normal, &f64::from(fame)],
            )
            .await
            .unwrap();
    }
    app
}

#[tokio::test]
async fn typos_accents_and_missing_articles_are_forgiven() {
    let app = demo().await;
    for (search, right) in [
        ("kate bush", "Kate Bush"),
        ("KATE", "Kate Bush"),
        ("kate bsuh", "Kate Bush"),
        ("katebush", "Kate Bush"),
        ("bush", "Kate Bush"),
        ("  kate   bush ", "Kate Bush"),
    ] {
        let names = names(&app, search).await;
        assert_eq!(names.first().map(String::as_str), Some(right), "{search}: {names:?}");
    }
    let app = knowing(&[
        "Björk",
        "The Beatles",
        "The The",
        "Кино",
        "坂本龍一",
        "!!!",
        "MØ",
        "Sigur Rós",
        "Motörhead",
        "AC/DC",
        "A-ha",
        "Simon & Garfunkel",
        "Guns N' Roses",
        "さだまさし",
        "فيروز",
        "Ελευθερία Αρβανιτάκη",
        "방탄소년단",
    ])
    .await;
    for (search, right) in [
        ("bjork", "Björk"),
        ("BJÖRK", "Björk"),
        ("beatles", "The Beatles"),
        ("the beatles", "The Beatles"),
        ("beetles", "The Beatles"),
        ("beatles, the", "The Beatles"),
        ("the the", "The The"),
        ("кин", "Кино"),
        ("КИНО", "Кино"),
        ("坂本", "坂本龍一"),
        ("!!!", "!!!"),
        ("!", "!!!"),
        ("mø", "MØ"),
        ("sigur ros", "Sigur Rós"),
        ("motorhead", "Motörhead"),
        ("ac dc", "AC/DC"),
        ("acdc", "AC/DC"),
        ("ac/dc", "AC/DC"),
        ("a-ha", "A-ha"),
        ("simon and garfunkel", "Simon & Garfunkel"),
        ("guns n roses", "Guns N' Roses"),
        ("guns n’ roses", "Guns N' Roses"),
        ("さだ", "さだまさし"),
        ("فيروز", "فيروز"),
        ("αρβανιτακη", "Ελευθερία Αρβανιτάκη"),
        ("방탄", "방탄소년단"),
    ] {
        let names = names(&app, search).await;
        assert_eq!(names.first().map(String::as_str), Some(right), "{search}: {names:?}");
    }
}

#[tokio::test]
async fn what_is_typed_is_a_name_and_never_a_pattern() {
    let app = knowing(&["Alpha", "Beta", "100% Proof", "Under_score", r"Back\slash"]).await;
    for search in
        ["%", "_", r"\", "%%", "__", "'", "\"", "';--", "$1", "?", ":x", "%a", "*", "|", "&", "(", "..", "\u{200b}", "\u{301}", "😀", "\t"]
    {
        let names = names(&app, search).await;
        assert!(names.len() <= 1 || search.trim().is_empty(), "{search:?} found {names:?}");
    }
    assert_eq!(names(&app, "100%").await.first().map(String::as_str), Some("100% Proof"));
    assert_eq!(names(&app, "under_").await.first().map(String::as_str), Some("Under_score"));
}

#[tokio::test]
async fn what_no_name_can_be_is_refused() {
    let app = stocked(1, 1, 1).await;
    for list in ["artists", "albums"] {
        let query = format!("query Q($search: String) {{ {list}(search: $search) {{ totalCount }} }}");
        for (search, right) in [
            ("x".repeat(500), None),
            ("ж".repeat(500), None),
            ("x".repeat(501), Some("BAD_USER_INPUT")),
            ("a\0b".to_owned(), Some("BAD_USER_INPUT")),
        ] {
            let answer = app.ask_with(&query, json!({"search": search})).await;
            match right {
                Some(right) => assert_eq!(code(&answer), right, "{answer:#}"),
                None => assert_eq!(answer["data"][list]["totalCount"], 0, "{answer:#}"),
            }
        }
    }
    for by in [json!({"name": "a\0b"}), json!({"name": "x".repeat(501)}), json!({"spotifyId": "a\0b"})] {
        let answer = app.ask_with("query Q($by: ArtistLookup!) { artist(by: $by) { id } }", json!({"by": by})).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
    }
    let by = json!({"title": {"artist": "Artist 1", "title": "a\0b"}});
    let answer = app.ask_with("query Q($by: AlbumLookup!) { album(by: $by) { id } }", json!({"by": by})).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
    for filter in [json!({"country": "a\0b"}), json!({"label": "a\0b"}), json!({"format": "a\0b"})] {
        let query = r#"query Q($filter: ReleaseFilter) { album(by: {id: "album:1"}) { releases(filter: $filter) { totalCount } } }"#;
        let answer = app.ask_with(query, json!({"filter": filter})).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
    }
    let answer = app.ask_as(app.administrator().await, r#"{ jobRuns(job: "a\u0000b") { totalCount } }"#).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
}

#[tokio::test]
async fn searching_asks_no_provider() {
    let world = World::start(vec![]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    assert!(names(&app, "kate bush").await.is_empty());
    let answer = app.data(r#"{ albums(search: "hounds of love") { totalCount } coverage { artists artistsWithMbid } }"#).await;
    assert_eq!(answer, json!({"albums": {"totalCount": 0}, "coverage": {"artists": 0, "artistsWithMbid": 0.0}}));
    assert_eq!((world.total(), app.number("select count(*) from job_runs").await), (0, 0));
}

#[tokio::test]
async fn without_a_search_the_best_known_come_first() {
    let app = stocked(25, 1, 0).await;
    for search in ["", ", search: \"\"", ", search: \"  \"", ", search: null"] {
        let answer = app.data(&format!("{{ artists(first: 100{search}) {{ totalCount nodes {{ id popularity }} }} }}")).await;
        let rows: Vec<(f64, i64)> = answer["artists"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| (node["popularity"].as_f64().unwrap(), node["id"].as_str().unwrap()[7..].parse().unwrap()))
            .collect();
        assert_eq!((rows.len(), &answer["artists"]["totalCount"]), (25, &Value::from(25)));
        assert!(
            rows.windows(2).all(|pair| pair[0].0 > pair[1].0 || pair[0].0.total_cmp(&pair[1].0).is_eq() && pair[0].1 < pair[1].1),
            "{rows:?}"
        );
    }
}
