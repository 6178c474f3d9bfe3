//! What people like and listen to.

mod listening;
