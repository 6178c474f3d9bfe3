//! A provider on a loopback port that says what it is told to say, well or badly, and counts who asked.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::stream;
use tokio::net::TcpListener;
use url::Url;

/// One question as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub query: HashMap<String, String>,
    pub headers: HeaderMap,
}

/// One answer to give.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Vec<u8>),
    /// Promises this many bytes more than it sends.
    Short(Vec<u8>, usize),
    /// This many bytes, made as they are sent.
    Long(usize),
    /// A byte every few milliseconds, for ever.
    Drip,
    /// A byte, and then silence.
    Stuck,
}

impl Reply {
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::new(status, Content::Bytes(body.into().into_bytes())).header("content-type", "application/json")
    }

    pub fn html(status: u16) -> Self {
        let page = "<!DOCTYPE html><title>Just a moment</title>".as_bytes().to_vec();
        Self::new(status, Content::Bytes(page)).header("content-type", "text/html; charset=UTF-8")
    }

    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self::new(status, Content::Bytes(body))
    }

    pub fn moved(status: u16, location: impl Into<String>) -> Self {
        Self::new(status, Content::Bytes(Vec::new())).header("location", location)
    }

    pub fn short(body: &str) -> Self {
        Self::new(200, Content::Short(body.as_bytes().to_vec(), 1000)).header("content-type", "application/json")
    }

    pub fn long(length: usize) -> Self {
        Self::new(200, Content::Long(length))
    }

    pub fn drip() -> Self {
        Self::new(200, Content::Drip)
    }

    pub fn stuck() -> Self {
        Self::new(200, Content::Stuck)
    }

    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with one word of the body replaced.
    pub fn filled(mut self, word: &str, with: &str) -> Self {
        if let Content::Bytes(bytes) = &mut self.content {
            *bytes = String::from_utf8(bytes.clone()).expect("text").replace(word, with).into_bytes();
        }
        self
    }

    fn new(status: u16, content: Content) -> Self {
        Self { status, headers: Vec::new(), content }
    }

    fn response(self, sent: &Arc<AtomicUsize>) -> Response {
        let mut response = Response::builder().status(StatusCode::from_u16(self.status).expect("a status"));
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let body = match self.content {
            Content::Bytes(bytes) => Body::from(bytes),
            Content::Short(bytes, missing) => {
                response = response.header("content-length", bytes.len() + missing);
                // The head must be on its way before the body ends, or the client sees neither.
                Body::from_stream(stream::unfold(Some(bytes), |rest| async {
                    if rest.is_none() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    rest.map(|bytes| (Ok::<_, Infallible>(Bytes::from(bytes)), None))
                }))
            }
            Content::Long(length) => {
                let chunk = Bytes::from(vec![b' '; 64 * 1024]);
                let sent = Arc::clone(sent);
                let chunks = (0..length.div_ceil(chunk.len())).map(move |_| {
                    sent.fetch_add(chunk.len(), Ordering::Relaxed);
                    Ok::<_, Infallible>(chunk.clone())
                });
                Body::from_stream(stream::iter(chunks))
            }
            Content::Drip => Body::from_stream(stream::unfold((), |()| async {
                tokio::time::sleep(Duration::from_millis(3)).await;
                Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
            })),
            Content::Stuck => Body::from_stream(stream::unfold(true, |is_first| async move {
                if !is_first {
                    std::future::pending::<()>().await;
                }
                Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), false))
            })),
        };
        response.body(body).expect("a response")
    }
}

#[derive(Clone, Default)]
struct Script {
    replies: Arc<Mutex<HashMap<String, VecDeque<Reply>>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    sent: Arc<AtomicUsize>,
}

/// The server; it ends with the test's runtime.
pub struct Upstream {
    pub url: Url,
    script: Script,
}

impl Upstream {
    pub async fn start() -> Self {
        let script = Script::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let url = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("an address");
        let router = axum::Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, script }
    }

    /// Answers questions at `path` with these, in order; the last one again and again.
    pub fn reply(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        self.script.replies.lock().unwrap().insert(path.to_owned(), replies.into_iter().collect());
    }

    /// Everything that was asked.
    pub fn seen(&self) -> Vec<Seen> {
        self.script.seen.lock().unwrap().clone()
    }

    /// How often `path` was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// Bytes that were taken from long replies.
    pub fn sent(&self) -> usize {
        self.script.sent.load(Ordering::Relaxed)
    }
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    script.seen.lock().unwrap().push(Seen { path: path.clone(), query, headers: request.headers().clone() });
    let reply = {
        let mut replies = script.replies.lock().unwrap();
        replies.get_mut(&path).and_then(|queue| if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() })
    };
    reply.unwrap_or_else(|| Reply::json(501, "{}")).response(&script.sent)
}

/// An address where connections are taken and closed without a word.
pub async fn hangs_up() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("an address");
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    url
}

/// An address where nobody listens.
pub async fn nobody() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
    Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("an address")
}
