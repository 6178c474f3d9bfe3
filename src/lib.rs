//! Vinilogy: every vinyl pressing of every album, and what it costs, delivered.
//!
//! The rooms, in reading order; `ARCHITECTURE.md` says who may enter which.

pub mod cli;

pub mod http;
pub mod worker;

pub mod graphql;

pub mod schedule;

pub mod collections;
pub mod prices;
pub mod profiles;
pub mod recommender;
pub mod shops;

pub mod catalog;
pub mod identity;
pub mod ops;

pub mod jobs;

pub mod alerts;
pub mod app;
pub mod clock;
pub mod config;
pub mod db;
pub mod integrations;
