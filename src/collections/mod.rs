//! What a person says about albums: those they keep, those they do not want to see, those they want to buy, and those
//! they own.
//!
//! An album is kept or dismissed, never both: the later word counts, so locking an album restores it, and dismissing
//! it unlocks it. Every function wants a `UserId`, which only whoever is asking gives. Imports catalog, identity and
//! the ground. Never here: what an album costs, or which one to buy next.

pub mod discogs;
pub mod dismissal;
mod fetch;
mod held;
pub mod import;
pub mod lock;
pub mod owned;
pub mod wantlist;

pub use self::dismissal::DismissedAlbum;
pub use self::fetch::FetchCollected;
pub use self::lock::LockedAlbum;
pub use self::owned::CollectionItem;
pub use self::wantlist::WantlistItem;
