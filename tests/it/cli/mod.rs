//! The program itself, as somebody types it: the real binary, with nothing of our surroundings.

mod bulk;
mod config;
mod hundred;
mod images;
mod matching;
mod recommender;
pub mod run;
mod sample;
