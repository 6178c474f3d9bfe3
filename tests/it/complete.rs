//! Answers are complete: fields in the order asked for, `null` where one failed.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::world::{Act, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_failed_is_null_and_every_field_is_in_its_place() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 2, 3)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releases { totalCount } } } } }"#).await;
    for provider in ["lastfm", "musicbrainz", "discogs"] {
        world.set_down(provider, true);
    }
    let text = app
        .text(
            r#"{ z: artist(by: {name: "Nobody"}) { name } b: artist(by: {name: "Blue Lines"}) { ...Names albums { nodes { title
                 releases(after: "nonsense") { totalCount } id } totalCount } } a: artists { totalCount } node(id: "artist:1") { id ... on Artist { name } } }
               fragment Names on Artist { name id }"#,
        )
        .await;
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        answer["data"],
        json!({"z": null, "b": null, "a": {"totalCount": 1}, "node": {"id": "artist:1", "name": "Blue Lines"}}),
        "{answer:#}"
    );
    let places: Vec<usize> = [r#""z""#, r#""b""#, r#""a""#, r#""node""#].iter().map(|key| text.find(key).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    // One failed list for each album, and the artist who is not stored.
    assert_eq!(answer["errors"].as_array().unwrap().len(), 3, "{answer:#}");

    let alone = app.ask(r#"{ artist(by: {name: "Nobody"}) { name } }"#).await;
    assert_eq!(alone["data"], json!({"artist": null}));
    let refused = app.ask("{ nothing }").await;
    assert!(refused["data"].is_null(), "{refused}");
}
