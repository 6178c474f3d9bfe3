//! What a person likes, and where they live: their profile, the artists that they seed their taste with, their accounts
//! elsewhere, what they listen to.
//!
//! Every function wants a `UserId`, which only whoever is asking gives. Imports catalog,
//! collections, identity and the ground.
//! Never here: who is asking, or a password.

pub mod account;
pub mod consent;
mod discogs;
pub mod listening;
pub mod profile;
pub mod seed_artist;
mod spotify;

pub use self::account::LinkedAccount;
pub use self::profile::{Changes, ListeningSource, Pressing, Profile};
pub use self::seed_artist::SeedArtist;
