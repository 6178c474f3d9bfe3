//! Running the binary.

use std::process::{Command, Output};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::support::app::settings;

/// What the program said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

/// The program with these arguments and these variables, and no other.
pub fn vinilogy(arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vinilogy"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output()
        .unwrap();
    said(output)
}

fn said(Output { status, stdout, stderr }: Output) -> Said {
    Said { out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap(), code: status.code() }
}

/// The program on a database and with all providers at `outside`; it ends well.
pub async fn works(arguments: &[&str], url: &SecretString, outside: &Url) -> String {
    let said = run(arguments, url, outside).await;
    assert_eq!(said.code, Some(0), "{arguments:?}: {said:#?}");
    said.out
}

/// The program on a database and with all providers at `outside`.
pub async fn run(arguments: &[&str], url: &SecretString, outside: &Url) -> Said {
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let mut variables: Vec<(String, String)> =
        settings(outside, &[]).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    variables.push(("DATABASE_URL".to_owned(), url.expose_secret().to_owned()));
    variables.push(("RUST_LOG".to_owned(), "warn".to_owned()));
    // The world it talks to is on this thread's runtime, so the wait must not block it.
    tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        vinilogy(&arguments, &variables)
    })
    .await
    .unwrap()
}
