//! The services' own files: stored once, whatever the account has told already, and seen without an account.

use chrono::DateTime;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use url::Url;

use super::listening::{STORED, settled};
use crate::support::app::{TestApp, client};
use crate::support::database;
use crate::support::door::{Door, sign_up, tokens};
use crate::support::form::{FORM, upload};
use crate::support::history::{History, Played};
use crate::support::process::Surroundings;

const IMPORT: &str = "mutation ($file: Upload!, $service: ListeningSource!, $dry: Boolean) {
    importListening(input: {file: $file, service: $service, dryRun: $dry}) {
        read new alreadyStored leftOut failed problems { line problem } run { job state message } } }";

struct Bringer {
    door: Door,
    token: String,
}

impl Bringer {
    async fn of(app: &TestApp) -> Self {
        let door = Door::of(app).await;
        let token = tokens(&door.data(&sign_up("ana@example.org")).await).access;
        Self { door, token }
    }

    async fn answer(&self, service: &str, file: &str, is_dry: bool) -> Value {
        let form = upload(IMPORT, json!({"service": service, "dry": is_dry}), "plays.txt", file);
        let request = client().post(self.door.url.join("/graphql").unwrap()).header(CONTENT_TYPE, FORM);
        request.header(AUTHORIZATION, format!("Bearer {}", self.token)).body(form).send().await.unwrap().json().await.unwrap()
    }

    /// Read, new, already stored, left out, failed.
    async fn brings(&self, service: &str, file: &str) -> [i64; 5] {
        let answer = self.answer(service, file, false).await;
        counts(&answer)
    }
}

fn counts(answer: &Value) -> [i64; 5] {
    let told = &answer["data"]["importListening"];
    ["read", "new", "alreadyStored", "leftOut", "failed"].map(|name| told[name].as_i64().unwrap_or_else(|| panic!("{name}: {answer:#}")))
}

fn nowhere() -> Url {
    Url::parse("http://127.0.0.1:9").unwrap()
}

#[tokio::test]
async fn a_file_is_stored_once_and_seen_without_an_account() {
    let app = TestApp::at(&nowhere(), &[]).await.working();
    let ana = Bringer::of(&app).await;
    let file = "Boards of Canada,Geogaddi,1969,16 Aug 2021 21:33\n\"Simon, Paul\",,America,16 Aug 2021 21:30\nA,B,,16 Aug 2021 21:29\n\
        Boards of Canada,Geogaddi,1969,16 Aug 2021 21:33\nA,B,Playing now,\n";
    let dry = ana.answer("LASTFM", file, true).await;
    assert_eq!(counts(&dry), [3, 2, 0, 1, 1], "{dry:#}");
    assert_eq!(app.number("select count(*) from scrobbles").await, 0, "a dry run stores nothing");
    let message = dry["data"]["importListening"]["run"]["message"].as_str().unwrap();
    assert_eq!(message, "plays: 2 would be new, 0 are stored already, 1 left out, 1 failed");

    let told = ana.answer("LASTFM", file, false).await;
    assert_eq!(counts(&told), [3, 2, 0, 1, 1]);
    let told = &told["data"]["importListening"];
    assert_eq!(told["problems"], json!([{"line": 3, "problem": "no track"}]));
    assert_eq!((&told["run"]["job"], &told["run"]["state"]), (&json!("import_listening"), &json!("SUCCEEDED")), "{told}");
    assert_eq!(ana.brings("LASTFM", file).await, [3, 0, 2, 1, 1], "brought twice, stored once");
    assert_eq!(counts(&ana.answer("LASTFM", file, true).await), [3, 0, 2, 1, 1]);
    assert_eq!(app.number("select count(*) from listening_import_parts").await, 0);

    let spotify = json!([{"ts": "2022-01-01T10:00:05Z", "ms_played": 60_000, "master_metadata_track_name": "T",
            "master_metadata_album_artist_name": "A", "master_metadata_album_album_name": "B"},
        {"ts": "2022-01-01T10:01:05Z", "ms_played": 2_000, "master_metadata_track_name": "T", "master_metadata_album_artist_name": "A"}]);
    assert_eq!(ana.brings("SPOTIFY", &spotify.to_string()).await, [1, 1, 0, 1, 0]);
    let listen = r#"{"listened_at": 1500000000, "track_metadata": {"artist_name": "A", "track_name": "T"}}"#;
    assert_eq!(ana.brings("LISTENBRAINZ", listen).await, [1, 1, 0, 0, 0]);
    let query = "{ viewer { listening { total unmatched { artistName plays } } } }";
    let seen = ana.door.ask(&ana.token, query).await.body["data"]["viewer"]["listening"].clone();
    assert_eq!(seen["total"], 2, "the service that the person listens by");
    let names: Vec<&str> = seen["unmatched"].as_array().unwrap().iter().map(|row| row["artistName"].as_str().unwrap()).collect();
    assert_eq!(names, ["A", "Boards of Canada", "Simon, Paul"], "names of every service");
    ana.door.ask(&ana.token, "mutation { updateProfile(input: {primarySource: SPOTIFY}) { profile { country } } }").await;
    assert_eq!(ana.door.ask(&ana.token, query).await.body["data"]["viewer"]["listening"]["total"], 1);
}

#[tokio::test]
async fn what_is_no_file_of_the_service_is_refused() {
    let app = TestApp::at(&nowhere(), &[]).await.working();
    let ana = Bringer::of(&app).await;
    for (service, file, right) in [
        ("LASTFM", "name,genre\n", "no CSV of Last.fm"),
        ("SPOTIFY", "artist,track\n", "no streaming history of Spotify"),
        ("LISTENBRAINZ", "artist,track\n", "no file of ListenBrainz"),
        ("DISCOGS", "artist,track\n", "Discogs knows of no plays"),
    ] {
        let answer = ana.answer(service, file, false).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(right), "{answer}");
    }
    assert_eq!(app.number("select count(*) from listening_imports").await, 0);
    let nobody = Bringer { door: Door::at(ana.door.url.clone()), token: String::new() };
    let form = upload(IMPORT, json!({"service": "LASTFM"}), "plays.csv", "A,B,T,16 Aug 2021 21:33\n");
    let request =
        client().post(nobody.door.url.join("/graphql").unwrap()).header(CONTENT_TYPE, FORM).header("graphql-require-preflight", "1");
    let answer: Value = request.body(form).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
    // A file is no text in the query, and the place of one is no file.
    for file in ["a.csv", "#__graphql_file__:0", "#__graphql_file__:x"] {
        let query = format!("mutation {{ importListening(input: {{file: {file:?}, service: LASTFM}}) {{ read }} }}");
        let answer = nobody.door.send(&query, &[("authorization", &format!("Bearer {}", ana.token))]).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{file}: {:#}", answer.body);
    }
}

fn second(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text).unwrap().timestamp()
}

#[tokio::test]
async fn what_the_account_tells_to_the_second_is_what_the_file_tells_to_the_minute() {
    let play = |at: &str, track: &str| Played(second(at), "A".into(), "B".into(), track.into());
    let plays = [play("2021-08-16T21:40:00Z", "Third"), play("2021-08-16T21:36:59Z", "Second"), play("2021-08-16T21:33:13Z", "First")];
    let file = "A,B,Third,16 Aug 2021 21:40\nA,B,Second,16 Aug 2021 21:36\nA,B,First,16 Aug 2021 21:33\nA,B,Lost,16 Aug 2021 21:20\n";
    let link = "mutation { linkAccount(input: {service: LASTFM, username: \"Mara\"}) { status } }";
    let right: Vec<String> = ["(1629150000,A,B,Third)", "(1629149819,A,B,Second)", "(1629149593,A,B,First)", "(1629148800,A,B,Lost)"]
        .map(ToOwned::to_owned)
        .to_vec();
    // The account first, or the file.
    let history = History::start(plays.clone(), 10).await;
    let app = TestApp::at(&history.url, &[]).await.working();
    let ana = Bringer::of(&app).await;
    ana.door.ask(&ana.token, link).await;
    settled(&app).await;
    assert_eq!(ana.brings("LASTFM", file).await, [4, 1, 3, 0, 0]);
    assert_eq!(app.lines(STORED).await, right);

    let app = TestApp::at(&history.url, &[]).await.working();
    let ana = Bringer::of(&app).await;
    assert_eq!(ana.brings("LASTFM", file).await, [4, 4, 0, 0, 0]);
    ana.door.ask(&ana.token, link).await;
    settled(&app).await;
    assert_eq!(app.lines(STORED).await, right, "the exact one takes the place of the other");
    assert_eq!(ana.brings("LASTFM", file).await, [4, 0, 4, 0, 0]);
    let exact = "uts,artist,album,track\n1629149593,A,Other,First\n1629148805,A,B,Lost\n";
    assert_eq!(ana.brings("LASTFM", exact).await, [2, 1, 1, 0, 0]);
    assert_eq!(app.lines(STORED).await[3], "(1629148805,A,B,Lost)", "an exact file does so too, and changes no album");
    assert_eq!(app.lines(STORED).await[2], right[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_stores_files_of_any_length() {
    let url = database::fresh().await;
    database::connect(&url).await.batch_execute("insert into users (email, password_hash) values ('ana@example.org', 'x')").await.unwrap();
    let house = Surroundings::new(&url, &nowhere(), &[]);
    let line = |n: i64| format!("{},,Artist {},,Album {},,Track {n},\n", 1_600_000_000 + n * 200, n % 50, n % 400);
    let mut file = "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n".to_owned();
    file.extend((0..5_000).map(line));
    let (one, other) = (house.folder().join("one.csv"), house.folder().join("two.csv"));
    std::fs::write(&one, &file).unwrap();
    std::fs::write(&other, file + &line(6_000) + "nonsense\n").unwrap();
    let command = ["import-listening", "--user", "ANA@example.org", "--service", "lastfm"];
    let said = house.start(&[&command[..], &["one.csv", "two.csv"]].concat()).succeeds().await;
    assert!(said.contains("one.csv: 5000 plays: 5000 new, 0 stored already; 0 left out, 0 failed"), "{said}");
    assert!(said.contains("two.csv: 5001 plays: 1 new, 5000 stored already; 0 left out, 1 failed\n  line 5003: no artist"), "{said}");
    assert_eq!(database::number(&url, "select count(*) from scrobbles").await, 5001);
    assert_eq!(database::number(&url, "select count(*) from listened_artists where tries = 0").await, 0, "names were looked for");
    let said = house.start(&[&command[..], &["one.csv"]].concat()).succeeds().await;
    assert!(said.contains("one.csv: 5000 plays: 0 new, 5000 stored already"), "{said}");
    for (arguments, right) in [
        (vec!["--user", "nobody@example.org", "--service", "lastfm", "one.csv"], "nobody here has the address nobody@example.org"),
        (vec!["--user", "ana@example.org", "--service", "spotify", "one.csv"], "one.csv was not imported: this is no streaming history"),
        (vec!["--user", "ana@example.org", "--service", "lastfm", "missing.csv"], "missing.csv cannot be opened"),
    ] {
        let mut process = house.start(&[&["import-listening"][..], &arguments].concat());
        assert!(!process.ended().await.success());
        assert!(process.log().contains(right), "{}", process.log());
    }
}
