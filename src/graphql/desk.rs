//! Where a request enters: it gets its scope, and its errors get their codes.

use std::sync::Arc;

use async_graphql::{Name, Request, Response, Value};
use futures::{Stream, StreamExt};

use super::Schema;
use super::error::Code;
use super::limits::OperationName;
use super::nulls::{Asked, Shapes};
use super::scope::{Requester, Scope};
use crate::app::App;

/// The name of one request, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The schema and the house behind it. Cheap to clone.
#[derive(Clone)]
pub struct GraphDesk {
    app: App,
    schema: Schema,
    shapes: Arc<Shapes>,
}

impl GraphDesk {
    pub fn new(app: App) -> Self {
        let schema = super::build(&app);
        Self { app, schema, shapes: Arc::new(Shapes::of(&super::sdl())) }
    }

    /// Runs a query or a mutation.
    pub async fn execute(&self, request: Request, id: &RequestId, requester: Requester) -> Response {
        let (request, asked) = self.prepare(request, requester);
        finish(self.schema.execute(request).await, id, &self.shapes, &asked)
    }

    /// Runs a subscription, or anything else that comes over a socket.
    pub fn execute_stream(&self, request: Request, id: RequestId, requester: Requester) -> impl Stream<Item = Response> + Send + use<> {
        let (request, asked) = self.prepare(request, requester);
        let (schema, shapes) = (self.schema.clone(), self.shapes.clone());
        schema.execute_stream(request).map(move |response| finish(response, &id, &shapes, &asked))
    }

    /// Gives a request what resolvers and limits need to know about it.
    fn prepare(&self, request: Request, requester: Requester) -> (Request, Asked) {
        let asked = Asked { query: request.query.clone(), operation: request.operation_name.clone() };
        let operation = OperationName(request.operation_name.clone());
        (request.data(operation).data(Arc::new(Scope::new(&self.app, requester))), asked)
    }
}

/// What async-graphql says itself is about the request; only our own code says `INTERNAL`, and names the request.
fn finish(mut response: Response, id: &RequestId, shapes: &Shapes, asked: &Asked) -> Response {
    shapes.complete(&mut response, asked);
    for error in &mut response.errors {
        let extensions = error.extensions.get_or_insert_default();
        match extensions.get("code") {
            None => extensions.set("code", Code::BadUserInput.as_str()),
            Some(Value::String(code)) if code == Code::Internal.as_str() => {
                extensions.set(Name::new("requestId"), id.0.clone());
            }
            Some(_) => {}
        }
    }
    response
}
