//! How much one query may ask, and how long it may wait.

use std::time::Duration;

use super::vars::{Problem, Vars};

/// The limits of one request.
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// `MAX_NODES`: list items one query may ask for.
    pub nodes: u32,
    /// `MAX_COST`: fields, multiplied by the lists around them.
    pub cost: u32,
    /// `MAX_DEPTH`: 15 and no lower.
    pub depth: u32,
    /// Aliased fields in one request.
    pub aliases: u32,
    /// Lexical tokens in one document.
    pub tokens: u32,
    /// Bytes of one request body.
    pub body_bytes: usize,
    /// Bytes of the files that one request may bring.
    pub upload_bytes: usize,
    /// `LOOKUP_WAIT`: how long one request, all its fields together, may wait for cache misses.
    pub lookup_wait: Duration,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            nodes: 10_000,
            cost: 50_000,
            depth: 15,
            aliases: 100,
            tokens: 5_000,
            body_bytes: 256 * 1024,
            upload_bytes: 50 * 1024 * 1024,
            lookup_wait: Duration::from_secs(8),
        }
    }
}

impl LimitsConfig {
    /// A request that takes longer is ended.
    pub fn request_timeout(&self) -> Duration {
        self.lookup_wait + Duration::from_secs(10)
    }

    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let default = Self::default();
        Self {
            nodes: vars.number("MAX_NODES", default.nodes, 1, problems),
            cost: vars.number("MAX_COST", default.cost, 1, problems),
            depth: vars.number("MAX_DEPTH", default.depth, 15, problems),
            lookup_wait: vars.duration("LOOKUP_WAIT", default.lookup_wait, problems),
            ..default
        }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        vec![
            ("MAX_NODES", self.nodes.to_string()),
            ("MAX_COST", self.cost.to_string()),
            ("MAX_DEPTH", self.depth.to_string()),
            ("LOOKUP_WAIT", format!("{:?}", self.lookup_wait)),
        ]
    }
}
