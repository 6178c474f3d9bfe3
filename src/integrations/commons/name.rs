//! From whatever names a file on Commons to its title, and from HTML to plain words.

use percent_encoding::percent_decode_str;
use url::Url;

/// The widths that Commons makes thumbnails in; any other is refused for good.
const STEPS: [u32; 11] = [20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840];

/// The smallest standard width that is wide enough.
pub(super) fn step(width: u32) -> u32 {
    STEPS.into_iter().find(|step| *step >= width).unwrap_or(STEPS[STEPS.len() - 1])
}

/// `File:Some name.jpg` from a page's address (any language's prefix, `Special:FilePath/…`), a title or a bare name.
pub(super) fn title(text: &str) -> Option<String> {
    let text = text.trim();
    let name = if text.contains("://") { from_page(&Url::parse(text).ok()?)? } else { text.to_owned() };
    let name = match name.split_once(':') {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("file") || text.contains("://") => rest.to_owned(),
        _ => name,
    };
    let name = name.replace('_', " ");
    // A pipe would start a second title.
    let name = name.trim().trim_start_matches(':');
    (!name.is_empty() && !name.contains(['|', '#', '<', '>', '[', ']', '{', '}'])).then(|| format!("File:{name}"))
}

fn from_page(url: &Url) -> Option<String> {
    if let Some((_, title)) = url.query_pairs().find(|(key, _)| key == "title") {
        return Some(title.into_owned());
    }
    // In a path a plus is a plus.
    let path = percent_decode_str(url.path()).decode_utf8().ok()?.into_owned();
    let page = path.split_once("/wiki/").map_or(path.as_str(), |(_, page)| page);
    ["Special:FilePath/", "Special:Redirect/file/"].iter().find_map(|prefix| page.strip_prefix(prefix)).map_or_else(
        || page.contains(':').then(|| page.to_owned()),
        |name| Some(format!("File:{}", name.strip_prefix("File:").unwrap_or(name))),
    )
}

/// The words of a piece of HTML, without its tags, on one line.
pub(super) fn plain(html: &str) -> Option<String> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
        // A style sheet's rules are no words.
        if tag.starts_with("style") || tag.starts_with("script") {
            rest = rest.split_once("</").and_then(|(_, close)| close.split_once('>')).map_or("", |(_, after)| after);
        }
    }
    text.push_str(rest);
    let text = unescaped(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        plain.push_str(before);
        if let Some((c, after)) = entity.split_once(';').and_then(|(name, after)| Some((character(name)?, after))) {
            plain.push(c);
            rest = after;
        } else {
            plain.push('&');
            rest = entity;
        }
    }
    plain + rest
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let code = entity.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_in_every_spelling() {
        for (text, expected) in [
            ("https://commons.wikimedia.org/wiki/File:Nirvana_around_1992.jpg", Some("File:Nirvana around 1992.jpg")),
            ("http://commons.wikimedia.org/wiki/file:A%20b.jpg", Some("File:A b.jpg")),
            ("https://commons.wikimedia.org/wiki/Datei:Bj%C3%B6rk.jpg", Some("File:Björk.jpg")),
            ("https://commons.wikimedia.org/wiki/File:AC+DC_%26_co%3F.jpg", Some("File:AC+DC & co?.jpg")),
            ("https://commons.wikimedia.org/wiki/Special:FilePath/A_b.jpg?width=500", Some("File:A b.jpg")),
            ("https://commons.wikimedia.org/wiki/Special:Redirect/file/A_b.jpg", Some("File:A b.jpg")),
            ("https://commons.wikimedia.org/w/index.php?title=File:A_b.jpg", Some("File:A b.jpg")),
            ("https://commons.wikimedia.org/wiki/Kate_Bush", None),
            ("File:A_b.jpg", Some("File:A b.jpg")),
            ("A: the b.jpg", Some("File:A: the b.jpg")),
            ("宇多田ヒカル.jpg", Some("File:宇多田ヒカル.jpg")),
            ("a.jpg|File:b.jpg", None),
            ("", None),
        ] {
            assert_eq!(title(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn widths_are_rounded_up_to_a_step() {
        for (width, expected) in [(0, 20), (500, 500), (501, 960), (9000, 3840)] {
            assert_eq!(step(width), expected);
        }
    }

    #[test]
    fn html_becomes_words() {
        for (html, expected) in [
            ("<a rel=\"nofollow\" href=\"https://x\">P.B. Rage</a> from USA", Some("P.B. Rage from USA")),
            ("A &amp; B&#39;s &lt;C&gt; &nosuch; D &x", Some("A & B's <C> &nosuch; D &x")),
            ("<style data-mw=\"1\">.a{b:c}</style><span>D</span>\n E", Some("D E")),
            ("<br>", None),
            ("plain", Some("plain")),
        ] {
            assert_eq!(plain(html).as_deref(), expected, "{html}");
        }
    }
}
