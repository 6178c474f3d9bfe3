//! An album that one might buy next, and why.

use async_graphql::{Enum, SimpleObject};

use super::album::Album;
use super::price::BestPrice;
use super::release::Release;

/// An album that one might buy next, and why.
#[derive(SimpleObject)]
pub struct Recommendation {
    /// Its place in the set, from 1.
    pub position: i32,
    /// The album.
    pub album: Album,
    /// From 0 to 100.
    pub score: f64,
    /// Its points add up to `score`, exactly.
    pub reasons: Vec<ScoreReason>,
    /// The reasons as a sentence.
    pub explanation: String,
    /// The pressing to buy.
    pub best_release: Option<Release>,
    /// What it costs.
    pub best_price: Option<BestPrice>,
    /// Whether the person keeps it.
    pub is_locked: bool,
}

/// One thing that speaks for an album.
#[derive(SimpleObject)]
pub struct ScoreReason {
    /// What speaks for it.
    pub signal: Signal,
    /// How much.
    pub points: f64,
    /// How much it could be.
    pub max_points: f64,
    /// In words.
    pub text: String,
}

/// What may speak for an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Signal {
    Listening,
    Seed,
    Similar,
    Collection,
    Rating,
    Price,
}
