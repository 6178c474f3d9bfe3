//! Every request has a name: it is in the answer, in the log and in the errors that a person may send us.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, field};
use uuid::Uuid;

use super::exports;
pub use crate::graphql::RequestId;

/// Where the name travels.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

impl RequestId {
    /// A name that nothing else has.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    /// The caller's own name for the request when it is short and harmless, else a fresh one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
        given.filter(|id| harmless(id)).map_or_else(Self::fresh, |id| Self(id.to_owned()))
    }
}

/// Names the request, opens its span and puts the name on the answer.
pub(super) async fn assign(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    // The path alone: a query string may hold an OAuth code or somebody's variables.
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        path = shown(request.uri().path()),
        request_id = id.0,
        status = field::Empty,
        duration_ms = field::Empty,
    );
    let probe = request.uri().path().starts_with("/health") || request.uri().path() == "/metrics";
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    span.record("duration_ms", field::display(started.elapsed().as_millis()));
    span.in_scope(|| if probe { tracing::debug!("answered") } else { tracing::info!("answered") });
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The path as the log may have it: the rest of a link that needs no other proof is as good as a password.
fn shown(path: &str) -> &str {
    if path.starts_with(exports::PATH) { exports::PATH } else { path }
}

fn harmless(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
