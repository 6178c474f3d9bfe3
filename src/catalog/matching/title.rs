//! Two titles of albums, by one artist.

use super::edition::Title;
use super::script::{leaves_latin, sounds_alike};
use super::slip::{self, Slip};
use super::words::{bones, core, numbers, plainest, sorted, squeezed};
use super::{Rule, Spelling, Verdict};
use crate::catalog::naming::fold::{Fold, fold, signs};
use crate::catalog::naming::{normal, repair};

/// Words that make a sequel of what they stand before.
const SEQUELS: [&str; 12] = ["more", "another", "return", "beyond", "son", "not", "no", "best", "after", "hits", "back", "revisited"];

/// Whether two titles mean one album (release group, master): editions, remasters and single discs of a set are
/// the album; other volumes, live recordings and remixes are not.
pub fn albums(one: Spelling<'_>, other: Spelling<'_>, artist: Option<&str>) -> Verdict {
    let (left, right) = (one.text.trim(), other.text.trim());
    if left.eq_ignore_ascii_case(right) {
        return Verdict::new(Rule::NormalForm);
    }
    if let Some(verdict) = untitled(left, right, artist) {
        return verdict;
    }
    let whole = compare(left, right, artist);
    if !whole.is_same() && may_be_one_form(left, right) && normal(left) == normal(right) {
        return Verdict::new(Rule::NormalForm);
    }
    if whole.is_same() || !(left.contains(" = ") || right.contains(" = ")) {
        return whole;
    }
    // `Ágætis Byrjun = A Good Beginning`: a title and its translation.
    let pairs = left.split(" = ").flat_map(|left| right.split(" = ").map(move |right| (left, right)));
    let best = pairs.map(|(left, right)| compare(left, right, artist).score).fold(0.0, f64::max);
    if best > whole.score { Verdict { score: best.min(0.86), rule: Rule::Translation } } else { whole }
}

/// A cheaper look, for nearly every pair, at whether the normal forms may be equal: where both are ASCII and neither has a
/// sign that is written out, one has as many letters and digits as the other, or an article more.
fn may_be_one_form(one: &str, other: &str) -> bool {
    let count = |text: &str| text.bytes().filter(u8::is_ascii_alphanumeric).count();
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii() && byte != b'&' && byte != b'+');
    !(is_plain(one) && is_plain(other)) || matches!(count(one).abs_diff(count(other)), 0 | 3)
}

/// Titles of nothing but signs, and those that say that there is none.
fn untitled(one: &str, other: &str, artist: Option<&str>) -> Option<Verdict> {
    match (is_signs(one), is_signs(other)) {
        (true, true) => {
            let same = signs(one).replace(' ', "") == signs(other).replace(' ', "");
            Some(Verdict::new(if same { Rule::Signs } else { Rule::OtherSigns }))
        }
        (true, false) | (false, true) => {
            if says_untitled(one) || says_untitled(other) {
                return Some(Verdict::new(Rule::Untitled));
            }
            // `÷ (Deluxe)` has words, but not in its name.
            let has_bracket = one.contains(['(', '[']) || other.contains(['(', '[']);
            if has_bracket { None } else { Some(Verdict::new(Rule::OtherSigns)) }
        }
        (false, false) => {
            let (no_title, title) = match (says_untitled(one), says_untitled(other)) {
                (true, false) => (one, other),
                (false, true) => (other, one),
                _ => return None,
            };
            let is_self_titled = !no_title.eq_ignore_ascii_case("untitled") && normal(title) == normal(artist?);
            is_self_titled.then(|| Verdict::new(Rule::Untitled))
        }
    }
}

fn is_signs(title: &str) -> bool {
    !title.chars().any(char::is_alphanumeric)
}

fn says_untitled(title: &str) -> bool {
    // Looked at for every pair: most titles are too long to say it, or begin otherwise.
    let says_it = title.len() <= 14 && title.chars().find(|letter| letter.is_alphanumeric()).is_some_and(|first| "uUsSeE".contains(first));
    says_it && matches!(fold(title, Fold::Loose).as_str(), "untitled" | "self titled" | "selftitled" | "s t" | "st" | "eponymous")
}

fn compare(one: &str, other: &str, artist: Option<&str>) -> Verdict {
    let (left, right) = (Title::of(one), Title::of(other));
    let plain = compare_titles(&left, &right, artist);
    if plain.is_same() {
        return plain;
    }
    // The artist's name before the title, on one side only.
    let Some(artist) = artist else { return plain };
    let name: Vec<String> = fold(artist, Fold::Loose).split(' ').map(str::to_owned).collect();
    let (left_bare, right_bare) = (without_artist(&left, &name), without_artist(&right, &name));
    let stripped = match (left_bare, right_bare) {
        (Some(left), None) => compare_titles(&left, &right, Some(artist)),
        (None, Some(right)) => compare_titles(&left, &right, Some(artist)),
        (Some(left), Some(right)) => compare_titles(&left, &right, Some(artist)),
        (None, None) => return plain,
    };
    if stripped.is_same() { Verdict { score: stripped.score.min(0.9), rule: Rule::ArtistPrefix } } else { plain }
}

/// The title without the artist's name at its beginning, where something is left that is not a number alone.
fn without_artist(title: &Title, name: &[String]) -> Option<Title> {
    let bare: &[String] = match name {
        [first, rest @ ..] if first == "the" && !rest.is_empty() => rest,
        name => name,
    };
    let words: &[String] = match title.words.as_slice() {
        [first, rest @ ..] if first == "the" && rest.starts_with(bare) => rest,
        words => words,
    };
    let rest = words.strip_prefix(bare)?;
    if rest.iter().map(String::len).sum::<usize>() < 4 || rest.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let head = title.head.saturating_sub(title.words.len() - rest.len());
    Some(Title { words: rest.to_vec(), head: if head == 0 { rest.len() } else { head }, ..title.clone() })
}

fn compare_titles(left: &Title, right: &Title, artist: Option<&str>) -> Verdict {
    let (left_words, right_words) = (borrowed(&left.words), borrowed(&right.words));
    if counted(left) != counted(right) {
        return Verdict::new(Rule::OtherNumber);
    }
    if left.kinds != right.kinds {
        return Verdict::new(Rule::OtherKind);
    }
    let forms = (left.form, right.form);
    // `The Slim Shady EP` and `The Slim Shady LP`; an artist's first EP and first album of the artist's own name.
    if matches!(forms, (Some(one), Some(other)) if one != other) || (forms.0 != forms.1 && is_artist(&left_words, artist)) {
        return Verdict::new(Rule::OtherKind);
    }
    let edition = left.edition || right.edition;
    let own = |rule: Rule| Verdict::new(if edition { Rule::Edition } else { rule });
    if left.extra == right.extra {
        if let Some(rule) = same_words(&left_words, &right_words) {
            return own(rule);
        }
    } else {
        let all = |title: &'_ Title| -> Vec<String> { title.words.iter().chain(&title.extra).cloned().collect() };
        let (left_all, right_all) = (all(left), all(right));
        if let Some(rule) = same_words(&borrowed(&left_all), &borrowed(&right_all)) {
            return own(rule);
        }
        let one_sided = left.extra.is_empty() || right.extra.is_empty();
        if one_sided && !is_artist(&left_words, artist) && same_words(&left_words, &right_words).is_some() {
            return Verdict::new(Rule::Subtitle);
        }
        if !one_sided {
            return Verdict { score: 0.0, rule: Rule::Different };
        }
    }
    alike(left, right, artist)
}

/// The numbers of a title, in their order.
fn counted(title: &Title) -> Vec<u32> {
    let mut counted = numbers(&title.words);
    counted.extend(numbers(&title.extra));
    counted.sort_unstable();
    counted
}

/// The same words, otherwise written.
fn same_words(one: &[&str], other: &[&str]) -> Option<Rule> {
    if one == other {
        return Some(Rule::NormalForm);
    }
    let (left, right) = (core(one), core(other));
    if left == right {
        return Some(Rule::Article);
    }
    let (left_tight, right_tight) = (squeezed(left), squeezed(right));
    if left_tight == right_tight {
        return Some(Rule::Spacing);
    }
    if let (Some(left), Some(right)) = (bones(left), bones(right))
        && left.concat() == right.concat()
    {
        return Some(Rule::Conjunction);
    }
    if left_tight.chars().count() >= 5 && plainest(&left_tight) == plainest(&right_tight) {
        return Some(Rule::Letters);
    }
    if left.len() == right.len() && left.len() >= 3 && sorted(left) == sorted(right) {
        return Some(Rule::Order);
    }
    if !one.iter().chain(other).any(|word| matches!(*word, "vol" | "pt")) {
        return None;
    }
    // `Vol. 1 & Vol. 2` and `Vols. 1 & 2`: the numbers agree already.
    let counted = |words: &[&str]| -> Vec<String> {
        words.iter().filter(|word| !matches!(**word, "vol" | "pt" | "and")).map(|word| (*word).to_owned()).collect()
    };
    let (left_counted, right_counted) = (counted(left), counted(right));
    (left_counted.len() >= 2 && left_counted == right_counted).then_some(Rule::Spacing)
}

/// Not the same words: subtitles, other scripts, slips.
fn alike(left: &Title, right: &Title, artist: Option<&str>) -> Verdict {
    let (left_words, right_words) = (borrowed(&left.words), borrowed(&right.words));
    if let Some(verdict) = subtitle(left, right, artist) {
        return verdict;
    }
    let (left_core, right_core) = (core(&left_words), core(&right_words));
    let (left_tight, right_tight) = (squeezed(left_core), squeezed(right_core));
    if (leaves_latin(&left_tight) || leaves_latin(&right_tight))
        && let Some(score) = sounds_alike(&left_tight, &right_tight)
    {
        return Verdict { score, rule: Rule::Script };
    }
    if is_small_word_slip(left_core, right_core) {
        return Verdict::new(Rule::Slip).at_most(0.65);
    }
    if let Some(slip) = slip::between(left_core, right_core) {
        let score = if slip == Slip::Soft { 0.8 } else { 0.7 };
        return Verdict { score, rule: Rule::Slip };
    }
    if is_beginning_left_out(left_core, right_core, artist) || is_beginning_left_out(right_core, left_core, artist) {
        return Verdict::new(Rule::Beginning);
    }
    if is_end_left_out(left_core, right_core, artist) || is_end_left_out(right_core, left_core, artist) {
        return Verdict::new(Rule::Beginning).at_most(0.55);
    }
    for (long, short) in [(left, right_core), (right, left_core)] {
        // `(What's the Story) Morning Glory?`
        let rest = borrowed(&long.words[long.opening.min(long.words.len())..]);
        if long.opening > 0 && short.len() >= 2 && same_words(&rest, short).is_some() {
            return Verdict::new(Rule::Beginning);
        }
        // `The Beatles - Rubber Soul`, where nobody says whose album it is.
        let rest = borrowed(&long.words[long.head..]);
        if artist.is_none() && !rest.is_empty() && squeezed(&rest).len() >= 6 && same_words(&rest, short).is_some() {
            return Verdict::new(Rule::Beginning).at_most(0.55);
        }
    }
    if is_acronym(left_core, right_core) || is_acronym(right_core, left_core) {
        return Verdict::new(Rule::Acronym);
    }
    Verdict { score: 0.0, rule: Rule::Different }
}

/// `Decade in the Sun` and `Decade in the Sun - Best of Stereophonics`.
fn subtitle(left: &Title, right: &Title, artist: Option<&str>) -> Option<Verdict> {
    let (long, short) = if left.head < left.words.len() { (left, right) } else { (right, left) };
    if long.head == long.words.len() || short.head != short.words.len() || long.head == 0 {
        return None;
    }
    let (head, whole) = (borrowed(&long.words[..long.head]), borrowed(&short.words));
    if is_artist(&head, artist) || squeezed(&head).chars().count() < 4 {
        return None;
    }
    same_words(&head, &whole).is_some().then(|| Verdict::new(Rule::Subtitle))
}

fn is_artist(words: &[&str], artist: Option<&str>) -> bool {
    artist.is_some_and(|artist| {
        let folded = fold(&repair(artist), Fold::Loose);
        core(&folded.split(' ').collect::<Vec<_>>()) == core(words)
    })
}

/// `A Guide to Love, Loss & Desperation` and `Proudly Present.... A Guide to Love, Loss & Desperation`.
fn is_beginning_left_out(short: &[&str], long: &[&str], artist: Option<&str>) -> bool {
    let letters: usize = short.iter().map(|word| word.chars().count()).sum();
    if short.len() >= long.len() || letters < 12 || short.len() < 3 || is_artist(short, artist) {
        return false;
    }
    let Some(rest) = long.strip_suffix(short) else { return false };
    let rest: Vec<&str> = rest.iter().copied().filter(|word| !matches!(*word, "a" | "the")).collect();
    rest.len() <= (if letters >= 25 { 4 } else { 3 }) && !rest.iter().any(|word| SEQUELS.contains(word))
}

/// `Lift Your Skinny Fists` for the whole of a long title.
fn is_end_left_out(short: &[&str], long: &[&str], artist: Option<&str>) -> bool {
    let letters: usize = short.iter().map(|word| word.chars().count()).sum();
    short.len() >= 4 && letters >= 14 && long.len() > short.len() && long.starts_with(short) && !is_artist(short, artist)
}

/// `Reign in Blood` and `Reign of Blood`.
fn is_small_word_slip(one: &[&str], other: &[&str]) -> bool {
    let is_small = |word: &str| matches!(word, "of" | "in" | "on" | "at" | "to" | "for" | "from" | "by" | "with" | "the" | "a");
    let letters: usize = one.iter().map(|word| word.chars().count()).sum();
    if one.len() != other.len() || letters < 10 {
        return false;
    }
    let mut wrong = one.iter().zip(other).filter(|(one, other)| one != other);
    match (wrong.next(), wrong.next()) {
        (Some((one, other)), None) => is_small(one) && is_small(other),
        _ => false,
    }
}

/// `RTJ4` for `Run the Jewels 4`; the numbers agree already.
fn is_acronym(short: &[&str], long: &[&str]) -> bool {
    let [word] = short else { return false };
    let letters: &str = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let initials: String =
        long.iter().filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).filter_map(|word| word.chars().next()).collect();
    (3..=6).contains(&letters.len()) && initials == letters
}

fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}
