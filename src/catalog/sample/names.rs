//! Names of artists, albums and labels that nobody bears, in the languages of `words`.

use std::collections::{HashMap, HashSet};

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64Mcg;

use super::super::naming::normal;
use super::words::{LANGUAGES, Language};

/// Names given so far: a second artist of a name gets Discogs' number.
#[derive(Default)]
pub(super) struct Names {
    bearers: HashMap<String, u32>,
    taken: HashSet<String>,
}

impl Names {
    /// A name that nobody has yet, with its normal form.
    pub(super) fn artist(&mut self, rng: &mut Pcg64Mcg, language: &Language) -> (String, String) {
        loop {
            let mut name = artist(rng, language);
            let bearers = self.bearers.entry(normal(&name)).or_default();
            *bearers += 1;
            if *bearers > 1 {
                name = format!("{name} ({bearers})");
            }
            let form = normal(&name);
            // A thousandth bearer's number would be none any more.
            if *bearers < 1000 && self.taken.insert(form.clone()) {
                return (name, form);
            }
        }
    }
}

/// One language, each as often as its share.
pub(super) fn language(rng: &mut Pcg64Mcg) -> usize {
    let mut left = rng.random_range(0..100);
    LANGUAGES
        .iter()
        .position(|language| {
            let is_it = left < language.share;
            left = left.saturating_sub(language.share);
            is_it
        })
        .unwrap_or_default()
}

/// One of a list that is not empty.
pub(super) fn one_of<T: Copy + Default>(rng: &mut Pcg64Mcg, list: &[T]) -> T {
    list.choose(rng).copied().unwrap_or_default()
}

fn artist(rng: &mut Pcg64Mcg, language: &Language) -> String {
    let count = rng.random_range(1..3);
    let name = words(rng, language, count);
    if !language.is_spaced {
        return name;
    }
    match rng.random_range(0..20) {
        0..3 => format!("The {name}"),
        3 => format!("{name} {} {}", language.and, words(rng, language, 1)),
        4 => format!("{name} & The {}s", word(rng, language)),
        5 => format!("{}-{}", word(rng, language), word(rng, language)),
        6 => format!("{}'{}", ["O", "D", "L"][rng.random_range(0..3)], word(rng, language)),
        7 => format!("{name}!"),
        8 => format!("{}.{}. {name}", letter(rng), letter(rng)),
        9 => format!("{}/{}", word(rng, language).to_uppercase(), letter(rng)),
        10 => format!("{name} {}", rng.random_range(2..1000)),
        11 => format!("{} Trio", words(rng, language, 2)),
        _ => format!("{} {}", word(rng, language), words(rng, language, 1)),
    }
}

/// A title for an album of `artist`; `nth` counts what is published in series.
pub(super) fn title(rng: &mut Pcg64Mcg, language: &Language, artist: &str, nth: usize) -> String {
    match rng.random_range(0..24) {
        0 if nth == 0 => artist.to_owned(),
        1 => format!("Live In {}", words(rng, &LANGUAGES[0], 1)),
        2 => format!("Vol. {}", nth + 1),
        3 => format!("{} (Original Soundtrack)", words(rng, language, 2)),
        4 => format!("{}…", words(rng, language, 3)),
        5 => format!("{}: {}", words(rng, language, 1), words(rng, language, 2)),
        6..10 => {
            let count = rng.random_range(1..4);
            words(rng, &LANGUAGES[0], count)
        }
        _ => {
            let count = rng.random_range(1..5);
            words(rng, language, count)
        }
    }
}

/// A label's name.
pub(super) fn label(rng: &mut Pcg64Mcg) -> String {
    let language = language(rng);
    let name = words(rng, &LANGUAGES[language], 1);
    match rng.random_range(0..4) {
        0 => name,
        1 => format!("{name} Music"),
        _ => format!("{name} Records"),
    }
}

/// Words with a capital letter each, or the scripts that part none in one piece.
pub(super) fn words(rng: &mut Pcg64Mcg, language: &Language, count: usize) -> String {
    let words: Vec<String> = (0..count).map(|_| word(rng, language)).collect();
    words.join(if language.is_spaced { " " } else { "" })
}

fn word(rng: &mut Pcg64Mcg, language: &Language) -> String {
    let text = [one_of(rng, language.starts), one_of(rng, language.middles), one_of(rng, language.ends)].concat();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if language.is_spaced => first.to_uppercase().chain(letters).collect(),
        _ => text,
    }
}

fn letter(rng: &mut Pcg64Mcg) -> char {
    char::from(rng.random_range(b'A'..=b'Z'))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_shares_are_of_a_hundred() {
        assert_eq!(LANGUAGES.iter().map(|language| language.share).sum::<u32>(), 100);
    }

    #[test]
    fn nobody_bears_another_s_name_and_some_share_all_but_the_number() {
        let (mut rng, mut names, mut forms) = (Pcg64Mcg::seed_from_u64(1), Names::default(), HashSet::new());
        let mut scripts = HashSet::new();
        let mut numbered = 0;
        for _ in 0..20_000 {
            let language = language(&mut rng);
            let (name, form) = names.artist(&mut rng, &LANGUAGES[language]);
            assert_eq!(normal(&name), form);
            assert!(!form.is_empty() && forms.insert(form), "{name} comes twice");
            numbered += usize::from(name.ends_with("(2)"));
            scripts.insert(language);
        }
        assert_eq!(scripts.len(), LANGUAGES.len(), "every language is there");
        assert!(numbered > 0, "some are second of their name");
    }
}
