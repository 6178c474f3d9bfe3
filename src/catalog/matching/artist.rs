//! Two names of artists.

use std::borrow::Cow;

use super::script::{leaves_latin, sounds_alike};
use super::slip::{self, Slip};
use super::words::{bones, core, numbers, orchestra, plainest, sorted, squeezed, with_digits, without_leet};
use super::{Rule, Service, Spelling, Verdict};
use crate::catalog::naming::fold::{Fold, fold, signs};
use crate::catalog::naming::{discogs_number, repair, trailing_article_first};

/// Words that only tell namesakes apart: `The Charlatans UK`, `The English Beat`, `The London Suede`.
const FIRST_QUALIFIERS: [&str; 2] = ["english", "london"];
const LAST_QUALIFIERS: [&str; 4] = ["uk", "us", "usa", "official"];
const BRACKETED: [&str; 24] = [
    "band", "group", "rapper", "singer", "musician", "artist", "dj", "producer", "composer", "duo", "trio", "uk", "us", "usa", "ca", "gb",
    "de", "fr", "se", "au", "nl", "jp", "official", "rock",
];

/// Whether two names mean one artist or group; of `X feat. Y` the one credited first.
pub fn artists(one: Spelling<'_>, other: Spelling<'_>) -> Verdict {
    let (left, right) = (Name::of(one.text), Name::of(other.text));
    let by_number = match namesakes(one.service, left.number, other.service, right.number) {
        Namesakes::Apart => return Verdict::new(Rule::DiscogsNumber).at_most(0.0),
        Namesakes::Possible => 0.65,
        Namesakes::None => 1.0,
    };
    compare(&left.text, &right.text, true).at_most(by_number)
}

/// A name without what its service added.
struct Name<'a> {
    text: Cow<'a, str>,
    number: Option<u32>,
}

impl<'a> Name<'a> {
    fn of(text: &'a str) -> Self {
        let (bare, number) = discogs_number(text.trim());
        let bare = bare.strip_suffix(" - Topic").or_else(|| bare.strip_suffix("VEVO")).filter(|rest| !rest.is_empty()).unwrap_or(bare);
        Self { text: repair(bare), number: number.and_then(|number| number.parse().ok()) }
    }
}

enum Namesakes {
    None,
    /// Discogs numbers its namesake, the other service numbers none: it may be that one.
    Possible,
    Apart,
}

fn namesakes(one: Option<Service>, first: Option<u32>, other: Option<Service>, second: Option<u32>) -> Namesakes {
    let is_discogs = |service| service == Some(Service::Discogs);
    match (first, second) {
        (None, None) => Namesakes::None,
        (Some(first), Some(second)) if first == second => Namesakes::None,
        (Some(_), None) if is_discogs(one) && other.is_some() && !is_discogs(other) => Namesakes::Possible,
        (None, Some(_)) if is_discogs(other) && one.is_some() && !is_discogs(one) => Namesakes::Possible,
        _ => Namesakes::Apart,
    }
}

/// Two names as written, numbers aside. `whole` until brackets have been looked into.
fn compare(one: &str, other: &str, whole: bool) -> Verdict {
    let (one, other) = (moved(one), moved(other));
    let (left, right) = (fold(&one, Fold::Loose), fold(&other, Fold::Loose));
    if is_nothing(&left) || is_nothing(&right) {
        // `!!! (Chk Chk Chk)`
        if whole && let Some(verdict) = brackets(&one, &other) {
            return verdict;
        }
        let same = is_nothing(&left) && is_nothing(&right) && signs(&one).replace(' ', "") == signs(&other).replace(' ', "");
        return Verdict::new(if same { Rule::Signs } else { Rule::OtherSigns });
    }
    let (left_words, right_words): (Vec<&str>, Vec<&str>) = (left.split(' ').collect(), right.split(' ').collect());
    if let Some(verdict) = same_words((&one, &left, &left_words), (&other, &right, &right_words)) {
        return verdict;
    }
    if let Some(verdict) = same_acts(&one, &left_words, &other, &right_words) {
        return verdict;
    }
    if whole && let Some(verdict) = brackets(&one, &other) {
        return verdict;
    }
    alike((&one, &left_words), (&other, &right_words))
}

fn moved(name: &str) -> Cow<'_, str> {
    if name.contains(',') { Cow::Owned(trailing_article_first(name)) } else { Cow::Borrowed(name) }
}

/// No letter and no digit: `&` and `+` alone are folded to `and`.
fn is_nothing(folded: &str) -> bool {
    folded.is_empty() || folded == "and"
}

type Side<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The same words, otherwise written.
fn same_words(one: Side<'_>, other: Side<'_>) -> Option<Verdict> {
    let ((one, left, left_words), (other, right, right_words)) = (one, other);
    if left == right {
        let same = one.is_ascii() && other.is_ascii() || fold(one, Fold::Key) == fold(other, Fold::Key);
        return Some(Verdict::new(if same { Rule::NormalForm } else { Rule::Letters }));
    }
    let (left_core, right_core) = (core(left_words), core(right_words));
    if left_core == right_core {
        return Some(article(left_words, right_words, left_core));
    }
    let (left_tight, right_tight) = (squeezed(left_core), squeezed(right_core));
    if left_tight == right_tight || left.replace(' ', "") == right.replace(' ', "") {
        return Some(spacing(one, other, &left_tight));
    }
    if let (Some(left), Some(right)) = (bones(left_core), bones(right_core))
        && left == right
    {
        return Some(Verdict::new(Rule::Conjunction));
    }
    if with_digits(left_core).concat() == with_digits(right_core).concat() {
        return Some(Verdict::new(Rule::NumberWord));
    }
    let (left_plain, right_plain) = (without_leet(left_core), without_leet(right_core));
    if (left_plain.is_some() || right_plain.is_some())
        && left_plain.as_deref().unwrap_or(&left_tight) == right_plain.as_deref().unwrap_or(&right_tight)
    {
        return Some(Verdict::new(Rule::Letters).at_most(0.7));
    }
    if left_tight.chars().count() >= 5 && plainest(&left_tight) == plainest(&right_tight) {
        // `Motoerhead` for `Motörhead` is a spelling; a doubled letter may be another name.
        let is_spelling = one.is_ascii() != other.is_ascii();
        return Some(Verdict::new(Rule::Letters).at_most(if is_spelling { 0.9 } else { 0.8 }));
    }
    None
}

/// Only an article at an end differs. `The` says nothing; what other languages' say depends on what is left.
fn article(one: &[&str], other: &[&str], core: &[&str]) -> Verdict {
    let plain = |words: &[&str]| words.len() == core.len() || words.first() == Some(&"the") || words.last() == Some(&"the");
    if plain(one) && plain(other) {
        return Verdict::new(Rule::NormalForm);
    }
    let letters: usize = core.iter().map(|word| word.chars().count()).sum();
    match letters {
        0..=3 => Verdict::new(Rule::Article).at_most(0.4),
        4..=5 => Verdict::new(Rule::Article).at_most(0.7),
        _ => Verdict::new(Rule::Article),
    }
}

/// Only blanks, hyphens and dots differ.
fn spacing(one: &str, other: &str, tight: &str) -> Verdict {
    let letters = tight.chars().count();
    // `M.A.N.` is not `Man`, but `R.E.M.` is `REM`, and `A-ha` is `Aha`.
    if is_dotted(one) && is_title_case(other) || is_dotted(other) && is_title_case(one) {
        return Verdict::new(Rule::Dots);
    }
    let has_digits = tight.bytes().any(|byte| byte.is_ascii_digit());
    Verdict::new(Rule::Spacing).at_most(if letters < 3 && !has_digits { 0.45 } else { 1.0 })
}

/// `R.E.M.`: single letters with dots between.
fn is_dotted(name: &str) -> bool {
    let letters = name.split('.').map(str::trim).filter(|part| !part.is_empty());
    name.matches('.').count() >= 2 && letters.clone().count() >= 2 && letters.clone().all(|part| part.chars().count() == 1)
}

/// `Man`: a word, not letters.
fn is_title_case(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

/// The same acts in another order, a name turned about, or guests.
fn same_acts(one: &str, left: &[&str], other: &str, right: &[&str]) -> Option<Verdict> {
    if left.len() == right.len() && left.len() >= 2 && sorted(left) == sorted(right) {
        let turned = one.contains(',') || other.contains(',') || (acts(one).len() > 1 && acts(one).len() == acts(other).len());
        let letters: usize = left.iter().map(|word| word.chars().count()).sum();
        return Some(Verdict::new(Rule::Order).at_most(if turned { 0.9 } else { 0.8 })).filter(|_| turned || letters >= 7);
    }
    let (mut first, mut second) = (acts(one), acts(other));
    if first.len() >= 2 && first.len() == second.len() {
        first.sort_unstable();
        second.sort_unstable();
        if first == second {
            return Some(Verdict::new(Rule::Order));
        }
    }
    let (host, guest) = (before_guests(left), before_guests(right));
    if host.len() != left.len() || guest.len() != right.len() {
        let (host, guest) = (core(host), core(guest));
        if squeezed(host) == squeezed(guest) {
            return Some(Verdict::new(Rule::Guest));
        }
        if let Some(slip) = slip::between(host, guest) {
            return Some(by_slip(slip, host, guest));
        }
    }
    None
}

/// The acts of a collaboration, each without articles and blanks.
fn acts(name: &str) -> Vec<String> {
    let mut acts = vec![String::new()];
    for word in name.split_whitespace() {
        let bare = word.trim_end_matches(',');
        let lower = bare.to_lowercase();
        if matches!(lower.as_str(), "&" | "+" | "/" | "and" | "y" | "und" | "et" | "x" | "vs" | "vs." | "with") {
            acts.push(String::new());
            continue;
        }
        for (at, part) in bare.split('/').enumerate() {
            if at > 0 {
                acts.push(String::new());
            }
            if let Some(act) = acts.last_mut() {
                act.push(' ');
                act.push_str(part);
            }
        }
        if word.ends_with(',') {
            acts.push(String::new());
        }
    }
    let folded = acts.iter().map(|act| {
        let folded = fold(act, Fold::Loose);
        squeezed(core(&folded.split(' ').collect::<Vec<_>>()))
    });
    folded.filter(|act| !act.is_empty()).collect()
}

/// The words before `feat.`; a name may end in it (`Little Feat`).
pub(super) fn before_guests<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let guest =
        words.iter().enumerate().find(|(at, word)| *at > 0 && at + 1 < words.len() && matches!(**word, "feat" | "ft" | "featuring" | "f"));
    guest.map_or(words, |(at, _)| &words[..at])
}

/// `Hikaru Utada (宇多田ヒカル)`, `Bush (UK)`, `King Britt (Sylk 130)`: what is before the bracket, or in it.
fn brackets(one: &str, other: &str) -> Option<Verdict> {
    match (bracketed(one), bracketed(other)) {
        (None, None) => None,
        (Some((outer, inner)), None) => one_bracket(outer, inner, other),
        (None, Some((outer, inner))) => one_bracket(outer, inner, one),
        (Some((outer, inner)), Some((other_outer, other_inner))) => {
            // Both say more than the name: it must be the same.
            let inside = compare(inner, other_inner, false);
            let outside = compare(outer, other_outer, false);
            (inside.is_same() && outside.is_same()).then_some(outside.at_most(inside.score))
        }
    }
}

fn one_bracket(outer: &str, inner: &str, other: &str) -> Option<Verdict> {
    let outside = compare(outer, other, false);
    let inside = compare(inner, other, false);
    let other_script = leaves_latin(inner) != leaves_latin(outer);
    if outside.is_same() {
        let folded = fold(inner, Fold::Loose);
        let (rule, most) = if other_script {
            (Rule::Translation, 0.9)
        } else if folded.split(' ').all(|word| BRACKETED.contains(&word)) {
            (Rule::Qualifier, 0.65)
        } else {
            (Rule::Bracket, 0.6)
        };
        return Some(Verdict { score: outside.score.min(most), rule });
    }
    if inside.score > 0.8 && fold(inner, Fold::Loose).chars().count() >= 3 {
        let most = if other_script { 0.9 } else { 0.6 };
        return Some(Verdict { score: inside.score.min(most), rule: if other_script { Rule::Translation } else { Rule::Bracket } });
    }
    None
}

/// The name before a bracket at its end, and what the bracket holds.
pub(super) fn bracketed(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end();
    let (open, rest) = match name.chars().last()? {
        ')' => ('(', name.strip_suffix(')')?),
        ']' => ('[', name.strip_suffix(']')?),
        '}' => ('{', name.strip_suffix('}')?),
        '）' => ('（', name.strip_suffix('）')?),
        _ => return None,
    };
    let at = rest.rfind(open)?;
    let (outer, inner) = (rest[..at].trim(), rest[at + open.len_utf8()..].trim());
    (!outer.is_empty() && !inner.is_empty()).then_some((outer, inner))
}

/// Not the same words: other scripts, short forms, slips.
fn alike(one: (&str, &[&str]), other: (&str, &[&str])) -> Verdict {
    let ((one, left_words), (other, right_words)) = (one, other);
    let (left, right) = (core(left_words), core(right_words));
    if is_acronym(one, left, right) || is_acronym(other, right, left) {
        return Verdict::new(Rule::Acronym);
    }
    if numbers(&with_digits(left)) != numbers(&with_digits(right)) {
        return Verdict::new(Rule::OtherNumber);
    }
    let (left_tight, right_tight) = (squeezed(left), squeezed(right));
    if (leaves_latin(&left_tight) || leaves_latin(&right_tight))
        && let Some(score) = sounds_alike(&left_tight, &right_tight)
    {
        return Verdict { score, rule: Rule::Script };
    }
    if unqualified(left) == unqualified(right) {
        return Verdict::new(Rule::Qualifier);
    }
    // Articles included: `A. Delano` is Alexi Delano.
    if is_initials(left_words, right_words)
        || is_initials(right_words, left_words)
        || lacks_middle(left, right)
        || lacks_middle(right, left)
    {
        return Verdict::new(Rule::Initials);
    }
    if let (Some(left), Some(right)) = (orchestra(left), orchestra(right))
        && left == right
    {
        return Verdict::new(Rule::Translation).at_most(0.7);
    }
    if let Some(slip) = slip::between(left, right) {
        return by_slip(slip, left, right);
    }
    let (plain, other_plain) = (without_nickname(one), without_nickname(other));
    if plain.is_some() || other_plain.is_some() {
        let verdict = compare(plain.as_deref().unwrap_or(one), other_plain.as_deref().unwrap_or(other), false);
        if verdict.is_same() {
            return verdict.at_most(0.6);
        }
    }
    near(&left_tight, &right_tight)
}

/// `Kerri "Kaoz" Chandler` without what stands in quotation marks.
fn without_nickname(name: &str) -> Option<String> {
    let open = name.find([' ', '('])? + 1;
    let rest = &name[open..];
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\'' | '“' | '‘'))?;
    let closing = match mark {
        '“' => '”',
        '‘' => '’',
        same => same,
    };
    let inner = &rest[mark.len_utf8()..];
    let close = inner.find(closing)?;
    let after = inner[close + closing.len_utf8()..].trim();
    (!after.is_empty()).then(|| format!("{} {after}", name[..open].trim()))
}

fn by_slip(slip: Slip, left: &[&str], right: &[&str]) -> Verdict {
    let letters = squeezed(left).chars().count().min(squeezed(right).chars().count());
    let score = match (slip, letters) {
        (Slip::Soft, 0..=7) => 0.65,
        (Slip::Soft, _) => 0.8,
        (Slip::Hard, 0..=11) => 0.6,
        (Slip::Hard, _) => 0.7,
    };
    Verdict { score, rule: Rule::Slip }
}

fn unqualified<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    match words {
        [first, rest @ ..] if FIRST_QUALIFIERS.contains(first) && !rest.is_empty() => rest,
        [rest @ .., last] if LAST_QUALIFIERS.contains(last) && !rest.is_empty() => rest,
        words => words,
    }
}

/// `J. Coltrane` for `John Coltrane`: the last name whole, the others whole or by their first letter.
fn is_initials(short: &[&str], long: &[&str]) -> bool {
    let (Some((last, firsts)), Some((long_last, long_firsts))) = (short.split_last(), long.split_last()) else { return false };
    if last != long_last || last.chars().count() < 3 || firsts.is_empty() || firsts.len() != long_firsts.len() {
        return false;
    }
    let fits = |(short, long): (&&str, &&str)| short == long || (short.chars().count() == 1 && long.starts_with(*short));
    firsts.iter().zip(long_firsts).all(fits) && firsts != long_firsts
}

/// `Clarence Gartner` for `Clarence G. Gartner`.
fn lacks_middle(short: &[&str], long: &[&str]) -> bool {
    match (short, long) {
        ([first, last], [long_first, middle, long_last]) => first == long_first && last == long_last && middle.chars().count() == 1,
        _ => false,
    }
}

/// `NIN` for `Nine Inch Nails`, with or without the small words.
fn is_acronym(written: &str, short: &[&str], long: &[&str]) -> bool {
    let letters: String = short.concat();
    let is_short = short.len() == 1 || short.iter().all(|word| word.chars().count() == 1);
    if long.len() < 3 || !is_short || !(3..=6).contains(&letters.len()) || written.chars().any(char::is_lowercase) {
        return false;
    }
    let initials = |words: &[&str]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
    initials(long) == letters || bones(long).is_some_and(|bones| initials(&bones) == letters)
}

/// Strangers; those that one letter parts are worth a look.
fn near(one: &str, other: &str) -> Verdict {
    let (left, right) = (one.chars().count(), other.chars().count());
    let is_near = left.min(right) >= 6 && left.abs_diff(right) <= 1 && strsim::osa_distance(one, other) == 1;
    Verdict { score: if is_near { 0.4 } else { 0.0 }, rule: Rule::Different }
}
