//! The taste model: learnt by a job, stored, and used.

use serde_json::Value;

use super::stage::{items, play, set};
use crate::graphql::stage::{demo, stocked};
use crate::support::app::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_of_the_same_taste_play_is_recommended() {
    // Forty artists of one album, whom nobody calls similar to anybody.
    let mut app = stocked(40, 1, 1).await.working();
    let admin = app.administrator().await;
    app.batch("insert into users (email, password_hash) select 'p' || n || '@example.org', 'x' from generate_series(2, 61) as n").await;
    // Four circles of ten artists; everybody plays six of theirs.
    app.batch(
        "insert into listened_artists (name, normalized_name, artist_id, next_try_at) select name, normalized_name, id, now() from artists;
         insert into listening_snapshots (user_id, source, period, payload_hash, payload)
             select users.id, 'lastfm', 'overall', 'h', jsonb_agg(jsonb_build_object('artist', 'Artist ' || (users.id % 4) * 10 + 1 + (users.id / 4 + n) % 10, 'album', 'x', 'plays', 100))
             from users, generate_series(0, 5) as n where users.id > 1 group by users.id",
    )
    .await;
    let learn = "mutation { learnTaste(input: {}) { run { id job } } }";
    assert_eq!(app.data_as(&admin, "{ recommenderReport { version } }").await["recommenderReport"], Value::Null);
    assert_eq!(app.data_as(&admin, learn).await["learnTaste"]["run"]["job"], "learn_taste");
    until(&app.app, "it is learnt", async || app.number("select count(*) from taste_models").await == 1).await;
    let report = app.data_as(&admin, "{ recommenderReport { version people artists splitAt model { recall } } }").await;
    assert_eq!((&report["recommenderReport"]["people"], &report["recommenderReport"]["artists"]), (&60.into(), &40.into()), "{report:#}");
    // Somebody new, who chose two of the third circle.
    let ana = app.person("ana@example.org").await;
    let user = app.number("select max(id) from users").await;
    app.batch(&format!("insert into user_seed_artists (user_id, artist_id, source) values ({user}, 21, 'manual'), ({user}, 24, 'manual')"))
        .await;
    let set = set(&app, &ana).await;
    let artist = |item: &Value| item["album"]["artist"]["id"].as_str().unwrap().strip_prefix("artist:").unwrap().parse::<i64>().unwrap();
    let first: Vec<i64> = items(&set).iter().take(10).map(artist).collect();
    assert!(first.iter().all(|artist| (21..=30).contains(artist)), "{first:?}");
    let third = &items(&set)[2];
    assert!(third["explanation"].as_str().unwrap().contains("Cerca de Artist 2"), "{third:#}");
    assert_eq!(app.number("select model_version from recommendation_sets order by user_id desc limit 1").await, 1);
    for version in 2..=4 {
        app.data_as(&admin, learn).await;
        until(&app.app, "again", async || app.number("select max(version) from taste_models").await == version).await;
    }
    assert_eq!(app.number("select count(*) from taste_models").await, 2, "older ones are forgotten");
    app.data_as(&ana, "mutation { refreshRecommendations(input: {}) { set { id } } }").await;
    assert_eq!(app.number("select model_version from recommendation_sets order by user_id desc limit 1").await, 4, "the newest is read");
    app.rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_alone_and_a_model_that_nobody_can_read_are_no_trouble() {
    let app = demo().await.working();
    let admin = app.administrator().await;
    for album in [1, 2, 3] {
        play(&app, &admin, album, 20).await;
    }
    app.data_as(&admin, "mutation { learnTaste(input: {}) { run { id } } }").await;
    until(&app.app, "it is learnt", async || app.number("select count(*) from taste_models").await == 1).await;
    assert_eq!(set(&app, &admin).await["items"]["totalCount"], 20);
    app.batch("insert into taste_models (learnt_at, people, artists, model, report) values (now(), 1, 1, '\\x07', '{}')").await;
    app.data_as(&admin, "mutation { refreshRecommendations(input: {}) { set { id } } }").await;
    assert_eq!(set(&app, &admin).await["items"]["totalCount"], 20);
}
