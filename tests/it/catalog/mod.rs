//! The catalogue: the cache-miss rule and all pressings, against a made-up world.

mod images;
mod lookup;
mod merge;
mod million;
mod withdrawn;
