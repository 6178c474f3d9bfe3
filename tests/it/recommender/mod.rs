//! What people are recommended, and why.

mod explanations;
mod model;
mod pace;
mod ranking;
mod sets;
mod stage;
mod subscribed;
