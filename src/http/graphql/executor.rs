//! What the front door needs from the GraphQL room, and what it tells that room about the caller.

use std::net::SocketAddr;
use std::time::Duration;

use async_graphql::{ObjectType, Request, Response, Schema, ServerError, SubscriptionType};
use axum::http::HeaderMap;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};

use super::super::request_id::RequestId;

/// Who is at the door, as far as the door can tell.
#[derive(Clone)]
pub struct Caller {
    /// The name of the request; over a WebSocket, of the operation.
    pub request_id: RequestId,
    /// The headers of the request; over a WebSocket, of the one that opened it.
    pub headers: HeaderMap,
    /// The other end of the connection, which may be a proxy.
    pub peer: Option<SocketAddr>,
    /// Over a WebSocket, the payload of `connection_init`.
    pub init: Option<serde_json::Value>,
    /// Whether it is a WebSocket.
    pub is_socket: bool,
}

/// Without headers and payload, which hold tokens.
impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller").field("request_id", &self.request_id).field("peer", &self.peer).finish_non_exhaustive()
    }
}

/// Runs operations; what it needs to know about the caller it puts into the request's data itself.
pub trait Executor: Clone + Send + Sync + 'static {
    /// Runs a query or a mutation.
    fn execute(&self, request: Request, caller: Caller) -> BoxFuture<'static, Response>;

    /// Runs a subscription.
    fn execute_stream(&self, request: Request, caller: Caller) -> BoxStream<'static, Response>;

    /// Whether a WebSocket may stay open, asked when `connection_init` has come, when an error closes it with 4403,
    /// and again after the time that was answered, or sooner, when an error closes it with 4401.
    fn admit(&self, caller: Caller) -> BoxFuture<'static, Result<Option<Duration>, ServerError>> {
        let _ = caller;
        futures::future::ready(Ok(None)).boxed()
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
