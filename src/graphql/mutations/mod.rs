//! The root of changing: one file per noun.

mod artist;

pub use self::artist::ArtistMutation as Mutation;
