//! Error to code: the one place that turns what went wrong into what a client reads.

use async_graphql::ErrorExtensions;

use crate::app::DbError;
use crate::catalog::CatalogError;
use crate::identity::IdentityError;
use crate::prices::NoRate;
use crate::shops::ShopError;

/// What a client can branch on: `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Unauthenticated,
    Forbidden,
    BadUserInput,
    NotFound,
    RateLimited,
    QueryTooCostly,
    UpstreamUnavailable,
    Timeout,
    Internal,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooCostly => "QUERY_TOO_COSTLY",
            Self::UpstreamUnavailable => "UPSTREAM_UNAVAILABLE",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// What a resolver answers instead of its value. It has no `Display` on purpose: anything that has one would
/// become a GraphQL error by `?` alone, internal text and all.
#[derive(Clone, Debug)]
pub struct Failure {
    pub code: Code,
    pub message: String,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The input is wrong: says which, and what would be right.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new(Code::BadUserInput, message)
    }

    /// Our own fault: the cause goes into the log, under the request's id, and nowhere else.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes = format!("{causes}: {cause}");
            source = cause.source();
        }
        tracing::error!(error = causes, "a request failed");
        Self::new(Code::Internal, "Something went wrong on our side. The log has it under this request id.")
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        match &error {
            CatalogError::NotAnswered { .. } => Self::new(Code::UpstreamUnavailable, error.to_string()),
            CatalogError::StillLooking { .. } => Self::new(Code::Timeout, error.to_string()),
            CatalogError::Provider(cause) => Self::new(Code::UpstreamUnavailable, cause.to_string()),
            CatalogError::Database(_) => Self::internal(&error),
        }
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        match &error {
            IdentityError::Busy => Self::new(Code::RateLimited, error.to_string()),
            _ => Self::internal(&error),
        }
    }
}

impl From<NoRate> for Failure {
    fn from(error: NoRate) -> Self {
        Self::new(Code::UpstreamUnavailable, format!("Nothing can be compared: {error}."))
    }
}

impl From<ShopError> for Failure {
    fn from(error: ShopError) -> Self {
        match &error {
            ShopError::Input(why) => Self::bad_input(why.clone()),
            _ => Self::internal(&error),
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::internal(&error)
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(failure: Failure) -> Self {
        Self::new(failure.message).extend_with(|_, extensions| extensions.set("code", failure.code.as_str()))
    }
}

impl From<Failure> for async_graphql::ServerError {
    fn from(failure: Failure) -> Self {
        async_graphql::Error::from(failure).into_server_error(async_graphql::Pos::default())
    }
}
