//! What the front door needs from the GraphQL room, and what it tells that room about the caller.

use std::net::SocketAddr;

use async_graphql::{ObjectType, Request, Response, Schema, ServerError, SubscriptionType};
use axum::http::{HeaderMap, header};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};

use super::super::request_id::RequestId;

/// Who is at the door, as far as the door can tell.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The name of the request; over a WebSocket, of the operation.
    pub request_id: RequestId,
    /// The headers of the request; over a WebSocket, of the one that opened it.
    pub headers: HeaderMap,
    /// The other end of the connection, which may be a proxy.
    pub peer: Option<SocketAddr>,
    /// Over a WebSocket, the payload of `connection_init`.
    pub init: Option<serde_json::Value>,
}

impl Caller {
    /// The `Authorization` that was given: a browser cannot set the header of a WebSocket, so that the payload
    /// of `connection_init` may hold it, by any spelling of its name, and then counts.
    pub fn authorization(&self) -> Option<&str> {
        let init = self.init.as_ref().and_then(serde_json::Value::as_object);
        let given = init.and_then(|map| map.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization")));
        match given {
            Some((_, value)) => value.as_str(),
            None => self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
        }
    }
}

/// Runs operations; what it needs to know about the caller it puts into the request's data itself.
pub trait Executor: Clone + Send + Sync + 'static {
    /// Runs a query or a mutation.
    fn execute(&self, request: Request, caller: Caller) -> BoxFuture<'static, Response>;

    /// Runs a subscription.
    fn execute_stream(&self, request: Request, caller: Caller) -> BoxStream<'static, Response>;

    /// Whether a WebSocket may stay open, asked when `connection_init` has come; an error closes it with 4403.
    fn admit(&self, caller: Caller) -> BoxFuture<'static, Result<(), ServerError>> {
        let _ = caller;
        futures::future::ready(Ok(())).boxed()
    }
}

/// A bare schema knows nothing of callers but the name of the request.
impl<Q, M, S> Executor for Schema<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn execute(&self, request: Request, caller: Caller) -> BoxFuture<'static, Response> {
        let schema = self.clone();
        async move { Schema::execute(&schema, request.data(caller.request_id)).await }.boxed()
    }

    fn execute_stream(&self, request: Request, caller: Caller) -> BoxStream<'static, Response> {
        Schema::execute_stream(self, request.data(caller.request_id)).boxed()
    }
}
