//! Letters: what is the same letter written otherwise, and what is another letter.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();
const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();

const ACUTE: char = '\u{00b4}';

/// How much is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// For keys: compatibility forms, case, and accents of Latin and Greek letters.
    Key,
    /// For comparing: also letters that only look decomposed (`ø`, `ł`, `ı`, `ə`), symbols that stand for letters
    /// (`Ke$ha`), and the two kana.
    Loose,
}

/// The words of a name, with one blank between; empty where there is neither letter nor digit.
pub fn fold(name: &str, how: Fold) -> String {
    let mut out = Out::new(name.len(), how);
    if name.is_ascii() {
        let bytes = name.as_bytes();
        let mut rest = 0;
        while let Some(byte) = bytes.get(rest) {
            // Most of a name is runs of letters, which go over as they are.
            let run = bytes[rest..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if run > 0 {
                out.letters(&name[rest..rest + run]);
                rest += run;
                continue;
            }
            if *byte == b' ' {
                out.gap = true;
            } else {
                let before = rest > 0 && bytes[rest - 1].is_ascii_alphabetic();
                let after = bytes.get(rest + 1).is_some_and(u8::is_ascii_alphabetic);
                out.sign(*byte as char, before, after);
            }
            rest += 1;
        }
        return out.end();
    }
    // Compatibility would make a blank and an accent of the acute that people type for an apostrophe.
    let name = if name.contains(ACUTE) { Cow::Owned(name.replace(ACUTE, "'")) } else { Cow::Borrowed(name) };
    let decomposed = DecomposingNormalizer::new_nfkd().normalize(&name);
    let cased = CaseMapper::new().fold_string(&decomposed);
    let mut base_takes_accents = false;
    let mut before = ' ';
    let mut letters = cased.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_alphanumeric() {
            base_takes_accents = true;
            out.letter(letter);
        } else {
            let group = CATEGORY.get(letter);
            if GeneralCategoryGroup::Mark.contains(group) {
                // Elsewhere a mark makes another letter: `が` is not `か`, `й` is not `и`.
                if !base_takes_accents {
                    out.mark(letter);
                }
                continue;
            }
            base_takes_accents = matches!(SCRIPT.get(letter), Script::Latin | Script::Greek);
            if GeneralCategoryGroup::Letter.contains(group) || GeneralCategoryGroup::Number.contains(group) {
                out.letter(letter);
            } else {
                let after = letters.peek().is_some_and(|next| next.is_alphabetic());
                out.sign(letter, before.is_alphabetic(), after);
            }
        }
        before = letter;
    }
    let composed = ComposingNormalizer::new_nfc().normalize(&out.end()).into_owned();
    if how == Fold::Loose { without_disguise(composed) } else { composed }
}

/// Letters of other scripts in the middle of a Latin word are there for their looks: `KoЯn`.
fn without_disguise(folded: String) -> String {
    let looks = |letter: char| match letter {
        'я' => Some('r'),
        'и' => Some('n'),
        'λ' | 'δ' | 'а' | 'α' => Some('a'),
        'σ' | 'е' | 'ε' => Some('e'),
        'о' | 'ο' => Some('o'),
        'ш' => Some('w'),
        _ => None,
    };
    let is_disguised =
        |word: &str| word.chars().any(|letter| letter.is_ascii_alphabetic()) && word.chars().any(|letter| looks(letter).is_some());
    if !folded.split(' ').any(is_disguised) {
        return folded;
    }
    let words = folded.split(' ').map(|word| {
        if is_disguised(word) { word.chars().map(|letter| looks(letter).unwrap_or(letter)).collect() } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A name of nothing but signs, as it is: compatibility and case folded, blanks made one.
pub fn signs(name: &str) -> String {
    let form = ComposingNormalizer::new_nfkc().normalize(name);
    let form = CaseMapper::new().fold_string(&form);
    let form: Vec<&str> = form.split_whitespace().collect();
    if form.is_empty() { name.to_owned() } else { form.join(" ") }
}

/// Whether the letter is of Latin script, or of none.
pub fn is_latin(letter: char) -> bool {
    letter.is_ascii() || matches!(SCRIPT.get(letter), Script::Latin | Script::Common | Script::Inherited)
}

/// Whether the letter is a Chinese character.
pub fn is_han(letter: char) -> bool {
    SCRIPT.get(letter) == Script::Han
}

/// The folded words while they are written.
struct Out {
    text: String,
    how: Fold,
    gap: bool,
}

impl Out {
    fn new(capacity: usize, how: Fold) -> Self {
        Self { text: String::with_capacity(capacity + 8), how, gap: false }
    }

    /// Letters and digits of ASCII.
    fn letters(&mut self, run: &str) {
        self.fill_gap();
        let from = self.text.len();
        self.text.push_str(run);
        self.text[from..].make_ascii_lowercase();
    }

    fn letter(&mut self, letter: char) {
        self.fill_gap();
        if self.how == Fold::Loose && !letter.is_ascii() {
            if let Some(plain) = plain(letter) {
                self.text.push_str(plain);
                return;
            }
            self.text.push(hiragana(letter));
            return;
        }
        self.text.push(letter);
    }

    fn mark(&mut self, mark: char) {
        // `ё` is mostly printed `е`.
        if self.how == Fold::Loose && mark == '\u{0308}' && self.text.ends_with('\u{0435}') {
            return;
        }
        self.text.push(mark);
    }

    fn sign(&mut self, sign: char, before: bool, after: bool) {
        if matches!(sign, '&' | '+') {
            self.gap = true;
            self.fill_gap();
            self.text.push_str("and");
            self.gap = true;
        } else if self.how == Fold::Loose
            && let Some(letter) = stands_for(sign, before, after)
        {
            self.fill_gap();
            self.text.push(letter);
        } else if !is_apostrophe(sign) {
            // An apostrophe joins (`Guns N' Roses`), everything else parts (`A-ha`, `AC/DC`).
            self.gap = true;
        }
    }

    fn fill_gap(&mut self) {
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
    }

    fn end(self) -> String {
        self.text
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{00b4}' | '\u{02bb}' | '\u{2032}')
}

/// The letter that a sign is written for, by what stands beside it: `P!nk`, `Ke$ha`, `Ty Dolla $ign`.
fn stands_for(sign: char, before: bool, after: bool) -> Option<char> {
    match sign {
        '!' | '\u{00a1}' if before && after => Some('i'),
        '$' if before || after => Some('s'),
        '@' if before && after => Some('a'),
        '\u{20ac}' if before && after => Some('e'),
        _ => None,
    }
}

/// Letters that Unicode does not decompose, and what people type for them.
fn plain(letter: char) -> Option<&'static str> {
    let plain = match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ħ' => "h",
        'ı' | 'ɪ' => "i",
        'ə' | 'ɛ' | 'ǝ' => "e",
        'ŋ' => "ng",
        'ƒ' => "f",
        'ʀ' => "r",
        'ß' => "ss",
        _ => return None,
    };
    Some(plain)
}

/// Katakana as hiragana: the same sounds.
fn hiragana(letter: char) -> char {
    match letter {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(letter as u32 - 0x60).unwrap_or(letter),
        other => other,
    }
}
