//! Writes an answer: its body, its media type and the status that goes with that.

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, Response as Answer, ServerError, Value};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::super::refusal::{Code, Refusal};
use super::accept::MediaType;

/// An answer as it is written. `data` is left out, not null, when nothing was executed.
#[derive(Serialize)]
pub struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> Written<'a> {
    /// The form of an answer whose operation ran, or was refused when `refused`.
    pub fn new(answer: &'a Answer, refused: bool) -> Self {
        Self { data: (!refused).then_some(&answer.data), errors: &answer.errors, extensions: &answer.extensions }
    }
}

/// Whether nothing was executed. An error of execution always has the path of the field that failed.
pub fn is_refused(answer: &Answer) -> bool {
    answer.data == Value::Null && !answer.errors.is_empty() && answer.errors.iter().all(|error| error.path.is_empty())
}

/// Gives the errors of parsing and validation, which have no code of their own, the one of the house.
pub fn coded(mut answer: Answer) -> Answer {
    if is_refused(&answer) {
        for error in &mut answer.errors {
            let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
            if extensions.get("code").is_none() {
                extensions.set("code", Code::BadUserInput.name());
            }
        }
    }
    answer
}

/// The HTTP answer, in the media type that was negotiated.
pub fn write(answer: Answer, media: MediaType) -> Response {
    let answer = coded(answer);
    let refused = is_refused(&answer);
    let body = match serde_json::to_vec(&Written::new(&answer, refused)) {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            return Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "The answer could not be written.").into_response();
        }
    };
    let status = match refused {
        // A token that does not hold is refused in either media type: clients and proxies go by the status.
        true if answer.http_headers.contains_key(header::WWW_AUTHENTICATE) => StatusCode::UNAUTHORIZED,
        true => refused_status(&answer, media),
        false => StatusCode::OK,
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.extend(answer.http_headers);
    headers.insert(header::CONTENT_TYPE, media.header());
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    // Answers hold what belongs to one person; nothing between us and them may keep it.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer"));
    }
    response
}

/// `application/json` says 200 to whatever was well-formed, unless the fault is ours.
fn refused_status(answer: &Answer, media: MediaType) -> StatusCode {
    match (code(answer), media) {
        ("INTERNAL", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, MediaType::Json) => StatusCode::OK,
        ("UNAUTHENTICATED", _) => StatusCode::UNAUTHORIZED,
        ("FORBIDDEN", _) => StatusCode::FORBIDDEN,
        ("RATE_LIMITED", _) => StatusCode::TOO_MANY_REQUESTS,
        ("TIMEOUT", _) => StatusCode::GATEWAY_TIMEOUT,
        ("UPSTREAM_UNAVAILABLE", _) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn code(answer: &Answer) -> &str {
    let code = answer.errors.first().and_then(|error| error.extensions.as_ref()).and_then(|extensions| extensions.get("code"));
    match code {
        Some(Value::String(code)) => code,
        _ => "",
    }
}
