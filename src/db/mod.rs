//! The way to the database: imports `config` alone; no noun of the catalogue and no query lives here.

pub mod embedded;
