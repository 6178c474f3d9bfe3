//! What collectors say of the album's pressings: two points for every star.

use super::Why;
use crate::recommender::candidate::Candidate;

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    let (average, votes) = album.rating?;
    (votes > 0).then(|| (f64::from(average) / 500.0, Why::Rated { average, votes }))
}
