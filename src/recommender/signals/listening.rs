//! How often the person played the album: a tenth of a point for every play, up to five hundred.

use super::{Why, count};
use crate::recommender::candidate::Candidate;

/// From so many plays on it says no more.
const MOST: f64 = 500.0;

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    let why = Why::Played { plays: album.plays, last_year: album.last_year };
    (album.plays > 0).then(|| (count(album.plays) / MOST, why))
}
