//! The product's own success figures, in the metrics and in GraphQL.

use serde_json::json;

use crate::support::app::{client, post};
use crate::support::database;
use crate::support::process::Surroundings;
use crate::support::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_metrics_tell_the_coverage_and_how_old_it_is() {
    let (world, url) = (World::start(vec![]).await, database::fresh().await);
    let rows = database::connect(&url).await;
    rows.batch_execute(
        "insert into artists (name, normalized_name, mbid, source)
             select 'Act ' || n, 'act ' || n, case when n < 4 then gen_random_uuid() end, 'seed' from generate_series(1, 4) as n;
         insert into albums (artist_id, title, normalized_title, is_studio, source)
             select artists.id, 'One', 'one', true, 'musicbrainz' from artists;
         insert into releases (discogs_id, album_id, title, is_vinyl, source)
             select id, id, 'One', id % 2 = 0, 'discogs_versions' from albums",
    )
    .await
    .unwrap();
    let server = Surroundings::new(&url, &world.url, &[]).serve(&["--no-worker"]).await;
    let read = async || client().get(server.url.join("/metrics").unwrap()).send().await.unwrap().text().await.unwrap();
    let figures =
        |text: &str| -> Vec<String> { text.lines().filter(|line| line.starts_with("vinilogy_coverage_")).map(ToOwned::to_owned).collect() };
    let first = figures(&read().await);
    for right in [
        "vinilogy_coverage_artists 4",
        "vinilogy_coverage_albums 4",
        "vinilogy_coverage_releases 4",
        "vinilogy_coverage_prices 0",
        "vinilogy_coverage_artists_with_mbid_ratio 0.75",
        "vinilogy_coverage_albums_with_vinyl_ratio 0.5",
        "vinilogy_coverage_releases_with_price_ratio 0",
    ] {
        assert!(first.iter().any(|line| line == right), "{right}: {first:#?}");
    }
    let query = "{ coverage { artists artistsWithMbid albumsWithVinyl releasesWithPrice } }";
    let right = json!({"artists": 4, "artistsWithMbid": 0.75, "albumsWithVinyl": 0.5, "releasesWithPrice": 0.0});
    assert_eq!(post(&server.url, query).await["data"]["coverage"], right);

    rows.batch_execute("update artists set mbid = null").await.unwrap();
    let second = figures(&read().await);
    let age = |figures: &[String]| -> f64 {
        let line = figures.iter().find_map(|line| line.strip_prefix("vinilogy_coverage_age_seconds ")).unwrap();
        line.parse().unwrap()
    };
    assert!(second.contains(&"vinilogy_coverage_artists_with_mbid_ratio 0.75".to_owned()), "not counted again so soon: {second:#?}");
    assert!(age(&second) > age(&first), "and it says how old it is: {second:#?}");
    assert_eq!(post(&server.url, query).await["data"]["coverage"]["artistsWithMbid"], 0.0, "GraphQL counts anew");
}
