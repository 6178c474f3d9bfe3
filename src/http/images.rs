//! `/images/{id}`: a picture from here, so that nobody who looks at it is known to those it comes from.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::refusal::{Code, Refusal};
use crate::catalog::image::{Credit, Gallery, Shown, Subject};

/// A drawing shows itself and does nothing else, wherever it is opened.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// What a header cannot carry is written as in an address.
const UNSAFE: &AsciiSet = &CONTROLS.add(b'%');

/// The route, for [`super::Parts::more`].
pub fn routes(gallery: Gallery) -> Router {
    Router::new().route("/images/{id}", get(show).fallback(other_method)).with_state(gallery)
}

async fn show(State(gallery): State<Gallery>, Path(id): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let Some(subject) = Subject::parse(&id) else {
        return Refusal::bad_request("A picture's id is artist-42 or album-7: what it shows, and its number.").into_response();
    };
    let (width, version) = match asked(query.as_deref().unwrap_or_default()) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    match gallery.show(subject, width, version.as_deref()).await {
        Ok(shown) => answer(shown, &headers),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, ?subject, "a picture could not be shown");
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, "The picture cannot be looked up at the moment.")
                .into_response()
        }
    }
}

async fn other_method() -> Refusal {
    Refusal::method("GET, HEAD", "A picture is only to be looked at: GET or HEAD.")
}

/// The width and version asked for.
fn asked(query: &str) -> Result<(Option<u32>, Option<String>), Refusal> {
    let (mut width, mut version) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "width" => {
                let number = value.parse::<u32>().ok().filter(|width| *width > 0);
                width = Some(number.ok_or_else(|| Refusal::bad_request("width is a whole number of pixels, at least 1."))?);
            }
            "v" => version = Some(value.into_owned()),
            _ => {}
        }
    }
    Ok((width, version))
}

fn answer(shown: Shown, asked: &HeaderMap) -> Response {
    let is_drawn = shown.media_type == "image/svg+xml";
    // What goes out compressed too has a weak tag; pictures never do.
    let tag = format!("{}\"{}\"", if is_drawn { "W/" } else { "" }, shown.tag);
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &tag);
    set(header::CACHE_CONTROL, &format!("public, max-age={}{}", shown.lasts.as_secs(), if shown.is_final { ", immutable" } else { "" }));
    set(header::CONTENT_TYPE, shown.media_type);
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    if let Some(Credit { provider, attribution, page_url }) = &shown.credit {
        set(HeaderName::from_static("x-source"), provider.key());
        if let Some(attribution) = attribution {
            set(HeaderName::from_static("x-attribution"), &utf8_percent_encode(attribution, UNSAFE).to_string());
        }
        if let Some(page) = page_url {
            set(header::LINK, &format!("<{page}>; rel=\"describedby\""));
        }
    }
    if is_known(asked, &shown.tag) { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, shown.bytes).into_response() }
}

/// Whether the one who asks has these bytes already.
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.trim_start_matches("W/").trim_matches('"') == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_or_refused() {
        let read = |query| asked(query).map_err(|refusal| refusal.message().to_owned());
        assert_eq!(read(""), Ok((None, None)));
        assert_eq!(read("width=300&v=abc&more=1"), Ok((Some(300), Some("abc".to_owned()))));
        for wrong in ["width=", "width=0", "width=-1", "width=wide", "width=1.5", "width=99999999999"] {
            assert!(read(wrong).is_err_and(|said| said.contains("width is a whole number")), "{wrong}");
        }
    }

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        for (value, expected) in
            [("\"a-300-1\"", true), ("W/\"a-300-1\"", true), ("\"b\", \"a-300-1\"", true), ("*", true), ("\"b\"", false)]
        {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]);
            assert_eq!(is_known(&headers, "a-300-1"), expected, "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), "a-300-1"));
    }
}
