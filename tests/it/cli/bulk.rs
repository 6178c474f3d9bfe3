//! The bulk commands: they order work, do it themselves, and say what became of it.

use super::run::{run, works};
use crate::support::app::TestApp;
use crate::support::database;
use crate::support::world::{Act, World};

/// A file in a folder that goes with the test.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("artists.csv");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seed_artists_reads_a_csv_line_by_line_and_asks_for_nobody_twice() {
    let (first, second) = (Act::usual(1, "Blue Lines", 1, 1), Act { similar: vec!["Third".to_owned()], ..Act::usual(2, "Second", 1, 1) });
    let second_mbid = second.mbid();
    let world = World::start(vec![first, second]).await;
    let url = database::fresh().await;
    let text = format!("name,mbid\nBlue Lines,\n,{second_mbid}\n,\nSomebody,not-an-mbid\n\"Blue  Lines\",\nNobody At All,\n");
    let (_folder, path) = file(&text);
    let said = works(&["seed-artists", "--csv", &path], &url, &world.url).await;
    println!("{said}");
    assert!(said.contains("line 4: has neither a name nor an MBID"), "{said}");
    assert!(said.contains("line 5: \"not-an-mbid\" is not an MBID"), "{said}");
    assert!(said.contains(" failed, 0 open"), "{said}");
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    let names = app.lines("select name from artists order by name").await;
    assert_eq!(names, ["(\"Blue Lines\")", "(Second)", "(Third)"], "the third is known by name alone");
    assert_eq!(app.number("select count(*) from artists where source = 'seed'").await, 2);

    let asked = world.calls();
    let said = works(&["seed-artists", "--csv", &path], &url, &world.url).await;
    println!("{said}");
    assert_eq!(world.calls(), asked, "the second time nobody is asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_none_is_said_so() {
    let world = World::start(vec![]).await;
    let url = database::fresh().await;
    let said = run(&["seed-artists", "--csv", "nowhere.csv"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("nowhere.csv cannot be read"), "{said:#?}");
    let (_folder, path) = file("artist,year\nBlue Lines,1991\n");
    let said = run(&["seed-artists", "--csv", &path], &url, &world.url).await;
    assert!(said.code == Some(1) && said.err.contains("neither `name` nor `mbid`"), "{said:#?}");
    let (_folder, path) = file("name\n");
    let said = run(&["seed-artists", "--csv", &path], &url, &world.url).await;
    assert_eq!(said.code, Some(0), "nobody to seed is not a failure: {said:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrich_and_sync_fill_the_catalogue_and_sum_up() {
    let mut act = Act::usual(1, "Blue Lines", 3, 120);
    act.records[2].masters.clear();
    act.records[2].pressings = 7;
    let world = World::start(vec![act, Act::usual(2, "Second", 2, 5)]).await;
    let url = database::fresh().await;
    let (_folder, path) = file("name\nBlue Lines\nSecond\n");
    works(&["seed-artists", "--csv", &path], &url, &world.url).await;

    let said = works(&["enrich-albums", "--limit", "1"], &url, &world.url).await;
    assert!(said.contains("albums of 1 artists fetched, 0 failed, 0 open"), "{said}");
    let said = works(&["enrich-albums"], &url, &world.url).await;
    assert!(said.contains("albums of 1 artists fetched, 0 failed, 0 open"), "the other one: {said}");
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    assert_eq!(app.number("select count(*) from albums").await, 5);

    let said = works(&["sync-releases"], &url, &world.url).await;
    println!("{said}");
    assert!(said.contains("pressings of 5 albums fetched, 0 failed, 0 open"), "{said}");
    assert!(said.contains("257 vinyl releases found, 257 new, 0 updated, 0 unchanged"), "{said}");
    assert!(said.contains("UK 51") && said.contains("; 1970–1980; LP 257"), "{said}");
    assert_eq!(app.number("select count(*) from releases where is_vinyl and withdrawn_at is null").await, 257);

    let asked = world.total();
    let said = works(&["sync-releases"], &url, &world.url).await;
    assert!(said.contains("pressings of 0 albums fetched"), "{said}");
    assert_eq!(world.total(), asked, "everything was fresh");

    let said = works(&["sync-releases", "--artist", "Second", "--details", "--limit", "4"], &url, &world.url).await;
    println!("{said}");
    assert!(said.contains("4 pressings looked up, 0 failed"), "{said}");
    let detailed =
        "select count(*) from releases where details_synced_at is not null and discogs_rating = 4.04 and cardinality(barcodes) = 1";
    assert_eq!(app.number(detailed).await, 4);
    assert_eq!(app.number("select count(*) from job_runs where state <> 'succeeded'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_named_and_the_rest_goes_on() {
    let mut act = Act::usual(1, "Blue Lines", 3, 4);
    // A master that MusicBrainz links and Discogs does not have.
    act.records[1].masters = vec![77];
    act.records[1].pressings = 0;
    let world = World::start(vec![act]).await;
    let url = database::fresh().await;
    let said = works(&["sync-releases", "--artist", "Blue Lines"], &url, &world.url).await;
    println!("{said}");
    assert!(said.contains("8 vinyl releases found, 8 new"), "{said}");

    let said = run(&["enrich-albums", "--artist", "Somebody Else"], &url, &world.url).await;
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("no provider knows an artist named \"Somebody Else\""), "{said:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_there_is_said_so() {
    let world = World::start(vec![]).await;
    let nowhere = secrecy::SecretString::from("postgres://me:hush@127.0.0.1:1/records");
    for command in ["migrate", "enrich-albums", "worker"] {
        let said = run(&[command], &nowhere, &world.url).await;
        assert_eq!(said.code, Some(1), "{command}: {said:#?}");
        assert!(said.err.starts_with("vinilogy: ") && !said.err.contains("hush"), "{command}: {said:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrate_says_what_it_did() {
    let world = World::start(vec![]).await;
    let url = database::bare().await;
    let said = works(&["migrate"], &url, &world.url).await;
    assert!(said.lines().filter(|line| line.starts_with("migrated ")).count() >= 3 && said.contains("is up to date"), "{said}");
    let said = works(&["migrate"], &url, &world.url).await;
    assert_eq!(said.trim(), "the database was up to date");
}
