//! What it costs: offers for pressings, the best of them, and money that is never a float.
//!
//! Imports catalog and the ground. Never here: an offer shown past its display time.

mod best;
mod money;
mod quote;

pub use self::best::{Best, BestBy};
pub use self::money::Money;
pub use self::quote::{NewQuote, PricePoint, Quote};
