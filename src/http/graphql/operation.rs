//! Which kind of operation a request would run, known before it runs.

use async_graphql::Request;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, OperationType};

/// The kind of the operation that would run; none when the executor will refuse the request anyway.
///
/// The parsed document is not kept in the request: the executor must see the text first, or its bound on
/// tokens would not hold.
pub fn kind(request: &Request) -> Option<OperationType> {
    let document = parse_query(&request.query).ok()?;
    match (document.operations, request.operation_name.as_deref()) {
        (DocumentOperations::Single(operation), None) => Some(operation.node.ty),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name).map(|operation| operation.node.ty),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.into_values();
            all.next().filter(|_| all.next().is_none()).map(|operation| operation.node.ty)
        }
    }
}
