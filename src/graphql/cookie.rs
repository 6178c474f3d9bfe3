//! The cookie that keeps a browser's refresh token where no script can read it.
//!
//! It never says who is asking: it is read by `refreshSession` and `signOut` alone, and only when the request has
//! the header `X-Vinilogy-Session: cookie`, which no page of another origin can send. Beside it goes a mark of whose
//! browser it is, for where other services send a person back to (`/auth`).

use async_graphql::Context;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::scope::scope;
use crate::identity::session::LIFETIME;
use crate::identity::{NewSession, UserId, mark};

const NAME: &str = "vinilogy_session";

/// The only path that reads it.
const PATH: &str = "/graphql";

/// The mark, and the only path that reads it.
const MARK: (&str, &str) = ("vinilogy_browser", "/auth");

/// What the cookie of a request holds. Of two by that name nobody knows which is ours, so it is neither.
pub fn read<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<SecretString> {
    one(headers, NAME).map(SecretString::from)
}

/// The mark that a browser carries.
pub fn read_mark<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<String> {
    one(headers, MARK.0)
}

fn one<'a>(headers: impl IntoIterator<Item = &'a str>, name: &str) -> Option<String> {
    let ours = headers.into_iter().flat_map(Cookie::split_parse).filter_map(Result::ok).filter(|cookie| cookie.name() == name);
    let mut values = ours.map(|cookie| cookie.value().to_owned());
    let first = values.next().filter(|value| !value.is_empty())?;
    values.next().is_none().then_some(first)
}

/// Has the browser keep the session's refresh token.
pub fn set(ctx: &Context<'_>, session: &NewSession) {
    let lifetime = Duration::seconds(LIFETIME.num_seconds());
    write(ctx, (NAME, PATH), session.refresh_token.expose_secret(), SameSite::Strict, lifetime);
    set_mark(ctx, session.user.user_id());
}

/// Has the browser know whose it is. It comes along when another site sends the person back, as no strict cookie does.
pub fn set_mark(ctx: &Context<'_>, user: UserId) {
    if let Some(mark) = mark::of(&scope(ctx).app.config.identity, user) {
        write(ctx, MARK, &mark, SameSite::Lax, Duration::seconds(LIFETIME.num_seconds()));
    }
}

/// Has the browser forget both.
pub fn clear(ctx: &Context<'_>) {
    write(ctx, (NAME, PATH), "", SameSite::Strict, Duration::ZERO);
    write(ctx, MARK, "", SameSite::Lax, Duration::ZERO);
}

fn write(ctx: &Context<'_>, (name, path): (&'static str, &'static str), value: &str, same_site: SameSite, lifetime: Duration) {
    let is_secure = !is_plain_loopback(&scope(ctx).app.config.server.public_url);
    let cookie = Cookie::build((name, value)).path(path).http_only(true).same_site(same_site).secure(is_secure).max_age(lifetime);
    ctx.append_http_header("set-cookie", cookie.build().to_string());
}

/// A browser takes no `Secure` cookie from a plain address, except (some of them) from this machine's.
fn is_plain_loopback(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "http" && is_loopback
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    #[test]
    fn of_two_cookies_by_one_name_neither_is_believed() {
        for (headers, value) in [
            (vec!["a=b; vinilogy_session=abc"], Some("abc")),
            (vec!["a=b", "vinilogy_session=abc"], Some("abc")),
            (vec!["vinilogy_session=abc; vinilogy_session=abc"], None),
            (vec!["vinilogy_session=abc", "vinilogy_session=def"], None),
            (vec!["vinilogy_session="], None),
            (vec!["xvinilogy_session=abc"], None),
            (vec![], None),
        ] {
            assert_eq!(super::read(headers.clone()).as_ref().map(ExposeSecret::expose_secret), value, "{headers:?}");
        }
    }

    #[test]
    fn only_a_plain_loopback_address_goes_without_secure() {
        for (url, plain) in [
            ("http://127.0.0.1:8080/", true),
            ("http://localhost:8080/", true),
            ("http://[::1]/", true),
            ("https://localhost/", false),
            ("https://records.example.org/", false),
            ("http://records.example.org/", false),
            ("http://192.168.1.5:8080/", false),
        ] {
            assert_eq!(super::is_plain_loopback(&url.parse().expect("an address")), plain, "{url}");
        }
    }
}
