//! Where a request enters: it gets its scope, and its errors get their codes.

use std::sync::Arc;

use async_graphql::{Name, Request, Response, Value};
use futures::{Stream, StreamExt};

use super::Schema;
use super::error::Code;
use super::limits::OperationName;
use super::scope::Scope;
use super::visitor::Visitor;
use crate::app::App;

/// The name of one request, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The schema and the house behind it. Cheap to clone.
#[derive(Clone)]
pub struct GraphDesk {
    app: App,
    schema: Schema,
}

impl GraphDesk {
    pub fn new(app: App) -> Self {
        let schema = super::build(&app);
        Self { app, schema }
    }

    /// Runs a query or a mutation.
    pub async fn execute(&self, request: Request, id: &RequestId, visitor: impl Into<Visitor>) -> Response {
        finish(self.schema.execute(self.prepare(request, visitor.into())).await, id)
    }

    /// Runs a subscription, or anything else that comes over a socket.
    pub fn execute_stream<V: Into<Visitor>>(
        &self,
        request: Request,
        id: RequestId,
        visitor: V,
    ) -> impl Stream<Item = Response> + Send + use<V> {
        let schema = self.schema.clone();
        schema.execute_stream(self.prepare(request, visitor.into())).map(move |response| finish(response, &id))
    }

    /// Gives a request what resolvers and limits need to know about it.
    fn prepare(&self, request: Request, visitor: Visitor) -> Request {
        // The limits measure the operation that runs, not whichever comes first.
        let operation = OperationName(request.operation_name.clone());
        request.data(operation).data(Arc::new(Scope::new(&self.app, visitor)))
    }
}

/// What async-graphql says itself is about the request; only our own code says `INTERNAL`, and names the request.
fn finish(mut response: Response, id: &RequestId) -> Response {
    for error in &mut response.errors {
        // Lines and columns count from one; what is about no place in the document has none.
        error.locations.retain(|place| place.line > 0);
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
