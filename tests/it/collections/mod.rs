//! What people say about albums.

mod locks_and_dismissals;
mod wantlist;
