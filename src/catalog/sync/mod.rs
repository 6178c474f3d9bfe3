//! The jobs that fill the catalogue, a page at a time.
//!
//! A person's look-up, a crawl and the clock all come through here: one code path, one budget, one retry rule.

mod album;
mod artist;
mod artist_albums;
mod ask_artist;
mod identity;
mod images;
mod release;
mod releases;
mod seed;

use chrono::{DateTime, TimeDelta, Utc};

pub use self::album::{AlbumSubject, FetchAlbum};
pub use self::artist::{ArtistSubject, FetchArtist};
pub use self::artist_albums::SyncArtistAlbums;
pub use self::images::{FindArtistImage, FindCover};
pub use self::release::{FetchBarcode, FetchRelease};
pub use self::releases::SyncAlbumReleases;
pub use self::seed::SeedTag;
use super::lookup::STALE_AFTER;
use crate::integrations::Error;
use crate::jobs::{self, JobError};

/// What people may read about a failure, and from when on asking again makes sense.
struct Problem {
    text: String,
    retry_at: DateTime<Utc>,
}

impl Problem {
    fn of(error: &JobError, now: DateTime<Utc>) -> Self {
        let pause = match error {
            JobError::Retry(_) => TimeDelta::seconds(15),
            JobError::RetryAfter { after, .. } => TimeDelta::from_std(*after).unwrap_or(TimeDelta::hours(1)),
            // Words so common stay so: it is an answer like any other, and as good for as long.
            JobError::GiveUp(cause) if matches!(cause.downcast_ref(), Some(Error::TooMany { .. })) => STALE_AFTER,
            // Nothing will be different until somebody changes something.
            JobError::GiveUp(_) => TimeDelta::hours(1),
        };
        let text = match error {
            JobError::Retry(cause) | JobError::GiveUp(cause) | JobError::RetryAfter { cause, .. } => jobs::told(cause),
        };
        Self { text, retry_at: now + pause }
    }
}
