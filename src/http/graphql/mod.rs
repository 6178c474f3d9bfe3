//! GraphQL over HTTP, to the letter of the specification.
//!
//! `accept` settles the media type, `params` and `body` read the request, or `multipart` one with files, `operation` tells
//! what it would run, `answer` writes what came of it. A request with an upgrade goes on to the WebSocket next door.

mod accept;
mod answer;
mod body;
mod executor;
mod multipart;
mod operation;
mod params;
mod tokens;

use std::net::SocketAddr;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header, request};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

pub(super) use self::answer::{Written, coded, is_refused};
pub use self::executor::{Caller, Executor};
pub(super) use self::operation::inspect;
pub(super) use self::params::from_value;

use self::multipart::Most;
use super::refusal::{Code, Refusal};
use super::{RequestId, Shutdown, SocketLimits, rescue, socket};

/// A GET must change nothing.
const BY_GET: [OperationType; 2] = [OperationType::Query, OperationType::Subscription];
const BY_POST: [OperationType; 3] = [OperationType::Query, OperationType::Mutation, OperationType::Subscription];

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// What a request to `/graphql` is answered with.
#[derive(Clone)]
pub(super) struct Desk<E> {
    pub executor: E,
    pub body_bytes: usize,
    pub upload_bytes: usize,
    pub tokens: usize,
    pub request_timeout: Duration,
    pub sockets: SocketLimits,
    pub shutdown: Shutdown,
}

/// The methods of `/graphql`.
pub(super) fn routes<E: Executor>(desk: Desk<E>) -> MethodRouter {
    get(by_get::<E>)
        .post(by_post::<E>)
        .options(|| async { (StatusCode::NO_CONTENT, [(header::ALLOW, METHODS)]) })
        .fallback(|| async { Refusal::method(METHODS, "GraphQL is asked with GET or POST.") })
        .with_state(desk)
}

async fn by_get<E: Executor>(State(desk): State<Desk<E>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let mut caller = caller(&parts);
    if wants_upgrade(&parts.headers) {
        caller.is_socket = true;
        return socket::open(desk, &mut parts, caller).await;
    }
    answered(desk, caller, &BY_GET, async || params::from_query(parts.uri.query())).await
}

async fn by_post<E: Executor>(State(desk): State<Desk<E>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (most, files, executor, caller) = (desk.body_bytes, desk.upload_bytes, desk.executor.clone(), caller(&parts));
    answered(desk, caller.clone(), &BY_POST, async || {
        let plain = parts.headers.get(header::CONTENT_ENCODING).is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"));
        if plain && multipart::is_form(&parts.headers) {
            // Who is nobody, or pretends, sends no more than in any other body.
            let files = if matches!(executor.admit(caller).await, Ok(Some(_))) { files } else { most };
            let read = multipart::read(&parts.headers, body, Most { operations: most, files });
            return body::within(body::UPLOADED_WITHIN, read).await;
        }
        let written = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !plain || !written.is_some_and(accept::is_json) {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::BadUserInput,
                "The body must be sent as `application/json`, in UTF-8 and not compressed, or, with files, as `multipart/form-data`.",
            ));
        }
        let bytes = body::read(&parts.headers, body, most).await?;
        params::from_json(&bytes)
    })
    .await
}

/// Settles the media type, reads the request and runs it if its kind is allowed.
async fn answered<E, R>(desk: Desk<E>, caller: Caller, kinds: &[OperationType], read: R) -> Response
where
    E: Executor,
    R: AsyncFnOnce() -> Result<async_graphql::Request, Refusal>,
{
    let Some(media) = accept::negotiate(&caller.headers) else {
        return Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            Code::BadUserInput,
            "Answers are written as `application/graphql-response+json` or `application/json`.",
        )
        .into_response();
    };
    let request = match read().await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let answer = match inspect(&request, desk.tokens) {
        Ok(Some(kind)) if !kinds.contains(&kind) => {
            return Refusal::method("POST", "A mutation must be sent with POST.").into_response();
        }
        Ok(_) => {
            let id = caller.request_id.clone();
            rescue::run(desk.executor.execute(request, caller), desk.request_timeout, &id).await
        }
        Err(error) => async_graphql::Response::from_errors(vec![error]),
    };
    answer::write(answer, media)
}

/// How much longer than any other a request may take: a file takes its time to arrive.
pub(super) fn longer(request: &Request) -> Duration {
    if multipart::is_form(request.headers()) { body::UPLOADED_WITHIN } else { Duration::ZERO }
}

pub(super) fn caller(parts: &request::Parts) -> Caller {
    Caller {
        request_id: parts.extensions.get::<RequestId>().cloned().unwrap_or_else(RequestId::fresh),
        headers: parts.headers.clone(),
        peer: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer),
        init: None,
        is_socket: false,
    }
}

fn wants_upgrade(headers: &HeaderMap) -> bool {
    let named = headers.get_all(header::UPGRADE).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
}
