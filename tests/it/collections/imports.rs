//! Files of what people own and want: every row has its verdict, and the same file twice changes nothing.

use std::fmt::Write;
use std::time::Instant;

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::support::app::{TestApp, client, until};
use crate::support::door::{Door, sign_up, tokens};
use crate::support::form::{FORM, upload};
use crate::support::shelf::Shelf;

const HEADER: &str = "Catalog#,Artist,Title,Label,Format,Rating,Released,release_id,CollectionFolder,Date Added,Collection Media Condition,Collection Sleeve Condition,Collection Notes";
const IMPORT: &str = "mutation ($file: Upload!, $dry: Boolean) { importCollection(input: {csv: $file, dryRun: $dry}) {
    added updated unchanged failed rows { line verdict problem release { discogsId } } } }";
const ITEMS: &str = "select releases.discogs_id, folder, copies, collection_items.source from collection_items
    join releases on releases.id = release_id order by 1, 2";

struct House {
    app: TestApp,
    door: Door,
    token: String,
    shelf: Shelf,
}

impl House {
    async fn new() -> Self {
        let shelf = Shelf::start([], [], 10).await;
        let app = TestApp::at(&shelf.url, &[]).await.working();
        Self::of(shelf, app).await
    }

    async fn of(shelf: Shelf, app: TestApp) -> Self {
        let door = Door::of(&app).await;
        let token = tokens(&door.data(&sign_up("ana@example.org")).await).access;
        Self { app, door, token, shelf }
    }

    async fn answer(&self, file: &str, is_dry: bool) -> Value {
        let form = upload(IMPORT, json!({"dry": is_dry}), "collection.csv", file);
        let request = client().post(self.door.url.join("/graphql").unwrap()).header(CONTENT_TYPE, FORM).body(form);
        request.bearer_auth(&self.token).send().await.unwrap().json().await.unwrap()
    }

    /// What became of a file: its counts, and the lines of its rows with their verdicts.
    async fn import(&self, file: &str, is_dry: bool) -> (Vec<i64>, Vec<String>) {
        let answer = self.answer(file, is_dry).await;
        let told = &answer["data"]["importCollection"];
        assert!(told.is_object(), "{answer:#}");
        let counts = ["added", "updated", "unchanged", "failed"].map(|name| told[name].as_i64().unwrap()).to_vec();
        let rows = told["rows"].as_array().unwrap().iter();
        (counts, rows.map(|row| format!("{} {}", row["line"], row["verdict"].as_str().unwrap())).collect())
    }

    async fn settle(&self) {
        let open = "select count(*) from job_runs where state in ('queued', 'running')";
        until(&self.app.app, "every run ends", || async { self.app.number(open).await == 0 }).await;
    }
}

#[tokio::test]
async fn a_collection_is_imported_once_however_often_and_copies_are_counted() {
    let house = House::new().await;
    house.shelf.set(|inside| inside.lost.insert(14));
    let file = format!(
        "\u{feff}{HEADER},Collection Shop\r\n\
         \"A, B\",X,\"T \"\"Live\"\"\",L,LP,,1999,11,Jazz,2023-05-14 19:02:11,,,\"two\r\nlines\",Rome\r\n\
         C,X,T,L,LP,5,0,11,Jazz,2023-05-14 19:02:11\r\n\
         C,X,T,L,LP,5,0,12\r\n\
         C,X,T,L,LP,5,0,zwölf,Jazz,2023-05-14 19:02:11\r\n\
         C,X,T,L,LP,5,0,14,Rock,2023-05-14 19:02:11\r\n"
    );
    let verdicts = ["2 ADDED", "4 ADDED", "5 ADDED", "6 FAILED", "7 ADDED"];
    let dry = house.import(&file, true).await;
    assert_eq!((dry.0.clone(), dry.1.clone()), (vec![4, 0, 0, 1], verdicts.map(ToOwned::to_owned).to_vec()));
    assert_eq!(house.app.number("select count(*) from collection_copies").await, 0, "it was only looked at");
    assert_eq!(house.app.number("select count(*) from job_runs").await, 0);
    assert_eq!(house.import(&file, false).await, dry);
    house.settle().await;
    assert_eq!(house.app.lines(ITEMS).await, ["(11,Jazz,2,csv)", "(12,\"\",1,csv)"]);
    assert_eq!(house.app.number("select count(*) from collection_copies").await, 4, "what Discogs does not have stays noted");

    let again = house.answer(&file, false).await["data"]["importCollection"].clone();
    assert_eq!((&again["added"], &again["unchanged"], &again["failed"]), (&json!(0), &json!(4), &json!(1)));
    assert_eq!(again["rows"][0], json!({"line": 2, "verdict": "UNCHANGED", "problem": null, "release": {"discogsId": 11}}));
    let problem = again["rows"][3]["problem"].as_str().unwrap();
    assert!(problem.contains("`release_id` is \"zwölf\""), "{problem}");
    house.settle().await;

    // One copy has moved, a third was bought.
    let later = format!(
        "{HEADER}\nC,X,T,L,LP,5,0,11,Rock,2023-05-14 19:02:11\nC,X,T,L,LP,5,0,11,Jazz,2023-05-14 19:02:11\nC,X,T,L,LP,5,0,11,Jazz,2024-01-01 00:00:00\n"
    );
    assert_eq!(house.import(&later, true).await.1, ["2 UPDATED", "3 UNCHANGED", "4 ADDED"]);
    assert_eq!(house.import(&later, false).await.1, ["2 UPDATED", "3 UNCHANGED", "4 ADDED"]);
    assert_eq!(house.app.lines(ITEMS).await, ["(11,Jazz,2,csv)", "(11,Rock,1,csv)", "(12,\"\",1,csv)"]);
    assert_eq!(house.import(&later, false).await.0, [0, 0, 3, 0]);
}

#[tokio::test]
async fn a_wantlist_is_known_by_its_header_and_joins_what_the_person_wants() {
    let house = House::new().await;
    let file = "Catalog#,Artist,Title,Label,Format,Rating,Released,release_id,Notes\nA,X,T,L,LP,,1999,21,\"a, b\"\nA,X,T,L,LP,,1999,22,\nA,X,T,L,LP,,1999,21,\n";
    assert_eq!(house.import(file, true).await.0, [2, 0, 1, 0]);
    assert_eq!(house.import(file, false).await.0, [2, 0, 1, 0]);
    house.settle().await;
    let wanted =
        "select releases.discogs_id, wantlist_items.source from wantlist_items join releases on releases.id = release_id order by 1";
    assert_eq!(house.app.lines(wanted).await, ["(21,csv)", "(22,csv)"]);
    assert_eq!(house.import(file, false).await.0, [0, 0, 3, 0]);
    assert_eq!(house.app.number("select count(*) from collection_copies").await, 0);
}

#[tokio::test]
async fn what_is_no_such_file_is_refused_and_nobody_imports_nothing() {
    let house = House::new().await;
    for (file, words) in
        [("", "the file is empty"), ("a,b\n1,2\n", "no column `release_id`"), ("Artist,release_id\nX,1\n", "neither a collection")]
    {
        let answer = house.answer(file, false).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        assert!(error["message"].as_str().unwrap().contains(words), "{answer}");
    }
    let form = upload(IMPORT, json!({"dry": false}), "c.csv", &format!("{HEADER}\n"));
    let request =
        client().post(house.door.url.join("/graphql").unwrap()).header(CONTENT_TYPE, FORM).header("graphql-require-preflight", "1");
    let answer: Value = request.body(form).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
    assert_eq!(house.app.number("select count(*) from collection_copies").await, 0);
}

/// `VINILOGY_TEST_ROWS=100000 cargo test many_rows -- --nocapture` measures a longer file.
#[tokio::test]
async fn many_rows_are_imported_within_one_request() {
    let rows: i64 = std::env::var("VINILOGY_TEST_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let shelf = Shelf::start([], [], 10).await;
    let app = TestApp::at(&shelf.url, &[]).await;
    let house = House::of(shelf, app).await;
    house
        .app
        .batch(
            "insert into artists (name, normalized_name, source) values ('A', 'a', 'manual');
             insert into albums (artist_id, title, normalized_title, is_studio, source) values (1, 'B', 'b', true, 'manual');
             insert into releases (discogs_id, album_id, title, is_vinyl, is_official, source)
                 select n, 1, 'R', true, true, 'manual' from generate_series(1, 5000) as n;",
        )
        .await;
    let mut file = format!("{HEADER}\n");
    for n in 0..rows {
        let id = 1 + n * 7919 % (rows - rows / 20);
        writeln!(
            file,
            "\"CAT {n}, B\",Artist {n},Title,Label,\"2xLP, Album\",,1999,{id},Folder {},2023-05-14 19:{:02}:11,,,\"{}\"",
            n % 9,
            n % 60,
            "notes ".repeat(20)
        )
        .unwrap();
    }
    for (what, counts) in [("dry", [rows, 0, 0, 0]), ("first", [rows, 0, 0, 0]), ("again", [0, 0, rows, 0])] {
        let begun = Instant::now();
        let told = house.import(&file, what == "dry").await;
        println!("{what}: {rows} rows, {} KB in {:.1?}", file.len() / 1024, begun.elapsed());
        assert_eq!(told.0, counts, "{what}");
        assert!(begun.elapsed().as_secs() < 18, "{what} took {:?}", begun.elapsed());
    }
    assert_eq!(house.app.number("select count(*) from collection_copies").await, rows);
    assert_eq!(
        house.app.number("select sum(copies)::bigint from collection_items").await,
        house.app.number("select count(*) from collection_copies where discogs_id <= 5000").await
    );
    assert_eq!(house.app.number("select count(*) from job_runs where job = 'fetch_collected'").await, 1, "the others are ordered behind");
}
