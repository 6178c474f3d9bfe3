//! Who listens to whom.

use super::count;

/// How often somebody plays an artist, or what stands for that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Play {
    pub artist: u32,
    pub plays: f32,
}

/// Everybody's listening; people and artists are numbers from 0 on.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    people: Vec<Vec<Play>>,
    artists: usize,
}

impl Histories {
    pub fn of(people: Vec<Vec<Play>>) -> Self {
        let artists = people.iter().flatten().map(|play| play.artist as usize + 1).max().unwrap_or_default();
        Self { people, artists }
    }

    pub fn people(&self) -> impl Iterator<Item = &[Play]> {
        self.people.iter().map(Vec::as_slice)
    }

    /// How many people listen to each artist.
    pub(super) fn listeners(&self) -> Vec<usize> {
        let mut listeners = vec![0; self.artists];
        for play in self.people.iter().flatten() {
            listeners[play.artist as usize] += 1;
        }
        listeners
    }
}

/// Makes of plays what they weigh: 1 for the most played, and less with every place, however often it was played. Counts
/// themselves say more about how much somebody listens than about what they like.
pub(super) fn weigh_by_rank(history: &mut [Play]) {
    history.sort_by(|one, other| other.plays.total_cmp(&one.plays).then(one.artist.cmp(&other.artist)));
    let mut rank = 0;
    let mut before = f32::NAN;
    for (at, play) in history.iter_mut().enumerate() {
        // What is played as often weighs as much: seeds, say, of which nobody has counted anything.
        if play.plays.total_cmp(&before).is_ne() {
            rank = at;
            before = play.plays;
        }
        play.plays = 1.0 / (1.0 + count(rank) / 10.0).sqrt();
    }
}
