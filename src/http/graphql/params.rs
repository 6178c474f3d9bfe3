//! The parameters of a GraphQL request, read strictly from a body or a query string.

use async_graphql::{Extensions, Request, Variables};
use serde_json::{Map, Value};

use super::super::refusal::Refusal;

/// Reads the body of a POST, or the payload of a `subscribe` message.
pub fn from_json(bytes: &[u8]) -> Result<Request, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::bad_request("The request has no body; it must be a JSON object with a `query`."));
    }
    let value = serde_json::from_slice(bytes).map_err(|error| Refusal::bad_request(format!("The body is not JSON: {error}.")))?;
    from_value(value)
}

/// Reads parameters that are JSON already.
pub fn from_value(value: Value) -> Result<Request, Refusal> {
    match value {
        Value::Object(map) => from_map(map),
        Value::Array(_) => Err(Refusal::bad_request("Batches are not supported: send one operation in one request.")),
        _ => Err(Refusal::bad_request("The body must be a JSON object with a `query`.")),
    }
}

/// Reads the query string of a GET, in which `variables` and `extensions` are JSON in turn.
pub fn from_query(query: Option<&str>) -> Result<Request, Refusal> {
    let mut map = Map::new();
    for (name, text) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let value = match &*name {
            // An empty parameter of a form is one that was not filled in.
            "operationName" | "variables" | "extensions" if text.is_empty() => Value::Null,
            "query" | "operationName" => Value::String(text.into_owned()),
            "variables" | "extensions" => {
                serde_json::from_str(&text).map_err(|error| Refusal::bad_request(format!("`{name}` is not JSON: {error}.")))?
            }
            _ => continue,
        };
        if map.insert(name.to_string(), value).is_some() {
            return Err(Refusal::bad_request(format!("`{name}` is given more than once.")));
        }
    }
    from_map(map)
}

fn from_map(mut map: Map<String, Value>) -> Result<Request, Refusal> {
    let query = match map.remove("query") {
        Some(Value::String(query)) if !query.trim().is_empty() => query,
        Some(Value::String(_) | Value::Null) | None => return Err(Refusal::bad_request("`query` is missing.")),
        Some(_) => return Err(Refusal::bad_request("`query` must be a string.")),
    };
    let mut request = Request::new(query);
    match map.remove("operationName") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => request = request.operation_name(name),
        Some(_) => return Err(Refusal::bad_request("`operationName` must be a string or null.")),
    }
    if let Some(variables) = object(&mut map, "variables")? {
        request = request.variables(Variables::from_json(variables));
    }
    if let Some(extensions) = object(&mut map, "extensions")? {
        let read = serde_json::from_value::<Extensions>(extensions);
        request.extensions = read.map_err(|error| Refusal::bad_request(format!("`extensions` cannot be read: {error}.")))?;
    }
    Ok(request)
}

fn object(map: &mut Map<String, Value>, name: &str) -> Result<Option<Value>, Refusal> {
    match map.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::Object(_)) => Ok(Some(value)),
        Some(_) => Err(Refusal::bad_request(format!("`{name}` must be an object or null."))),
    }
}
