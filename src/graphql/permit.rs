//! What a token may do at all: one that was made for reading changes nothing, whatever the mutation.

use async_graphql::parser::types::{ExecutableDocument, OperationType};

use super::error::{Code, Failure};
use super::limits::chosen;
use super::visitor::Visitor;

/// Refuses a mutation before any of its fields runs.
pub fn permit(document: &ExecutableDocument, operation: Option<&str>, visitor: &Visitor) -> Result<(), Failure> {
    let changes = chosen(document, operation).is_some_and(|operation| operation.ty == OperationType::Mutation);
    if changes && visitor.requester.person().is_some_and(|person| !person.may_write()) {
        return Err(Failure::new(Code::Forbidden, "This API token was made for reading: a mutation takes one of scope WRITE."));
    }
    Ok(())
}
