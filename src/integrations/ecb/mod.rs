//! The European Central Bank: what a euro is worth in some thirty currencies, on every banking day.

mod wire;

use super::facts::RateFacts;
use super::transport::{Address, Answer, Ask, Caller, Failure, Transport};
use super::{Error, Priority, Provider, Result};
use crate::config::PlainConfig;

/// How far back to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The latest day.
    Latest,
    /// The last ninety days.
    Quarter,
}

/// The bank's reference rates; they need no key.
#[derive(Clone)]
pub struct Ecb {
    caller: Caller,
}

impl Ecb {
    pub(super) fn new(transport: &Transport, config: &PlainConfig) -> Self {
        let address = Address {
            base: config.url.clone(),
            home: "www.ecb.europa.eu",
            elsewhere: &[],
            headers: super::accepting("application/xml, text/xml"),
            secrets: Vec::new(),
        };
        Self { caller: Caller::new(transport, Provider::Ecb, address) }
    }

    /// The rates of every day of the file. A file that is not whole is refused as a whole.
    pub async fn rates(&self, span: Span, priority: Priority) -> Result<Vec<RateFacts>> {
        let (endpoint, file) = match span {
            Span::Latest => ("daily", "eurofxref-daily.xml"),
            Span::Quarter => ("quarter", "eurofxref-hist-90d.xml"),
        };
        let ask = Ask { endpoint, path: &["stats", "eurofxref", file], query: &[], priority };
        self.caller.get(&ask, read).await
    }
}

fn read(answer: &Answer) -> Result<Vec<RateFacts>, Failure> {
    answer.check_status()?;
    wire::rates(&answer.body).map_err(|problem| match problem {
        // What breaks off may be whole the next time.
        wire::Problem::Broken(problem) => Failure::again(answer.malformed(problem)),
        wire::Problem::Odd(problem) => Failure::Settled(Error::Malformed { provider: Provider::Ecb, problem }),
    })
}
