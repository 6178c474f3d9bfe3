//! mindicador.cl: what a euro is worth in Chilean pesos, which the European Central Bank does not say.

mod wire;

use super::facts::RateFacts;
use super::transport::{Address, Answer, Ask, Caller, Transport};
use super::{Priority, Provider, Result};
use crate::config::PlainConfig;

/// The mirror of Chile's central bank; it needs no key.
#[derive(Clone)]
pub struct Mindicador {
    caller: Caller,
}

impl Mindicador {
    pub(super) fn new(transport: &Transport, config: &PlainConfig) -> Self {
        let address = Address {
            base: config.url.clone(),
            home: "mindicador.cl",
            elsewhere: &[],
            headers: super::accepting("application/json"),
            secrets: Vec::new(),
        };
        Self { caller: Caller::new(transport, Provider::Mindicador, address) }
    }

    /// Pesos for a euro, of the last month's days that have a value.
    pub async fn euro(&self, priority: Priority) -> Result<Vec<RateFacts>> {
        let ask = Ask { endpoint: "euro", path: &["api", "euro"], query: &[], priority };
        self.caller.get(&ask, |answer: &Answer| answer.read_as(wire::SeriesBody::rates, "no value is in it")).await
    }
}
