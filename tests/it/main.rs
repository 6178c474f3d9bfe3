//! One binary; its modules mirror `src`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, helpers included")]
#![expect(clippy::print_stdout, reason = "figures, for whoever runs a test with --nocapture")]

mod acceptance;
mod alerts;
mod catalog;
mod cli;
mod clients;
mod collections;
mod complete;
mod db;
mod graphql;
mod house;
mod http;
mod identity;
mod integrations;
mod migrations;
mod ops;
mod prices;
mod processes;
mod profiles;
mod recommender;
mod schedule;
mod shops;
mod support;
