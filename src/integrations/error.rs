//! The one error of every provider.

use std::time::Duration;

use super::Provider;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a provider did not tell us what we asked. No variant ever holds an address or a credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The provider answered, and has no such thing: worth remembering.
    #[error("{0} has nothing by that name or id")]
    NotFound(Provider),
    /// We asked too often, or the budget is spent; ask again after this long.
    #[error("{provider} asks us to wait {} s", after.as_secs())]
    RateLimited { provider: Provider, after: Duration },
    /// The provider is down, slow or out of its mind; asking again later may help.
    #[error("{provider} is unavailable: {problem}")]
    Unavailable { provider: Provider, problem: String },
    /// The provider refused the question: a wrong key, a forbidden resource, a bad parameter.
    #[error("{provider} refused: {problem}")]
    Rejected { provider: Provider, problem: String },
    /// The answer is not in the documented shape.
    #[error("{provider} answered something we cannot read: {problem}")]
    Malformed { provider: Provider, problem: String },
    /// The provider finds so much that most of it must be something else.
    #[error("{provider} finds {found} where at most {most} can be meant: too many to tell which")]
    TooMany { provider: Provider, found: u32, most: u32 },
    /// A picture that may not be taken, or is none.
    #[error("the picture from {provider} cannot be used: {problem}")]
    Unfit { provider: Provider, problem: String },
    /// The provider needs a credential that is not configured.
    #[error("{provider} is off: {variable} is not set")]
    NotConfigured { provider: Provider, variable: &'static str },
}

impl Error {
    /// The outcome's name in metrics.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable { .. } => "unavailable",
            Self::Rejected { .. } => "rejected",
            Self::Malformed { .. } => "malformed",
            Self::Unfit { .. } => "unfit",
            Self::TooMany { .. } => "too_many",
            Self::NotConfigured { .. } => "not_configured",
        }
    }

    /// Whether the same question may be answered later without anybody changing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Unavailable { .. } | Self::Malformed { .. })
    }
}
