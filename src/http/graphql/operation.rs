//! Which kind of operation a request would run, and whether it may try, known before it runs.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Positioned, Request, ServerError, Value};

use super::super::refusal::{Code, error};
use super::tokens;
use crate::graphql::read;

/// The kind of the operation that would run; none when the executor will refuse the request anyway.
pub fn inspect(request: &Request, most_tokens: usize) -> Result<Option<OperationType>, ServerError> {
    if tokens::more_than(most_tokens, &request.query) {
        return Err(error(Code::TooCostly, format!("The document has more than {most_tokens} tokens."), None));
    }
    let Ok(document) = read(&request.query) else { return Ok(None) };
    let Some(operation) = chosen(&document.executable, request) else { return Ok(None) };
    required(request, operation)?;
    Ok(Some(operation.node.ty))
}

fn chosen<'a>(document: &'a ExecutableDocument, request: &Request) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, request.operation_name.as_deref()) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            all.next().filter(|_| all.next().is_none())
        }
    }
}

/// A variable that must have a value has one. The executor would only notice at the first field that uses it,
/// by when other fields, and their effects, may have happened.
fn required(request: &Request, operation: &Positioned<OperationDefinition>) -> Result<(), ServerError> {
    for Positioned { pos, node: definition } in &operation.node.variable_definitions {
        let given = request.variables.get(&definition.name.node);
        let absent = given.is_none() && definition.default_value.is_none();
        if !definition.var_type.node.nullable && (absent || given == Some(&Value::Null)) {
            let message = format!("Variable `${}` of type `{}` must be given.", definition.name.node, definition.var_type.node);
            let mut error = error(Code::BadUserInput, message, None);
            error.locations.push(*pos);
            return Err(error);
        }
    }
    Ok(())
}
