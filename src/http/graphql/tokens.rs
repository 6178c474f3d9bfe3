//! Counts a document's tokens without parsing it: a parser's work grows with them, this does not.

/// Whether `document` has more than `most` tokens.
pub fn more_than(most: usize, document: &str) -> bool {
    let mut rest = document.as_bytes();
    let mut count = 0;
    while let Some(length) = ignored(rest).or_else(|| {
        count += 1;
        token(rest)
    }) {
        if count > most {
            return true;
        }
        rest = &rest[length..];
    }
    false
}

/// The length of what stands between tokens at the start of `rest`, if anything does.
fn ignored(rest: &[u8]) -> Option<usize> {
    match rest.first()? {
        b'#' => Some(while_(rest, |byte| byte != b'\n' && byte != b'\r')),
        byte if is_blank(*byte) => Some(while_(rest, is_blank)),
        _ => None,
    }
}

/// The length of the token at the start of `rest`, or none at the end.
fn token(rest: &[u8]) -> Option<usize> {
    Some(match rest.first()? {
        b'"' if rest.starts_with(b"\"\"\"") => block_string(rest),
        b'"' => string(rest),
        b'.' => while_(rest, |byte| byte == b'.'),
        byte if is_word(*byte) => while_(rest, is_word),
        _ => 1,
    })
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' | b'\n' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

fn block_string(rest: &[u8]) -> usize {
    let mut at = 3;
    while at < rest.len() {
        if rest[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest[at..].starts_with(b"\"\"\"") {
            return at + 3;
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn while_(rest: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len())
}

/// Names and numbers; a byte order mark and other characters that may stand nowhere count as one.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}

/// Commas are as good as blanks.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_as_the_language_has_them() {
        for (document, tokens) in [
            ("", 0),
            (" \n,, # { a b c }\n", 0),
            ("{ a }", 3),
            ("{a,b}#x", 4),
            ("query Q($a: [Int!]! = -1) { a(b: $a) @c { ...F ... on T { d } } }", 35),
            (r#"{ a(b: "x { \" } y", c: """ " \""" {} """) }"#, 11),
            ("\"never ends", 1),
            ("\"\"\"never ends \\", 1),
            ("\"\\", 1),
            ("é", 1),
        ] {
            assert!(!more_than(tokens, document), "{document} has no more than {tokens}");
            assert!(tokens == 0 || more_than(tokens - 1, document), "{document} has {tokens}");
        }
    }
}
