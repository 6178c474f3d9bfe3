//! Where a request enters: it gets its scope, and its errors get their codes.

use std::sync::Arc;

use async_graphql::{Name, Request, Response, ServerError, Value};
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::error::Code;
use super::limits::{Limits, Measure};
use super::permit::permit;
use super::scope::Scope;
use super::visitor::Visitor;
use super::{Document, Schema};
use crate::app::App;

/// The name of one request, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The schema, its limits and the house behind it. Cheap to clone.
#[derive(Clone)]
pub struct GraphDesk {
    app: App,
    schema: Schema,
    limits: Limits,
}

/// What is known of a request before anything runs.
struct Weighed {
    document: Arc<Document>,
    operation: Option<String>,
    measure: Measure,
}

impl GraphDesk {
    pub fn new(app: App) -> Self {
        let schema = super::build(&app);
        let limits = Limits::new(&super::sdl(), &app.config.limits);
        Self { app, schema, limits }
    }

    /// Runs a query or a mutation.
    pub async fn execute(&self, request: Request, id: &RequestId, visitor: impl Into<Visitor>) -> Response {
        let (request, weighed) = match self.prepare(request, visitor.into()) {
            Ok(prepared) => prepared,
            Err(refusal) => return finish(Response::from_errors(vec![refusal]), id),
        };
        let response = self.schema.execute(request).await;
        let Some(weighed) = weighed else { return finish(response, id) };
        finish(self.complete(response, &weighed).extension("cost", self.limits.told(&weighed.measure)), id)
    }

    /// Runs a subscription, or anything else that comes over a socket.
    pub fn execute_stream(&self, request: Request, id: RequestId, visitor: impl Into<Visitor>) -> BoxStream<'static, Response> {
        let (request, weighed) = match self.prepare(request, visitor.into()) {
            Ok(prepared) => prepared,
            Err(refusal) => return stream::once(async move { finish(Response::from_errors(vec![refusal]), &id) }).boxed(),
        };
        let desk = self.clone();
        self.schema
            .execute_stream(request)
            .map(move |response| {
                let response = match &weighed {
                    Some(weighed) => desk.complete(response, weighed),
                    None => response,
                };
                finish(response, &id)
            })
            .boxed()
    }

    /// Measures the operation that is to run, and gives the request what resolvers need to know. What cannot be
    /// read is async-graphql's to say.
    fn prepare(&self, mut request: Request, visitor: Visitor) -> Result<(Request, Option<Weighed>), ServerError> {
        let mut weighed = None;
        if let Ok(document) = super::read(&request.query) {
            if let Some(refusal) = &document.refusal {
                return Err(refusal.clone().into());
            }
            let operation = request.operation_name.clone();
            permit(&document.executable, operation.as_deref(), &visitor)?;
            let measure = self.limits.measure(&document.executable, &request.variables, operation.as_deref())?;
            request.set_parsed_query(document.executable.clone());
            weighed = Some(Weighed { document, operation, measure });
        }
        Ok((request.data(Arc::new(Scope::new(&self.app, visitor))), weighed))
    }

    /// Puts the answer into the form that the specification wants.
    fn complete(&self, mut response: Response, weighed: &Weighed) -> Response {
        self.limits.complete(&weighed.document.executable, weighed.operation.as_deref(), &mut response);
        response
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
