//! What a token may do at all: one that was made for reading changes nothing, whatever the mutation.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery};
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{ServerError, ServerResult, Variables};
use async_trait::async_trait;

use super::error::{Code, Failure};
use super::limits::{OperationName, chosen};
use super::scope::Scope;

/// Refuses a mutation before any of its fields runs.
pub struct Permit;

impl ExtensionFactory for Permit {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Permit {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let name = ctx.data_opt::<OperationName>().and_then(|name| name.0.as_deref());
        let changes = chosen(&document, name).is_some_and(|operation| operation.ty == OperationType::Mutation);
        let person = ctx.data_opt::<Arc<Scope>>().and_then(|scope| scope.visitor.requester.person());
        if changes && person.is_some_and(|person| !person.may_write()) {
            let failure = Failure::new(Code::Forbidden, "This API token was made for reading: a mutation takes one of scope WRITE.");
            return Err(ServerError::from(failure));
        }
        Ok(document)
    }
}
