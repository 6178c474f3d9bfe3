//! Artists that people name as their taste.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::graphql::stage::{code, stocked};
use crate::support::app::TestApp;
use crate::support::world::{Act, World};

const LIST: &str = "{ viewer { seeds { totalCount nodes { source artist { name } } } } }";

fn add(input: &str) -> String {
    format!("mutation {{ addSeedArtist(input: {{{input}}}) {{ status seed {{ source addedAt artist {{ id name }} }} }} }}")
}

fn remove(id: &str) -> String {
    format!("mutation {{ removeSeedArtist(input: {{artistId: {id:?}}}) {{ status artist {{ name }} }} }}")
}

async fn added(app: &TestApp, who: &Requester, input: &str) -> (Value, Value) {
    let answer = app.data_as(who, &add(input)).await["addSeedArtist"].take();
    (answer["status"].clone(), answer["seed"]["artist"]["name"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_artist_is_named_by_id_or_by_name_and_looked_up_where_need_be() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 1)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    assert_eq!(added(&app, &ana, r#"name: "Blue Lines""#).await, (json!("ADDED"), json!("Blue Lines")), "a miss is looked up");
    for input in [r#"name: " blue  lines ""#, r#"artistId: "artist:1""#] {
        assert_eq!(added(&app, &ana, input).await, (json!("ALREADY_ADDED"), json!("Blue Lines")), "{input}");
    }
    for input in [r#"name: "Nobody At All""#, r#"artistId: "artist:999""#] {
        assert_eq!(added(&app, &ana, input).await, (json!("UNKNOWN_ARTIST"), Value::Null), "{input}");
    }
    let one = json!({"viewer": {"seeds": {"totalCount": 1, "nodes": [{"source": "manual", "artist": {"name": "Blue Lines"}}]}}});
    assert_eq!(app.data_as(&ana, LIST).await, one);
    for (id, right) in [
        ("artist:1", json!({"status": "REMOVED", "artist": {"name": "Blue Lines"}})),
        ("artist:1", json!({"status": "NOT_FOUND", "artist": {"name": "Blue Lines"}})),
        ("artist:999", json!({"status": "NOT_FOUND", "artist": null})),
    ] {
        assert_eq!(app.data_as(&ana, &remove(id)).await["removeSeedArtist"], right, "{id}");
    }
    for input in ["", r#"name: "  ""#, r#"artistId: "album:1""#, r#"name: "a", artistId: "artist:1""#] {
        let answer = app.ask_as(ana, &add(input)).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{input}\n{answer:#}");
    }
    world.set_down("lastfm", true);
    world.set_down("musicbrainz", true);
    let answer = app.ask_as(ana, &add(r#"name: "Somebody""#)).await;
    assert_eq!(code(&answer), "UPSTREAM_UNAVAILABLE", "who cannot be looked up is not unknown: {answer:#}");
    assert_eq!(app.number("select count(*) from user_seed_artists").await, 0);
}

/// Nobody works the queue: the look-up waits until the request's time is up, and no longer.
#[tokio::test]
async fn a_look_up_that_takes_too_long_adds_nothing() {
    let world = World::start(vec![]).await;
    let app = TestApp::at(&world.url, &[("LOOKUP_WAIT", "200ms")]).await;
    let ana = app.person("ana@example.org").await;
    let answer = app.ask_as(ana, &add(r#"name: "Blue Lines""#)).await;
    assert_eq!(code(&answer), "TIMEOUT", "{answer:#}");
    assert_eq!(app.number("select count(*) from user_seed_artists").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_adds_it() {
    let app = stocked(1, 0, 0).await;
    let ana = app.person("ana@example.org").await;
    let all = join_all((0..8).map(|_| added(&app, &ana, r#"artistId: "artist:1""#))).await;
    assert_eq!(all.iter().filter(|(status, _)| status == "ADDED").count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|(status, _)| status == "ALREADY_ADDED").count(), 7, "{all:?}");
    assert_eq!(app.number("select count(*) from user_seed_artists").await, 1);
}

#[tokio::test]
async fn the_newest_come_first_and_pages_follow_one_another() {
    let app = stocked(5, 0, 0).await;
    let ana = app.person("ana@example.org").await;
    for id in [3, 1, 5, 2, 4] {
        app.app.clock.advance(TimeDelta::minutes(1));
        added(&app, &ana, &format!("artistId: \"artist:{id}\"")).await;
    }
    let (mut met, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ viewer {{ seeds(first: 2{after}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage endCursor }}
                edges {{ cursor node {{ artist {{ id }} }} }} }} }} }}"
        );
        let page = app.data_as(&ana, &query).await["viewer"]["seeds"].take();
        assert_eq!((&page["totalCount"], &page["pageInfo"]["hasPreviousPage"]), (&json!(5), &json!(!met.is_empty())));
        for edge in page["edges"].as_array().unwrap() {
            assert_eq!(edge["cursor"], edge["node"]["artist"]["id"]);
            met.push(edge["cursor"].as_str().unwrap().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(met, ["artist:4", "artist:2", "artist:5", "artist:1", "artist:3"]);
    let none = app.data_as(&ana, "{ viewer { seeds(first: 0) { totalCount nodes { source } pageInfo { hasNextPage } } } }").await;
    assert_eq!(none["viewer"]["seeds"], json!({"totalCount": 5, "nodes": [], "pageInfo": {"hasNextPage": true}}));
    for arguments in [r#"after: "artist:99""#, r#"after: "album:1""#, "first: 101", "first: -1"] {
        let answer = app.ask_as(ana, &format!("{{ viewer {{ seeds({arguments}) {{ totalCount }} }} }}")).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{arguments}");
    }
    app.data_as(&ana, &remove("artist:5")).await;
    let answer = app.ask_as(ana, r#"{ viewer { seeds(after: "artist:5") { totalCount } } }"#).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "a cursor that is gone is not the beginning");
}

#[tokio::test]
async fn the_id_of_a_merged_artist_leads_to_the_one_that_stayed() {
    let app = stocked(3, 0, 0).await;
    let admin = app.administrator().await;
    assert_eq!(added(&app, &admin, r#"artistId: "artist:1""#).await.0, "ADDED");
    let merge = r#"mutation { mergeArtists(input: {fromId: "artist:1", intoId: "artist:2"}) { status } }"#;
    assert_eq!(app.data_as(&admin, merge).await["mergeArtists"]["status"], "MERGED");
    assert_eq!(app.data_as(&admin, LIST).await["viewer"]["seeds"]["nodes"][0]["artist"]["name"], "Artist 2");
    assert_eq!(added(&app, &admin, r#"artistId: "artist:1""#).await, (json!("ALREADY_ADDED"), json!("Artist 2")));
    let removed = app.data_as(&admin, &remove("artist:1")).await["removeSeedArtist"].take();
    assert_eq!(removed, json!({"status": "REMOVED", "artist": {"name": "Artist 2"}}));
}
