//! `GET /auth/{service}/callback`: where a service sends a person back to who was to consent there. What comes of it is
//! told by where the person goes next; nothing that came along goes there too.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use secrecy::SecretString;
use tokio::time::Instant;

use super::refusal::{Code, Refusal};
use crate::app::App;
use crate::graphql::{browser_mark, session_cookie};
use crate::profiles::ListeningSource;
use crate::profiles::consent::{self, Outcome, Return};

/// Longer than any service's code.
const LONGEST: usize = 2048;

/// The route, for [`super::Parts::more`].
pub fn routes(app: App) -> Router {
    // A HEAD, such as a preview sends, must not use the consent up.
    let methods: MethodRouter<App> = on(MethodFilter::GET, back)
        .head(|| async { StatusCode::NO_CONTENT })
        .fallback(|| async { Refusal::method("GET", "A service sends people back here with GET.") });
    Router::new().route("/auth/{service}/callback", methods).with_state(app)
}

async fn back(State(app): State<App>, Path(service): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let service = match service.as_str() {
        "spotify" => ListeningSource::Spotify,
        "discogs" => ListeningSource::Discogs,
        _ => {
            let why = "Nobody consents there: spotify and discogs send people back.";
            return Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, why).into_response();
        }
    };
    let outcome = match read(query.as_deref().unwrap_or_default(), &headers) {
        Some(back) => consent::complete(&app, service, back, Instant::now() + app.config.limits.lookup_wait).await,
        None => Ok(Outcome::Unknown),
    };
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a consent could not be made use of");
            return Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "The consent could not be made use of.")
                .into_response();
        }
    };
    let (name, value) = match outcome {
        Outcome::Linked => ("linked", service.word()),
        Outcome::Underway => ("linking", service.word()),
        Outcome::Unknown => ("link_problem", "expired"),
        Outcome::OtherPerson => ("link_problem", "other_person"),
        Outcome::Denied => ("link_problem", "denied"),
        Outcome::Refused => ("link_problem", "refused"),
    };
    let mut page = app.config.server.public_url.clone();
    if let Ok(mut segments) = page.path_segments_mut() {
        segments.pop_if_empty().push("account");
    }
    page.query_pairs_mut().clear().append_pair(name, value);
    if name == "link_problem" {
        page.query_pairs_mut().append_pair("service", service.word());
    }
    let headers = [(header::LOCATION, page.as_str()), (header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// What came along: OAuth 2's words, or OAuth 1's. `None`: nothing that could be looked up.
fn read(query: &str, headers: &HeaderMap) -> Option<Return> {
    let (mut state, mut code, mut denied) = (None, None, false);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "state" | "oauth_token" => &mut state,
            "code" | "oauth_verifier" => &mut code,
            "denied" => {
                denied = true;
                &mut state
            }
            "error" => {
                denied = true;
                continue;
            }
            _ => continue,
        };
        // Of two by one name nobody knows which is meant.
        if value.is_empty() || value.len() > LONGEST || place.replace(SecretString::from(value.into_owned())).is_some() {
            return None;
        }
    }
    let code = code.filter(|_| !denied);
    if code.is_none() && !denied {
        return None;
    }
    let cookies = || headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    Some(Return { state: state?, code, mark: browser_mark(cookies()), session: session_cookie(cookies()) })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn both_kinds_of_services_are_understood_and_nothing_is_guessed() {
        for (query, expected) in [
            ("code=c&state=s", Some(("s", Some("c")))),
            ("oauth_token=s&oauth_verifier=c", Some(("s", Some("c")))),
            ("error=access_denied&state=s", Some(("s", None))),
            ("code=c&error=access_denied&state=s", Some(("s", None))),
            ("denied=s", Some(("s", None))),
            ("state=s", None),
            ("code=c", None),
            ("code=&state=s", None),
            ("code=c&state=s&state=t", None),
            ("code=c&code=d&state=s", None),
            ("state=s&oauth_token=t&code=c", None),
            ("", None),
        ] {
            let back = read(query, &HeaderMap::new());
            let told = back.as_ref().map(|back| (back.state.expose_secret(), back.code.as_ref().map(ExposeSecret::expose_secret)));
            assert_eq!(told, expected, "{query}");
        }
    }
}
