//! What people say about themselves, and what they listen to.

mod consent;
mod listening;
mod seed_artists;
mod spotify;
mod spotify_faults;
