//! How complete the catalogue is.

use async_graphql::SimpleObject;

use crate::catalog::coverage;

/// How complete the catalogue is, in the product's own success figures.
#[derive(SimpleObject)]
pub struct Coverage {
    /// How many artists are stored.
    artists: i32,
    /// How many albums are stored.
    albums: i32,
    /// How many pressings are stored.
    releases: i32,
    /// How many offers are stored.
    prices: i32,
    /// A share from 0 to 1.
    artists_with_mbid: f64,
    /// The share of albums with at least one vinyl pressing, from 0 to 1.
    albums_with_vinyl: f64,
    /// The share of releases with at least one stored offer, from 0 to 1.
    releases_with_price: f64,
}

impl From<coverage::Coverage> for Coverage {
    fn from(measured: coverage::Coverage) -> Self {
        let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            artists: count(measured.artists),
            albums: count(measured.albums),
            releases: count(measured.releases),
            prices: count(measured.prices),
            artists_with_mbid: measured.artists_with_mbid,
            albums_with_vinyl: measured.albums_with_vinyl,
            releases_with_price: measured.releases_with_price,
        }
    }
}
