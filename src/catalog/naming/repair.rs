//! Names that were damaged on their way: percent-encoded, HTML-escaped, decoded by the wrong table.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The name as its owner wrote it, where the damage can be seen.
pub fn repair(name: &str) -> Cow<'_, str> {
    let mut name = Cow::Borrowed(name);
    if is_percent_encoded(&name) {
        let bytes: Vec<u8> = percent_decode_str(&name).collect();
        // Old programs encoded the bytes of their own table: `Bj%F6rk`.
        let decoded = String::from_utf8(bytes).unwrap_or_else(|bytes| encoding_rs::WINDOWS_1252.decode(bytes.as_bytes()).0.into_owned());
        name = Cow::Owned(decoded);
    }
    if name.contains('&') && name.contains(';') {
        name = Cow::Owned(html_escape::decode_html_entities(&name).into_owned());
    }
    if let Some(mended) = mojibake(&name) {
        name = Cow::Owned(mended);
    }
    name
}

/// `The%20Fall`: a percent sign before two hexadecimal digits that is not a percentage (`100% Hits`).
fn is_percent_encoded(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.windows(3).any(|three| three[0] == b'%' && three[1].is_ascii_hexdigit() && three[2].is_ascii_hexdigit())
}

/// UTF-8 that was read as Windows-1252: `BjÃ¶rk`.
fn mojibake(name: &str) -> Option<String> {
    if !name.chars().any(|letter| matches!(letter, 'Ã' | 'Â' | 'Ð' | 'Ñ' | 'â' | 'ã' | 'å' | 'æ' | 'ç' | 'è' | 'é')) {
        return None;
    }
    let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(name);
    if failed {
        return None;
    }
    // Honest accents are hardly ever valid UTF-8 by chance.
    std::str::from_utf8(&bytes).ok().filter(|mended| *mended != name).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn damage_that_can_be_seen_is_mended_and_nothing_else_is_touched() {
        for (written, meant) in [
            ("The%20Psychedelic%20Furs", "The Psychedelic Furs"),
            ("Bj%F6rk", "Björk"),
            ("Simon &amp; Garfunkel", "Simon & Garfunkel"),
            ("Guns N&#39; Roses", "Guns N' Roses"),
            ("BjÃ¶rk", "Björk"),
            ("Sigur RÃ³s", "Sigur Rós"),
            ("Beyoncé", "Beyoncé"),
            ("São Paulo", "São Paulo"),
            ("100% Hits", "100% Hits"),
            ("Earth, Wind & Fire; Live", "Earth, Wind & Fire; Live"),
            ("Ãngel", "Ãngel"),
        ] {
            assert_eq!(repair(written), meant);
        }
    }
}
