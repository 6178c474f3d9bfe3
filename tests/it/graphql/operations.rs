//! Runs of jobs and outside services: for administrators; and asking for an artist anew.

use async_graphql::Request;
use chrono::TimeDelta;
use serde_json::{Value, json};
use vinilogy::identity::Requester::{self, Anonymous};

use super::stage::{code, stocked};
use crate::support::app::{TestApp, until};
use crate::support::world::{Act, World};

const RUNS: &str = "{ jobRuns(first: 100) { totalCount nodes { id job state trigger attempt done total queuedAt finishedAt error } } }";

#[tokio::test]
async fn strangers_see_no_runs_and_no_services() {
    let app = stocked(1, 1, 1).await;
    for query in [RUNS, "{ upstreams { name } }"] {
        let answer = app.ask_as(Anonymous, query).await;
        assert_eq!(code(&answer), "UNAUTHENTICATED", "{answer:#}");
        assert!(answer["data"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_sees_every_run_and_every_service() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 3, 2)]).await;
    let app = TestApp::at(&world.url, &[("DISCOGS_PER_MINUTE", "50")]).await.working();
    app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releases { totalCount } } } } }"#).await;
    let administrator = app.administrator().await;
    let answer = app.ask_as(administrator, RUNS).await;
    let runs = answer["data"]["jobRuns"]["nodes"].as_array().unwrap();
    let count = |job: &str| runs.iter().filter(|run| run["job"] == job).count();
    assert_eq!((count("fetch_artist"), count("sync_artist_albums"), count("sync_album_releases")), (1, 1, 3), "{answer:#}");
    for run in runs.iter().filter(|run| run["trigger"] == "CACHE_MISS") {
        assert_eq!((&run["state"], &run["attempt"], &run["error"]), (&json!("SUCCEEDED"), &json!(1), &Value::Null), "{run:#}");
    }
    let newest: Vec<i64> = runs.iter().map(|run| run["id"].as_str().unwrap()[4..].parse().unwrap()).collect();
    assert!(newest.is_sorted_by(|a, b| a > b), "the newest first: {newest:?}");

    let some = app.ask_as(administrator, r#"{ jobRuns(job: "sync_album_releases", state: SUCCEEDED, first: 2) { totalCount nodes { job } pageInfo { hasNextPage endCursor } } }"#).await;
    let some = &some["data"]["jobRuns"];
    assert_eq!((&some["totalCount"], &some["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
    let rest = format!(
        "{{ jobRuns(job: \"sync_album_releases\", after: {}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}",
        some["pageInfo"]["endCursor"]
    );
    let rest = app.ask_as(administrator, &rest).await;
    assert_eq!(rest["data"]["jobRuns"]["nodes"].as_array().unwrap().len(), 1, "{rest:#}");
    assert_eq!(rest["data"]["jobRuns"]["pageInfo"], json!({"hasNextPage": false, "hasPreviousPage": true}));

    let answer = app.ask_as(administrator, "{ upstreams { name configured limitPerMinute usedLastMinute healthy problem } }").await;
    let services = answer["data"]["upstreams"].as_array().unwrap();
    let names: Vec<_> = services.iter().map(|service| service["name"].as_str().unwrap()).collect();
    for name in ["lastfm", "musicbrainz", "coverart", "commons", "discogs"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let discogs = services.iter().find(|service| service["name"] == "discogs").unwrap();
    assert_eq!(
        *discogs,
        json!({"name": "discogs", "configured": true, "limitPerMinute": 50, "usedLastMinute": 3, "healthy": true, "problem": null})
    );
}

async fn refresh(app: &TestApp, id: &str) -> Value {
    let query = format!("mutation {{ refreshArtist(input: {{artistId: {id:?}}}) {{ status run {{ id state trigger }} }} }}");
    app.data(&query).await["refreshArtist"].take()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_artist_is_asked_for_anew_once_and_not_too_soon() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 2)]).await;
    let mut app = TestApp::at(&world.url, &[]).await.working();
    app.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releases { totalCount } } } } }"#).await;
    assert_eq!(refresh(&app, "artist:99").await, json!({"status": "UNKNOWN_ARTIST", "run": null}));
    assert_eq!(refresh(&app, "artist:1").await, json!({"status": "TOO_SOON", "run": null}));
    let answer = app.ask(r#"mutation { refreshArtist(input: {artistId: "album:1"}) { status } }"#).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer:#}");

    until(&app.app, "nothing is left to do", || async {
        app.number("select count(*) from job_runs where state in ('queued', 'running')").await == 0
    })
    .await;
    app.app.clock.advance(TimeDelta::minutes(11));
    app.rest().await;
    let before = world.total();
    let first = refresh(&app, "artist:1").await;
    assert_eq!(
        (&first["status"], &first["run"]["state"], &first["run"]["trigger"]),
        (&json!("QUEUED"), &json!("QUEUED"), &json!("MANUAL"))
    );
    let second = refresh(&app, "artist:1").await;
    assert_eq!((&second["status"], &second["run"]["id"]), (&json!("ALREADY_QUEUED"), &first["run"]["id"]));

    // Whoever ordered it may follow it.
    let query = format!("subscription {{ jobRun(id: {}) {{ state done total message }} }}", first["run"]["id"]);
    let app = app.working();
    let states = app.follow(&query).await;
    assert_eq!(states.last().unwrap()["data"]["jobRun"]["state"], "SUCCEEDED", "{states:#?}");
    assert!(world.total() > before, "the providers were asked again");
    assert_eq!(refresh(&app, "artist:1").await["status"], "TOO_SOON");
}

#[tokio::test]
async fn nobody_follows_what_is_not_theirs_or_not_there() {
    let app = stocked(1, 1, 1).await;
    let client = crate::support::database::connect(&app.url).await;
    let run = "insert into job_runs (job, key, payload, trigger, priority, queued_at, state) values ('sync_shop', 'k', '{}', 'cron', 5, now(), 'succeeded')";
    client.batch_execute(run).await.unwrap();
    for id in ["run:1", "run:99"] {
        let answers = app.follow(&format!("subscription {{ jobRun(id: {id:?}) {{ state }} }}")).await;
        assert_eq!(code(&answers[0]), "NOT_FOUND", "{answers:#?}");
    }
    let answers = app.follow(r#"subscription { jobRun(id: "artist:1") { state } }"#).await;
    assert_eq!(code(&answers[0]), "BAD_USER_INPUT", "{answers:#?}");
    let by_id = |requester: Requester| app.run(Request::new(r#"{ node(id: "run:1") { id } }"#), requester);
    assert_eq!(by_id(Anonymous).await["data"]["node"], Value::Null, "what is not yours reads as null");
    assert_eq!(by_id(app.administrator().await).await["data"]["node"]["id"], "run:1");
}
