//! A GraphQL multipart request, as browsers and clients write it.

use serde_json::{Value, json};

const BOUNDARY: &str = "vinilogy-tests";

/// The media type of what [`form`] and [`upload`] make.
pub const FORM: &str = "multipart/form-data; boundary=vinilogy-tests";

/// A form of these parts: a name, a file's name where it is one, what is in it.
pub fn form(parts: &[(&str, Option<&str>, &str)]) -> String {
    let mut form = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/plain")).unwrap_or_default();
        form += &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
    }
    form + &format!("--{BOUNDARY}--\r\n")
}

/// A form with one file, which `query` takes as the variable `$file`.
pub fn upload(query: &str, mut variables: Value, name: &str, content: &str) -> String {
    variables["file"] = Value::Null;
    let operations = json!({"query": query, "variables": variables}).to_string();
    form(&[("operations", None, &operations), ("map", None, r#"{"0": ["variables.file"]}"#), ("0", Some(name), content)])
}
