//! What happens to work that takes too long or panics: an answer with a code and the request's name, never the cause.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::Response as Answer;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use tokio::time::timeout;

use super::refusal::{Code, Refusal, error};
use super::request_id::RequestId;

const BROKEN: &str = "Something broke on our side.";

/// Runs one operation within its time limit.
pub(super) async fn run<F>(work: F, limit: Duration, id: &RequestId) -> Answer
where
    F: Future<Output = Answer>,
{
    match timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(panic)) => broken(panic.as_ref(), id),
        Err(_) => Answer::from_errors(vec![error(Code::Timeout, too_long(limit), Some(id))]),
    }
}

/// The answer of an operation that panicked; the cause goes to the log.
pub(super) fn broken(panic: &(dyn Any + Send), id: &RequestId) -> Answer {
    report(panic, id);
    Answer::from_errors(vec![error(Code::Internal, BROKEN, Some(id))])
}

/// Bounds and rescues every handler, GraphQL or not.
pub(super) async fn bound(limit: Duration, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(RequestId::fresh);
    match timeout(limit, AssertUnwindSafe(next.run(request)).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            report(panic.as_ref(), &id);
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, BROKEN).named(&id).into_response()
        }
        Err(_) => Refusal::new(StatusCode::GATEWAY_TIMEOUT, Code::Timeout, too_long(limit)).named(&id).into_response(),
    }
}

fn too_long(limit: Duration) -> String {
    format!("The request took longer than {limit:?} and was ended.")
}

fn report(panic: &(dyn Any + Send), id: &RequestId) {
    let cause = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(request_id = id.0, cause = cause.unwrap_or("not a text"), "a request panicked");
}
