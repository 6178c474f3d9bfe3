//! What people say about themselves, and what they listen to.

mod imports;
mod listenbrainz;
mod listening;
mod names;
mod seed_artists;
