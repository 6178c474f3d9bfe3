//! What Discogs deletes is marked, not lost.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::world::{Act, World, pressings};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_pressing_leaves_the_list_and_keeps_its_row() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 3)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let query = r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releases { totalCount nodes { discogsId } }
        gone: releases(filter: {withdrawn: true}) { totalCount nodes { discogsId withdrawnAt } } } } } }"#;
    let before = app.data(query).await;
    assert_eq!(before.pointer("/artist/albums/nodes/0/releases/totalCount"), Some(&json!(3)));
    let deleted = pressings(1001, 3)[1];
    world.delete_release(deleted);
    app.app.clock.advance(TimeDelta::days(31));
    app.data(query).await;
    let marked = "select count(*) from releases where withdrawn_at is not null";
    until(&app.app, "the deleted pressing is marked", || async { app.number(marked).await == 1 }).await;
    let after = app.data(query).await;
    assert_eq!(after.pointer("/artist/albums/nodes/0/releases/totalCount"), Some(&json!(2)));
    assert_eq!(after.pointer("/artist/albums/nodes/0/gone/nodes/0/discogsId"), Some(&json!(deleted)));
    assert!(after.pointer("/artist/albums/nodes/0/gone/nodes/0/withdrawnAt").unwrap().is_string());
    assert_eq!(app.number("select count(*) from releases").await, 3);
}
