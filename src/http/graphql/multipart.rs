//! The GraphQL multipart request: `operations`, then `map`, then files, each in place of a null among the variables.
//!
//! A page of another origin may send a form without asking first, and the body of this is one. So only a request is read
//! that carries something no form can: then a browser has asked us before, and has heard that it may not.

use std::collections::HashMap;
use std::io::SeekFrom;

use async_graphql::{Request, UploadValue};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use futures::{StreamExt, TryStreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde_json::Value;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::super::refusal::{Code, Refusal};
use super::body::FORGOTTEN;
use super::params;

/// Any of them makes a browser ask before it sends a request to another origin.
const PREFLIGHTED: [HeaderName; 3] = [
    HeaderName::from_static("graphql-require-preflight"),
    HeaderName::from_static("apollo-require-preflight"),
    HeaderName::from_static("x-vinilogy-session"),
];

/// So many files one request may carry.
const MOST_FILES: usize = 4;
/// Bytes of `map`.
const MOST_MAP: usize = 4 * 1024;
/// Bytes of what is around the parts: their headers, the lines between them.
const AROUND: usize = 8 * 1024;

/// How much of what is read.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Bytes of `operations`, as of any other body.
    pub operations: usize,
    /// Bytes of all files together.
    pub files: usize,
}

/// Whether a body says that it is such a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    let written = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    written.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// The operation with its files, which lie in files without a name until the request has ended.
pub async fn read(headers: &HeaderMap, body: Body, most: Most) -> Result<Request, Refusal> {
    if !is_asked_first(headers) {
        let message = "A form may come from any page: send it with the header `GraphQL-Require-Preflight: 1`, or with a bearer token.";
        return Err(Refusal::bad_request(message));
    }
    let written = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(written).map_err(|_| Refusal::bad_request("The form's `boundary` is missing."))?;
    let whole = most.operations + most.files + MOST_MAP + AROUND;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let most_read = if headers.contains_key(header::EXPECT) { whole } else { whole.max(FORGOTTEN) };
    if announced.is_some_and(|length: usize| length > most_read) {
        return Err(too_large(most.files));
    }
    let mut chunks = body.into_data_stream();
    let size = SizeLimit::new().whole_stream(as_u64(whole)).per_field(as_u64(most.files));
    let size = size.for_field("operations", as_u64(most.operations)).for_field("map", as_u64(MOST_MAP));
    let read = parts(Multipart::with_constraints(chunks.by_ref(), boundary, Constraints::new().size_limit(size)), most).await;
    if read.is_err() {
        // A client that is cut off while it writes often never reads why; one that may finish does.
        let mut length = 0;
        while let Some(chunk) = chunks.try_next().await.ok().flatten().filter(|_| length <= FORGOTTEN) {
            length += chunk.len();
        }
    }
    read
}

/// Whether no page of another origin can have sent this without a browser asking us first. A password that a proxy asked
/// for is sent along by browsers on their own; a bearer token is not.
fn is_asked_first(headers: &HeaderMap) -> bool {
    let authorization = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let is_bearer = authorization.and_then(|value| value.get(..7)).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "));
    is_bearer || PREFLIGHTED.iter().any(|name| headers.get(name).is_some_and(|value| !value.is_empty()))
}

async fn parts(mut form: Multipart<'_>, most: Most) -> Result<Request, Refusal> {
    let broken = |error: multer::Error| broken(&error, most);
    let operations = match form.next_field().await.map_err(broken)? {
        Some(field) if field.name() == Some("operations") => field.bytes().await.map_err(broken)?,
        _ => return Err(Refusal::bad_request("The form's first part must be `operations`: JSON as the body of any other request.")),
    };
    let map = match form.next_field().await.map_err(broken)? {
        Some(field) if field.name() == Some("map") => field.bytes().await.map_err(broken)?,
        _ => return Err(Refusal::bad_request("The form's second part must be `map`: {\"0\": [\"variables.input.file\"]}.")),
    };
    let operations: Value =
        serde_json::from_slice(&operations).map_err(|error| Refusal::bad_request(format!("`operations` is not JSON: {error}.")))?;
    let mut map: HashMap<String, Vec<String>> = serde_json::from_slice(&map).map_err(|error| {
        Refusal::bad_request(format!("`map` is not an object of lists such as {{\"0\": [\"variables.input.file\"]}}: {error}."))
    })?;
    if map.len() > MOST_FILES {
        return Err(Refusal::bad_request(format!("One request carries at most {MOST_FILES} files.")));
    }
    if let Some(path) = map.values().flatten().find(|path| !is_free(&operations, path)) {
        return Err(Refusal::bad_request(format!("`map` puts a file at `{path}`, where `operations` has no null.")));
    }
    let mut request = params::from_value(operations)?;
    let mut left = most.files;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(paths) = map.remove(&name) else {
            return Err(Refusal::bad_request(format!("`map` does not say what the part `{name}` is for, or there are two of it.")));
        };
        let upload = store(field, &mut left, most).await?;
        for path in paths {
            request.set_upload(&path, upload.try_clone().map_err(|error| not_kept(&error))?);
        }
    }
    match map.into_keys().min() {
        Some(missing) => Err(Refusal::bad_request(format!("The part `{missing}`, of which `map` tells, is missing."))),
        None => Ok(request),
    }
}

/// Whether `variables.a.0.b` is there and null.
fn is_free(operations: &Value, path: &str) -> bool {
    let mut place = Some(operations);
    for step in path.split('.') {
        place = place.and_then(|value| match value {
            Value::Object(map) => map.get(step),
            Value::Array(list) => step.parse::<usize>().ok().and_then(|at| list.get(at)),
            _ => None,
        });
    }
    path.starts_with("variables.") && place == Some(&Value::Null)
}

async fn store(mut field: Field<'_>, left: &mut usize, most: Most) -> Result<UploadValue, Refusal> {
    let filename = field.file_name().unwrap_or_default().to_owned();
    let content_type = field.content_type().map(ToString::to_string);
    let mut file = File::from_std(tempfile::tempfile().map_err(|error| not_kept(&error))?);
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error, most))? {
        *left = left.checked_sub(chunk.len()).ok_or_else(|| too_large(most.files))?;
        file.write_all(&chunk).await.map_err(|error| not_kept(&error))?;
    }
    file.flush().await.map_err(|error| not_kept(&error))?;
    file.seek(SeekFrom::Start(0)).await.map_err(|error| not_kept(&error))?;
    Ok(UploadValue { filename, content_type, content: file.into_std().await })
}

fn broken(error: &multer::Error, most: Most) -> Refusal {
    match error {
        multer::Error::StreamSizeExceeded { .. } => too_large(most.files),
        multer::Error::FieldSizeExceeded { field_name, .. } => match field_name.as_deref() {
            Some("operations") => large("`operations` is", most.operations),
            Some("map") => large("`map` is", MOST_MAP),
            _ => too_large(most.files),
        },
        multer::Error::StreamReadFailed(_) | multer::Error::IncompleteStream => Refusal::bad_request("The form ended before its end."),
        error => Refusal::bad_request(format!("The form cannot be read: {error}.")),
    }
}

fn too_large(most: usize) -> Refusal {
    large("The files are", most)
}

fn large(what: &str, most: usize) -> Refusal {
    let message = format!("{what} too large: at most {most} bytes ({} KB) are read.", most / 1024);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Code::BadUserInput, message)
}

/// The cause is for the log.
fn not_kept(error: &std::io::Error) -> Refusal {
    tracing::error!(%error, "a file that was sent could not be kept");
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "The file could not be kept here.")
}

fn as_u64(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_no_form_can_send_is_read() {
        for (name, value, right) in [
            ("graphql-require-preflight", "1", true),
            ("apollo-require-preflight", "true", true),
            ("x-vinilogy-session", "cookie", true),
            ("authorization", "Bearer abc", true),
            ("authorization", "bearer abc", true),
            // Browsers send a password that they know to every page's requests.
            ("authorization", "Basic YTpi", false),
            ("authorization", "Bearer", false),
            ("graphql-require-preflight", "", false),
            ("cookie", "vinilogy_session=abc", false),
            ("origin", "https://example.org", false),
            ("accept", "application/json", false),
        ] {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().expect("a header"))]);
            assert_eq!(is_asked_first(&headers), right, "{name}: {value}");
        }
    }

    #[test]
    fn a_file_takes_the_place_of_a_null_among_the_variables() {
        let operations = json!({"query": null, "variables": {"a": {"b": null, "c": 1}, "list": [null, "x"]}});
        for (path, right) in [
            ("variables.a.b", true),
            ("variables.list.0", true),
            ("variables.list.1", false),
            ("variables.list.2", false),
            ("variables.a.c", false),
            ("variables.a", false),
            ("variables.a.b.c", false),
            ("variables.z", false),
            ("variables", false),
            ("query", false),
            ("0.variables.a.b", false),
            ("", false),
        ] {
            assert_eq!(is_free(&operations, path), right, "{path}");
        }
    }

    #[test]
    fn a_form_is_known_by_its_media_type() {
        for (written, right) in [
            ("multipart/form-data; boundary=x", true),
            ("Multipart/Form-Data;boundary=x", true),
            ("multipart/mixed; boundary=x", false),
            ("application/x-www-form-urlencoded", false),
            ("application/json", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, written.parse().expect("a header"))]);
            assert_eq!(is_form(&headers), right, "{written}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }
}
