//! What may speak for an album: one small file each, from facts to points.
//!
//! Points are whole hundredths, so that those of the reasons add up to the score exactly.

mod collection;
mod listening;
pub(super) mod price;
mod rating;
mod seed;
mod similar;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::candidate::Candidate;
use super::weights::Weights;

/// Hundredths of a point.
pub type Points = i32;

/// What may speak for an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    Listening,
    Seed,
    Similar,
    Collection,
    Rating,
    Price,
}

/// One thing that speaks for an album.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub signal: Signal,
    pub points: Points,
    pub max: Points,
    pub why: Why,
}

/// The facts behind a reason, which `words` puts into a language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Why {
    /// How often the person played it, ever and within the last year.
    Played { plays: i64, last_year: i64 },
    /// By an artist whom the person chose.
    Chosen { artist: String },
    /// By an artist whom the person plays.
    PlayedArtist { artist: String },
    /// Near to these.
    Near { artists: Vec<Liked> },
    /// Played by people who play the same.
    Shared,
    /// By an artist of whom the person owns so many records.
    Owned { artist: String, records: i64 },
    /// What collectors say of it, in hundredths.
    Rated { average: i32, votes: i64 },
    /// What it comes to at the door, which may be said until then.
    Cost { amount: String, currency: String, country: String, until: Option<DateTime<Utc>> },
}

/// Somebody whom the person likes, and how that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Liked {
    pub name: String,
    pub how: How,
}

/// How it is known that a person likes an artist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Chosen,
    Played,
    Owned,
}

impl Signal {
    pub const ALL: [Self; 6] = [Self::Listening, Self::Seed, Self::Similar, Self::Collection, Self::Rating, Self::Price];

    /// As the database spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listening => "listening",
            Self::Seed => "seed",
            Self::Similar => "similar",
            Self::Collection => "collection",
            Self::Rating => "rating",
            Self::Price => "price",
        }
    }

    /// What the database spells so.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.word() == word)
    }

    /// What it says of an album, as a part of what it could say at most.
    fn of(self, album: &Candidate) -> Option<(f64, Why)> {
        match self {
            Self::Listening => listening::of(album),
            Self::Seed => seed::of(album),
            Self::Similar => similar::of(album),
            Self::Collection => collection::of(album),
            Self::Rating => rating::of(album),
            Self::Price => price::of(album),
        }
    }
}

/// Everything that speaks for an album, the strongest first.
pub fn reasons(album: &Candidate, weights: &Weights) -> Vec<Reason> {
    let reason = |signal: Signal| {
        let max = weights.of(signal);
        let (share, why) = signal.of(album)?;
        let points = points(max, share);
        (points > 0).then_some(Reason { signal, points, max, why })
    };
    let mut reasons: Vec<Reason> = Signal::ALL.into_iter().filter_map(reason).collect();
    // The sort is stable: of two equal ones the one that is listed first.
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.points));
    reasons
}

/// What the points come to.
pub fn score(reasons: &[Reason]) -> Points {
    reasons.iter().map(|reason| reason.points).sum()
}

/// A part of what there may be at most, never more.
#[expect(clippy::cast_possible_truncation, reason = "between nothing and the most, which is a whole number")]
fn points(max: Points, share: f64) -> Points {
    (f64::from(max) * share.clamp(0.0, 1.0)).round() as Points
}

/// Counts of plays, votes and records, far below where `f64` loses count.
#[expect(clippy::cast_precision_loss, reason = "counts of what people do")]
fn count(number: i64) -> f64 {
    number as f64
}
