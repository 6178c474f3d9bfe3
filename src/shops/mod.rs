//! Shops: what they sell, at what price and how many, read from their points of sale and storefronts, and made offers.
//!
//! `store` is a shop's row, `order` has it read. `full` and `daily` read Bsale, `feed` storefronts: all by `walk`, a page at a
//! time (`piece`), into `rows`. `barcode` and `pressing` say which pressing a variant is, `offers` makes offers of those. Imports
//! prices, catalog, identity and the ground. Never here: a shop's answer that delays or empties another's; a client's data in a
//! log.

mod barcode;
mod currency;
mod daily;
mod error;
mod feed;
mod full;
mod offers;
pub mod order;
mod piece;
mod pressing;
mod read;
mod rows;
mod settle;
mod store;
mod walk;

pub use self::daily::ShopDailySync;
pub use self::error::ShopError;
pub use self::feed::ShopFeedSync;
pub use self::full::ShopFullSync;
pub use self::read::{Client, Variant, clients, variants};
pub use self::store::{Kind, NewShop, Shop, add, find, list, remove};
