//! The parts of an album's title: what names the album, and what names only an edition of it.

use std::borrow::Cow;

use super::vocabulary::{EDITION, FILLERS};
use super::words::in_digits;
use crate::catalog::naming::fold::{Fold, fold, signs};
use crate::catalog::naming::words::{number, single_roman};
use crate::catalog::naming::{repair, trailing_article_first};

/// A title taken apart.
#[derive(Clone, Debug, Default)]
pub struct Title {
    /// The folded words that name the album, numbers in digits, abbreviations in one form.
    pub words: Vec<String>,
    /// How many of them stand before the first colon or dash; all, where there is none.
    pub head: usize,
    /// Words in brackets that name no edition.
    pub extra: Vec<String>,
    /// Live, remixed and the like, in alphabetical order.
    pub kinds: Vec<&'static str>,
    /// Whether an edition was set aside.
    pub edition: bool,
    /// `EP`, `LP`, `single`, where the title says so.
    pub form: Option<&'static str>,
    /// How many words stood in a bracket that opened the title.
    pub opening: usize,
}

/// What a bracket, or what stands behind a dash, says.
enum Says {
    Edition,
    /// Volume, part, or what else belongs to the name.
    Name,
    Other,
}

impl Title {
    pub fn of(written: &str) -> Self {
        let repaired = repair(written.trim());
        let written = if repaired.contains(',') { trailing_article_first(&without_thousands(&repaired)).into() } else { repaired };
        let mut title = Self::default();
        let (plain, brackets) = apart(&written);
        let mut named = Vec::new();
        for (text, first) in brackets {
            let words = words_of(&text);
            title.form = title.form.or_else(|| form(&words));
            match says(&words) {
                _ if words.is_empty() => {}
                Says::Edition => title.edition = true,
                // `(What's the Story) Morning Glory?`
                Says::Name | Says::Other if first => {
                    title.opening = words.len();
                    named.splice(0..0, words).for_each(drop);
                }
                Says::Name => named.extend(words),
                Says::Other => title.extra.extend(words),
            }
        }
        let mut segments = segments(&plain);
        while segments.len() > 1
            && let Some(last) = segments.last()
            && matches!(says(last), Says::Edition)
        {
            title.form = title.form.or_else(|| form(last));
            segments.pop();
            title.edition = true;
        }
        if segments.is_empty() && named.is_empty() {
            // `÷ (Deluxe)`: signs are the name.
            let name = signs(&plain).replace(' ', "");
            if !name.is_empty() {
                segments.push(vec![name]);
            }
        }
        let opening = named.len();
        title.head = segments.first().map_or(0, Vec::len) + opening;
        title.words = match segments.pop() {
            // Most titles are one segment.
            Some(only) if segments.is_empty() && named.is_empty() => only,
            last => {
                named.extend(segments.into_iter().chain(last).flatten());
                named
            }
        };
        if title.words.is_empty() {
            title.words = std::mem::take(&mut title.extra);
        }
        title.drop_trailing_edition();
        title.head = title.head.min(title.words.len());
        title.kinds = kinds(title.words.iter().chain(&title.extra));
        title.words = canonical(title.words);
        title.extra = canonical(title.extra);
        title.head = title.head.min(title.words.len());
        title
    }

    /// `Trainspotting OST`, `Dummy Deluxe Edition`: what remains must still name something.
    fn drop_trailing_edition(&mut self) {
        let count = self.words.len();
        if !self.words.last().is_some_and(|last| ends_edition(last)) {
            return;
        }
        let most = count.saturating_sub(1).min(6);
        // The longest tail that names an edition.
        let Some(length) = (1..=most).rev().find(|length| is_trailing_edition(&self.words[count - length..])) else { return };
        self.form = self.form.or_else(|| form(&self.words[count - length..]));
        self.words.truncate(count - length);
        self.edition = true;
    }
}

/// Whether an edition behind a title can end with that word.
fn ends_edition(last: &str) -> bool {
    is_edition_alone(last) || matches!(last, "edition" | "version" | "remaster" | "anniversary" | "recording" | "tracks") || is_year(last)
}

/// Words behind a title, without a bracket or a dash, of which the last can end an edition: they must begin like one too.
fn is_trailing_edition(words: &[String]) -> bool {
    match words {
        [] => false,
        [one] => is_edition_alone(one),
        [first, .., last] => {
            let ends = !is_year(last) || is_edition_alone(first);
            let begins = is_edition_word(first)
                || matches!(first.as_str(), "original" | "music" | "2cd" | "anniversary")
                || is_year(first)
                || (last == "anniversary" && number(first).is_some());
            let known = |word: &String| is_edition_word(word) || is_filler(word) || (last == "anniversary" && number(word).is_some());
            ends && begins && words.iter().all(known)
        }
    }
}

/// Which of the short or long forms a title says it is.
fn form(words: &[String]) -> Option<&'static str> {
    words.iter().find_map(|word| match word.as_str() {
        "ep" => Some("EP"),
        "lp" => Some("LP"),
        "single" => Some("single"),
        _ => None,
    })
}

/// `1,039` as `1039`.
fn without_thousands(text: &str) -> String {
    if !text.as_bytes().windows(3).any(|three| three[0].is_ascii_digit() && three[1] == b',' && three[2].is_ascii_digit()) {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let parts = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2) && is_digit(at + 3);
    letters.iter().enumerate().filter(|(at, letter)| **letter != ',' || !parts(*at)).map(|(_, letter)| *letter).collect()
}

/// The text outside brackets, and each bracket with whether it opens the title.
fn apart(written: &str) -> (Cow<'_, str>, Vec<(String, bool)>) {
    if !written.contains(['(', '[', '{', '（']) {
        return (Cow::Borrowed(written), Vec::new());
    }
    let mut plain = String::with_capacity(written.len());
    let mut brackets: Vec<(String, bool)> = Vec::new();
    let mut depth = 0_usize;
    let mut inner = String::new();
    let mut opens = false;
    for letter in written.chars() {
        match letter {
            '(' | '[' | '{' | '（' => {
                if depth == 0 {
                    opens = plain.trim().is_empty();
                } else {
                    inner.push(' ');
                }
                depth += 1;
            }
            ')' | ']' | '}' | '）' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    brackets.push((std::mem::take(&mut inner), opens));
                    plain.push(' ');
                }
            }
            other if depth > 0 => inner.push(other),
            other => plain.push(other),
        }
    }
    if depth > 0 {
        brackets.push((inner, opens));
    }
    (Cow::Owned(plain), brackets)
}

/// The words between colons, dashes and the like.
fn segments(plain: &str) -> Vec<Vec<String>> {
    let mut segments = Vec::new();
    let mut rest = plain;
    while let Some((at, length)) = separator(rest) {
        segments.push(words_of(&rest[..at]));
        rest = &rest[at + length..];
    }
    segments.push(words_of(rest));
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Where the next colon, dash or slash parts the title. A hyphen inside a word does not, nor does `48:13`.
fn separator(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_blank = |at: usize| bytes.get(at) == Some(&b' ');
    bytes.iter().enumerate().find_map(|(at, byte)| {
        let blank_before = at > 0 && is_blank(at - 1);
        match byte {
            b':' | b';' => is_blank(at + 1).then_some((at, 1)),
            b'-' | b'/' | b'*' | b'|' | b'~' => (blank_before && is_blank(at + 1)).then_some((at, 1)),
            b'o' => (blank_before && bytes[at..].starts_with(b"or ") && at + 3 < bytes.len()).then_some((at, 2)),
            // The first byte of the long dashes.
            0xe2 if blank_before => {
                let dash = ["–", "—"].into_iter().find(|dash| bytes[at..].starts_with(dash.as_bytes()))?;
                is_blank(at + dash.len()).then_some((at, dash.len()))
            }
            _ => None,
        }
    })
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text, Fold::Loose);
    if folded.is_empty() {
        return Vec::new();
    }
    let mut words: Vec<String> = folded.split_ascii_whitespace().map(str::to_owned).collect();
    // `E.P.`, `O.S.T.`
    for (letters, word) in [(["e", "p"].as_slice(), "ep"), (&["l", "p"], "lp"), (&["o", "s", "t"], "ost")] {
        let ends = words.len() > letters.len() && words.iter().rev().zip(letters.iter().rev()).all(|(word, letter)| word == letter);
        if ends {
            words.truncate(words.len() - letters.len());
            words.push(word.to_owned());
        }
    }
    words
}

fn says(words: &[String]) -> Says {
    if words.first().is_some_and(|word| matches!(word.as_str(), "feat" | "ft" | "featuring")) {
        return Says::Edition;
    }
    if is_disc(words) || is_edition_phrase(words) || is_named_edition(words) {
        return Says::Edition;
    }
    if words.iter().any(|word| is_volume(word)) || words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        return Says::Name;
    }
    Says::Other
}

/// `10th Anniversary Blue Marvel Edition`, `A Netflix Original Series Soundtrack`, `2018 Remix`: an edition with a
/// name of its own, unless it is another kind of recording, or a volume.
fn is_named_edition(words: &[String]) -> bool {
    let Some(last) = words.last() else { return false };
    if let [year, mix] = words
        && is_year(year)
        && matches!(mix.as_str(), "remix" | "mix")
    {
        return true;
    }
    matches!(last.as_str(), "edition" | "version" | "remaster" | "remastered" | "soundtrack")
        && kinds(words.iter()).is_empty()
        && !words.iter().any(|word| is_volume(word))
}

/// `Disc 1`, `CD2`, `Disc 2 of 3`: one disc of a set is the set.
fn is_disc(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let counts = |word: &String| {
        word.bytes().all(|byte| byte.is_ascii_digit())
            || number(word).is_some()
            || single_roman(word).is_some()
            || matches!(word.as_str(), "of" | "a" | "b")
    };
    names_disc(first) && rest.iter().take(3).all(counts) && rest.len() <= 3
}

fn names_disc(word: &str) -> bool {
    matches!(without_digits(word), "disc" | "disk" | "cd" | "disque" | "platte")
}

/// `cd2` as `cd`.
fn without_digits(word: &str) -> &str {
    word.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

fn is_volume(word: &str) -> bool {
    let word = without_digits(word);
    matches!(
        word,
        "vol" | "vols" | "volume" | "part" | "parts" | "pt" | "pts" | "chapter" | "book" | "act" | "episode" | "series" | "phase" | "side"
    )
}

/// Words that name an edition even alone, behind a title.
fn is_edition_alone(word: &str) -> bool {
    matches!(
        word,
        "remaster"
            | "remastered"
            | "remasterd"
            | "deluxe"
            | "ost"
            | "ep"
            | "lp"
            | "explicit"
            | "soundtrack"
            | "reissue"
            | "mono"
            | "stereo"
            | "bonus"
    ) || (word.ends_with(|letter: char| letter.is_ascii_digit()) && names_disc(word))
}

/// Words that name an edition, of which one is enough to make a phrase of small words one.
fn is_edition_word(word: &str) -> bool {
    EDITION.binary_search(&word).is_ok()
        || word
            .strip_suffix("th")
            .or_else(|| word.strip_suffix("st"))
            .or_else(|| word.strip_suffix("nd"))
            .or_else(|| word.strip_suffix("rd"))
            .is_some_and(is_digits)
        || ["cd", "lp", "dvd", "g", "gram", "disc"].iter().any(|unit| word.strip_suffix(unit).is_some_and(is_digits))
}

/// Words that may stand in such a phrase and mean nothing by themselves.
fn is_filler(word: &str) -> bool {
    FILLERS.binary_search(&word).is_ok() || is_digits(word)
}

fn is_edition_phrase(words: &[String]) -> bool {
    let mixed_anew = || {
        // `2019 Mix`, `Stereo Mix`, `Original Motion Picture Score`: small words that make one together.
        let has = |word: &str| words.iter().any(|other| other == word);
        let year = words.iter().any(|word| is_year(word));
        (has("mix") && year)
            || (has("original") && (has("score") || has("cast") || has("recording") || has("mix")))
            || (has("music") && has("from"))
            || (has("bonus") && (has("disc") || has("tracks") || has("track")))
    };
    if words.iter().any(|word| word == "bonus") && words.len() <= 6 {
        return true;
    }
    let known = |word: &String| is_edition_word(word) || is_filler(word);
    // A small number counts discs, or it is a volume's.
    let counts = |at: usize| {
        let beside = |word: Option<&String>| {
            word.is_some_and(|word| {
                matches!(
                    word.as_str(),
                    "cd" | "cds" | "disc" | "discs" | "disk" | "dvd" | "lp" | "lps" | "track" | "tracks" | "bonus" | "of"
                )
            })
        };
        let before_disc = at > 0 && matches!(words[at - 1].as_str(), "cd" | "disc" | "disk" | "dvd" | "of");
        before_disc || beside(words.get(at + 1)) || words[at].len() == 4 || words.iter().any(|word| word == "anniversary")
    };
    if words.iter().enumerate().any(|(at, word)| is_digits(word) && !counts(at)) {
        return false;
    }
    if words.first().is_some_and(|first| first == "music" || first == "songs") && words.get(1).is_some_and(|word| word == "from") {
        return words.iter().any(|word| matches!(word.as_str(), "film" | "movie" | "picture" | "series" | "soundtrack"));
    }
    !words.is_empty() && words.iter().all(known) && (words.iter().any(|word| is_edition_word(word)) || mixed_anew())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_digits(word)
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What makes another album of one of the same name.
fn kinds<'a>(words: impl Iterator<Item = &'a String>) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let mut before = "";
    for word in words {
        let bigram = std::mem::replace(&mut before, word);
        let kind = match word.as_str() {
            "sides" if bigram == "b" => "rarities",
            "more" => "more",
            "highlights" => "highlights",
            "live" | "vivo" | "directo" | "concert" | "concierto" | "konzert" => "live",
            "remix" | "remixes" | "remixed" | "rmx" | "mixes" | "reworked" | "reworks" => "remix",
            "acoustic" | "acustico" | "unplugged" | "stripped" => "acoustic",
            "demo" | "demos" => "demo",
            "instrumental" | "instrumentals" => "instrumental",
            "karaoke" => "karaoke",
            "tribute" => "tribute",
            "commentary" | "interview" => "spoken",
            "orchestral" | "symphonic" => "orchestral",
            "acapella" | "acappella" | "cappella" => "a cappella",
            "sessions" | "session" => "sessions",
            "rarities" | "outtakes" | "bsides" => "rarities",
            "dub" => "dub",
            "taylors" | "rerecorded" => "recorded anew",
            "christmas" | "xmas" => "christmas",
            _ => continue,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort_unstable();
    kinds
}

/// Numbers in digits, and one form for what is abbreviated.
fn canonical(words: Vec<String>) -> Vec<String> {
    let mut out = in_digits(words);
    let count = out.len();
    for at in 0..count {
        let counted = at > 0 && (is_volume(&out[at - 1]) || at + 1 == count);
        if counted && let Some(value) = single_roman(&out[at]) {
            out[at] = value.to_string();
            continue;
        }
        let short = match out[at].as_str() {
            "volume" | "vols" | "volumes" => "vol",
            "part" | "pts" | "parts" => "pt",
            "street" | "saint" => "st",
            "mister" => "mr",
            "doctor" => "dr",
            "versus" => "vs",
            "until" | "till" => "til",
            "you" => "u",
            "your" | "yr" => "ur",
            "sergeant" | "sargeant" | "sargent" => "sgt",
            "through" => "thru",
            "night" => "nite",
            "brothers" => "bros",
            "number" => "no",
            "junior" => "jr",
            "mount" => "mt",
            "tha" | "da" => "the",
            "cause" | "because" | "cos" => "coz",
            _ => "",
        };
        if !short.is_empty() {
            short.clone_into(&mut out[at]);
        } else if out[at].len() > 5 {
            if out[at].ends_with("ing") {
                let length = out[at].len() - 1;
                out[at].truncate(length);
            }
            if out[at].is_ascii() && out[at][1..].contains("our") {
                // `Rumours` and `Rumors`.
                out[at] = out[at].replacen("our", "or", 1);
            }
        }
    }
    if let Some(at) = out.iter().position(|word| word == "mtv")
        && out.get(at + 1).is_some_and(|word| word == "unplugged")
    {
        out.remove(at);
    }
    out
}
