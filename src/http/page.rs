//! The page's files, as they lie inside the binary.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::refusal::{Code, Refusal};

/// Everything the page does comes from here, pictures too.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// GraphiQL's editor makes its workers and its styles as it runs.
const GRAPHIQL_POLICY: &str = "default-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// What belongs to the API: an unknown path below these is a mistake, not a place in the page.
const API: [&str; 7] = ["graphql", "health", "metrics", "images", "auth", "etl", "assets"];

/// How a file may be packed and how its name then ends, the tightest first.
const PACKINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

const ABSENT: &str = "Vinilogy is running, but its page is not in this build.\n\n\
     `make build` builds the page and then the binary with the page inside.\n\
     The API is at /graphql, and /health says how it is doing.\n";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// One file of the page.
#[derive(Clone)]
pub struct PageFile {
    pub bytes: Cow<'static, [u8]>,
    pub media: String,
    /// Changes when the bytes do.
    pub tag: String,
    /// How the bytes are packed, where they are.
    packed: Option<&'static str>,
}

type Find = Arc<dyn Fn(&str) -> Option<PageFile> + Send + Sync>;

/// Where the page's files are found.
#[derive(Clone)]
pub struct Page(Find);

impl Page {
    /// The page that was built into this binary, or none.
    pub fn built_in() -> Self {
        Self(Arc::new(|path| {
            let file = Built::get(path)?;
            let tag = file.metadata.sha256_hash().iter().take(16).fold(String::new(), |mut tag, byte| {
                let _ = write!(tag, "{byte:02x}");
                tag
            });
            Some(PageFile { bytes: file.data, media: media(path), tag, packed: None })
        }))
    }

    /// A page of these files, path and text.
    pub fn of(files: &[(&'static str, &'static str)]) -> Self {
        let files: HashMap<&str, &str> = files.iter().copied().collect();
        Self(Arc::new(move |path| {
            let bytes = files.get(path)?.as_bytes();
            Some(PageFile { bytes: Cow::Borrowed(bytes), media: media(path), tag: format!("{}-{path}", bytes.len()), packed: None })
        }))
    }

    /// Whether there is a page at all.
    pub fn is_there(&self) -> bool {
        self.find("index.html").is_some()
    }

    fn find(&self, path: &str) -> Option<PageFile> {
        (self.0)(path)
    }

    /// The file as it goes out: the build has packed it as tightly as it can, so that nothing is packed while somebody
    /// waits, and its length is known.
    fn ready(&self, path: &str, headers: &HeaderMap) -> Option<PageFile> {
        let file = self.find(path)?;
        let packed = PACKINGS.iter().filter(|(name, _)| accepts(headers, name)).find_map(|&(name, end)| {
            let PageFile { bytes, .. } = self.find(&format!("{path}.{end}"))?;
            Some(PageFile { bytes, packed: Some(name), ..file.clone() })
        });
        Some(packed.unwrap_or(file))
    }
}

/// The page, GraphiQL, and whatever no other route answers.
pub(super) fn routes(page: Page, introspection: bool) -> Router {
    Router::new().fallback(show).with_state((page, introspection))
}

/// What every answer tells a browser not to do with it.
pub(super) async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

async fn show(State((page, introspection)): State<(Page, bool)>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return missing();
    }
    if matches!(path.trim_end_matches('/'), "graphiql" | "graphiql.html") {
        let file = page.ready("graphiql.html", request.headers()).filter(|_| introspection);
        return file.map_or_else(missing, |file| html(file, GRAPHIQL_POLICY, request.headers()));
    }
    if let Some(file) = page.ready(path, request.headers()).filter(|_| !path.is_empty() && path != "index.html") {
        return asset(path, file, request.headers());
    }
    if is_api(path) || is_file(path) && path != "index.html" {
        return missing();
    }
    match page.ready("index.html", request.headers()) {
        Some(file) => html(file, PAGE_POLICY, request.headers()),
        None if path.is_empty() => ABSENT.into_response(),
        None => (StatusCode::NOT_FOUND, ABSENT).into_response(),
    }
}

fn missing() -> Response {
    Refusal::new(StatusCode::NOT_FOUND, Code::BadUserInput, "There is nothing here.").into_response()
}

fn html(file: PageFile, policy: &'static str, headers: &HeaderMap) -> Response {
    fresh_or_known(file, policy, headers, "no-cache")
}

/// Below `assets` a file's name changes with its bytes. Scripts get the page's policy as well: a worker obeys
/// the one that it came with.
fn asset(path: &str, file: PageFile, headers: &HeaderMap) -> Response {
    let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    fresh_or_known(file, PAGE_POLICY, headers, kept)
}

fn fresh_or_known(file: PageFile, policy: &'static str, headers: &HeaderMap, kept: &'static str) -> Response {
    // Weak, because the same file goes out compressed too.
    let tag = format!("W/\"{}\"", file.tag);
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let known = known.flat_map(|value| value.split(',')).map(str::trim).any(|known| known == tag || known == "*");
    let about = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, kept.to_owned()),
        (header::CONTENT_TYPE, file.media),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
    ];
    let mut response = if known { (StatusCode::NOT_MODIFIED, about).into_response() } else { (about, file.bytes).into_response() };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(packed) = file.packed.filter(|_| !known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(packed));
    }
    response
}

/// Whether the client reads files that are packed so: it says so by name, and not with a weight of nothing.
fn accepts(headers: &HeaderMap, packing: &str) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(packing));
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0)));
        named && !refused
    })
}

fn media(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text" || guess.subtype() == "javascript" || guess.subtype() == "json";
    if text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

fn is_api(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    API.contains(&first)
}

/// `robots.txt` is a file, `R.E.M.` is a band.
fn is_file(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.').is_some_and(|(_, end)| (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
