//! How the house looks after itself.

mod purge;
