//! How complete the catalogue is, in the product's own success figures.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::sync::Mutex;

use crate::app::{App, DbError};

/// Counts, and shares from 0 to 1 (0 of nothing is 0).
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Coverage {
    #[diesel(sql_type = BigInt)]
    pub artists: i64,
    #[diesel(sql_type = BigInt)]
    pub albums: i64,
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
    #[diesel(sql_type = BigInt)]
    pub prices: i64,
    #[diesel(sql_type = Double)]
    pub artists_with_mbid: f64,
    #[diesel(sql_type = Double)]
    pub albums_with_vinyl: f64,
    #[diesel(sql_type = Double)]
    pub releases_with_price: f64,
}

impl Coverage {
    pub async fn measure(conn: &mut AsyncPgConnection) -> QueryResult<Self> {
        sql_query(
            "select artists, albums, releases, prices,
                 coalesce(with_mbid::float8 / nullif(artists, 0), 0) as artists_with_mbid,
                 coalesce(with_vinyl::float8 / nullif(albums, 0), 0) as albums_with_vinyl,
                 coalesce(with_price::float8 / nullif(releases, 0), 0) as releases_with_price
             from (select count(*) as artists, count(mbid) as with_mbid from artists) as a,
                 (select count(*) as albums, count(*) filter (where exists (
                     select from releases where releases.album_id = albums.id and is_vinyl)) as with_vinyl from albums) as b,
                 (select count(*) as releases, count(*) filter (where exists (
                     select from prices where prices.release_id = releases.id)) as with_price from releases) as c,
                 (select count(*) as prices from prices) as d",
        )
        .get_result(conn)
        .await
    }
}

/// So old may the figures of the metrics be: to count millions of rows takes a second, and a reader comes every few.
const KEPT: Duration = Duration::from_mins(5);

/// The coverage as metrics: measured when somebody reads them, and not again for a while.
#[derive(Default)]
pub struct Gauges {
    measured: Mutex<Option<Instant>>,
}

impl Gauges {
    /// Names the figures, once per process.
    pub fn new() -> Self {
        metrics::describe_gauge!("vinilogy_coverage_artists", "Artists stored.");
        metrics::describe_gauge!("vinilogy_coverage_albums", "Albums stored.");
        metrics::describe_gauge!("vinilogy_coverage_releases", "Pressings stored.");
        metrics::describe_gauge!("vinilogy_coverage_prices", "Offers stored.");
        metrics::describe_gauge!("vinilogy_coverage_artists_with_mbid_ratio", "The share of artists with a MusicBrainz id, from 0 to 1.");
        metrics::describe_gauge!("vinilogy_coverage_albums_with_vinyl_ratio", "The share of albums with a vinyl pressing, from 0 to 1.");
        metrics::describe_gauge!("vinilogy_coverage_releases_with_price_ratio", "The share of releases with an offer, from 0 to 1.");
        metrics::describe_gauge!("vinilogy_coverage_age_seconds", metrics::Unit::Seconds, "How long ago the coverage was measured.");
        Self::default()
    }

    /// Brings the figures up to date where they are too old. Of several readers at once one has them measured.
    pub async fn refresh(&self, app: &App) -> Result<(), DbError> {
        let mut measured = self.measured.lock().await;
        if measured.is_none_or(|at| at.elapsed() >= KEPT) {
            let coverage = Coverage::measure(&mut *app.db.conn().await?).await?;
            *measured = Some(Instant::now());
            for (name, count) in [
                ("vinilogy_coverage_artists", coverage.artists),
                ("vinilogy_coverage_albums", coverage.albums),
                ("vinilogy_coverage_releases", coverage.releases),
                ("vinilogy_coverage_prices", coverage.prices),
            ] {
                metrics::gauge!(name).set(to_gauge(count));
            }
            metrics::gauge!("vinilogy_coverage_artists_with_mbid_ratio").set(coverage.artists_with_mbid);
            metrics::gauge!("vinilogy_coverage_albums_with_vinyl_ratio").set(coverage.albums_with_vinyl);
            metrics::gauge!("vinilogy_coverage_releases_with_price_ratio").set(coverage.releases_with_price);
        }
        metrics::gauge!("vinilogy_coverage_age_seconds").set(measured.map_or(0.0, |at| at.elapsed().as_secs_f64()));
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are far below 2^52")]
fn to_gauge(count: i64) -> f64 {
    count as f64
}
