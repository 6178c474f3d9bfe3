//! SIGTERM cuts no request and loses no job.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use vinilogy::catalog::crawl;
use vinilogy::catalog::sync::ArtistSubject;

use crate::support::app::{TestApp, client};
use crate::support::database;
use crate::support::process::{Surroundings, until};
use crate::support::world::{Act, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_miss_under_way_is_answered() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 2, 120)]).await;
    let url = database::fresh().await;
    let mut server = Surroundings::new(&url, &world.url, &[]).serve(&[]).await;
    let held = world.hold().await;
    let query = r#"{ artist(by: {name: "Blue Lines"}) { name albums { totalCount nodes { releases { totalCount } } } } }"#;
    let request = client().post(server.url.join("/graphql").unwrap()).json(&json!({ "query": query }));
    let answer = tokio::spawn(async move { request.send().await.unwrap().json::<Value>().await.unwrap() });
    until("a provider is asked", || async { world.total() > 0 }).await;
    server.process.signal(Signal::SIGTERM);
    let port = server.url.socket_addrs(|| None).unwrap();
    until("the port refuses", || async { TcpStream::connect(&*port).await.is_err() }).await;
    assert!(!answer.is_finished() && server.process.is_running());
    drop(held);
    // Four more look-ups were still to come when the word was given.
    let right = json!({ "releases": { "totalCount": 120 } });
    assert_eq!(
        answer.await.unwrap()["data"]["artist"],
        json!({ "name": "Blue Lines", "albums": { "totalCount": 2, "nodes": [right, right] } })
    );
    assert!(server.process.ended().await.success());
    assert_eq!(database::number(&url, "select count(*) from job_runs where state <> 'succeeded'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_at_work_and_waiting_go_on_in_the_next_process() {
    let names: Vec<String> = (0..30).map(|at| format!("Act {at}")).collect();
    let world = World::start(names.iter().zip(1..).map(|(name, number)| Act::usual(number, name, 1, 1)).collect()).await;
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &world.url, &[]);
    let seen = TestApp::over(url.clone(), &world.url, &[]).await;
    let held = world.hold().await;
    crawl::seed_artists(&seen.app, names.iter().cloned().map(ArtistSubject::Name).collect(), "seed").await.unwrap();
    let mut first = house.start(&["worker"]);
    // A crawl of artists works in sixteen lanes.
    until("jobs are at work", || async { world.total() == 16 }).await;
    first.signal(Signal::SIGTERM);
    // The providers stay silent for longer than a stopping process waits for them.
    let told = Instant::now();
    assert!(first.ended().await.success());
    assert!(told.elapsed() < Duration::from_secs(35), "it stopped after {:?}", told.elapsed());
    let given_back = "select count(*) from graphile_worker._private_jobs where locked_at is null and run_at <= now() and attempts = 0";
    assert_eq!(database::number(&url, given_back).await, 30, "all are given back, none is lost, none has used up an attempt");
    assert_eq!(database::number(&url, "select count(*) from artists").await, 0);
    let started = Instant::now();
    let _next = house.start(&["worker"]);
    until("the next process works", || async { world.total() >= 32 }).await;
    assert!(started.elapsed() < Duration::from_secs(15), "at once, not after a recovery: {:?}", started.elapsed());
    drop(held);
    let done = "select count(*) from job_runs where state = 'succeeded' and attempt = 1";
    until("all are looked up", || async { database::number(&url, done).await == 30 }).await;
    assert_eq!(database::number(&url, "select count(*) from artists").await, 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_can_end_is_let_end() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, 1500)]).await;
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &world.url, &[]);
    let seen = TestApp::over(url.clone(), &world.url, &[]).await.working();
    seen.data(r#"{ artist(by: {name: "Blue Lines"}) { albums { totalCount } } }"#).await;
    let mut seen = seen;
    seen.rest().await;
    crawl::sync_releases(&seen.app, None, None, crawl::by_hand(&seen.app)).await.unwrap();
    let before = world.total();
    let mut first = house.start(&["worker"]);
    until("the first pages are asked for", || async { world.total() >= before + 2 }).await;
    let held = world.hold().await;
    first.signal(Signal::SIGTERM);
    drop(held);
    assert!(first.ended().await.success());
    let pages = database::number(&url, "select releases_next_page::bigint - 1 from albums where releases_synced_at is null").await;
    assert_eq!(database::number(&url, "select count(*) from releases").await, pages * 100);
    assert_eq!(world.total() - before, usize::try_from(pages).unwrap(), "the page that was asked for is stored");
    let _next = house.start(&["worker"]);
    until("all is fetched", || async { database::number(&url, "select count(*) from releases").await == 1500 }).await;
    assert_eq!(world.total() - before, 15, "each page was asked for once");
}
