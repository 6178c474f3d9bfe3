//! What to buy next.
//!
//! `taste` is the model of what goes with what, learnt from everybody's listening.

pub mod taste;
