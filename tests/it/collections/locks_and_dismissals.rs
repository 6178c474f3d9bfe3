//! Albums that people keep, and those that they do not want to see.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::graphql::stage::{code, stocked};
use crate::support::app::TestApp;

const LISTS: &str = "{ viewer { locked { totalCount nodes { album { id } } } dismissed { totalCount nodes { reason album { id } } } } }";

async fn say(app: &TestApp, who: &Requester, mutation: &str, album: i64) -> Value {
    let mutation = format!("{mutation}(input: {{albumId: \"album:{album}\"}}) {{ status album {{ id }} }}");
    app.data_as(who, &format!("mutation {{ said: {mutation} }}")).await["said"].take()
}

/// The status, and whether it is suggested to clear them.
async fn dismiss(app: &TestApp, who: &Requester, album: i64, more: &str) -> (String, bool) {
    let mutation = format!(
        "mutation {{ dismissAlbum(input: {{albumId: \"album:{album}\"{more}}}) {{ status suggestClearing replacement {{ position }} }} }}"
    );
    let said = app.data_as(who, &mutation).await["dismissAlbum"].take();
    assert_eq!(said["replacement"], Value::Null, "nothing is recommended yet");
    (said["status"].as_str().unwrap().to_owned(), said["suggestClearing"].as_bool().unwrap())
}

/// So many dismissals of the first account, as if made by now: albums 1 to `count`.
async fn dismissed_before(app: &TestApp, count: i64) {
    let sql = format!(
        "delete from dismissed_recommendations;
         insert into dismissed_recommendations (user_id, album_id) select 1, n from generate_series(1, {count}) as n"
    );
    app.batch(&sql).await;
}

fn status(word: &str, suggest: bool) -> (String, bool) {
    (word.to_owned(), suggest)
}

#[tokio::test]
async fn an_album_is_kept_or_dismissed_and_the_later_word_counts() {
    let app = stocked(1, 3, 0).await;
    let ana = app.person("ana@example.org").await;
    let album = json!({"id": "album:1"});
    let lists = async || {
        let lists = app.data_as(&ana, LISTS).await["viewer"].take();
        (lists["locked"]["totalCount"].as_i64().unwrap(), lists["dismissed"]["totalCount"].as_i64().unwrap())
    };
    for (mutation, right, after) in [
        ("unlockAlbum", "NOT_LOCKED", (0, 0)),
        ("restoreAlbum", "NOT_DISMISSED", (0, 0)),
        ("lockAlbum", "LOCKED", (1, 0)),
        ("lockAlbum", "ALREADY_LOCKED", (1, 0)),
        ("dismissAlbum", "DISMISSED", (0, 1)),
        ("dismissAlbum", "ALREADY_DISMISSED", (0, 1)),
        ("lockAlbum", "LOCKED", (1, 0)),
        ("unlockAlbum", "UNLOCKED", (0, 0)),
        ("dismissAlbum", "DISMISSED", (0, 1)),
        ("restoreAlbum", "RESTORED", (0, 0)),
    ] {
        assert_eq!(say(&app, &ana, mutation, 1).await, json!({"status": right, "album": album}), "{mutation}");
        assert_eq!(lists().await, after, "{mutation}");
    }
    for (mutation, right) in [
        ("lockAlbum", "UNKNOWN_ALBUM"),
        ("dismissAlbum", "UNKNOWN_ALBUM"),
        ("unlockAlbum", "NOT_LOCKED"),
        ("restoreAlbum", "NOT_DISMISSED"),
    ] {
        assert_eq!(say(&app, &ana, mutation, 99).await, json!({"status": right, "album": null}), "{mutation}");
        let answer = app.ask_as(ana, &format!("mutation {{ {mutation}(input: {{albumId: \"artist:1\"}}) {{ status }} }}")).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{mutation}");
    }
    for (more, right) in [(", reason: \"  I own it \"", json!("I own it")), ("", json!("I own it")), (", reason: \"sold\"", json!("sold"))]
    {
        dismiss(&app, &ana, 2, more).await;
        assert_eq!(app.data_as(&ana, LISTS).await["viewer"]["dismissed"]["nodes"][0]["reason"], right, "{more}");
    }
    let long = "x".repeat(501);
    let answer =
        app.ask_as(ana, &format!("mutation {{ dismissAlbum(input: {{albumId: \"album:3\", reason: {long:?}}}) {{ status }} }}")).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_are_dismissed_within_thirty_days_and_no_more() {
    let app = stocked(1, 120, 0).await;
    let ana = app.person("ana@example.org").await;
    dismissed_before(&app, 78).await;
    assert_eq!(dismiss(&app, &ana, 79, "").await, status("DISMISSED", false));
    assert_eq!(dismiss(&app, &ana, 80, "").await, status("DISMISSED", true), "near the limit, clearing is suggested");
    dismissed_before(&app, 100).await;
    assert_eq!(say(&app, &ana, "lockAlbum", 101).await["status"], "LOCKED");
    assert_eq!(dismiss(&app, &ana, 101, "").await, status("LIMIT_REACHED", true), "the hundred and first");
    assert_eq!(app.number("select count(*) from locked_recommendations").await, 1, "what was not dismissed stays locked");
    assert_eq!(dismiss(&app, &ana, 7, "").await, status("ALREADY_DISMISSED", true), "that is no further one");
    assert_eq!(dismiss(&app, &ana, 999, "").await, status("UNKNOWN_ALBUM", true));

    assert_eq!(say(&app, &ana, "restoreAlbum", 7).await["status"], "RESTORED");
    let all = join_all((102..110).map(|album| dismiss(&app, &ana, album, ""))).await;
    assert_eq!(all.iter().filter(|said| **said == status("DISMISSED", true)).count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|said| **said == status("LIMIT_REACHED", true)).count(), 7, "{all:?}");
    assert_eq!(app.number("select count(*) from dismissed_recommendations").await, 100, "two at once never make a hundred and one");
    let ben = app.person("ben@example.org").await;
    assert_eq!(dismiss(&app, &ben, 101, "").await, status("DISMISSED", false), "everybody has a hundred of their own");

    app.app.clock.advance(TimeDelta::days(31));
    assert_eq!(dismiss(&app, &ana, 101, "").await, status("DISMISSED", false), "those of last month count no longer");
    assert_eq!(app.data_as(&ana, LISTS).await["viewer"]["dismissed"]["totalCount"], 101, "but they stand");
    let cleared = app.data_as(&ana, "mutation { clearDismissals(input: {}) { cleared } }").await;
    assert_eq!(cleared, json!({"clearDismissals": {"cleared": 101}}));
    assert_eq!(app.data_as(&ana, "mutation { clearDismissals(input: {}) { cleared } }").await["clearDismissals"]["cleared"], 0);
    assert_eq!(app.number("select count(*) from dismissed_recommendations").await, 1, "Ben's stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_once_it_is_still_one_or_the_other() {
    let app = stocked(1, 1, 0).await;
    let ana = app.person("ana@example.org").await;
    let all = join_all((0..12).map(|at| say(&app, &ana, if at % 2 == 0 { "lockAlbum" } else { "dismissAlbum" }, 1))).await;
    assert!(all.iter().all(|said| said["album"]["id"] == "album:1"), "{all:?}");
    let both = "select (select count(*) from locked_recommendations) + (select count(*) from dismissed_recommendations)";
    assert_eq!(app.number(both).await, 1);
}

#[tokio::test]
async fn the_newest_come_first_and_a_merged_id_leads_on() {
    let app = stocked(1, 4, 0).await;
    let admin = app.administrator().await;
    for album in [2, 4, 1, 3] {
        app.app.clock.advance(TimeDelta::minutes(1));
        say(&app, &admin, if album % 2 == 0 { "lockAlbum" } else { "dismissAlbum" }, album).await;
    }
    let lists = app.data_as(&admin, LISTS).await["viewer"].take();
    assert_eq!(lists["locked"]["nodes"], json!([{"album": {"id": "album:4"}}, {"album": {"id": "album:2"}}]));
    assert_eq!(lists["dismissed"]["nodes"][0], json!({"reason": null, "album": {"id": "album:3"}}));
    let next = app.data_as(&admin, r#"{ viewer { locked(first: 1, after: "album:4") { nodes { album { id } } } } }"#).await;
    assert_eq!(next["viewer"]["locked"]["nodes"], json!([{"album": {"id": "album:2"}}]));
    let merge = r#"mutation { mergeAlbums(input: {fromId: "album:2", intoId: "album:4"}) { status } }"#;
    assert_eq!(app.data_as(&admin, merge).await["mergeAlbums"]["status"], "MERGED");
    assert_eq!(say(&app, &admin, "lockAlbum", 2).await, json!({"status": "ALREADY_LOCKED", "album": {"id": "album:4"}}));
    assert_eq!(say(&app, &admin, "dismissAlbum", 2).await, json!({"status": "DISMISSED", "album": {"id": "album:4"}}));
    assert_eq!(say(&app, &admin, "restoreAlbum", 2).await, json!({"status": "RESTORED", "album": {"id": "album:4"}}));
    assert_eq!(app.data_as(&admin, LISTS).await["viewer"]["locked"]["totalCount"], 0);
}
