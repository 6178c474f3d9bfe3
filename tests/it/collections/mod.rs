//! What people say about albums, and what they own.

mod discogs;
mod imports;
mod locks_and_dismissals;
mod wantlist;
