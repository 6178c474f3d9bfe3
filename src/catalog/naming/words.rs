//! Words that say little about who is meant: articles, conjunctions, numbers in letters.

/// Articles of Spanish, French, German and English (and their Italian, Portuguese, Dutch and Nordic cousins)
/// that catalogues move about or leave out, at either end of a name.
const ARTICLES: [&str; 28] = [
    "the", "thee", "a", "an", "los", "las", "el", "la", "les", "le", "l", "die", "der", "das", "den", "dem", "ein", "eine", "un", "una",
    "une", "il", "lo", "gli", "os", "as", "de", "het",
];

/// Of those, the ones that a catalogue writes behind a comma: `Beatles, The`.
const BEHIND_A_COMMA: [&str; 18] =
    ["the", "a", "an", "los", "las", "el", "la", "les", "le", "die", "der", "das", "il", "lo", "gli", "os", "as", "het"];

pub fn is_article(word: &str) -> bool {
    word.len() <= 4 && ARTICLES.contains(&word)
}

/// Whether the word is one that catalogues put behind a comma.
pub fn is_moved_article(word: &str) -> bool {
    BEHIND_A_COMMA.iter().any(|article| article.eq_ignore_ascii_case(word))
}

/// `and` in the languages that band names are written in.
pub fn is_conjunction(word: &str) -> bool {
    matches!(word, "and" | "n" | "y" | "e" | "et" | "und" | "och" | "og" | "en" | "i" | "ja")
}

/// A number in English letters, or in Roman numerals of more than one letter.
pub fn number(word: &str) -> Option<u32> {
    let number = match word {
        "zero" => 0,
        "one" => 1,
        "two" | "ii" => 2,
        "three" | "iii" => 3,
        "four" | "iv" => 4,
        "five" => 5,
        "six" | "vi" => 6,
        "seven" | "vii" => 7,
        "eight" | "viii" => 8,
        "nine" | "ix" => 9,
        "ten" => 10,
        "eleven" | "xi" => 11,
        "twelve" | "xii" => 12,
        "thirteen" | "xiii" => 13,
        "fourteen" | "xiv" => 14,
        "fifteen" | "xv" => 15,
        "sixteen" | "xvi" => 16,
        "seventeen" | "xvii" => 17,
        "eighteen" | "xviii" => 18,
        "nineteen" | "xix" => 19,
        "twenty" | "xx" => 20,
        "thirty" | "xxx" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" => 100,
        _ => return None,
    };
    Some(number)
}

/// A Roman numeral of one letter, which is a number only where a number is expected.
pub fn single_roman(word: &str) -> Option<u32> {
    match word {
        "i" => Some(1),
        "v" => Some(5),
        "x" => Some(10),
        _ => None,
    }
}
