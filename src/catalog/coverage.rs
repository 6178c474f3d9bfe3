//! How complete the catalogue is, in the product's own success figures.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

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
