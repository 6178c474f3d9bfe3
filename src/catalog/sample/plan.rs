//! How much of what: every total exact, every single number long-tailed.

use chrono::{DateTime, Days, Utc};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_distr::{Distribution, LogNormal};
use rand_pcg::Pcg64Mcg;

use super::names::{self, Names};
use super::words::LANGUAGES;

/// What there is to every artist.
pub const ALBUMS: u64 = 5;
pub const RELEASES: u64 = 50;
pub const PRICES: u64 = 200;
pub const SIMILARS: usize = 20;

/// An artist of the plan; its id is its place, counted from one.
pub struct PlannedArtist {
    pub name: String,
    pub normal: String,
    /// From one, the best known; popularity follows a power of it.
    pub rank: u32,
    pub albums: u32,
    pub language: usize,
}

/// An album of the plan; its id is its place, counted from one.
pub struct PlannedAlbum {
    /// The artist's place, counted from nought.
    pub artist: u32,
    pub title: String,
    pub year: i32,
    pub releases: u32,
    pub is_studio: bool,
}

/// The whole catalogue before it is written: what other rows refer to.
pub struct Plan {
    pub artists: Vec<PlannedArtist>,
    pub albums: Vec<PlannedAlbum>,
    /// How many offers each release has.
    pub prices: Vec<u16>,
    /// Midnight before the moment of filling: all times derive from it, so that whoever reads does not find everything
    /// stale, and two fillings of one day are equal.
    pub day: DateTime<Utc>,
    seed: u64,
}

/// What is drawn for: each has a series of numbers of its own, which another's length does not move.
#[derive(Clone, Copy)]
pub enum Draw {
    Plan = 1,
    Artists,
    Similars,
    Albums,
    Releases,
    Prices,
    People,
    Rates,
}

impl Plan {
    /// Draws a catalogue of so many artists; the same for the same seed and day.
    pub fn new(artists: u32, seed: u64, now: DateTime<Utc>) -> Self {
        let mut plan = Self { artists: Vec::new(), albums: Vec::new(), prices: Vec::new(), day: midnight(now), seed };
        let rng = &mut plan.draw(Draw::Plan);
        let mut ranks: Vec<u32> = (1..=artists).collect();
        ranks.shuffle(rng);
        let fame = |rank: u32| (f64::from(artists) / f64::from(rank)).powf(0.25);
        let albums: Vec<f64> = ranks.iter().map(|rank| fame(*rank) * long_tail(rng, 0.7)).collect();
        let albums = apportioned(&albums, u64::from(artists) * ALBUMS, 400);
        let mut names = Names::default();
        for (rank, albums) in ranks.into_iter().zip(albums) {
            let language = names::language(rng);
            let (name, normal) = names.artist(rng, &LANGUAGES[language]);
            plan.artists.push(PlannedArtist { name, normal, rank, albums, language });
        }
        let mut pressed = Vec::new();
        for (at, artist) in (0_u32..).zip(&plan.artists) {
            let mut year = rng.random_range(1955..2022);
            for nth in 0..artist.albums as usize {
                let is_studio = rng.random_bool(0.75);
                let title = names::title(rng, &LANGUAGES[artist.language], &artist.name, nth);
                plan.albums.push(PlannedAlbum { artist: at, title, year, releases: 0, is_studio });
                year = (year + rng.random_range(1..4)).min(2026);
                // Some albums never came out on vinyl.
                let is_pressed = rng.random_bool(0.92);
                pressed.push(if is_pressed { fame(artist.rank) * long_tail(rng, 1.2) } else { 0.0 });
            }
        }
        let pressed = apportioned(&pressed, u64::from(artists) * RELEASES, 1500);
        let mut offered = Vec::new();
        for (album, releases) in plan.albums.iter_mut().zip(pressed) {
            album.releases = releases;
            offered.extend((0..releases).map(|_| if rng.random_bool(0.8) { long_tail(rng, 1.0) } else { 0.0 }));
        }
        plan.prices = apportioned(&offered, u64::from(artists) * PRICES, 200)
            .into_iter()
            .map(|count| u16::try_from(count).unwrap_or(u16::MAX))
            .collect();
        plan
    }

    /// The series of numbers for one purpose.
    pub fn draw(&self, draw: Draw) -> Pcg64Mcg {
        Pcg64Mcg::new(u128::from(self.seed) << 64 | (draw as u128) << 8 | 1)
    }

    /// Last.fm listeners by rank.
    pub fn popularity(rank: u32) -> f64 {
        (6.0e6 / f64::from(rank).powf(0.8)).round()
    }

    /// Some moment of the day before, when the rows say that they were fetched.
    pub fn moment(&self, rng: &mut Pcg64Mcg) -> DateTime<Utc> {
        self.day - chrono::TimeDelta::seconds(rng.random_range(0..86_400))
    }
}

fn midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_hms_opt(0, 0, 0).map_or(now - Days::new(0), |midnight| midnight.and_utc())
}

/// A weight of which few are large.
pub fn long_tail(rng: &mut Pcg64Mcg, sigma: f64) -> f64 {
    LogNormal::new(0.0, sigma).map_or(1.0, |weights| weights.sample(rng))
}

/// Whole numbers in the proportion of the weights that add up to `total` exactly, none much above `most`.
fn apportioned(weights: &[f64], total: u64, most: u32) -> Vec<u32> {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
    let (total, mut weights) = (total as f64, weights.to_vec());
    // What is cut off the largest goes to all; after a few rounds next to nothing is left to cut.
    for _ in 0..8 {
        let longest = weights.iter().sum::<f64>() / total * f64::from(most);
        for weight in &mut weights {
            *weight = weight.min(longest);
        }
    }
    let sum: f64 = weights.iter().sum();
    let (mut given, mut due) = (0_u32, 0.0_f64);
    let last = weights.iter().rposition(|weight| *weight > 0.0);
    weights
        .iter()
        .enumerate()
        .map(|(at, weight)| {
            due += weight / sum * total;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and within the total")]
            let until = if last == Some(at) { total } else { due.round() } as u32;
            let count = until.saturating_sub(given);
            given = given.max(until);
            count
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_exact_and_a_few_albums_have_most_pressings() {
        let plan = Plan::new(2000, 7, DateTime::UNIX_EPOCH);
        assert_eq!(plan.artists.len(), 2000);
        assert_eq!(plan.albums.len(), 10_000);
        assert_eq!(plan.prices.len(), 100_000);
        assert_eq!(plan.prices.iter().map(|count| u64::from(*count)).sum::<u64>(), 400_000);
        let mut pressings: Vec<u32> = plan.albums.iter().map(|album| album.releases).collect();
        pressings.sort_unstable();
        let (median, most) = (pressings[5000], pressings[9999]);
        assert!((2..8).contains(&median), "{median}");
        assert!((200..=1600).contains(&most), "{most}");
    }

    #[test]
    fn another_seed_is_another_catalogue() {
        let names = |seed| Plan::new(50, seed, DateTime::UNIX_EPOCH).artists.into_iter().map(|artist| artist.name).collect::<Vec<_>>();
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
    }

    #[test]
    fn the_smallest_catalogue_is_whole() {
        let plan = Plan::new(1, 0, DateTime::UNIX_EPOCH);
        assert_eq!((plan.artists.len(), plan.albums.len(), plan.prices.len()), (1, 5, 50));
    }

    #[test]
    fn draws_differ_between_purposes() {
        let plan = Plan::new(1, 3, DateTime::UNIX_EPOCH);
        let first = |draw| plan.draw(draw).random::<u64>();
        assert_ne!(first(Draw::Albums), first(Draw::Releases));
        assert_eq!(first(Draw::Albums), first(Draw::Albums));
    }
}
