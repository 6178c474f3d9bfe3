//! A GraphQL multipart request, as browsers and clients write it.

use serde_json::{Value, json};

const BOUNDARY: &str = "vinilogy-tests";

/// The media type of what [`form`] and [`upload`] make.
pub const FORM: &str = "multipart/form-data; boundary=vinilogy-tests";

/// A form of these parts: a name, a file's name where it is one, what is in it.
pub fn form(parts: &[(&str, Option<&str>, &str)]) -> String {
    let part = |(name, file, content): &(&str, Option<&str>, &str)| {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/plain")).unwrap_or_default();
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(part).chain([format!("--{BOUNDARY}--\r\n")]).collect()
}

/// A form with one file, which `query` takes as the variable `$file`.
pub fn upload(query: &str, mut variables: Value, name: &str, content: &str) -> String {
    variables["file"] = Value::Null;
    let operations = json!({"query": query, "variables": variables}).to_string();
    form(&[("operations", None, &operations), ("map", None, r#"{"0": ["variables.file"]}"#), ("0", Some(name), content)])
}
