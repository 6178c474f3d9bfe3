//! One spelling for names, so that sources can meet.
//!
//! A normal form never comes out empty and never drops what tells two names apart: other scripts keep their
//! letters and marks, a name of punctuation keeps its punctuation, Discogs' `(2)` stays. Accents go from
//! Latin and Greek letters only, because elsewhere a mark makes another letter (`が` is not `か`, `й` not `и`).
//! Nothing is transliterated: that is evidence for `matching`, never a key.

pub mod fold;
mod repair;
pub mod words;

pub use self::repair::repair;
use fold::Fold;

/// The normal form of an artist's name or an album's title.
pub fn normal(name: &str) -> String {
    let (name, number) = discogs_number(name.trim());
    let turned = trailing_article_first(name);
    let mut form = fold::fold(&turned, Fold::Key);
    if form.is_empty() || (form.split(' ').all(|word| word == "and") && !turned.chars().any(char::is_alphabetic)) {
        // Nothing but punctuation and symbols: `!!!`, `+/-`. They are the name.
        form = fold::signs(&turned);
    } else if let Some(rest) = without_the(&form) {
        form = rest.to_owned();
    }
    if let Some(number) = number {
        form.push_str(" (");
        form.push_str(number);
        form.push(')');
    }
    form
}

/// `The The` keeps both words: what is left without an article must not be one.
fn without_the(form: &str) -> Option<&str> {
    let rest = form.strip_prefix("the ")?;
    (!rest.split(' ').all(words::is_article)).then_some(rest)
}

/// `Beatles, The` is how catalogues sort `The Beatles`.
pub fn trailing_article_first(name: &str) -> String {
    match name.rsplit_once(',') {
        Some((rest, article)) if !rest.trim().is_empty() && words::is_moved_article(article.trim()) => {
            format!("{} {}", article.trim(), rest.trim())
        }
        _ => name.to_owned(),
    }
}

/// The name that Discogs' number was added to.
pub fn without_number(name: &str) -> &str {
    discogs_number(name).0
}

/// Discogs writes the second artist of a name `Nirvana (2)`: two different artists. Its `*` behind a name says
/// only that a pressing spells it otherwise.
pub fn discogs_number(name: &str) -> (&str, Option<&str>) {
    let bare = name.trim_end().trim_end_matches('*').trim_end();
    let name = if bare.is_empty() { name } else { bare };
    if let Some(open) = name.strip_suffix(')').and_then(|rest| rest.rfind(" (")) {
        let number = &name[open + 2..name.len() - 1];
        if open > 0 && (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return (&name[..open], Some(number));
        }
    }
    (name, None)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn spellings_of_one_name_meet() {
        for (one, other) in [
            ("Arctic Monkeys", "The Arctic Monkeys"),
            ("Arctic Monkeys", "Arctic Monkeys, The"),
            ("Guns N' Roses", "Guns N Roses"),
            ("Guns N’ Roses", "guns n' roses"),
            ("Beyoncé", "Beyonce"),
            ("Simon & Garfunkel", "Simon and Garfunkel"),
            ("坂本龍一", "坂本龍一 "),
            ("КИНО", "Кино"),
            ("Björk", "BJÖRK"),
            ("ＢＯＲＩＳ", "Boris"),
            ("AC/DC", "AC DC"),
            ("Madonna*", "Madonna"),
            ("Beatles, The (2)", "The Beatles (2)"),
            ("Straße", "STRASSE"),
        ] {
            assert_eq!(normal(one), normal(other), "{one} and {other}");
        }
    }

    #[test]
    fn different_names_stay_apart_and_nobody_is_nobody() {
        let names = [
            "Кино",
            "坂本龍一",
            "The The",
            "!!!",
            "A-ha",
            "MØ",
            "Nirvana (2)",
            "Nirvana",
            "Muse",
            "Fuse",
            "Blur",
            "Blue",
            "+/-",
            "?",
            "Vol. 1",
            "Vol. 2",
            "がか",
            "かか",
            "Мой",
            "Мои",
            "Die Die Die",
            "Le Le",
            "X",
            "فيروز",
            "The",
            "...",
            "808 State",
            "1975",
            "M.O.",
            "***",
            "*",
            "(2)",
            "&",
            "+",
        ];
        for (at, one) in names.iter().enumerate() {
            assert!(!normal(one).is_empty(), "{one} is somebody");
            for other in &names[at + 1..] {
                assert_ne!(normal(one), normal(other), "{one} and {other}");
            }
        }
    }
}
