//! What people say about themselves.

mod seed_artists;
