//! What to buy next, and why.
//!
//! `compute` puts a set together: what is known of a person (`person`, `listening`), whom that makes near (`near`, by
//! similar artists and by `model`, which `learn` makes of everybody's listening with `taste`), what there is of them
//! (`candidate`), what speaks for each (`signals`), and which come first (`rank`). `set` keeps it, `replace` puts the next
//! in the place of what is dismissed, `recompute` has it made anew before it expires, and `words` says it in a person's
//! language. Imports the domain rooms and the ground. Never here: a call to a provider.

mod candidate;
mod compute;
mod learn;
mod listening;
mod model;
mod near;
mod person;
mod rank;
mod recompute;
mod replace;
mod report;
mod set;
pub mod signals;
pub mod taste;
pub mod weights;
pub mod words;

pub use self::compute::{Without, what_if};
pub use self::learn::{LearnTaste, learn_now, order as order_learning};
pub use self::recompute::{RecomputeRecommendations, RefreshRecommendations, order_due, refresh};
pub use self::replace::{Replaced, replace};
pub use self::report::{Learnt, Measured, Report, latest as latest_report};
pub use self::set::{Item, Set, follow, read};
