//! GraphQL over HTTP, to the letter of the specification.
//!
//! `accept` settles the media type, `params` and `body` read the request, `operation` tells what it would run,
//! `answer` writes what came of it. A request with an upgrade goes on to the WebSocket next door.

mod accept;
mod answer;
mod body;
mod executor;
mod operation;
mod params;

use std::net::SocketAddr;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header, request};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

pub(super) use self::answer::{Written, coded, is_refused};
pub use self::executor::{Caller, Executor};
pub(super) use self::operation::kind;
pub(super) use self::params::from_value;

use super::refusal::{Code, Refusal};
use super::{RequestId, Shutdown, SocketLimits, rescue, socket};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// What a request to `/graphql` is answered with.
#[derive(Clone)]
pub(super) struct Desk<E> {
    pub executor: E,
    pub body_bytes: usize,
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
    let caller = caller(&parts);
    if wants_upgrade(&parts.headers) {
        return socket::open(desk, &mut parts, caller).await;
    }
    answered(desk, caller, async |media| {
        let request = params::from_query(parts.uri.query())?;
        if kind(&request) == Some(OperationType::Mutation) {
            return Err(Refusal::method("POST", "A mutation must be sent with POST."));
        }
        Ok((request, media))
    })
    .await
}

async fn by_post<E: Executor>(State(desk): State<Desk<E>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let most = desk.body_bytes;
    answered(desk, caller(&parts), async |media| {
        let written = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let plain = parts.headers.get(header::CONTENT_ENCODING).is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"));
        if !plain || !written.is_some_and(accept::is_json) {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::BadUserInput,
                "The body must be sent as `application/json`, in UTF-8 and not compressed.",
            ));
        }
        let bytes = body::read(&parts.headers, body, most).await?;
        Ok((params::from_json(&bytes)?, media))
    })
    .await
}

/// Settles the media type, reads the request and runs it.
async fn answered<E, R>(desk: Desk<E>, caller: Caller, read: R) -> Response
where
    E: Executor,
    R: AsyncFnOnce(accept::MediaType) -> Result<(async_graphql::Request, accept::MediaType), Refusal>,
{
    let Some(media) = accept::negotiate(&caller.headers) else {
        return Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            Code::BadUserInput,
            "Answers are written as `application/graphql-response+json` or `application/json`.",
        )
        .into_response();
    };
    match read(media).await {
        Ok((request, media)) => {
            let id = caller.request_id.clone();
            let answer = rescue::run(desk.executor.execute(request, caller), desk.request_timeout, &id).await;
            answer::write(answer, media)
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn caller(parts: &request::Parts) -> Caller {
    Caller {
        request_id: parts.extensions.get::<RequestId>().cloned().unwrap_or_else(RequestId::fresh),
        headers: parts.headers.clone(),
        peer: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer),
        init: None,
    }
}

fn wants_upgrade(headers: &HeaderMap) -> bool {
    let named = headers.get_all(header::UPGRADE).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
}
