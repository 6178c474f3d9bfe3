//! Documents read once: clients send the same few over and over, with other variables.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::parser::{self, parse_query};
use lru::LruCache;

use super::error::Failure;
use super::written_out;

/// So many are remembered, and none that is longer than this: two megabytes of text at most.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
const LONGEST: usize = 8 * 1024;

/// A document that was read, and what is known of it whatever its variables.
pub struct Document {
    pub executable: ExecutableDocument,
    /// Why it may not even be walked.
    pub refusal: Option<Failure>,
}

static DOCUMENTS: LazyLock<Mutex<LruCache<String, Arc<Document>>>> = LazyLock::new(|| Mutex::new(LruCache::new(REMEMBERED)));

/// Reads a document, or remembers that it was read.
pub fn read(text: &str) -> Result<Arc<Document>, parser::Error> {
    let lock = || DOCUMENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().get(text) {
        return Ok(known.clone());
    }
    let executable = parse_query(text)?;
    let refusal = written_out::check(&executable).err();
    let document = Arc::new(Document { executable, refusal });
    if text.len() <= LONGEST {
        lock().put(text.to_owned(), document.clone());
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_read_once_and_a_long_one_is_not_kept() {
        let text = "{ node(id: \"read once\") { id } }";
        let (one, again) = (read(text).unwrap(), read(text).unwrap());
        assert!(Arc::ptr_eq(&one, &again) && one.refusal.is_none());
        let long = format!("{text} # {}", "x".repeat(LONGEST));
        assert!(!Arc::ptr_eq(&read(&long).unwrap(), &read(&long).unwrap()));
        assert!(read("{ node(").is_err());
        assert!(read("{ ...F } fragment F on Query { ...F }").unwrap().refusal.is_some());
    }
}
