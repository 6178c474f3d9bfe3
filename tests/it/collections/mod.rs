//! What people say about albums, and what they own.

pub mod discogs;
mod imports;
mod locks_and_dismissals;
mod wantlist;
