//! Which hosts a picture may lie on, and how each of them is approached.

use url::Url;

use super::super::Provider;
use crate::config::ProvidersConfig;

/// The providers' own picture hosts; `.archive.org` stands for everything below it.
const HOSTS: [(Provider, &[&str]); 5] = [
    (Provider::Lastfm, &["lastfm.freetls.fastly.net", "lastfm-img2.akamaized.net"]),
    (Provider::Musicbrainz, &[]),
    (Provider::CoverArt, &["coverartarchive.org", "archive.org", ".archive.org"]),
    (Provider::Commons, &["upload.wikimedia.org", "commons.wikimedia.org"]),
    (Provider::Discogs, &["i.discogs.com", "img.discogs.com", "s.discogs.com"]),
];

/// A provider's public host, where that is one that pictures lie on; a mirror stands in for it.
const HOMES: [(Provider, &str); 2] = [(Provider::CoverArt, "coverartarchive.org"), (Provider::Commons, "commons.wikimedia.org")];

/// The public hosts of all services; an address that was set to something else is a mirror's.
const PUBLIC: [&str; 5] = ["ws.audioscrobbler.com", "musicbrainz.org", "coverartarchive.org", "commons.wikimedia.org", "api.discogs.com"];

/// An address that may be asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Allowed {
    pub url: Url,
    /// On a host from `*_URL`, which is taken as written: in the clear and in one's own network too.
    pub is_given: bool,
}

impl Allowed {
    /// Whether the provider's API lies there too: how it answers here says how it is doing there.
    pub fn is_home(&self, provider: Provider) -> bool {
        self.is_given || HOMES.iter().any(|(owner, host)| *owner == provider && self.url.host_str() == Some(host))
    }
}

/// The hosts of this house.
pub(super) struct Hosts {
    /// From `*_URL`, where that differs from the public service.
    given: Vec<(Provider, Url)>,
}

impl Hosts {
    pub fn new(config: &ProvidersConfig) -> Self {
        let all = [
            (Provider::Lastfm, &config.lastfm.url),
            (Provider::Musicbrainz, &config.musicbrainz.url),
            (Provider::CoverArt, &config.coverart.url),
            (Provider::Commons, &config.commons.url),
            (Provider::Discogs, &config.discogs.url),
        ];
        let given = |url: &Url| url.scheme() != "https" || !url.host_str().is_some_and(|host| PUBLIC.contains(&host));
        Self { given: all.into_iter().filter(|(_, url)| given(url)).map(|(provider, url)| (provider, url.clone())).collect() }
    }

    /// The address of a provider's picture, if pictures of that provider may lie there; else what is wrong with it.
    pub fn check(&self, provider: Provider, text: &str) -> Result<Allowed, String> {
        let url = Url::parse(text).map_err(|_| "its address is none".to_owned())?;
        self.check_url(provider, url)
    }

    /// Where a redirect leads. The Internet Archive still writes `http` there; it is asked over https all the same.
    pub fn follow(&self, provider: Provider, current: &Allowed, location: &str) -> Result<Allowed, String> {
        let mut url = current.url.join(location).map_err(|_| "it is redirected to something that is no address".to_owned())?;
        if url.scheme() == "http" && !self.is_given(&url) && url.port().is_none() {
            // Fails for no http address.
            let _ = url.set_scheme("https");
        }
        self.check_url(provider, url).map_err(|problem| format!("after a redirect, {problem}"))
    }

    fn check_url(&self, provider: Provider, mut url: Url) -> Result<Allowed, String> {
        url.set_fragment(None);
        if self.is_given(&url) {
            return Ok(Allowed { url, is_given: true });
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        if url.scheme() != "https" {
            return Err(format!("it would come by {}, not by https", url.scheme()));
        }
        if url.port().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err("its address has a port or a name and password".to_owned());
        }
        let known = HOSTS.iter().filter(|(owner, _)| *owner == provider).flat_map(|(_, hosts)| hosts.iter());
        if !known.into_iter().any(|known| host == *known || known.starts_with('.') && host.ends_with(known)) {
            return Err(format!("it lies on {host}, which is not where {provider} keeps its pictures"));
        }
        let mirror = self.given.iter().find(|(owner, _)| *owner == provider && HOMES.contains(&(provider, host.as_str())));
        if let Some((_, mirror)) = mirror {
            let mut there = mirror.clone();
            there.set_path(&format!("{}{}", mirror.path().trim_end_matches('/'), url.path()));
            there.set_query(url.query());
            return Ok(Allowed { url: there, is_given: true });
        }
        Ok(Allowed { url, is_given: false })
    }

    fn is_given(&self, url: &Url) -> bool {
        self.given.iter().any(|(_, given)| given.origin() == url.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Vars};

    fn hosts(pairs: &[(&str, &str)]) -> Hosts {
        Hosts::new(&Config::read(&Vars::from_pairs(pairs.iter().copied())).expect("valid").providers)
    }

    #[test]
    fn pictures_lie_with_their_provider_and_nowhere_else() {
        let hosts = hosts(&[]);
        for (provider, url, expected) in [
            (Provider::Commons, "https://upload.wikimedia.org/a.jpg", None),
            (Provider::Commons, "https://UPLOAD.wikimedia.org/a.jpg", None),
            (Provider::Lastfm, "https://lastfm.freetls.fastly.net/i/u/300x300/a.png", None),
            (Provider::CoverArt, "https://coverartarchive.org/release/a/1-500.jpg", None),
            (Provider::CoverArt, "https://ia802607.us.archive.org/32/items/a.jpg", None),
            (Provider::Discogs, "https://i.discogs.com/x/y.jpeg", None),
            (Provider::Commons, "http://upload.wikimedia.org/a.jpg", Some("by http")),
            (Provider::Commons, "file:///etc/passwd", Some("by file")),
            (Provider::Commons, "data:image/png;base64,AA", Some("by data")),
            (Provider::Commons, "https://upload.wikimedia.org:8443/a.jpg", Some("a port")),
            (Provider::Commons, "https://me:you@upload.wikimedia.org/a.jpg", Some("password")),
            (Provider::Commons, "https://upload.wikimedia.org.example.net/a.jpg", Some("lies on upload.wikimedia.org.example.net")),
            (Provider::CoverArt, "https://notarchive.org/a.jpg", Some("lies on notarchive.org")),
            (Provider::Commons, "https://i.discogs.com/a.jpg", Some("not where Wikimedia Commons keeps its pictures")),
            (Provider::Commons, "https://127.0.0.1/a.jpg", Some("lies on 127.0.0.1")),
            (Provider::Commons, "https://[::1]/a.jpg", Some("lies on [::1]")),
            (Provider::Discogs, "https://api.discogs.com/image/a.jpg", Some("lies on api.discogs.com")),
            (Provider::Musicbrainz, "https://musicbrainz.org/a.jpg", Some("lies on musicbrainz.org")),
            (Provider::Commons, "a.jpg", Some("is none")),
        ] {
            let said = hosts.check(provider, url);
            match expected {
                None => assert!(said.as_ref().is_ok_and(|allowed| !allowed.is_given), "{url}: {said:?}"),
                Some(problem) => assert!(said.as_ref().is_err_and(|said| said.contains(problem)), "{url}: {said:?}"),
            }
        }
    }

    #[test]
    fn what_was_given_is_taken_as_written() {
        let hosts = hosts(&[("COVERART_URL", "http://127.0.0.1:9000/caa"), ("DISCOGS_URL", "http://mirror.lan")]);
        let given = |url: &str| hosts.check(Provider::CoverArt, url).map(|allowed| (allowed.url.to_string(), allowed.is_given));
        assert_eq!(given("http://127.0.0.1:9000/x.jpg"), Ok(("http://127.0.0.1:9000/x.jpg".to_owned(), true)));
        assert_eq!(given("http://mirror.lan/x.jpg"), Ok(("http://mirror.lan/x.jpg".to_owned(), true)));
        assert_eq!(
            given("https://coverartarchive.org/release/a/1.jpg"),
            Ok(("http://127.0.0.1:9000/caa/release/a/1.jpg".to_owned(), true))
        );
        for foreign in ["http://127.0.0.1:9001/x.jpg", "https://127.0.0.1:9000/x.jpg", "http://127.0.0.1/x.jpg", "https://mirror.lan/x.jpg"]
        {
            assert!(given(foreign).is_err(), "{foreign}");
        }
    }

    #[test]
    fn redirects_are_checked_anew() {
        let hosts = hosts(&[]);
        let from = hosts.check(Provider::CoverArt, "https://coverartarchive.org/release/a/1-500.jpg").expect("allowed");
        for (location, expected) in [
            ("http://archive.org/download/a.jpg", Some("https://archive.org/download/a.jpg")),
            ("//ia8.us.archive.org/a.jpg", Some("https://ia8.us.archive.org/a.jpg")),
            ("/b.jpg", Some("https://coverartarchive.org/b.jpg")),
            ("http://archive.org:80/a.jpg", Some("https://archive.org/a.jpg")),
            ("http://archive.org:8080/a.jpg", None),
            ("http://169.254.169.254/latest/meta-data", None),
            ("https://example.org/a.jpg", None),
            ("ftp://archive.org/a.jpg", None),
        ] {
            let said = hosts.follow(Provider::CoverArt, &from, location);
            assert_eq!(said.as_ref().ok().map(|allowed| allowed.url.as_str()), expected, "{location}: {said:?}");
        }
    }
}
