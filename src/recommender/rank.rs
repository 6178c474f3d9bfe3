//! Which albums come first: pure, so that the same candidates always make the same set.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;
use super::signals::{self, Points, Reason};
use super::weights::Weights;

/// So many are shown, unless more are locked.
pub const SHOWN: usize = 20;
/// So many more wait for something to be dismissed.
pub const NEXT: usize = 40;
/// With fewer waiting the pool is widened.
pub const FEWEST_NEXT: usize = 10;
/// Of one artist no more are shown, unless they are locked.
pub const OF_ONE_ARTIST: usize = 2;
/// Of one artist no more are looked at closely: each may be dismissed for the next.
const CLOSELY_OF_ONE_ARTIST: usize = 4;

/// An album and what speaks for it.
#[derive(Clone, Debug)]
pub struct Scored {
    pub album: Candidate,
    pub score: Points,
    pub reasons: Vec<Reason>,
}

/// An album in its place.
#[derive(Clone, Debug)]
pub struct Placed {
    pub scored: Scored,
    pub is_shown: bool,
}

/// Whom a person's word holds in place, or back.
#[derive(Clone, Debug, Default)]
pub struct Word {
    pub locked: BTreeSet<i64>,
    pub faded: BTreeSet<i64>,
}

/// Every album with what speaks for it, the best first.
pub fn score(albums: impl IntoIterator<Item = Candidate>, weights: &Weights) -> Vec<Scored> {
    let scored = |album: Candidate| {
        let reasons = signals::reasons(&album, weights);
        Scored { score: signals::score(&reasons), reasons, album }
    };
    let mut all: Vec<Scored> = albums.into_iter().map(scored).collect();
    all.sort_by(|one, other| {
        let votes = |scored: &Scored| scored.album.rating.map_or(0, |(_, votes)| votes);
        // Of two that are as good, the one that more collectors know; then the better known artist's; then the older row.
        (other.score.cmp(&one.score))
            .then(votes(other).cmp(&votes(one)))
            .then(other.album.fame.total_cmp(&one.album.fame))
            .then(one.album.album_id.cmp(&other.album.album_id))
    });
    all
}

/// Those worth a closer look: what is locked, and the best of the others, not too many of one artist.
pub fn shortlist(scored: Vec<Scored>, word: &Word, most: usize) -> Vec<Scored> {
    let mut of_artist: BTreeMap<i64, usize> = BTreeMap::new();
    let mut taken = 0;
    let mut keep = |scored: &Scored| {
        if word.locked.contains(&scored.album.album_id) {
            return true;
        }
        let count = of_artist.entry(scored.album.artist_id).or_default();
        *count += 1;
        let is_kept = *count <= CLOSELY_OF_ONE_ARTIST && taken < most;
        taken += usize::from(is_kept);
        is_kept
    };
    scored.into_iter().filter(|scored| keep(scored)).collect()
}

/// How many there are to choose from: no more of one artist than may be shown.
pub fn choice(scored: &[Scored], word: &Word) -> usize {
    let mut of_artist: BTreeMap<i64, usize> = BTreeMap::new();
    let open = scored.iter().filter(|one| !word.locked.contains(&one.album.album_id) && !word.faded.contains(&one.album.album_id));
    for one in open {
        *of_artist.entry(one.album.artist_id).or_default() += 1;
    }
    of_artist.values().map(|count| (*count).min(OF_ONE_ARTIST)).sum()
}

/// The set: what is locked, then the best, at most two of one artist; and those that come next. What has faded is only there
/// where there is nothing else.
pub fn choose(scored: Vec<Scored>, word: &Word) -> Vec<Placed> {
    let is_locked = |one: &Scored| word.locked.contains(&one.album.album_id);
    let (locked, open): (Vec<Scored>, Vec<Scored>) = scored.into_iter().partition(is_locked);
    let (faded, fresh): (Vec<Scored>, Vec<Scored>) = open.into_iter().partition(|one| word.faded.contains(&one.album.album_id));
    let room = SHOWN.saturating_sub(locked.len());
    let mut of_artist: BTreeMap<i64, usize> = BTreeMap::new();
    let (mut shown, mut next) = (Vec::new(), Vec::new());
    for one in fresh.into_iter().chain(faded) {
        let count = of_artist.entry(one.album.artist_id).or_default();
        if *count < OF_ONE_ARTIST && shown.len() < room {
            *count += 1;
            shown.push(one);
        } else if next.len() < NEXT {
            next.push(one);
        }
    }
    // Who came in from among the faded stands where the score says.
    let mut by_score: Vec<Scored> = shown;
    by_score.sort_by_key(|one| std::cmp::Reverse(one.score));
    let shown = locked.into_iter().chain(by_score).map(|scored| Placed { scored, is_shown: true });
    shown.chain(next.into_iter().map(|scored| Placed { scored, is_shown: false })).collect()
}
