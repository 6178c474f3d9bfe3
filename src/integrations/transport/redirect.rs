//! Where a redirect may lead: never with credentials to another host.

use url::Url;

/// The next address, and whether it still is the configured provider (who alone sees credentials).
#[derive(Debug, PartialEq)]
pub(super) struct Hop {
    pub url: Url,
    pub is_own: bool,
}

/// Follows `location` from `current`. `home` is the provider's public host, which mirrors repeat in their
/// answers; `elsewhere` lists the other hosts (with their subdomains) where a call without credentials may go.
pub(super) fn follow(base: &Url, home: &str, elsewhere: &[&str], current: &Url, location: &str) -> Option<Hop> {
    let mut target = current.join(location).ok()?;
    if !matches!(target.scheme(), "http" | "https") {
        return None;
    }
    let host = target.host_str()?.to_owned();
    if base.host_str() == Some(&host) && (is_same_port(base, &target) || is_https_pair(base, &target)) {
        // MusicBrainz writes `http://` to a question that came over https.
        if base.scheme() == "https" {
            target.set_scheme("https").ok()?;
        }
        return Some(Hop { url: target, is_own: true });
    }
    if host == home {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), target.path()));
        url.set_query(target.query());
        return Some(Hop { url, is_own: true });
    }
    if elsewhere.iter().any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'))) {
        target.set_scheme("https").ok()?;
        return Some(Hop { url: target, is_own: false });
    }
    None
}

fn is_same_port(base: &Url, target: &Url) -> bool {
    base.port_or_known_default() == target.port_or_known_default()
}

/// One side on port 80, the other on 443: the same server, in the clear or not.
fn is_https_pair(base: &Url, target: &Url) -> bool {
    base.port().is_none() && target.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_with_the_provider() {
        let own = |url: &str| Some((url.to_owned(), true));
        let cases = [
            (
                "https://musicbrainz.org",
                "http://musicbrainz.org/ws/2/artist/b?fmt=json",
                own("https://musicbrainz.org/ws/2/artist/b?fmt=json"),
            ),
            ("https://musicbrainz.org", "/ws/2/artist/b", own("https://musicbrainz.org/ws/2/artist/b")),
            ("http://musicbrainz.org", "https://musicbrainz.org/x", own("https://musicbrainz.org/x")),
            (
                "http://127.0.0.1:81/mb",
                "http://musicbrainz.org/ws/2/artist/b?fmt=json",
                own("http://127.0.0.1:81/mb/ws/2/artist/b?fmt=json"),
            ),
            ("http://127.0.0.1:81", "http://127.0.0.1:82/x", None),
            ("https://musicbrainz.org", "https://musicbrainz.org.example.net/x", None),
            ("https://musicbrainz.org", "file:///etc/passwd", None),
            ("https://musicbrainz.org", "http://archive.org/a", Some(("https://archive.org/a".to_owned(), false))),
            ("https://musicbrainz.org", "http://ia8.us.archive.org/a", Some(("https://ia8.us.archive.org/a".to_owned(), false))),
            ("https://musicbrainz.org", "http://notarchive.org/a", None),
        ];
        for (base, location, expected) in cases {
            let base = Url::parse(base).expect("a base");
            let current = base.join("/ws/2/artist/a").expect("an address");
            let found = follow(&base, "musicbrainz.org", &["archive.org"], &current, location);
            assert_eq!(found.map(|hop| (hop.url.to_string(), hop.is_own)), expected, "{base} → {location}");
        }
    }
}
