//! What people who listen to something listen to besides: a model learnt from everybody's listening, which says of one
//! person's artists which others are near.
//!
//! Two models, because each knows what the other does not. `neighbours` weighs an artist by the very artists that the
//! person plays (EASE, a linear model in closed form: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data",
//! 2019); `factors` by a few dozen traits that all listening has in common (implicit ALS: Y. Hu, Y. Koren, C. Volinsky,
//! "Collaborative Filtering for Implicit Feedback Datasets", 2008), which helps most where little is known. Their scores
//! are put on one scale for each person, and added.
//!
//! Nothing here knows the database: what is learnt from and what is learnt are plain values.

mod factors;
mod histories;
mod inverse;
mod neighbours;

use serde::{Deserialize, Serialize};

use self::factors::Factors;
pub use self::histories::{Histories, Play};
use self::neighbours::Neighbours;

/// How the model learns. The defaults were chosen on listening that was kept back from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// An artist of whom fewer people listen is learnt nothing of: nothing is to be seen in one.
    pub fewest_listeners: usize,
    /// Of more artists than these, only the most listened to have neighbours: it bounds time and memory.
    pub most_artists: usize,
    /// How many neighbours of an artist are kept.
    pub neighbours: usize,
    /// How much weight evidence must have to count (EASE's λ).
    pub caution: f32,
    /// How far an artist's fame is taken out of being neighbours: 0 not at all, 0.5 as cosines do.
    pub fame: f32,
    pub factors: usize,
    pub factor_caution: f32,
    pub confidence: f32,
    pub rounds: usize,
    /// What the factors' score weighs beside the neighbours', for somebody of whom much is known.
    pub factor_weight: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fewest_listeners: 2,
            most_artists: 4096,
            neighbours: 200,
            caution: 17.0,
            fame: 0.35,
            factors: 24,
            factor_caution: 40.0,
            confidence: 40.0,
            rounds: 15,
            factor_weight: 0.8,
        }
    }
}

/// What was learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Taste {
    neighbours: Neighbours,
    factors: Factors,
    /// The artists that anything was learnt of, as the histories number them, by their place in the model.
    artists: Vec<u32>,
    places: Vec<Option<u32>>,
    settings: Settings,
}

/// An artist that somebody may like, the likelier the greater the score. Scores of two people do not compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub artist: u32,
    pub score: f32,
}

impl Taste {
    pub fn learn(histories: &Histories, settings: Settings) -> Self {
        let listeners = histories.listeners();
        let mut artists: Vec<u32> = (0_u32..).take(listeners.len()).collect();
        artists.retain(|artist| listeners[*artist as usize] >= settings.fewest_listeners);
        // The most listened to first, so that the neighbours' model can end where it must.
        artists.sort_by_key(|artist| (std::cmp::Reverse(listeners[*artist as usize]), *artist));
        let mut places = vec![None; listeners.len()];
        for (place, artist) in (0_u32..).zip(&artists) {
            places[*artist as usize] = Some(place);
        }
        let people: Vec<Vec<Play>> = histories.people().map(|history| placed(&places, history)).collect();
        let listeners: Vec<f32> = artists.iter().map(|artist| count(listeners[*artist as usize])).collect();
        let neighbours = Neighbours::learn(&people, &listeners, &settings);
        let factors = Factors::learn(&people, artists.len(), &settings);
        Self { neighbours, factors, artists, places, settings }
    }

    /// The best artists for somebody who listens to these, without them; fewer where no more are known.
    pub fn best(&self, history: &[Play], most: usize) -> Vec<Near> {
        let known = placed(&self.places, history);
        let mut scores = self.scores(&known);
        for play in &known {
            scores[play.artist as usize] = f32::NEG_INFINITY;
        }
        let mut near: Vec<Near> = self
            .artists
            .iter()
            .zip(scores)
            .filter(|(_, score)| score.is_finite())
            .map(|(artist, score)| Near { artist: *artist, score })
            .collect();
        let better = |one: &Near, other: &Near| other.score.total_cmp(&one.score).then(one.artist.cmp(&other.artist));
        if near.len() > most {
            near.select_nth_unstable_by(most, better);
            near.truncate(most);
        }
        near.sort_by(better);
        near
    }

    fn scores(&self, known: &[Play]) -> Vec<f32> {
        if known.is_empty() {
            // Of somebody of whom nothing is known: what most people listen to. The artists are in that order.
            return (0..self.artists.len()).map(|place| -count(place)).collect();
        }
        let mut scores = scaled(self.neighbours.scores(known, self.artists.len()));
        let by_factors = scaled(self.factors.scores(known));
        let weight = self.factor_weight(known.len());
        for (score, other) in scores.iter_mut().zip(by_factors) {
            *score += weight * other;
        }
        scores
    }

    /// Of a person's artists the ones for which this one is near, the strongest first.
    pub fn because_of(&self, history: &[Play], artist: u32, most: usize) -> Vec<u32> {
        let known = placed(&self.places, history);
        let Some(place) = self.places.get(artist as usize).copied().flatten() else { return Vec::new() };
        let mut reasons: Vec<(u32, f32)> = known
            .iter()
            .map(|play| (self.artists[play.artist as usize], play.plays * self.neighbours.between(play.artist, place)))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        reasons.sort_by(|(one, first), (other, second)| second.total_cmp(first).then(one.cmp(other)));
        reasons.into_iter().take(most).map(|(artist, _)| artist).collect()
    }

    /// Whether anything was learnt of an artist.
    pub fn knows(&self, artist: u32) -> bool {
        self.places.get(artist as usize).copied().flatten().is_some()
    }

    /// Of how many artists anything was learnt.
    pub fn len(&self) -> usize {
        self.artists.len()
    }

    pub fn is_empty(&self) -> bool {
        self.artists.is_empty()
    }

    /// Where little is known of a person, what people have in common says more than single neighbours do.
    fn factor_weight(&self, known: usize) -> f32 {
        self.settings.factor_weight * (1.0 + 10.0 / count(known))
    }
}

/// A history in the model's own numbers, weighted by rank; what the model does not know is left out.
fn placed(by_artist: &[Option<u32>], history: &[Play]) -> Vec<Play> {
    let mut placed: Vec<Play> = history
        .iter()
        .filter_map(|play| Some(Play { artist: by_artist.get(play.artist as usize).copied().flatten()?, plays: play.plays }))
        .collect();
    histories::weigh_by_rank(&mut placed);
    placed
}

/// On one scale: mean 0, deviation 1.
fn scaled(mut scores: Vec<f32>) -> Vec<f32> {
    let count = count(scores.len()).max(1.0);
    let mean = scores.iter().sum::<f32>() / count;
    let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / count).sqrt().max(1e-9);
    for score in &mut scores {
        *score = (*score - mean) / deviation;
    }
    scores
}

/// Counts here are of people and artists, far below where `f32` loses count.
#[expect(clippy::cast_precision_loss, reason = "millions at most")]
fn count(number: usize) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three circles of people, each with ten artists of their own, of which everybody plays six; and an artist whom all
    /// play.
    fn circles() -> Vec<Vec<Play>> {
        let person = |person: u32| {
            let circle = person % 3;
            let own = (0..6).map(|turn| circle * 10 + (person / 3 + turn * turn) % 10);
            let mut artists: Vec<u32> = own.chain([30]).collect();
            artists.sort_unstable();
            artists.dedup();
            (0_u16..).zip(artists).map(|(turn, artist)| Play { artist, plays: 100.0 - f32::from(turn) }).collect()
        };
        (0..60).map(person).collect()
    }

    fn learn(settings: Settings) -> Taste {
        Taste::learn(&Histories::of(circles()), settings)
    }

    fn artists(near: &[Near]) -> Vec<u32> {
        near.iter().map(|near| near.artist).collect()
    }

    #[test]
    fn people_get_what_their_circle_plays_and_nothing_that_they_play() {
        // Once with fewer artists than people, and once with more people than the neighbours' model takes artists.
        for settings in [Settings::default(), Settings { most_artists: 31, ..Settings::default() }] {
            let taste = learn(settings);
            for (person, history) in (0_u32..).zip(circles()) {
                let played: Vec<u32> = history.iter().map(|play| play.artist).collect();
                let best = artists(&taste.best(&history, 3));
                assert_eq!(best.len(), 3);
                assert!(best.iter().all(|artist| !played.contains(artist) && artist / 10 == person % 3), "{person}: {best:?}");
            }
        }
    }

    #[test]
    fn both_ways_to_the_inverse_lead_to_the_same_neighbours() {
        // Thirty people and thirty-one artists: by people; the same people three times: by artists, with three times the λ.
        let mut people: Vec<Vec<Play>> = circles().into_iter().take(30).collect();
        for history in &mut people {
            histories::weigh_by_rank(history);
        }
        let settings = Settings::default();
        let listeners = vec![10.0; 31];
        let one = Neighbours::learn(&people, &listeners, &settings);
        let three = [people.clone(), people.clone(), people.clone()].concat();
        let other = Neighbours::learn(&three, &listeners, &Settings { caution: settings.caution * 3.0, ..settings });
        for history in &people {
            for (first, second) in one.scores(history, 31).iter().zip(other.scores(history, 31)) {
                assert!((first - second).abs() <= 1e-4 * first.abs().max(1.0), "{first} {second}");
            }
        }
    }

    #[test]
    fn the_same_listening_makes_the_same_model() {
        let (one, other) = (learn(Settings::default()), learn(Settings::default()));
        for history in circles() {
            assert_eq!(one.best(&history, 10), other.best(&history, 10));
        }
    }

    #[test]
    fn somebody_of_whom_nothing_is_known_gets_what_most_play() {
        let taste = learn(Settings::default());
        assert_eq!(artists(&taste.best(&[], 1)), [30]);
        assert_eq!(artists(&taste.best(&[Play { artist: 999, plays: 5.0 }], 1)), [30]);
        assert_eq!(artists(&Taste::learn(&Histories::default(), Settings::default()).best(&[], 5)), [0_u32; 0]);
    }

    #[test]
    fn an_artist_is_near_because_of_those_of_the_same_circle() {
        let taste = learn(Settings::default());
        let history = [Play { artist: 1, plays: 5.0 }, Play { artist: 12, plays: 50.0 }];
        assert_eq!(taste.because_of(&history, 4, 1), [1]);
        assert_eq!(taste.because_of(&history, 16, 1), [12]);
    }
}
