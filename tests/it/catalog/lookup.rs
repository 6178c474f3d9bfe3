//! Stored, stale or missing, seen from GraphQL.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::world::{Act, Record, World};

const WHOLE: &str = r#"{ artist(by: {name: "Blue Lines"}) { name popularity albumsSync { state } albums(first: 50) {
    totalCount nodes { title firstReleaseYear releasesSync { state } releases(first: 100) { totalCount nodes { discogsId } } } } } }"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_miss_asks_everybody_once_and_the_second_time_nobody() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 3, 7)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let first = app.data(WHOLE).await;
    assert_eq!(first["artist"]["albums"]["totalCount"], 3);
    assert_eq!(first["artist"]["albumsSync"]["state"], "FRESH");
    for album in first["artist"]["albums"]["nodes"].as_array().unwrap() {
        assert_eq!((&album["releases"]["totalCount"], &album["releasesSync"]["state"]), (&json!(7), &json!("FRESH")));
    }
    let calls = world.calls();
    assert!(calls.values().all(|count| *count == 1), "{calls:#?}");
    // Last.fm's page and similar artists, one page of albums, one page of pressings each.
    assert_eq!(world.total(), 2 + 1 + 3, "{calls:#?}");
    for provider in ["lastfm", "musicbrainz", "discogs"] {
        world.set_down(provider, true);
    }
    assert_eq!(app.data(WHOLE).await, first);
    assert_eq!(world.total(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_spelling_finds_the_artist_that_is_stored() {
    let names = ["Кино", "坂本龍一", "The The", "!!!", "A-ha", "MØ", "Nirvana (2)", "Nirvana"];
    let world = World::start(names.iter().zip(1..).map(|(name, number)| Act::usual(number, name, 1, 1)).collect()).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let mut ids = std::collections::HashSet::new();
    for name in names {
        let answer = app.data(&format!("{{ artist(by: {{name: {name:?}}}) {{ id name }} }}")).await;
        assert_eq!(answer["artist"]["name"], name);
        assert!(ids.insert(answer["artist"]["id"].as_str().unwrap().to_owned()), "{name} is somebody else");
    }
    assert_eq!(app.number("select count(*) from artists").await, 8);
    let before = world.total();
    for (spelling, name) in [("кино", "Кино"), ("the the", "The The"), ("A‐ha", "A-ha"), ("THE  THE", "The The")] {
        let answer = app.data(&format!("{{ artist(by: {{name: {spelling:?}}}) {{ name }} }}")).await;
        assert_eq!(answer["artist"]["name"], name);
    }
    assert_eq!(world.total(), before, "the database answered alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn has_none_is_remembered_for_a_week_and_failed_is_not() {
    let world = World::start(vec![]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let query = r#"{ artist(by: {name: "Nobody At All"}) { id } }"#;
    assert_eq!(app.data(query).await, json!({"artist": null}));
    let asked = world.total();
    assert_eq!(app.data(query).await, json!({"artist": null}));
    assert_eq!(world.total(), asked, "it is known that there is none");
    app.app.clock.advance(TimeDelta::days(8));
    assert_eq!(app.data(query).await, json!({"artist": null}));
    assert!(world.total() > asked, "after a week it is asked again");

    world.set_down("lastfm", true);
    world.set_down("musicbrainz", true);
    let query = r#"{ artist(by: {name: "Somebody"}) { id } }"#;
    let answer = app.ask(query).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_UNAVAILABLE", "{answer:#}");
    assert_eq!(app.number("select count(*) from provider_absences where subject like '%somebody'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_answer_is_given_at_once_and_refreshed_behind() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 2)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    app.data(WHOLE).await;
    let before = world.total();
    app.app.clock.advance(TimeDelta::days(31));
    let held = world.hold().await;
    let answer = app.data(WHOLE).await;
    assert_eq!(answer["artist"]["albums"]["nodes"][0]["releasesSync"]["state"], "STALE", "given while no provider answers");
    drop(held);
    let refreshed = "select count(*) from albums where releases_synced_at > now() + interval '30 days'";
    until(&app.app, "the pressings are fetched anew", || async { app.number(refreshed).await == 1 }).await;
    until(&app.app, "everything is refreshed", || async { world.total() == before + 4 }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_provider_is_told_and_never_turns_a_stored_answer_into_an_error() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 2, 2)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    world.set_down("discogs", true);
    let answer = app.data(WHOLE).await;
    assert_eq!(answer["artist"]["albums"]["totalCount"], 2);
    for album in answer["artist"]["albums"]["nodes"].as_array().unwrap() {
        assert_eq!((&album["releases"]["totalCount"], &album["releasesSync"]["state"]), (&json!(0), &json!("FAILED")));
    }
    let problem = app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releasesSync { problem retryAt } } } } }"#).await;
    let sync = &problem["artist"]["albums"]["nodes"][0]["releasesSync"];
    assert!(sync["problem"].as_str().unwrap().starts_with("Discogs is unavailable"), "{sync}");
    assert!(sync["retryAt"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_time_is_up_what_there_is_is_returned_and_said_to_be_incomplete() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 2)]).await;
    let app = TestApp::at(&world.url, &[("LOOKUP_WAIT", "2s")]).await.working();
    app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { totalCount } } }"#).await;
    let held = world.hold().await;
    let answer = app.data(WHOLE).await;
    let album = &answer["artist"]["albums"]["nodes"][0];
    assert_eq!((&album["releases"]["totalCount"], &album["releasesSync"]["state"]), (&json!(0), &json!("SYNCING")));
    let error = app.ask(r#"{ artist(by: {name: "Somebody Else"}) { id } }"#).await;
    assert_eq!(error["errors"][0]["extensions"]["code"], "TIMEOUT", "{error:#}");
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_lastfm_key_musicbrainz_answers_alone() {
    let world = World::start(vec![Act { on_lastfm: false, ..Act::usual(1, "Blue Lines", 2, 1) }]).await;
    let app = TestApp::at(&world.url, &[("LASTFM_API_KEY", "")]).await.working();
    let answer = app.data(WHOLE).await;
    assert_eq!((&answer["artist"]["name"], &answer["artist"]["albums"]["totalCount"]), (&json!("Blue Lines"), &json!(2)));
    assert!(world.calls().keys().all(|key| !key.starts_with("/2.0")), "{:?}", world.calls());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn similar_artists_are_stored_by_name_and_completed_when_asked_for() {
    let main = Act { similar: vec!["Second".to_owned(), "Third".to_owned()], ..Act::usual(1, "Blue Lines", 0, 0) };
    let world = World::start(vec![main, Act { lastfm_knows_mbid: false, ..Act::usual(2, "Second", 1, 3) }]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let answer = app.data(r#"{ artist(by: {name: "Blue Lines"}) { similarArtists { edges { score node { name popularity } } } } }"#).await;
    let edges = answer["artist"]["similarArtists"]["edges"].as_array().unwrap();
    assert_eq!(edges[0], json!({"score": 0.99, "node": {"name": "Second", "popularity": 0.0}}));
    assert_eq!(world.total(), 2, "one page and one list: nobody is asked about the similar ones");
    let answer = app.data(r#"{ artist(by: {name: "Second"}) { popularity albums { nodes { releases { totalCount } } } } }"#).await;
    assert_eq!(answer["artist"], json!({"popularity": 1234.0, "albums": {"nodes": [{"releases": {"totalCount": 3}}]}}));
    assert_eq!(app.number("select count(*) from artists").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_albums_are_stored_and_left_out_unless_asked_for() {
    let mut act = Act::usual(1, "Blue Lines", 2, 1);
    act.records[1] = Record { secondary_types: vec!["Live".to_owned()], ..act.records[1].clone() };
    let world = World::start(vec![act]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let answer = app
        .data(r#"{ artist(by: {name: "Blue Lines"}) { albums { totalCount } all: albums(studioOnly: false) { nodes { isStudio } } } }"#)
        .await;
    assert_eq!(answer["artist"], json!({"albums": {"totalCount": 1}, "all": {"nodes": [{"isStudio": true}, {"isStudio": false}]}}));
}
