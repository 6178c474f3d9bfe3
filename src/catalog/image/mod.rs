//! Pictures: which one, if any, is worth keeping (`find`), and how it is kept and shown.
//!
//! `gallery` answers whoever wants to see one: stored, fetched, or the `placeholder`. `check` says whether bytes
//! are a picture at all, `resize` makes them fit, `store` keeps files on disk, `kept` is the row about each.

mod check;
mod find;
mod gallery;
mod kept;
mod placeholder;
mod resize;
mod store;

pub use self::check::{Kind, Shape, check};
pub use self::find::{Found, Look, Search, Step, Verdict, failure, find_for_album, find_for_artist, look_at};
pub use self::gallery::{Credit, Gallery, Shown, Subject};
pub use self::resize::{WIDTHS, width_for};

use sha2::{Digest, Sha256};

/// Changes when the picture's address does: what makes it right to keep a picture for ever.
pub fn version(url: &str) -> String {
    let mut version = sha256(url.as_bytes());
    version.truncate(12);
    version
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
