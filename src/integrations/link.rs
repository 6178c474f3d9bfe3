//! Addresses that providers give us, made fit to be passed on.

use url::Url;

/// A picture's or page's address over https; `http` is left only to the host that was configured so.
pub fn secure(text: &str, base: &Url) -> Option<String> {
    let text = text.trim();
    let mut url = if text.starts_with("//") { Url::parse(&format!("https:{text}")) } else { Url::parse(text) }.ok()?;
    let is_own = url.host() == base.host() && url.port_or_known_default() == base.port_or_known_default();
    match url.scheme() {
        "https" => {}
        "http" if is_own => {}
        "http" => url.set_scheme("https").ok()?,
        _ => return None,
    }
    url.host().is_some().then(|| url.into())
}

/// The number that follows `segment` in a path: 38722 in `/de/master/38722-Radiohead-OK-Computer`.
pub fn number_after(text: &str, segment: &str) -> Option<i64> {
    let url = Url::parse(text.trim()).ok()?;
    let mut segments = url.path_segments()?.skip_while(|part| *part != segment);
    let word = segments.nth(1)?;
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    word[..end].parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_stays_only_where_it_was_configured() {
        let base = Url::parse("http://127.0.0.1:9000/mirror").expect("a base");
        for (text, expected) in [
            ("http://coverartarchive.org/a.jpg", Some("https://coverartarchive.org/a.jpg")),
            ("https://x.org/a%20b.jpg?c=d", Some("https://x.org/a%20b.jpg?c=d")),
            ("//upload.wikimedia.org/a.jpg", Some("https://upload.wikimedia.org/a.jpg")),
            ("http://127.0.0.1:9000/a.jpg", Some("http://127.0.0.1:9000/a.jpg")),
            ("javascript:alert(1)", None),
            ("", None),
        ] {
            assert_eq!(secure(text, &base).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_number_is_found_in_every_spelling() {
        for (text, expected) in [
            ("https://www.discogs.com/master/125017", Some(125_017)),
            ("http://www.discogs.com/master/38722-Radiohead-OK-Computer", Some(38722)),
            ("https://www.discogs.com/de/master/28680-Kate-Bush-Hounds-Of-Love?x=1", Some(28680)),
            ("https://www.discogs.com/pt_BR/master/28680/", Some(28680)),
            ("https://www.discogs.com/release/1", None),
            ("https://www.discogs.com/master/", None),
            ("https://www.discogs.com/master/x", None),
            ("https://www.discogs.com/master/0", None),
        ] {
            assert_eq!(number_after(text, "master"), expected, "{text}");
        }
    }
}
