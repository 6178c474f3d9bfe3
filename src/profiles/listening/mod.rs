//! What a person listens to: fetched from where their accounts are, stored once, matched with the catalogue.
//!
//! `sync` is the job, `source` whom it asks, `store` writes a page, `names` finds who of the catalogue is meant, `read`
//! answers. `import` stores what comes in files, which `file` reads.

mod file;
mod import;
mod names;
mod order;
mod read;
mod source;
pub(super) mod store;
mod sync;

pub use self::file::{BadLine, FileError, Reading};
pub use self::import::{ImportError, ImportListening, Imported, match_names, store_file, take as import};
pub use self::order::{Ordered, all as order_all, everybodys, heard_since, one as order_one, told};
pub use self::read::{
    Period, Play, PlayCursor, Plays, TopAlbum, TopArtist, Unmatched, scrobbles, top_albums, top_artists, total, unmatched,
};
pub(super) use self::source::Source;
pub use self::store::Tally;
pub use self::sync::SyncListening;
