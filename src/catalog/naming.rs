//! One spelling for names, so that sources can meet.
//!
//! A normal form never comes out empty and never drops what tells two names apart: other scripts keep their
//! letters and marks, a name of punctuation keeps its punctuation, Discogs' `(2)` stays. Accents go from
//! Latin and Greek letters only, because elsewhere a mark makes another letter (`が` is not `か`, `й` not `и`).

use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();
const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();

/// Articles that catalogues move about, at either end of a name.
static ARTICLES: LazyLock<[&str; 15]> =
    LazyLock::new(|| ["the", "los", "las", "el", "la", "les", "le", "die", "der", "das", "il", "lo", "gli", "os", "as"]);

/// The normal form of an artist's name or an album's title.
pub fn normal(name: &str) -> String {
    let name = trailing_article_first(name.trim());
    let folded = fold(&name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.is_empty() {
        // Nothing but punctuation and symbols: `!!!`, `+/-`. They are the name.
        return keep_everything(&name);
    }
    without_article(&words).join(" ")
}

/// `The The` keeps both words: what is left without an article must not be one.
fn without_article<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    match words {
        [first, rest @ ..] if *first == "the" && !rest.is_empty() && !rest.iter().all(|word| ARTICLES.contains(word)) => rest,
        words => words,
    }
}

/// `Beatles, The` is how catalogues sort `The Beatles`.
fn trailing_article_first(name: &str) -> String {
    match name.rsplit_once(',') {
        Some((rest, article)) if !rest.trim().is_empty() && ARTICLES.contains(&article.trim().to_lowercase().as_str()) => {
            format!("{} {}", article.trim(), rest.trim())
        }
        _ => name.to_owned(),
    }
}

/// Compatibility forms folded, case folded, accents off Latin and Greek, punctuation to blanks.
fn fold(name: &str) -> String {
    let (name, number) = discogs_number(name);
    let decomposed = DecomposingNormalizer::new_nfkd().normalize(name);
    let cased = CaseMapper::new().fold_string(&decomposed);
    let mut out = String::with_capacity(cased.len());
    let mut base_takes_accents = false;
    for letter in cased.chars() {
        let group = CATEGORY.get(letter);
        if GeneralCategoryGroup::Mark.contains(group) {
            if !base_takes_accents {
                out.push(letter);
            }
            continue;
        }
        base_takes_accents = matches!(SCRIPT.get(letter), Script::Latin | Script::Greek);
        if GeneralCategoryGroup::Letter.contains(group) || GeneralCategoryGroup::Number.contains(group) {
            out.push(letter);
        } else if letter == '&' || letter == '+' {
            out.push_str(" and ");
        } else if !is_apostrophe(letter) {
            // An apostrophe joins (`Guns N' Roses`), everything else parts (`A-ha`, `AC/DC`).
            out.push(' ');
        }
    }
    let mut out = ComposingNormalizer::new_nfc().normalize(&out).into_owned();
    if out.split_whitespace().all(|word| word == "and") && !name.chars().any(char::is_alphabetic) {
        out.clear();
    }
    if let Some(number) = number
        && !out.trim().is_empty()
    {
        out.push_str(" (");
        out.push_str(number);
        out.push(')');
    }
    out
}

/// The name that Discogs' number was added to.
pub fn without_number(name: &str) -> &str {
    discogs_number(name).0
}

/// Discogs writes the second artist of a name `Nirvana (2)`: two different artists.
fn discogs_number(name: &str) -> (&str, Option<&str>) {
    let name = name.trim_end().trim_end_matches('*').trim_end();
    if let Some(open) = name.strip_suffix(')').and_then(|rest| rest.rfind(" (")) {
        let number = &name[open + 2..name.len() - 1];
        if (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return (&name[..open], Some(number));
        }
    }
    (name, None)
}

fn keep_everything(name: &str) -> String {
    let form = ComposingNormalizer::new_nfkc().normalize(name);
    let form = CaseMapper::new().fold_string(&form);
    let form: Vec<&str> = form.split_whitespace().collect();
    if form.is_empty() { name.to_owned() } else { form.join(" ") }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{00b4}' | '\u{02bb}')
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
        ];
        for (at, one) in names.iter().enumerate() {
            assert!(!normal(one).is_empty(), "{one} is somebody");
            for other in &names[at + 1..] {
                assert_ne!(normal(one), normal(other), "{one} and {other}");
            }
        }
    }
}
