//! The demo catalogue: something to show on every screen, without a key and without a network.

use serde_json::json;
use vinilogy::cli::serve;

use super::stage::{demo, stocked};
use crate::support::app::TestApp;
use crate::support::upstream::nobody;

const TABLES: [&str; 5] = ["artists", "artist_similars", "albums", "releases", "prices"];

async fn counts(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(app.number(&format!("select count(*) from {table}")).await);
    }
    counts
}

#[tokio::test]
async fn it_is_loaded_once_into_an_empty_house_without_keys() {
    let app = demo().await;
    let loaded = counts(&app).await;
    println!("{:?}", TABLES.iter().zip(&loaded).collect::<Vec<_>>());
    assert!(loaded[0] >= 35 && loaded[2] >= 180 && loaded[3] >= 1_400 && loaded[4] >= 1_000, "{loaded:?}");
    serve::load_demo(&app.app).await.unwrap();
    assert_eq!(counts(&app).await, loaded, "the second time there is nothing to do");

    let app = TestApp::at(&nobody().await, &[]).await;
    serve::load_demo(&app.app).await.unwrap();
    assert_eq!(counts(&app).await, [0; 5], "with a key there is somebody to ask");

    let app = stocked(1, 1, 1).await;
    let keyless = TestApp::over(app.url.clone(), &nobody().await, &[("LASTFM_API_KEY", ""), ("DISCOGS_TOKEN", "")]).await;
    serve::load_demo(&keyless.app).await.unwrap();
    assert_eq!(app.number("select count(*) from artists").await, 1, "a house with something in it is left alone");
}

#[tokio::test]
async fn nothing_of_it_waits_for_anybody() {
    let app = demo().await;
    for half in ["first: 20", "last: 20"] {
        let query = "{ artists($) { nodes { name albumsSync { state } albums(first: 50) { nodes { title releasesSync { state }
            releases(first: 1) { totalCount nodes { country year format } } } } } } }";
        let answer = app.data(&query.replace('$', half)).await;
        for artist in answer["artists"]["nodes"].as_array().unwrap() {
            assert_eq!(artist["albumsSync"]["state"], "FRESH", "{artist:#}");
            let albums = artist["albums"]["nodes"].as_array().unwrap();
            assert!(!albums.is_empty(), "{} has nothing to show", artist["name"]);
            for album in albums {
                assert_eq!(album["releasesSync"]["state"], "FRESH", "{album:#}");
                assert!(album["releases"]["totalCount"].as_i64().unwrap() > 0, "{album:#}");
            }
        }
    }
    assert_eq!(app.number("select count(*) from job_runs").await, 0);
}

#[tokio::test]
async fn every_price_of_it_says_that_it_is_a_sample() {
    let app = demo().await;
    assert_eq!(
        app.number("select count(*) from prices where provider <> 'sample' or attribution not ilike '%sample%' or url is not null").await,
        0
    );
    let answer = app
        .data(
            r#"{ album(by: {title: {artist: "Kate Bush", title: "Hounds of Love"}}) { bestPrice { quote { provider seller attribution price { amount currency } } } } }"#,
        )
        .await;
    let quote = &answer["album"]["bestPrice"]["quote"];
    assert_eq!((&quote["provider"], &quote["price"]["currency"]), (&json!("sample"), &json!("EUR")), "{answer:#}");
    assert!(quote["seller"].as_str().unwrap().contains("not real") && quote["attribution"].as_str().unwrap().contains("not an offer"));
}
