//! Which of the two media types of GraphQL over HTTP an answer is written in.

use axum::http::{HeaderMap, HeaderValue, header};

/// The media type of an answer; it decides the status codes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`: every well-formed request is answered with 200.
    Json,
    /// `application/graphql-response+json`: the status says whether the operation ran.
    GraphqlResponse,
}

impl MediaType {
    const fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }

    /// The value of `Content-Type`.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        })
    }
}

/// The media type that the caller likes best, or none when it accepts neither.
///
/// A caller that does not care gets `application/json`, as old clients expect; one that names
/// `application/graphql-response+json` and likes it no less gets that.
pub fn negotiate(headers: &HeaderMap) -> Option<MediaType> {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).filter(|range| !range.is_empty()).collect();
    if ranges.is_empty() {
        return Some(MediaType::Json);
    }
    let json = liking(&ranges, MediaType::Json);
    let graphql = liking(&ranges, MediaType::GraphqlResponse);
    let named = graphql.exactness == EXACT && graphql.quality >= json.quality;
    match (graphql.quality > 0 && (named || graphql.quality > json.quality), json.quality > 0) {
        (true, _) => Some(MediaType::GraphqlResponse),
        (false, true) => Some(MediaType::Json),
        (false, false) => None,
    }
}

/// Whether a request's body is what we read: JSON, in UTF-8.
pub fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    json && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| is_utf8(name, value))
}

const EXACT: u8 = 3;

/// How much a caller likes a media type, in thousandths, and how exactly it said so.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Liking {
    exactness: u8,
    quality: u16,
}

/// The most exact range that covers the media type decides.
fn liking(ranges: &[&str], media: MediaType) -> Liking {
    ranges.iter().filter_map(|range| covers(range, media)).max().unwrap_or_default()
}

fn covers(range: &str, media: MediaType) -> Option<Liking> {
    let mut parts = range.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let exactness = if kind == "*" && subtype == "*" {
        1
    } else if !kind.eq_ignore_ascii_case("application") {
        return None;
    } else if subtype == "*" {
        2
    } else if subtype.eq_ignore_ascii_case(media.subtype()) {
        EXACT
    } else {
        return None;
    };
    let mut quality = 1000;
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        if name.trim().eq_ignore_ascii_case("q") {
            quality = thousandths(value.trim())?;
        } else if !is_utf8(name, value) {
            return None;
        }
    }
    Some(Liking { exactness, quality })
}

fn thousandths(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    (0.0..=1.0).contains(&quality).then(|| (quality * 1000.0).round() as u16)
}

/// Both ways, everything is UTF-8; parameters that are not about that do not matter.
fn is_utf8(name: &str, value: &str) -> bool {
    let value = value.trim().trim_matches('"');
    !name.trim().eq_ignore_ascii_case("charset") || value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_media_type_wins() {
        const J: Option<MediaType> = Some(MediaType::Json);
        const G: Option<MediaType> = Some(MediaType::GraphqlResponse);
        let table = [
            ("", J),
            ("*/*", J),
            ("application/*", J),
            ("application/json", J),
            ("APPLICATION/JSON; charset=UTF-8", J),
            ("application/graphql-response+json", G),
            ("application/graphql-response+json; charset=utf-8", G),
            ("application/graphql-response+json, application/json;q=0.9", G),
            ("application/json, application/graphql-response+json", G),
            ("application/json, application/graphql-response+json;q=0.9", J),
            ("application/graphql-response+json;q=0.5, */*;q=0.9", J),
            ("application/graphql-response+json, */*", G),
            ("application/json;q=0, */*", G),
            ("application/json;q=0, application/graphql-response+json;q=0.1", G),
            ("text/html, application/xhtml+xml, */*;q=0.8", J),
            ("application/json;q=0", None),
            ("text/html", None),
            ("text/event-stream, multipart/mixed", None),
            ("application/json; charset=iso-8859-1", None),
            ("application/json;q=many", None),
            ("nonsense", None),
        ];
        for (accept, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(negotiate(&headers), expected, "{accept}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), J);
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        for (content_type, expected) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("Application/JSON;charset=\"UTF-8\"", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/graphql", false),
            ("", false),
        ] {
            assert_eq!(is_json(content_type), expected, "{content_type}");
        }
    }
}
