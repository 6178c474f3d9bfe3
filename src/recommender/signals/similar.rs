//! How near the artist is to those whom the person chose, plays or owns: by what services call similar, and by what people
//! of the same taste play. One whom the person plays is near by that alone.

use super::Why;
use crate::recommender::candidate::Candidate;

pub fn of(album: &Candidate) -> Option<(f64, Why)> {
    // Who was chosen needs nobody to be near to.
    let near = album.near.as_ref().filter(|_| !album.is_seed)?;
    let why = if near.is_own {
        Why::PlayedArtist { artist: album.artist.clone() }
    } else if near.because.is_empty() {
        Why::Shared
    } else {
        Why::Near { artists: near.because.clone() }
    };
    (near.strength > 0.0).then_some((near.strength, why))
}
