//! A person's account at Discogs: linked by its public name, by a token or by consent; what it owns and wants, fetched
//! whole.
//!
//! `link` and `consent` link it, `account` says in whose name Discogs is asked, `sync` is the job.

mod account;
pub mod consent;
mod link;
mod order;
mod sync;

pub use self::account::unlink;
pub use self::link::{Link, LinkCollection, by_name, by_token};
pub use self::order::{everybodys, order_all, order_one};
pub use self::sync::SyncCollection;
