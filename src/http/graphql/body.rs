//! Reads a request's body, no more of it than allowed and no longer than is decent.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt;
use tokio::time::timeout;

use super::super::refusal::{Code, Refusal};

/// How much of a body that is too large is still read and forgotten.
///
/// A client that is cut off while it writes often never reads why; one that may finish does.
pub const FORGOTTEN: usize = 16 * 1024 * 1024;

/// How long a client may take to send its body.
const WITHIN: Duration = Duration::from_secs(15);

/// And somebody with a file, over a line that sends half a megabyte in a second.
pub const UPLOADED_WITHIN: Duration = Duration::from_mins(2);

/// The whole body, unless it is larger than `most` bytes.
pub async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let asks_first = headers.contains_key(header::EXPECT);
    if announced.is_some_and(|length: usize| length > if asks_first { most } else { FORGOTTEN }) {
        return Err(too_large(most));
    }
    within(WITHIN, collect(body, most)).await
}

/// What comes of reading, unless it takes longer.
pub async fn within<T>(limit: Duration, read: impl Future<Output = Result<T, Refusal>>) -> Result<T, Refusal> {
    match timeout(limit, read).await {
        Ok(read) => read,
        Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, Code::Timeout, format!("The body did not arrive within {limit:?}."))),
    }
}

async fn collect(body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::bad_request("The body ended before its end."))?;
        length = length.saturating_add(chunk.len());
        if length <= most {
            bytes.extend_from_slice(&chunk);
        } else if length > FORGOTTEN {
            break;
        }
    }
    if length > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn too_large(most: usize) -> Refusal {
    let message = format!("The body is too large: at most {most} bytes ({} KB) are read.", most / 1024);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Code::BadUserInput, message)
}
