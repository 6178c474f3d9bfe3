//! Two that are one, and one that is two: what was decided, how rows are merged and split, and the queue of
//! pairs that somebody should look at.

mod candidates;
pub mod claim;
mod decision;
mod identity;
mod keys;
mod merge;
pub mod order;
mod review;

pub use self::candidates::{Candidate, candidates, of_name};
pub use self::decision::{Apart, Decision, are_apart, decided, find_decision, list_decisions, same_as};
pub use self::identity::{AlbumIdentity, ArtistIdentity, Identity};
pub use self::keys::{fill as fill_keys, store as store_keys};
pub use self::merge::{Part, Why, found_same, merge_albums, merge_artists, split_off_artist, take_back};
pub use self::review::{Review, ReviewState, add as add_review, find as find_review, keep_apart, list as list_reviews, reconsider};

use serde::{Deserialize, Serialize};

/// What is one or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    Artist,
    Album,
}

impl Kind {
    /// As the database spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Artist => "artist",
            Self::Album => "album",
        }
    }

    /// The kind that the database spells so.
    pub fn of(word: &str) -> Self {
        if word == "album" { Self::Album } else { Self::Artist }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Artist => "artists",
            Self::Album => "albums",
        }
    }
}
