//! What people say about themselves, and what they listen to.

mod listening;
mod seed_artists;
