//! Real processes of the real binary on one database: together, stopped, and killed.

mod budget;
mod coverage;
mod killed;
mod listening;
mod long_master;
mod starting;
mod stopping;
mod thousand;
mod used;
