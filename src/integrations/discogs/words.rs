//! Discogs' words: names with numbers, formats, years, barcodes, and `none`.

/// An artist's name without the star of a name variation. The number of `Nirvana (2)` stays: it is what tells
/// one artist from another.
pub(super) fn plain_name(name: &str) -> String {
    name.trim().trim_end_matches('*').trim_end().to_owned()
}

/// The year of `1997` or `1998-12-00`; nothing and `0` have none.
pub(super) fn year(date: &str) -> Option<i32> {
    let year = date.trim().split('-').next()?;
    (year.len() == 4).then(|| year.parse().ok()).flatten().filter(|year| *year >= 1000)
}

/// One line of several labels or catalogue numbers, without repeats and `none`.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("none")) {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// Discogs' own line of labels or catalogue numbers, as it stands; nothing where all it says is `none`.
pub(super) fn line(parts: &[String]) -> Option<String> {
    let line = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let says_something = line.split(',').map(str::trim).any(|word| !word.is_empty() && !word.eq_ignore_ascii_case("none"));
    says_something.then_some(line)
}

/// Whether one of the words of a format says that nobody was asked.
pub(super) fn is_unofficial<'a>(words: impl IntoIterator<Item = &'a str>) -> bool {
    words.into_iter().any(|word| matches!(word.trim(), "Unofficial Release" | "Unofficial" | "Unof"))
}

/// The digits of a barcode as it is printed.
pub(super) fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The digits, if the text can be a barcode at all: search lists matrix numbers and rights societies with them.
pub(super) fn likely_barcode(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    ((8..=14).contains(&bare.len()) && is_number(&bare)).then_some(bare)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_marks() {
        for (name, expected) in [
            ("Nirvana (2)", "Nirvana (2)"),
            ("Kate Bush*", "Kate Bush"),
            ("Sparks (12)*", "Sparks (12)"),
            ("Sunn O)))", "Sunn O)))"),
            ("Chicago (band)", "Chicago (band)"),
            ("The The", "The The"),
            ("(2)", "(2)"),
        ] {
            assert_eq!(plain_name(name), expected);
        }
    }

    #[test]
    fn years_are_years() {
        let cases =
            [("1997", Some(1997)), ("1998-12-00", Some(1998)), ("", None), ("0", None), ("?", None), ("0000", None), ("19850101", None)];
        for (date, expected) in cases {
            assert_eq!(year(date), expected, "{date}");
        }
    }

    #[test]
    fn none_is_nothing() {
        let cases = [
            (vec!["none"], None),
            (vec!["None", "KAB1"], Some("KAB1")),
            (vec!["EMI", "EMI", "Parlophone"], Some("EMI, Parlophone")),
            (vec!["", " "], None),
            (vec!["None Such"], Some("None Such")),
        ];
        for (parts, expected) in cases {
            assert_eq!(joined(parts.clone()).as_deref(), expected, "{parts:?}");
        }
    }

    #[test]
    fn barcodes_are_told_from_their_neighbours() {
        for (text, expected) in [
            ("0 7777-19004-1", Some("07777190041")),
            ("5 099923 564817", Some("5099923564817")),
            ("BMI", None),
            ("8 56 072-1A J84 EN C 1A1 K", None),
            ("19004-1", None),
            ("123456789012345", None),
        ] {
            assert_eq!(likely_barcode(text).as_deref(), expected, "{text}");
        }
    }
}
