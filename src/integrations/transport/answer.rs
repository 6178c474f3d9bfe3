//! An answer as it came, and what it means where providers agree.

use std::time::Duration;

use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::{Error, Provider};

/// How long to stay away when a provider says "too many" but not how long.
const UNSAID_WAIT: Duration = Duration::from_mins(1);

/// An answer whose body arrived in full.
#[derive(Debug)]
pub(in crate::integrations) struct Answer {
    pub provider: Provider,
    pub status: StatusCode,
    pub body: Vec<u8>,
    /// The server calls it a page for people.
    pub is_html: bool,
    pub retry_after: Option<Duration>,
}

/// Why an attempt did not succeed, and whether another one may.
#[derive(Debug)]
pub(in crate::integrations) enum Failure {
    /// The provider has spoken; asking again would not change it.
    Settled(Error),
    /// Another attempt may go better, perhaps after the time the provider named.
    Again { error: Error, after: Option<Duration> },
    /// The budget did not let us ask; the provider knows nothing of it.
    Refused(Error),
}

impl Failure {
    pub fn again(error: Error) -> Self {
        Self::Again { error, after: None }
    }
}

impl Answer {
    /// The body as JSON, if the status says that it is an answer.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        self.check_status()?;
        self.json()
    }

    /// As `read`, told in our own words by `make`; `None` means that what `otherwise` says is wrong.
    pub fn read_as<T: DeserializeOwned, F>(&self, make: impl FnOnce(T) -> Option<F>, otherwise: &str) -> Result<F, Failure> {
        self.check_status()?;
        self.json_as(make, otherwise)
    }

    /// As `read_as`, whatever the status says.
    pub fn json_as<T: DeserializeOwned, F>(&self, make: impl FnOnce(T) -> Option<F>, otherwise: &str) -> Result<F, Failure> {
        make(self.json()?).ok_or_else(|| Failure::Settled(self.malformed(otherwise)))
    }

    /// The body as JSON, whatever the status says.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if self.is_page() {
            return Err(self.page());
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            if error.is_data() {
                Failure::Settled(self.malformed(format!("an unknown shape at {place}")))
            } else {
                Failure::again(self.malformed(format!("the JSON breaks off or is none at {place}")))
            }
        })
    }

    /// The meaning of the status where the provider has no words of its own for it.
    pub fn check_status(&self) -> Result<(), Failure> {
        let status = self.status.as_u16();
        match status {
            200..=299 => Ok(()),
            429 => Err(self.too_many()),
            408 | 500..=599 => Err(self.down()),
            301 | 302 | 303 | 307 | 308 => Err(Failure::Settled(self.malformed("it sends us to another host"))),
            _ if self.is_page() => Err(self.page()),
            404 | 410 => Err(Failure::Settled(Error::NotFound(self.provider))),
            400..=499 => Err(self.rejected(&self.said().unwrap_or_else(|| format!("status {status}")))),
            _ => Err(Failure::Settled(self.malformed(format!("status {status}")))),
        }
    }

    /// The provider asks for fewer questions.
    pub fn too_many(&self) -> Failure {
        let error = Error::RateLimited { provider: self.provider, after: self.retry_after.unwrap_or(UNSAID_WAIT) };
        Failure::Again { error, after: self.retry_after }
    }

    /// The provider cannot answer at the moment.
    pub fn down(&self) -> Failure {
        let error = Error::Unavailable { provider: self.provider, problem: format!("status {}", self.status.as_u16()) };
        Failure::Again { error, after: self.retry_after }
    }

    /// The provider does not want this question.
    pub fn rejected(&self, problem: &str) -> Failure {
        Failure::Settled(Error::Rejected { provider: self.provider, problem: without_addresses(problem) })
    }

    /// The answer is not in the documented shape.
    pub fn malformed(&self, problem: impl Into<String>) -> Error {
        Error::Malformed { provider: self.provider, problem: problem.into() }
    }

    /// The provider's own words for what is wrong: `message`, or `error` where that is text.
    pub fn said(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        ["message", "error"].iter().find_map(|key| body.get(key)?.as_str().map(str::to_owned))
    }

    /// Whether these words stand in the body.
    pub fn body_says(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(words)
    }

    fn page(&self) -> Failure {
        let problem = format!("a page for people instead of data, status {}", self.status.as_u16());
        Failure::Again { error: Error::Unavailable { provider: self.provider, problem }, after: self.retry_after }
    }

    /// Whether it is meant for people.
    pub fn is_page(&self) -> bool {
        self.is_html || self.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
    }
}

/// A provider's words, shortened, on one line and without links (which may carry what we asked).
fn without_addresses(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains("://")).collect();
    words.join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let status = StatusCode::from_u16(status).expect("a status");
        Answer { provider: Provider::Discogs, status, body: body.as_bytes().to_vec(), is_html: false, retry_after: None }
    }

    #[test]
    fn a_status_means_the_same_everywhere() {
        let cases = [
            (200, r#"{"a":1}"#, "fine"),
            (404, r#"{"message":"Release not found."}"#, "settled: Discogs has nothing by that name or id"),
            (404, "", "settled: Discogs has nothing by that name or id"),
            (404, "<html>", "again: Discogs is unavailable: a page for people instead of data, status 404"),
            (401, r#"{"message":"You must authenticate."}"#, "settled: Discogs refused: You must authenticate."),
            (400, r#"{"error":"bad, see https://x.org/?k=1 there"}"#, "settled: Discogs refused: bad, see there"),
            (403, " <!doctype html>", "again: Discogs is unavailable: a page for people instead of data, status 403"),
            (429, "", "again: Discogs asks us to wait 60 s"),
            (503, "<html>", "again: Discogs is unavailable: status 503"),
            (304, "", "settled: Discogs answered something we cannot read: status 304"),
            (200, "<html>", "again: Discogs is unavailable: a page for people instead of data, status 200"),
            (200, r#"{"a":"#, "again: Discogs answered something we cannot read: the JSON breaks off or is none at line 1, column 5"),
            (200, "", "again: Discogs answered something we cannot read: the JSON breaks off or is none at line 1, column 0"),
            (200, "[]", "settled: Discogs answered something we cannot read: an unknown shape at line 1, column 2"),
        ];
        for (status, body, expected) in cases {
            let said = match answer(status, body).read::<std::collections::HashMap<String, Value>>() {
                Ok(_) => "fine".to_owned(),
                Err(Failure::Settled(error)) => format!("settled: {error}"),
                Err(Failure::Again { error, .. }) => format!("again: {error}"),
                Err(Failure::Refused(error)) => format!("refused: {error}"),
            };
            assert!(said.starts_with(expected.trim_end_matches(char::is_numeric)), "{status} {body}: {said}, not {expected}");
        }
    }
}
