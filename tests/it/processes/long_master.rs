//! A master with 1,500 versions: every one of them, each page once, across a killed worker.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use vinilogy::catalog::crawl;
use vinilogy::catalog::sync::ArtistSubject;

use crate::support::app::{self, TestApp};
use crate::support::database;
use crate::support::process::{Surroundings, until};
use crate::support::world::{Act, World, pressings};

const VERSIONS: u32 = 1500;
const PAGES: usize = 15;
const MASTER: i64 = 1001;

fn page(number: usize) -> String {
    format!("/masters/{MASTER}/versions page={number}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ends_with_every_row_and_goes_on_where_it_stopped() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, VERSIONS)]).await;
    let url = database::fresh().await;
    let house = Surroundings::new(&url, &world.url, &[]);
    let seen = TestApp::over(url.clone(), &world.url, &[]).await;
    crawl::seed_artists(&seen.app, vec![ArtistSubject::Name("Blue Lines".to_owned())], "seed").await.unwrap();
    let mut worker = house.start(&["worker"]);
    until("the artist is stored", || async { database::number(&url, "select count(*) from artists").await == 1 }).await;
    crawl::enrich_albums(&seen.app, None, None).await.unwrap();
    until("the album is stored", || async { database::number(&url, "select count(*) from albums").await == 1 }).await;
    crawl::sync_releases(&seen.app, None, None, crawl::by_hand(&seen.app)).await.unwrap();

    let eighth = "select count(*) from albums where releases_next_page >= 8";
    until("half of the pages are stored", || async { database::number(&url, eighth).await == 1 }).await;
    worker.kill().await;
    let (killed, stopped_at) = (Instant::now(), database::number(&url, "select releases_next_page::bigint from albums").await);
    assert!((8..=15).contains(&stopped_at), "{stopped_at}");
    let rows = database::number(&url, "select count(*) from releases").await;
    assert_eq!(rows, (stopped_at - 1) * 100, "what was fetched is stored");

    let _next = house.start(&["worker"]);
    let done = "select count(*) from job_runs where job = 'sync_album_releases' and state = 'succeeded'";
    until("the rest is fetched", || async { database::number(&url, done).await == 1 }).await;
    assert!(killed.elapsed() < Duration::from_mins(1), "the killed worker's job was running again after {:?}", killed.elapsed());
    assert_eq!(database::number(&url, "select count(*) from releases where withdrawn_at is null").await, i64::from(VERSIONS));
    assert_eq!(database::number(&url, "select count(distinct discogs_id) from releases").await, i64::from(VERSIONS));
    let asked: Vec<usize> = (1..=PAGES).map(|number| world.calls()[&page(number)]).collect();
    assert!(asked.iter().sum::<usize>() <= PAGES + 1 && asked.iter().all(|count| *count <= 2), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_time_changes_nothing_and_says_so_and_what_is_gone_is_withdrawn() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 1, VERSIONS)]).await;
    let app = TestApp::at(&world.url, &[]).await.working();
    let query = r#"{ artist(by: {name: "Blue Lines"}) { albums { nodes { releasesSync { state } releases { totalCount } } } } }"#;
    let count = async || app.data(query).await["artist"]["albums"]["nodes"][0]["releases"]["totalCount"].as_i64().unwrap();
    assert_eq!(count().await, i64::from(VERSIONS));
    let rows = "select discogs_id, title, country, year, format, label, catalog_number, updated_at, withdrawn_at from releases order by 1";
    let before = app.lines(rows).await;

    // The real command, on a list that has become old.
    age(&app).await;
    let house = Surroundings::new(&app.url, &world.url, &[]);
    let said = house.start(&["sync-releases"]).succeeds().await;
    assert!(
        said.contains("pressings of 1 albums fetched, 0 failed, 0 open; those of 0 others were fetched before\n1500 vinyl releases found, 0 new, 0 updated, 1500 unchanged"),
        "{said}"
    );
    let last = app.lines("select message from job_runs where job = 'sync_album_releases' order by id desc limit 1").await;
    assert_eq!(last, ["(\"Blue Lines Album 0: page 15 of 15, 0 new, 0 updated, 100 unchanged\")"]);
    assert_eq!(app.lines(rows).await, before);
    assert_eq!(world.calls()[&page(PAGES)], 2, "it was asked again");

    let gone = pressings(MASTER, VERSIONS)[700];
    world.delete_release(gone);
    app.app.clock.advance(TimeDelta::days(31));
    assert_eq!(count().await, i64::from(VERSIONS), "what is old is given, and refreshed behind");
    let withdrawn = format!("select count(*) from releases where discogs_id = {gone} and withdrawn_at is not null");
    app::until(&app.app, "the pressing is withdrawn", || async { app.number(&withdrawn).await == 1 }).await;
    assert_eq!(app.number("select count(*) from releases").await, i64::from(VERSIONS), "withdrawn, not lost");
    assert_eq!(app.number("select count(*) from releases where withdrawn_at is not null").await, 1);
    assert_eq!(count().await, i64::from(VERSIONS) - 1);
}

async fn age(app: &TestApp) {
    database::connect(&app.url)
        .await
        .batch_execute("update albums set releases_synced_at = releases_synced_at - interval '31 days'")
        .await
        .unwrap();
}
