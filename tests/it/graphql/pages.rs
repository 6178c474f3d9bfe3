//! Paging: every row once, forwards and backwards, with the truth about what lies on either side.

use serde_json::{Value, json};

use super::stage::{code, empty, stocked};
use crate::support::app::TestApp;
use crate::support::database;

/// A list that can be paged: the field that has it, its arguments, and where its connection is in the answer.
struct List {
    /// With `$` where the page's arguments go.
    query: &'static str,
    path: &'static str,
}

const LISTS: [List; 5] = [
    List { query: r#"{ artist(by: {id: "artist:2"}) { albums($) { @ } } }"#, path: "/artist/albums" },
    List { query: r#"{ album(by: {id: "album:3"}) { releases($) { @ } } }"#, path: "/album/releases" },
    List { query: r#"{ album(by: {id: "album:3"}) { releases($, orderBy: RATING) { @ } } }"#, path: "/album/releases" },
    List { query: "{ artists($) { @ } }", path: "/artists" },
    List { query: r#"{ artists($, search: "artist") { @ } }"#, path: "/artists" },
];

const PAGE: &str = "totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

impl List {
    async fn page(&self, app: &TestApp, arguments: &str) -> Value {
        let query = self.query.replace('$', arguments).replace('@', PAGE);
        app.data(&query).await.pointer_mut(self.path).unwrap().take()
    }
}

fn ids(page: &Value) -> Vec<String> {
    let ids = |rows: &Value, path: &str| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|row| row.pointer(path).unwrap().as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&page["nodes"], "/id"), ids(&page["edges"], "/node/id"), "nodes and edges hold the same rows");
    ids(&page["nodes"], "/id")
}

#[tokio::test]
async fn every_row_comes_once_forwards_and_backwards() {
    // Seventeen of each: no page length below divides it.
    let app = stocked(17, 17, 17).await;
    for list in &LISTS {
        let all = ids(&list.page(&app, "first: 100").await);
        assert_eq!(all.len(), 17, "{}", list.query);
        for length in [1, 5, 17, 100] {
            let (mut forwards, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let after = cursor.as_ref().map(|cursor| format!(", after: {cursor:?}")).unwrap_or_default();
                let page = list.page(&app, &format!("first: {length}{after}")).await;
                assert_eq!(page["totalCount"], 17, "{}", list.query);
                assert_eq!(page["pageInfo"]["hasPreviousPage"], !forwards.is_empty());
                forwards.extend(ids(&page));
                assert_eq!(page["pageInfo"]["hasNextPage"], forwards.len() < 17, "{} {length}", list.query);
                if forwards.len() >= 17 {
                    break;
                }
                cursor = page["pageInfo"]["endCursor"].as_str().map(ToOwned::to_owned);
            }
            assert_eq!(forwards, all, "{} {length}", list.query);

            let (mut backwards, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let before = cursor.as_ref().map(|cursor| format!(", before: {cursor:?}")).unwrap_or_default();
                let page = list.page(&app, &format!("last: {length}{before}")).await;
                assert_eq!(page["pageInfo"]["hasNextPage"], !backwards.is_empty(), "{} {length}", list.query);
                backwards.splice(0..0, ids(&page));
                assert_eq!(page["pageInfo"]["hasPreviousPage"], backwards.len() < 17, "{} {length}", list.query);
                if backwards.len() >= 17 {
                    break;
                }
                cursor = page["pageInfo"]["startCursor"].as_str().map(ToOwned::to_owned);
            }
            assert_eq!(backwards, all, "{} {length}", list.query);
        }
    }
}

#[tokio::test]
async fn a_window_between_two_cursors() {
    let app = stocked(9, 9, 9).await;
    for list in &LISTS {
        let all = ids(&list.page(&app, "first: 100").await);
        let between = format!("after: {:?}, before: {:?}", all[1], all[6]);
        let page = list.page(&app, &format!("first: 100, {between}")).await;
        assert_eq!(ids(&page), all[2..6], "{}", list.query);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], true, "{}", list.query);
        assert_eq!(page["pageInfo"]["hasNextPage"], true, "{}", list.query);
        assert_eq!(ids(&list.page(&app, &format!("first: 2, {between}")).await), all[2..4], "{}", list.query);
        assert_eq!(ids(&list.page(&app, &format!("last: 2, {between}")).await), all[4..6], "{}", list.query);
        // Nothing lies between neighbours, nor between two that are the wrong way round.
        for (after, before) in [(3, 4), (6, 1)] {
            let page = list.page(&app, &format!("first: 5, after: {:?}, before: {:?}", all[after], all[before])).await;
            assert_eq!((ids(&page), &page["totalCount"]), (Vec::new(), &json!(9)), "{}", list.query);
        }
        let page = list.page(&app, &format!("first: 5, after: {:?}", all[8])).await;
        assert_eq!((ids(&page), &page["totalCount"]), (Vec::new(), &json!(9)), "{}", list.query);
        assert_eq!(page["pageInfo"]["hasNextPage"], false, "{}", list.query);
    }
}

#[tokio::test]
async fn first_0_counts_and_gives_nothing() {
    let app = stocked(3, 3, 3).await;
    for list in &LISTS {
        for arguments in ["first: 0", "last: 0"] {
            let page = list.page(&app, arguments).await;
            assert_eq!((ids(&page), &page["totalCount"]), (Vec::new(), &json!(3)), "{} {arguments}", list.query);
        }
        let page = list.page(&app, "first: 0").await;
        assert_eq!(page["pageInfo"]["hasNextPage"], true, "{}", list.query);
    }
}

#[tokio::test]
async fn a_page_that_is_too_long_or_contradicts_itself_is_the_askers_mistake() {
    // Also where there is no row at all that it could be a page of.
    for app in [stocked(3, 3, 3).await, empty().await] {
        for arguments in ["first: 101", "first: -1", "last: 101", "last: -1", "first: 1, last: 1", "first: 2147483647"] {
            for query in [
                "{ artists($) { totalCount } }",
                "{ albums($) { totalCount } }",
                r#"{ artists($, search: "zzz") { totalCount } }"#,
                r#"{ artists(search: "zzz") { nodes { albums($) { totalCount } } } }"#,
                "{ artists { nodes { albums { nodes { releases($) { totalCount } } } } } }",
                "{ a: artists { edges { node { ... on Artist { albums { edges { node { ...f } } } } } } } } fragment f on Album { releases($) { totalCount } }",
            ] {
                let query = query.replace('$', arguments);
                let answer = app.ask(&query).await;
                if arguments == "first: 1, last: 1" && answer["data"]["artists"]["nodes"] == json!([]) {
                    continue; // Both are in bounds; only a list that exists can say that they contradict each other.
                }
                if arguments == "first: 1, last: 1" && answer["data"]["a"]["edges"] == json!([]) {
                    continue;
                }
                assert_eq!(code(&answer), "BAD_USER_INPUT", "{query}\n{answer:#}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_length_may_be_a_variable_and_is_held_to_the_same_bounds() {
    let app = stocked(3, 3, 3).await;
    let query = "query Q($length: Int) { artists(first: $length) { nodes { id } } }";
    for (variables, right) in [
        (json!({"length": 2}), Ok(2)),
        (json!({}), Ok(3)),
        (json!({"length": null}), Ok(3)),
        (json!({"length": 101}), Err("BAD_USER_INPUT")),
        (json!({"length": -1}), Err("BAD_USER_INPUT")),
        (json!({"length": "2"}), Err("BAD_USER_INPUT")),
        (json!({"length": 3_000_000_000_i64}), Err("BAD_USER_INPUT")),
    ] {
        let answer = app.ask_with(query, variables.clone()).await;
        match right {
            Ok(count) => assert_eq!(answer["data"]["artists"]["nodes"].as_array().unwrap().len(), count, "{variables}"),
            Err(right) => assert_eq!(code(&answer), right, "{variables}\n{answer:#}"),
        }
    }
    let answer = app.ask("query Q($length: Int = 101) { artists(first: $length) { nodes { id } } }").await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");
}

#[tokio::test]
async fn a_cursor_of_another_list_is_the_askers_mistake() {
    let app = stocked(3, 3, 3).await;
    for query in [
        r#"{ artists(after: "album:1") { totalCount } }"#,
        r#"{ artists(before: "nonsense") { totalCount } }"#,
        r#"{ albums(after: "artist:1") { totalCount } }"#,
        r#"{ artist(by: {id: "artist:1"}) { albums(after: "release:1") { totalCount } } }"#,
        r#"{ album(by: {id: "album:1"}) { releases(after: "album:1") { totalCount } } }"#,
        r#"{ artist(by: {id: "artist:1"}) { similarArtists(after: "") { totalCount } } }"#,
        // An album, but one of somebody else: there is no place in this list to go on from.
        r#"{ artist(by: {id: "artist:1"}) { albums(after: "album:9") { totalCount } } }"#,
        r#"{ album(by: {id: "album:1"}) { releases(before: "release:27") { totalCount } } }"#,
    ] {
        let answer = app.ask(query).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{query}\n{answer:#}");
    }
}

#[tokio::test]
async fn rows_that_arrive_meanwhile_neither_repeat_nor_hide_any() {
    let app = stocked(1, 1, 10).await;
    let list = &LISTS[1];
    let list = List { query: list.query, path: list.path };
    let query = List { query: r#"{ album(by: {id: "album:1"}) { releases($) { @ } } }"#, path: list.path };
    let first = query.page(&app, "first: 4").await;
    let cursor = first["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    let client = database::connect(&app.url).await;
    let earlier = "insert into releases (album_id, title, year, is_vinyl, source) select 1, 'New', 1900, true, 'discogs_versions'
        from generate_series(1, 3)";
    client.batch_execute(earlier).await.unwrap();
    let rest = query.page(&app, &format!("first: 100, after: {cursor:?}")).await;
    let mut seen = ids(&first);
    seen.extend(ids(&rest));
    assert_eq!((seen.len(), &rest["totalCount"]), (10, &json!(13)));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 10);
}
