//! What a person likes, and where they live: their profile.
//!
//! Every function wants a `UserId`, which only whoever is asking gives. Imports catalog, identity and the ground.
//! Never here: who is asking, or a password.

pub mod profile;

pub use self::profile::{Changes, ListeningSource, Profile};
