//! The schema against a database of its own: what the contract promises, and what a query may not do.

mod contract;
mod demo;
mod errors;
mod limits;
mod nodes;
mod operations;
mod pages;
mod prices;
mod releases;
mod search;
pub mod stage;
mod statements;
