//! What exists: artists, their albums, every pressing of each.
//!
//! `naming` gives one spelling to names, `matching` says whether two records are the same thing, `lookup` owns
//! the cache-miss rule, `sync` fills the catalogue a page at a time. Imports the ground only (jobs, app,
//! integrations, db, config, clock). Never here: a person, a price, a provider's JSON.

pub mod absence;
pub mod album;
pub mod artist;
pub mod coverage;
pub mod crawl;
pub mod demo;
mod error;
mod former;
pub mod image;
pub mod list;
pub mod load;
pub mod lookup;
pub mod matching;
pub mod naming;
mod newest;
pub mod release;
pub mod same;
pub mod sample;
pub mod search;
pub mod sync;

pub use self::album::Album;
pub use self::artist::Artist;
pub use self::error::CatalogError;
pub use self::list::{Slice, Window};
pub use self::newest::Newest;
pub use self::release::Release;

/// The one there is. Of two it is not known which is meant.
pub fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let one = found.next()?;
    found.next().is_none().then_some(one)
}
