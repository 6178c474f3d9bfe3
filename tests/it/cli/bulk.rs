//! The bulk commands: they order work, do it themselves, and say what became of it.

use vinilogy::catalog::crawl;

use super::run::{run, works};
use crate::support::app::TestApp;
use crate::support::database;
use crate::support::world::{Act, World, id_of, pressings};

/// A file in a folder that goes with the test.
pub fn file(text: &str) -> (tempfile::TempDir, String) {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_record_is_reported_and_skipped_and_the_rest_goes_on() {
    let world = World::start(vec![Act::usual(1, "Blue Lines", 3, 120)]).await;
    world.spoil("Blue Lines Album 1");
    let bad = pressings(1001, 120)[70];
    world.spoil(&bad.to_string());
    let url = database::fresh().await;
    let said = works(&["sync-releases", "--artist", "Blue Lines"], &url, &world.url).await;
    println!("{said}");
    let group = format!("MusicBrainz: release group {}: ", id_of("Blue Lines Album 1"));
    assert!(said.contains("1 record skipped") && said.contains(&group), "{said}");
    assert!(said.contains(&format!("Discogs: version {bad}: ")), "{said}");
    assert!(said.contains("239 vinyl releases found, 239 new, 0 updated, 0 unchanged"), "{said}");
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    assert_eq!(app.number("select count(*) from albums").await, 2);
    assert_eq!(app.number("select count(*) from releases").await, 239);
    assert_eq!(app.number("select count(*) from job_run_skips").await, 2);
    assert_eq!(app.number("select count(*) from job_runs where state <> 'succeeded'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_finds_thousands_is_refused_on_its_first_page() {
    let mut act = Act::usual(1, "Blue Lines", 2, 4);
    act.records[1].masters.clear();
    let world = World::start(vec![act]).await;
    world.make_common("Blue Lines Album 1", 3412);
    let url = database::fresh().await;
    let said = works(&["sync-releases", "--artist", "Blue Lines"], &url, &world.url).await;
    println!("{said}");
    let problem = "Discogs finds 3412 where at most 2000 can be meant: too many to tell which";
    assert!(said.contains(&format!("failed 1×: {problem}")), "{said}");
    assert!(said.contains("upstream requests: Discogs 2 of at most 2\n"), "one page, and no other: {said}");
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    assert_eq!(app.lines("select releases_problem from albums where releases_synced_at is null").await, [format!("(\"{problem}\")")]);
    let asked = world.total();
    let said = works(&["sync-releases"], &url, &world.url).await;
    assert!(said.contains("pressings of 0 albums fetched, 0 failed, 0 open; those of 2 others"), "{said}");
    assert_eq!(world.total(), asked, "what was refused is not asked for again within a month");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_artist_given_by_an_id_costs_no_more_than_one_given_by_name() {
    let stranger = Act { on_lastfm: false, ..Act::usual(3, "Third", 0, 0) };
    let acts = vec![Act::usual(1, "Blue Lines", 0, 0), Act { lastfm_knows_mbid: false, ..Act::usual(2, "Second", 0, 0) }, stranger];
    let mbids: Vec<String> = acts.iter().map(|act| act.mbid().to_string()).collect();
    let world = World::start(acts).await;
    let url = database::fresh().await;
    // By id alone, by name and id, and an id that Last.fm does not know.
    let (_folder, path) = file(&format!("mbid,name\n{},\n{},Second\n{},\n", mbids[0], mbids[1], mbids[2]));
    let said = works(&["seed-artists", "--csv", &path], &url, &world.url).await;
    println!("{said}");
    assert!(said.contains("upstream requests: Last.fm 6 of at most 6, MusicBrainz 1 of at most 1\n"), "{said}");
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    let mut right: Vec<String> =
        ["(\"Blue Lines\",", "(Second,", "(Third,"].iter().zip(&mbids).map(|(name, mbid)| format!("{name}{mbid})")).collect();
    right.sort();
    assert_eq!(app.lines("select name, mbid from artists order by name").await, right);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_nobody_can_identify_is_searched_for_once() {
    // Last.fm has a page without an id, and MusicBrainz knows nobody of that name.
    let world = World::start(vec![Act { lastfm_knows_mbid: false, ..Act::usual(1, "Blue Lines", 1, 1) }]).await;
    world.hide_from_musicbrainz("Blue Lines");
    let url = database::fresh().await;
    let (_folder, path) = file("name\nBlue Lines\n");
    let said = works(&["seed-artists", "--csv", &path], &url, &world.url).await;
    assert!(said.contains("upstream requests: Last.fm 2 of at most 2, MusicBrainz 1 of at most 1\n"), "{said}");
    let said = works(&["enrich-albums"], &url, &world.url).await;
    assert!(said.contains("albums of 1 artists fetched, 0 failed") && said.contains("upstream requests: none\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_active_people_want_goes_first_and_then_what_is_popular() {
    let act = |number: u32, listeners: i64| Act { listeners, ..Act::usual(number, &format!("Act {number}"), 1, 1) };
    let world = World::start(vec![act(1, 10), act(2, 300), act(3, 20), act(4, 5)]).await;
    let url = database::fresh().await;
    let (_folder, path) = file("name\nAct 1\nAct 2\nAct 3\nAct 4\n");
    works(&["seed-artists", "--csv", &path], &url, &world.url).await;
    works(&["enrich-albums"], &url, &world.url).await;
    // Two want the fourth, one the first; whoever wants the third has not been here for long.
    let people = "with people as (insert into users (email, password_hash, last_active_at) values
             ('a@example.org', '', now()), ('b@example.org', '', now() - interval '6 days'), ('c@example.org', '', now() - interval '8 days')
             returning id, email)
         insert into user_seed_artists (user_id, artist_id, source) select people.id, artists.id, 'manual' from people, artists
         where (name, email) in (values ('Act 4', 'a@example.org'), ('Act 4', 'b@example.org'), ('Act 1', 'b@example.org'), ('Act 3', 'c@example.org'))";
    database::connect(&url).await.batch_execute(people).await.unwrap();
    let app = TestApp::over(url.clone(), &world.url, &[]).await;
    let right = ["(\"Act 4\")", "(\"Act 1\")", "(\"Act 2\")", "(\"Act 3\")"];
    crawl::sync_releases(&app.app, None, None, crawl::by_hand(&app.app)).await.unwrap();
    let ordered = "select name from job_runs join albums on albums.id = (payload ->> 'album_id')::bigint
         join artists on artists.id = artist_id order by job_runs.id";
    assert_eq!(app.lines(ordered).await, right);
    database::connect(&url).await.batch_execute("update artists set albums_synced_at = null").await.unwrap();
    crawl::enrich_albums(&app.app, None, None).await.unwrap();
    let ordered = "select name from job_runs join artists on artists.id = (payload ->> 'artist_id')::bigint where state = 'queued' order by job_runs.id";
    assert_eq!(app.lines(ordered).await, right);
}
