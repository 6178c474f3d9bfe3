//! Whether the person chose the artist.

use super::Why;
use crate::recommender::candidate::Candidate;

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    album.is_seed.then(|| (1.0, Why::Chosen { artist: album.artist.clone() }))
}
