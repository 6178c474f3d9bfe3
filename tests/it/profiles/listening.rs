//! What people listen to: fetched whole and once, whatever happens meanwhile, and told to nobody else.

use std::time::Instant;

use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::{Value, json};
use vinilogy::identity::Requester;

use crate::support::app::{TestApp, until};
use crate::support::database;
use crate::support::history::{History, Played};
use crate::support::process::{Surroundings, until as until_process};

/// A moment of 2023; every history here ends then.
pub const THEN: i64 = 1_700_000_000;
pub const STORED: &str = "select extract(epoch from played_at)::bigint, artist.name, album.title, track.title from scrobbles
    join listened_tracks as track on track.id = listened_track_id join listened_artists as artist on artist.id = track.listened_artist_id
    left join listened_albums as album on album.id = listened_album_id order by 1 desc, 2, 4";

/// So many plays, the newest first, ten days apart at first and then by the minute; some in one second.
pub fn played(count: i64) -> Vec<Played> {
    let at = |n: i64| if n < 6 { THEN - n * 864_000 } else { THEN - 6 * 864_000 - (n - n % 3) * 60 };
    (0..count).map(|n| Played(at(n), format!("Artist {}", n % 7), format!("Album {}", n % 5), format!("Track {n}"))).collect()
}

pub fn lines(plays: &[Played]) -> Vec<String> {
    // As the database writes a row.
    let quoted = |text: &str| if text.contains(' ') { format!("\"{text}\"") } else { text.to_owned() };
    let mut plays = plays.to_vec();
    plays.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| (&one.1, &one.3).cmp(&(&other.1, &other.3))));
    plays.iter().map(|Played(at, artist, album, track)| format!("({at},{},{},{})", quoted(artist), quoted(album), quoted(track))).collect()
}

async fn linked(history: &History) -> (TestApp, Requester) {
    let app = TestApp::at(&history.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    let linked = app.data_as(&ana, &link("mara")).await;
    assert_eq!(linked["linkAccount"]["status"], "LINKED", "{linked:#}");
    assert_eq!(linked["linkAccount"]["account"], json!({"service": "LASTFM", "username": "Mara", "problem": null}));
    (app, ana)
}

fn link(name: &str) -> String {
    format!(
        "mutation {{ linkAccount(input: {{service: LASTFM, username: {name:?}}}) {{ status account {{ service username problem }} }} }}"
    )
}

/// Waits until nothing is under way.
pub async fn settled(app: &TestApp) {
    let open = "select count(*) from job_runs where state in ('queued', 'running')";
    until(&app.app, "every run ends", || async { app.number(open).await == 0 }).await;
}

/// Fetches what is new, and answers with what the run said.
async fn sync(app: &TestApp, who: &Requester) -> String {
    settled(app).await;
    let run = app.data_as(who, "mutation { syncListening(input: {}) { run { id job } } }").await;
    assert_eq!(run["syncListening"]["run"]["job"], "sync_listening");
    settled(app).await;
    last_message(app).await
}

async fn last_message(app: &TestApp) -> String {
    let row = "select coalesce(message, '') as m from job_runs where job = 'sync_listening' order by id desc limit 1";
    app.lines(row).await.pop().unwrap()
}

#[tokio::test]
async fn every_play_is_stored_once_while_others_arrive() {
    let before = played(95);
    let history = History::start(before.clone(), 10).await;
    history.set_arriving(3);
    let (app, ana) = linked(&history).await;
    settled(&app).await;
    history.set_arriving(0);
    assert_eq!(app.lines(STORED).await, lines(&before), "all that there were, and what plays now is none");
    let pages = history.asked();
    assert!(pages.len() > 9 && pages.len() < 16, "{} pages", pages.len());
    assert!(app.number("select count(*) from pg_inherits where inhparent = 'scrobbles'::regclass").await >= 3, "a partition a month");
    assert_eq!(app.number("select count(*) from only scrobbles").await, 0);

    // What has arrived meanwhile comes with the next; the clock of the house has gone on.
    app.app.clock.advance(TimeDelta::hours(1));
    let message = sync(&app, &ana).await;
    let arrived = pages.len() * 3;
    assert!(message.contains(&format!("plays: {arrived} new, 0 updated, 0 failed")), "{message}");
    let asked = history.asked();
    assert!(asked[pages.len()].contains_key("from"), "only what is new is asked for");
    assert_eq!(app.lines(STORED).await, lines(&history.plays()));

    let message = sync(&app, &ana).await;
    assert!(message.contains("plays: 0 new, 0 updated, 0 failed"), "{message}");
    assert_eq!(app.lines(STORED).await, lines(&history.plays()), "nothing twice");
    assert_eq!(app.number("select count(*) from listening_snapshots").await, 3, "three periods, none of which changed");

    let account = app.data_as(&ana, "{ viewer { accounts { username lastSyncAt problem } profile { lastSyncAt } } }").await;
    assert!(account["viewer"]["accounts"][0]["lastSyncAt"].is_string() && account["viewer"]["profile"]["lastSyncAt"].is_string());
}

#[tokio::test]
async fn a_second_with_more_plays_than_a_page_does_not_stop_the_walk() {
    let odd = |n: i64| Played(if n < 30 { THEN } else { 0 }, "A".into(), "B".into(), format!("T{n:02}"));
    let history = History::start((0..60).map(odd), 10).await;
    let (app, _) = linked(&history).await;
    settled(&app).await;
    assert_eq!(app.number("select count(*) from scrobbles").await, 60);
    assert_eq!(app.number("select count(*) from scrobbles_before_2002").await, 30, "plays without a clock");
}

#[tokio::test]
async fn what_lastfm_says_no_to_is_told() {
    let history = History::start(played(5), 10).await;
    let app = TestApp::at(&history.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    let nobody = app.data_as(&ana, &link("nobody")).await;
    assert_eq!(nobody["linkAccount"], json!({"status": "UNKNOWN_USER", "account": null}));
    for service in ["SPOTIFY", "DISCOGS"] {
        let query = format!("mutation {{ linkAccount(input: {{service: {service}}}) {{ status account {{ username }} authorizeUrl }} }}");
        let answer = app.data_as(&ana, &query).await;
        assert_eq!(answer["linkAccount"], json!({"status": "NOT_CONFIGURED", "account": null, "authorizeUrl": null}));
    }
    let unnamed = app.ask_as(ana, "mutation { linkAccount(input: {service: LASTFM}) { status } }").await;
    assert_eq!(unnamed["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    let none =
        app.data_as(&ana, "mutation { syncListening(input: {}) { run { id } } unlinkAccount(input: {service: LASTFM}) { status } }").await;
    assert_eq!(none, json!({"syncListening": {"run": null}, "unlinkAccount": {"status": "NOT_LINKED"}}));

    history.fail([(403, json!({"error": 17, "message": "Login: User required to be logged in"}))]);
    assert_eq!(app.data_as(&ana, &link("Mara")).await["linkAccount"]["status"], "LINKED");
    settled(&app).await;
    let problem = "{ viewer { accounts { lastSyncAt problem } } }";
    let told = app.data_as(&ana, problem).await["viewer"]["accounts"][0].clone();
    assert!(told["problem"].as_str().unwrap().contains("hides its recent listening"), "{told}");
    assert_eq!(told["lastSyncAt"], Value::Null);
    assert_eq!(app.number("select count(*) from job_runs where job = 'sync_listening' and state = 'failed'").await, 1);

    history.fail([(500, json!({"error": 8, "message": "Operation failed"}))]);
    let message = sync(&app, &ana).await;
    assert!(message.contains("plays: 5 new"), "{message}");
    let told = app.data_as(&ana, problem).await["viewer"]["accounts"][0].clone();
    assert!(told["problem"].is_null() && told["lastSyncAt"].is_string(), "{told}");
}

#[tokio::test]
async fn too_many_questions_are_waited_out() {
    let history = History::start(played(25), 10).await;
    let app = TestApp::at(&history.url, &[]).await.working();
    let ana = app.person("ana@example.org").await;
    history.fail(std::iter::repeat_n((429, json!({"error": 29, "message": "Rate limit exceeded"})), 6));
    app.data_as(&ana, &link("Mara")).await;
    let waits = "select count(*) from job_runs where job = 'sync_listening' and retry_at is not null and attempt = 1";
    until(&app.app, "the run waits", || async { app.number(waits).await == 1 }).await;
    let account = app.data_as(&ana, "{ viewer { accounts { problem } } }").await;
    assert!(account["viewer"]["accounts"][0]["problem"].as_str().unwrap().contains("asks us to wait"), "{account}");
    assert_eq!(app.number("select count(*) from scrobbles").await, 0);
}

async fn stock(app: &TestApp) {
    app.batch(
        "insert into artists (name, normalized_name, source) values ('The Beatles', 'beatles', 'manual'), ('Björk', 'bjork', 'manual');
         insert into artist_aliases (artist_id, normalized_name, name, source) values (2, 'bjork guðmundsdottir', 'Björk Guðmundsdóttir', 'x');
         insert into albums (artist_id, title, normalized_title, is_studio, source)
             values (1, 'Abbey Road', 'abbey road', true, 'manual'), (2, 'Debut', 'debut', true, 'manual');",
    )
    .await;
    vinilogy::catalog::same::fill_keys(&app.app).await.unwrap();
}

#[tokio::test]
async fn names_find_the_catalogue_and_those_that_do_not_are_told_and_tried_again() {
    let play = |n: i64, artist: &str, album: &str| Played(THEN - n * 60, artist.into(), album.into(), format!("T{n}"));
    let history = History::start(
        [
            play(0, "Beatles", "Abbey Road (Remastered)"),
            play(1, "The Beatles", "Abbey Road"),
            play(2, "Björk Guðmundsdóttir", "Debut"),
            play(3, "Bjork", "Post"),
            play(4, "Nobody Knows", "Nothing"),
            play(5, "Nobody Knows", "Nothing"),
        ],
        100,
    )
    .await;
    history.set_top(&[("The Beatles", "Abbey Road", 40), ("Nobody Knows", "Nothing", 3)]);
    let app = TestApp::at(&history.url, &[]).await;
    stock(&app).await;
    let app = app.working();
    let ana = app.person("ana@example.org").await;
    app.data_as(&ana, &link("Mara")).await;
    settled(&app).await;
    assert!(last_message(&app).await.contains("plays: 6 new, 0 updated, 0 failed, 2 names unmatched"), "{}", last_message(&app).await);
    let query = "{ viewer { listening { total
        topAlbums(first: 1) { totalCount nodes { artistName title plays album { id } } pageInfo { hasNextPage endCursor } }
        week: topAlbums(period: SEVEN_DAYS) { totalCount }
        topArtists { nodes { name plays artist { id name } } }
        scrobbles(first: 2) { totalCount nodes { track artistName albumTitle playedAt album { id } } pageInfo { hasNextPage endCursor } }
        unmatched { artistName albumTitle plays } } } }";
    let told = app.data_as(&ana, query).await["viewer"]["listening"].clone();
    assert_eq!(told["total"], 6);
    assert_eq!(
        told["topAlbums"]["nodes"],
        json!([{"artistName": "The Beatles", "title": "Abbey Road", "plays": 40, "album": {"id": "album:1"}}])
    );
    assert_eq!((&told["topAlbums"]["totalCount"], &told["topAlbums"]["pageInfo"]["hasNextPage"]), (&json!(2), &json!(true)));
    assert_eq!(told["week"]["totalCount"], 0, "nothing was played within the last week");
    assert_eq!(told["topArtists"]["nodes"][0], json!({"name": "Nobody Knows", "plays": 2, "artist": null}));
    let artists: Vec<&str> =
        told["topArtists"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["artist"]["name"].as_str()).collect();
    assert_eq!(artists, ["The Beatles", "The Beatles", "Björk", "Björk"]);
    assert_eq!(
        told["unmatched"],
        json!([
        {"artistName": "Nobody Knows", "albumTitle": null, "plays": 2}, {"artistName": "Bjork", "albumTitle": "Post", "plays": 1}])
    );
    let first = &told["scrobbles"]["nodes"][0];
    assert_eq!((&first["artistName"], &first["album"]["id"]), (&json!("Beatles"), &json!("album:1")), "a remaster is the album");
    let cursor = told["scrobbles"]["pageInfo"]["endCursor"].as_str().unwrap();
    let rest =
        format!("{{ viewer {{ listening {{ scrobbles(after: {cursor:?}) {{ nodes {{ track }} pageInfo {{ hasNextPage }} }} }} }} }}");
    let rest = app.data_as(&ana, &rest).await["viewer"]["listening"]["scrobbles"].clone();
    assert_eq!(
        rest,
        json!({"nodes": [{"track": "T2"}, {"track": "T3"}, {"track": "T4"}, {"track": "T5"}], "pageInfo": {"hasNextPage": false}})
    );
    let odd = app.ask_as(ana, "{ viewer { listening { scrobbles(after: \"x\") { totalCount } } } }").await;
    assert_eq!(odd["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");

    // The artist comes into the catalogue: looked for again after a day, not before.
    app.batch("insert into artists (name, normalized_name, source) values ('Nobody Knows', 'nobody knows', 'manual')").await;
    let pause =
        "select round(extract(epoch from next_try_at - tried_at) / 86400)::bigint from listened_artists where name = 'Nobody Knows'";
    assert_eq!(app.number(pause).await, 1);
    assert!(sync(&app, &ana).await.contains("2 names unmatched"));
    app.app.clock.advance(TimeDelta::hours(25));
    assert!(sync(&app, &ana).await.contains("2 names unmatched"), "the album of an artist who is known now, and the one of Björk");
    let pause = "select round(extract(epoch from next_try_at - tried_at) / 86400)::bigint from listened_albums where title = 'Post'";
    assert_eq!(app.number(pause).await, 2, "twice as long each time");
    assert_eq!(app.number("select count(*) from listened_artists where artist_id is null").await, 0);
}

#[tokio::test]
async fn what_is_played_most_is_stored_again_only_when_it_changed() {
    let history = History::start(played(3), 10).await;
    history.set_top(&[("A", "One", 9), ("B", "Two", 8)]);
    let (app, ana) = linked(&history).await;
    settled(&app).await;
    let counts = "select count(*) from listening_snapshots";
    assert_eq!(app.number(counts).await, 3);
    sync(&app, &ana).await;
    assert_eq!(app.number(counts).await, 3);
    assert_eq!(app.number("select count(*) from listening_snapshots where seen_at > taken_at").await, 3);
    history.set_top(&[("A", "One", 10), ("B", "Two", 8)]);
    sync(&app, &ana).await;
    assert_eq!(app.number(counts).await, 6);
}

#[tokio::test]
async fn nobody_hears_what_somebody_else_listens_to_and_unlinking_forgets_it() {
    let history = History::start(played(12), 10).await;
    let (app, ana) = linked(&history).await;
    settled(&app).await;
    let ben = app.person("ben@example.org").await;
    let query =
        "{ viewer { accounts { username } listening { total scrobbles { totalCount } topAlbums { totalCount } unmatched { plays } } } }";
    let nothing =
        json!({"accounts": [], "listening": {"total": 0, "scrobbles": {"totalCount": 0}, "topAlbums": {"totalCount": 0}, "unmatched": []}});
    assert_eq!(app.data_as(&ben, query).await["viewer"], nothing);
    assert_eq!(app.data(query).await, json!({"viewer": null}));
    for mutation in [
        "linkAccount(input: {service: LASTFM, username: \"mara\"}) { status }",
        "unlinkAccount(input: {service: LASTFM}) { status }",
        "syncListening(input: {}) { run { id } }",
    ] {
        let answer = app.ask(&format!("mutation {{ {mutation} }}")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{mutation}");
    }
    let unlink = "mutation { unlinkAccount(input: {service: LASTFM}) { status } }";
    assert_eq!(app.data_as(&ben, unlink).await["unlinkAccount"]["status"], "NOT_LINKED");
    assert_eq!(app.number("select count(*) from scrobbles").await, 12);
    assert_eq!(app.data_as(&ana, unlink).await["unlinkAccount"]["status"], "UNLINKED");
    assert_eq!(app.data_as(&ana, query).await["viewer"], nothing);
    for table in ["scrobbles", "listening_snapshots", "linked_accounts"] {
        assert_eq!(app.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

async fn account(url: &SecretString) {
    let sql = "insert into users (email, password_hash) values ('ana@example.org', 'x');
        insert into linked_accounts (user_id, service, username, linked_at) values (1, 'lastfm', 'Mara', now());";
    database::connect(url).await.batch_execute(sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_command_goes_on_where_it_was() {
    let history = History::start(played(60), 10).await;
    let url = database::fresh().await;
    account(&url).await;
    let house = Surroundings::new(&url, &history.url, &[]);
    let mut first = house.start(&["sync-listening", "--user", "ANA@example.org"]);
    until_process("some pages are stored", || async { history.asked().len() >= 4 }).await;
    let held = history.hold().await;
    first.kill().await;
    drop(held);
    let kept = database::number(&url, "select count(*) from scrobbles").await;
    assert!((10..60).contains(&kept), "{kept}");
    history.set_arriving(1);
    let said = house.start(&["sync-listening"]).succeeds().await;
    assert!(said.contains("accounts: 1 fetched, 0 failed, 0 open") && said.contains("0 failed"), "{said}");
    let right: Vec<Played> = history.plays().into_iter().filter(|play| play.0 <= THEN).collect();
    assert_eq!(database::lines(&url, STORED).await, lines(&right));
    let pages = history.asked().len();
    assert!(pages <= 12, "only the page on its way was asked for again: {pages}");
    let mut unknown = house.start(&["sync-listening", "--user", "nobody@example.org"]);
    assert!(!unknown.ended().await.success());
    assert!(unknown.log().contains("nobody here has the address nobody@example.org"), "{}", unknown.log());
}

/// `VINILOGY_TEST_PLAYS=200000 cargo test many_plays -- --nocapture` measures a long history.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_plays_are_fetched_and_matched_in_time() {
    let many: i64 = std::env::var("VINILOGY_TEST_PLAYS").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000);
    let (artists, albums) = (many / 40, many / 10);
    // One name in ten is written otherwise, and one in twenty nobody has.
    let name = |n: i64| match n % 20 {
        0 => format!("Stranger {n}"),
        1 | 2 => format!("Namesake & Band {n}"),
        _ => format!("The Band {n}"),
    };
    let play = |n: i64| {
        let album = (n * 7919) % albums;
        let title = if album % 10 == 0 { format!("Album {album} (Deluxe Edition)") } else { format!("Album {album}") };
        Played(THEN - n * 300, name(album % artists), title, format!("Track {}", n % (many / 3)))
    };
    let history = History::start((0..many).map(play), 1000).await;
    let app = TestApp::at(&history.url, &[]).await;
    app.batch(&format!(
        "insert into artists (name, normalized_name, source)
             select case when n % 20 in (1, 2) then 'Namesake and Band ' || n else 'The Band ' || n end,
                 case when n % 20 in (1, 2) then 'namesake and band ' || n else 'band ' || n end, 'manual'
             from generate_series(0, {artists} - 1) as n where n % 20 <> 0;
         insert into albums (artist_id, title, normalized_title, is_studio, source)
             select artists.id, 'Album ' || n, 'album ' || n, true, 'manual' from generate_series(0, {albums} - 1) as n
             join artists on artists.normalized_name in ('band ' || n % {artists}, 'namesake and band ' || n % {artists});
         analyze artists; analyze albums;"
    ))
    .await;
    vinilogy::catalog::same::fill_keys(&app.app).await.unwrap();
    let app = app.working();
    let ana = app.person("ana@example.org").await;
    let mut heard = app.app.runs.hear();
    let begun = Instant::now();
    app.data_as(&ana, &link("Mara")).await;
    let open = "select count(*) from job_runs where state in ('queued', 'running')";
    let paging = "select count(*) from linked_accounts where walk_at is not null or complete_to is null";
    let (mut fetched, patience) = (None, std::time::Duration::from_mins(8));
    while app.number(open).await > 0 {
        if fetched.is_none() && app.number(paging).await == 0 {
            fetched = Some(begun.elapsed());
        }
        assert!(begun.elapsed() < patience, "{}", last_message(&app).await);
        // Whoever looks all the time is in the way of what is measured.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(200), heard.recv()).await;
    }
    let fetched = fetched.unwrap_or(begun.elapsed());
    let matched = begun.elapsed().saturating_sub(fetched);
    println!("{many} plays: fetched and stored in {fetched:.1?}, matched in {matched:.1?}; {}", last_message(&app).await);
    assert_eq!(app.number("select count(*) from scrobbles").await, many);
    assert_eq!(app.number("select count(*) from listened_artists where artist_id is null").await, artists / 20);
    let lost = "select count(*) from listened_albums as b join listened_artists as a on a.id = listened_artist_id
        where album_id is null and artist_id is not null";
    assert_eq!(app.number(lost).await, 0);
    assert!(matched.as_secs() < 60, "matching took {matched:?}");
}
