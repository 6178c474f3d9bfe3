//! Who is at the door: the token becomes a requester, the connection a client, the cookie what it holds.
//!
//! A bearer token that does not hold is refused, never taken for nobody's: whoever sends one wants to be somebody.
//! The cookie never says who is asking.

use std::net::IpAddr;
use std::time::Duration;

use async_graphql::{Response as Answer, ServerError};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::SecretString;

use super::graphql::Caller;
use super::refusal::{Code, error};
use crate::app::App;
use crate::graphql::{SessionCookie, Visitor, session_cookie};
use crate::identity::{self, Admitted, Client, IdentityError, Requester};

/// With the value `cookie`: the client wants its refresh token kept in the cookie. No page of another origin can
/// send it, so that it proves as well that one of ours is asking.
const SESSION: HeaderName = HeaderName::from_static("x-vinilogy-session");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What a proxy adds that speaks for others.
const FORWARDED: [HeaderName; 3] = [FORWARDED_FOR, header::FORWARDED, HeaderName::from_static("x-real-ip")];

const REFUSED: &str = "The access token is false, or over: refresh the session, or sign in again.";

/// Who sent the request; an answer when their token does not hold.
pub async fn visitor(app: &App, caller: &Caller) -> Result<Visitor, Box<Answer>> {
    let client = client(&app.config.identity.trusted_proxies, caller);
    let admitted = admitted(app, caller, &client).await.map_err(|error| Box::new(refused(error)))?;
    let requester = admitted.map_or(Requester::Anonymous, |admitted| Requester::User(admitted.person));
    Ok(Visitor { requester, client, cookie: cookie(caller) })
}

/// Whether a WebSocket may stay open; and if it was somebody's, when to ask again.
pub async fn admit(app: &App, caller: &Caller) -> Result<Option<Duration>, ServerError> {
    let client = client(&app.config.identity.trusted_proxies, caller);
    let admitted = admitted(app, caller, &client).await?;
    Ok(admitted.map(|admitted| match admitted.until {
        Some(until) => (until - app.clock.now()).to_std().unwrap_or_default(),
        None => Duration::MAX,
    }))
}

async fn admitted(app: &App, caller: &Caller, client: &Client) -> Result<Option<Admitted>, ServerError> {
    let refused = || error(Code::Unauthenticated, REFUSED, None);
    let Some(bearer) = bearer(caller).map_err(|()| refused())? else { return Ok(None) };
    match identity::admit(app, &bearer, client).await {
        Ok(Some(admitted)) => Ok(Some(admitted)),
        Ok(None) => Err(refused()),
        Err(cause) => Err(broken(&cause, caller)),
    }
}

fn broken(cause: &IdentityError, caller: &Caller) -> ServerError {
    let id = &caller.request_id;
    tracing::error!(request_id = id.0, error = cause as &dyn std::error::Error, "nobody could say who is asking");
    error(Code::Internal, "Something went wrong on our side. The log has it under this request id.", Some(id))
}

fn refused(error: ServerError) -> Answer {
    let is_token = error.message == REFUSED;
    let mut answer = Answer::from_errors(vec![error]);
    if is_token {
        answer.http_headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""));
    }
    answer
}

/// The token that was sent; an error where something was sent that cannot be one. A browser cannot set the header
/// of a WebSocket: the payload of `connection_init` may hold it, by any spelling of its name, and then counts.
fn bearer(caller: &Caller) -> Result<Option<SecretString>, ()> {
    let init = caller.init.as_ref().and_then(serde_json::Value::as_object);
    let mut given = init.into_iter().flatten().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).map(|(_, value)| value);
    match (given.next(), given.next()) {
        (Some(_), Some(_)) => return Err(()),
        (Some(serde_json::Value::Null), None) => return Ok(None),
        (Some(value), None) => {
            return match value.as_str().map(sent) {
                Some(Sent::Token(token)) => Ok(Some(token)),
                _ => Err(()),
            };
        }
        (None, _) => {}
    }
    let mut headers = caller.headers.get_all(header::AUTHORIZATION).iter();
    match (headers.next(), headers.next()) {
        (None, _) => Ok(None),
        // Two of them are two persons, or somebody's trick.
        (Some(_), Some(_)) => Err(()),
        (Some(value), None) => match value.to_str().map(sent) {
            Ok(Sent::Token(token)) => Ok(Some(token)),
            // Somebody else's: a proxy in front may ask for a password of its own.
            Ok(Sent::OtherScheme) => Ok(None),
            Ok(Sent::NoToken) | Err(_) => Err(()),
        },
    }
}

/// What stands in an `Authorization`.
enum Sent {
    Token(SecretString),
    /// `Bearer`, and nothing after it.
    NoToken,
    OtherScheme,
}

fn sent(text: &str) -> Sent {
    let (scheme, token) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    match token.trim() {
        _ if !scheme.eq_ignore_ascii_case("bearer") => Sent::OtherScheme,
        "" => Sent::NoToken,
        token => Sent::Token(token.into()),
    }
}

fn cookie(caller: &Caller) -> SessionCookie {
    let wanted = caller.headers.get(SESSION).is_some_and(|value| value.as_bytes() == b"cookie");
    // A socket has no answer that could carry a cookie.
    if !wanted || caller.is_socket {
        return SessionCookie::Unwanted;
    }
    let sent = caller.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    SessionCookie::Wanted(session_cookie(sent))
}

/// The client: the other end of the connection, or, where that is a proxy that we trust, the last address on its
/// list that is not one of ours.
fn client(trusted: &[ipnet::IpNet], caller: &Caller) -> Client {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let Some(peer) = caller.peer.map(|peer| peer.ip().to_canonical()) else { return Client::unknown() };
    if !is_trusted(peer) {
        return Client::at(peer, FORWARDED.iter().any(|name| caller.headers.contains_key(name)));
    }
    let mut nearest = peer;
    for address in forwarded_for(&caller.headers).into_iter().rev() {
        // What cannot be read hides whoever is behind it.
        let Some(address) = address else { return Client::at(nearest, true) };
        if !is_trusted(address) {
            return Client::at(address, false);
        }
        nearest = address;
    }
    Client::at(nearest, nearest != peer)
}

fn forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lists = headers.get_all(FORWARDED_FOR).iter().map(|value| value.to_str().unwrap_or("?"));
    lists.flat_map(|list| list.split(',').map(address)).collect()
}

/// `192.0.2.7`, `192.0.2.7:1234`, `2001:db8::1`, `[2001:db8::1]:1234`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse().ok().or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()));
    let address = plain.or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::http::RequestId;

    fn caller(headers: &[(HeaderName, &str)]) -> Caller {
        let pairs = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a header")));
        let mut map = HeaderMap::new();
        map.extend(pairs.map(|(name, value): (HeaderName, HeaderValue)| (name, value)));
        for (name, value) in headers {
            if map.get_all(name).iter().all(|there| there != value) {
                map.append(name, value.parse().expect("a header"));
            }
        }
        Caller { request_id: RequestId::fresh(), headers: map, peer: None, init: None, is_socket: false }
    }

    #[test]
    fn a_bearer_token_is_one_or_none_or_refused() {
        for (sent, token) in [
            (vec![], Ok(None)),
            (vec!["Bearer abc"], Ok(Some("abc"))),
            (vec!["bearer  abc "], Ok(Some("abc"))),
            (vec!["Basic YTpi"], Ok(None)),
            (vec!["Bearer"], Err(())),
            (vec!["Bearer "], Err(())),
            (vec!["Bearer abc", "Bearer def"], Err(())),
        ] {
            let headers: Vec<_> = sent.iter().map(|value| (header::AUTHORIZATION, *value)).collect();
            let read = bearer(&caller(&headers)).map(|token| token.map(|token| token.expose_secret().to_owned()));
            assert_eq!(read, token.map(|token| token.map(ToOwned::to_owned)), "{sent:?}");
        }
        for (init, token) in [
            (serde_json::json!({}), Ok(Some("header"))),
            (serde_json::json!({"Authorization": null}), Ok(None)),
            (serde_json::json!({"authorization": "Bearer abc"}), Ok(Some("abc"))),
            (serde_json::json!({"Authorization": 7}), Err(())),
            (serde_json::json!({"Authorization": "abc"}), Err(())),
            (serde_json::json!({"Authorization": "Bearer abc", "authorization": "Bearer abc"}), Err(())),
        ] {
            let caller = Caller { init: Some(init.clone()), ..caller(&[(header::AUTHORIZATION, "Bearer header")]) };
            let read = bearer(&caller).map(|token| token.map(|token| token.expose_secret().to_owned()));
            assert_eq!(read, token.map(|token| token.map(ToOwned::to_owned)), "{init}");
        }
    }

    #[test]
    fn a_client_is_who_a_trusted_proxy_says_and_nobody_else() {
        let trusted = ["10.0.0.0/8".parse().expect("a network"), "127.0.0.1/32".parse().expect("a network")];
        for (peer, list, subject, is_local) in [
            ("192.0.2.1", None, "192.0.2.1", false),
            ("192.0.2.1", Some("127.0.0.1"), "192.0.2.1", false),
            ("10.0.0.1", Some("192.0.2.7"), "192.0.2.7", false),
            ("10.0.0.1", Some("127.0.0.1, 192.0.2.7"), "192.0.2.7", false),
            ("10.0.0.1", Some("192.0.2.7, 10.0.0.2"), "192.0.2.7", false),
            ("10.0.0.1", Some("[2001:db8:1:2:3::]:99"), "2001:db8:1:2::/64", false),
            ("10.0.0.1", Some("192.0.2.7:99"), "192.0.2.7", false),
            ("10.0.0.1", Some("192.0.2.7, nonsense"), "10.0.0.1", false),
            ("10.0.0.1", Some("nonsense, 192.0.2.7"), "192.0.2.7", false),
            ("127.0.0.1", None, "127.0.0.1", true),
            ("127.0.0.1", Some("127.0.0.1"), "127.0.0.1", true),
            ("127.0.0.1", Some("10.0.0.9"), "10.0.0.9", false),
            ("::ffff:10.0.0.1", Some("::ffff:192.0.2.7"), "192.0.2.7", false),
        ] {
            let headers: Vec<_> = list.iter().map(|list| (FORWARDED_FOR, *list)).collect();
            let peer_address = format!("[{peer}]:1").parse().or_else(|_| format!("{peer}:1").parse()).expect("an address");
            let client = client(&trusted, &Caller { peer: Some(peer_address), ..caller(&headers) });
            assert_eq!((client.subject.as_str(), client.is_local), (subject, is_local), "{peer} {list:?}");
        }
        let local = "127.0.0.1:1".parse().ok();
        let proxied = client(&[], &Caller { peer: local, ..caller(&[(FORWARDED_FOR, "192.0.2.7")]) });
        assert!(!proxied.is_local, "a proxy on this machine that nobody trusts is not this machine");
        assert!(client(&[], &Caller { peer: local, ..caller(&[]) }).is_local);
        assert!(!client(&[], &caller(&[])).is_local);
    }
}
