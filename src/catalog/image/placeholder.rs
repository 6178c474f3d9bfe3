//! A sleeve of our own, for what has no picture: always the same one for the same name.

use super::sha256;

/// The sleeve with the initials of `name`, as SVG; a blank one where there is no name.
pub(super) fn draw(name: &str, width: u32) -> String {
    let seed = sha256(name.as_bytes());
    let digit = |at: usize| u32::from_str_radix(&seed[at..at + 2], 16).unwrap_or_default();
    let hue = digit(0) * 360 / 256;
    let other = (hue + 30 + digit(2) % 60) % 360;
    let (cx, cy) = (90 + digit(4) % 120, 90 + digit(6) % 120);
    let initials = escaped(&initials(name));
    let title = escaped(name);
    let size = if initials.chars().count() > 2 { 64 } else { 96 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{width}\" viewBox=\"0 0 300 300\" role=\"img\">\
         <title>{title}</title>\
         <rect width=\"300\" height=\"300\" fill=\"hsl({hue},32%,28%)\"/>\
         <circle cx=\"{cx}\" cy=\"{cy}\" r=\"150\" fill=\"hsl({other},38%,36%)\"/>\
         <circle cx=\"{cx}\" cy=\"{cy}\" r=\"96\" fill=\"hsl({hue},32%,28%)\" fill-opacity=\"0.55\"/>\
         <rect width=\"6\" height=\"300\" fill=\"#000\" fill-opacity=\"0.18\"/>\
         <text x=\"150\" y=\"150\" dy=\"0.35em\" text-anchor=\"middle\" font-family=\"Georgia, serif\" font-size=\"{size}\" \
         fill=\"#fff\" fill-opacity=\"0.92\">{initials}</text></svg>"
    )
}

/// The first letters of the first two words; of a name without letters, its first sign.
fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let letters: String = words.take(2).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { name.trim().chars().take(1).collect() } else { letters }
}

/// Text that stays text inside XML; signs that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            sign if sign.is_control() => {}
            sign => safe.push(sign),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_sorts() {
        for (name, expected) in [
            ("Kate Bush", "KB"),
            ("The Dark Side of the Moon", "TD"),
            ("björk", "B"),
            ("ßabc", "SS"),
            ("!!!", "!"),
            ("+/-", "+"),
            ("宇多田ヒカル", "宇"),
            ("  ", ""),
            ("", ""),
            ("\"Heroes\"", "H"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_stays_text() {
        let svg = draw("</title><script>alert('1')</script>&\u{0}\u{1b}", 300);
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</title>"), "{svg}");
        assert!(draw("<", 64).contains(">&lt;</text>"));
        assert!(!svg.contains(['\u{0}', '\u{1b}']));
    }

    #[test]
    fn one_name_one_sleeve() {
        assert_eq!(draw("Kate Bush", 300), draw("Kate Bush", 300));
        assert_ne!(draw("Kate Bush", 300), draw("Pink Floyd", 300));
        assert!(draw("Kate Bush", 150).contains("width=\"150\" height=\"150\""));
        assert!(draw("", 64).contains("</text></svg>"));
    }
}
