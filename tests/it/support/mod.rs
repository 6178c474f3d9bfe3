//! What tests share: fakes of the outside, and nothing that asserts by itself.

pub mod budget;
pub mod outside;
pub mod upstream;
