//! What the front door says when it turns a request away: always the shape of a GraphQL answer.

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::request_id::RequestId;

/// The codes that the front door itself gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    BadUserInput,
    Unauthenticated,
    Forbidden,
    NotFound,
    RateLimited,
    TooCostly,
    Timeout,
    Unavailable,
    Internal,
}

impl Code {
    /// The code as `extensions.code` carries it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::TooCostly => "QUERY_TOO_COSTLY",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UPSTREAM_UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// A request turned away before anything ran.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: Code,
    message: String,
    allow: Option<&'static str>,
    request_id: Option<RequestId>,
}

impl Refusal {
    /// A refusal with its status, code and the sentence that says why.
    pub fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), allow: None, request_id: None }
    }

    /// A malformed request.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::BadUserInput, message)
    }

    /// A method that is not answered here, with those that are.
    pub fn method(allow: &'static str, message: impl Into<String>) -> Self {
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, message) }
    }

    /// The sentence that says why.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Names the request, so that whoever reads the log can find it.
    #[must_use]
    pub fn named(mut self, id: &RequestId) -> Self {
        self.request_id = Some(id.clone());
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut extensions = json!({ "code": self.code.name() });
        if let Some(id) = self.request_id {
            extensions["requestId"] = json!(id.0);
        }
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] });
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

/// A GraphQL error made here, not by a resolver.
pub(super) fn error(code: Code, message: impl Into<String>, id: Option<&RequestId>) -> ServerError {
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code.name());
    if let Some(id) = id {
        extensions.set("requestId", id.0.as_str());
    }
    error
}
