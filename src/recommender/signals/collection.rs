//! Whether the person owns records of the artist: one says much, three say all. What is owned itself is never a candidate.

use super::{Why, count};
use crate::recommender::candidate::Candidate;

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    let why = Why::Owned { artist: album.artist.clone(), records: album.owned };
    (album.owned > 0).then(|| (0.4 + 0.2 * count(album.owned), why))
}
