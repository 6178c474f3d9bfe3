//! A catalogue put straight into the database, all of it fresh, so that nobody is asked about it.

use secrecy::SecretString;
use serde_json::Value;
use vinilogy::cli::serve;

use crate::support::app::TestApp;
use crate::support::database;
use crate::support::upstream::nobody;

/// A house with an empty catalogue and no provider to ask.
pub async fn empty() -> TestApp {
    TestApp::at(&nobody().await, &[]).await
}

/// A house with the demo catalogue, as `make run` has it.
pub async fn demo() -> TestApp {
    let app = TestApp::at(&nobody().await, &[("LASTFM_API_KEY", ""), ("DISCOGS_TOKEN", "")]).await;
    serve::load_demo(&app.app).await.unwrap();
    app
}

/// A house with so many artists, of so many albums each, of so many pressings each.
pub async fn stocked(artists: i64, albums: i64, pressings: i64) -> TestApp {
    let app = empty().await;
    stock(&app.url, artists, albums, pressings).await;
    app
}

async fn stock(url: &SecretString, artists: i64, albums: i64, pressings: i64) {
    let client = database::connect(url).await;
    client
        .execute(
            "insert into artists (name, normalized_name, source, popularity_score, info_synced_at, albums_synced_at)
             select 'Artist ' || n, 'artist ' || n, 'lookup', n % 7, now(), now() from generate_series(1, $1::bigint) as n",
            &[&artists],
        )
        .await
        .unwrap();
    client
        .execute(
            "insert into albums (artist_id, title, normalized_title, first_release_year, is_studio, source, releases_synced_at)
             select a.id, 'Album ' || n, 'album ' || n, nullif(1970 + n % 5, 1974), true, 'musicbrainz', now()
             from artists as a, generate_series(1, $1::bigint) as n order by a.id, n",
            &[&albums],
        )
        .await
        .unwrap();
    client
        .execute(
            "insert into releases (discogs_id, album_id, title, country, year, format, is_vinyl, is_official, label, source,
                 discogs_rating, discogs_votes, details_synced_at)
             select a.id * 10000 + n, a.id, a.title, (array['UK', 'US', 'Japan', null])[1 + n % 4], nullif(1970 + n % 6, 1975),
                 (array['LP, Album', '2xLP, Album, Reissue', '7\"', 'LP, 100% Vinyl'])[1 + n % 4], true, n % 5 <> 0,
                 (array['Blue_Note', 'Virgin', null])[1 + n % 3], 'discogs_versions',
                 case when n % 3 = 0 then 1 + n % 4 end, case when n % 3 = 0 then n end, now()
             from albums as a, generate_series(1, $1::bigint) as n order by a.id, n",
            &[&pressings],
        )
        .await
        .unwrap();
    client.batch_execute("analyze").await.unwrap();
}

/// The code of an answer's first error.
pub fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no error: {answer:#}"))
}
