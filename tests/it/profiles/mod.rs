//! What people say about themselves, and what they listen to.

mod consent;
mod everything;
mod imports;
mod listenbrainz;
mod listening;
mod names;
mod seed_artists;
mod spotify;
mod spotify_faults;
