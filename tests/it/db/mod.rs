//! The database's own machinery against real clusters.

mod embedded;
