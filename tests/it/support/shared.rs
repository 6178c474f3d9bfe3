//! What lies beside the repository and not in it: the contract, and what providers were recorded to say.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::upstream::Reply;

/// The text of a file of the shared folder; `None`, with a word, where it is not at hand.
pub fn text(file: &str) -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("VINILOGY_SHARED").map(PathBuf::from);
    // Beside the repository, or beside one of its worktrees.
    let mut shared = given.into_iter().chain(["../shared", "../../shared"].map(|near| here.join(near)));
    let text = shared.find_map(|shared| std::fs::read_to_string(shared.join(file)).ok());
    if text.is_none() {
        eprintln!("{file} is not at hand (set VINILOGY_SHARED to the folder that holds it); nothing was compared");
    }
    text
}

/// A recorded answer.
pub fn reply(file: &str) -> Option<Reply> {
    let exchange: Value = serde_json::from_str(&text(file)?).unwrap();
    let status = u16::try_from(exchange["response"]["status"].as_u64().unwrap()).unwrap();
    Some(Reply::json(status, exchange["response"]["body"].to_string()))
}
