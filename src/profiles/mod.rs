//! What a person likes, and where they live: their profile, their accounts elsewhere, what they listen to.
//!
//! Every function wants a `UserId`, which only whoever is asking gives. Imports catalog, identity and the ground.
//! Never here: who is asking, or a password.

pub mod account;
pub mod listening;
pub mod profile;

pub use self::account::LinkedAccount;
pub use self::profile::{Changes, ListeningSource, Profile};
