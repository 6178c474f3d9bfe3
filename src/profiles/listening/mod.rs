//! What a person listens to: fetched from where their accounts are, stored once, matched with the catalogue.
//!
//! `sync` is the job, `store` writes a page, `names` finds who of the catalogue is meant, `read` answers.

mod names;
mod order;
mod read;
pub(super) mod store;
mod sync;

pub use self::order::{Ordered, all as order_all, one as order_one, told};
pub use self::read::{
    Period, Play, PlayCursor, Plays, TopAlbum, TopArtist, Unmatched, scrobbles, top_albums, top_artists, total, unmatched,
};

pub(super) use self::store::Tally;
pub use self::sync::SyncListening;
