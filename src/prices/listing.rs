//! What a listing's title says: whether it is the album, perhaps the very pressing, or something else altogether.
//!
//! Sellers write titles for searches: artist and album in any order, among words about format, state and edition. These
//! are taken out, and what is left is compared as catalogues' names are (`catalog::matching`).

use rust_decimal::Decimal;

use super::provider::Sought;
use crate::catalog::matching::{self, ACCEPT_SEARCH_HIT, DOUBTFUL, Rule, Spelling};
use crate::catalog::naming::fold::{Fold, fold};

/// How a listing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    ByBarcode,
    ByWords,
}

/// The seller gave the pressing's barcode; pressings of other countries and years may carry the same.
const BY_BARCODE: f64 = 0.95;
/// The title has the catalogue number.
const BY_NUMBER: f64 = 0.9;
/// The album, but nobody knows which pressing of it: never a best price.
const ALBUM_ONLY: f64 = 0.6;

/// Words of things that are no record.
const OTHER_GOODS: [&str; 38] = [
    "cd",
    "cds",
    "sacd",
    "dvd",
    "bluray",
    "blu",
    "cassette",
    "cassettes",
    "tape",
    "mc",
    "kassette",
    "vhs",
    "8track",
    "minidisc",
    "shirt",
    "tshirt",
    "tee",
    "hoodie",
    "poster",
    "print",
    "canvas",
    "mug",
    "magnet",
    "sticker",
    "patch",
    "badge",
    "pin",
    "book",
    "songbook",
    "magazine",
    "frame",
    "framed",
    "clock",
    "coaster",
    "coasters",
    "keyring",
    "puzzle",
    "postcard",
];
/// Two words of what is no record, or only a part of one.
const OTHER_PAIRS: [(&str, &str); 10] = [
    ("sleeve", "only"),
    ("cover", "only"),
    ("jacket", "only"),
    ("no", "record"),
    ("no", "vinyl"),
    ("empty", "sleeve"),
    ("empty", "cover"),
    ("8", "track"),
    ("sheet", "music"),
    ("t", "shirt"),
];
/// Words about the object, in no album's name unless it has them too.
const ABOUT: [&str; 92] = [
    "lp",
    "lps",
    "2lp",
    "3lp",
    "4lp",
    "2xlp",
    "ep",
    "vinyl",
    "vinilo",
    "vinile",
    "vinyle",
    "schallplatte",
    "record",
    "records",
    "album",
    "disc",
    "disco",
    "reissue",
    "repress",
    "reedicion",
    "remaster",
    "remastered",
    "original",
    "orig",
    "first",
    "1st",
    "press",
    "pressing",
    "edition",
    "ed",
    "limited",
    "ltd",
    "deluxe",
    "gatefold",
    "sealed",
    "new",
    "nuevo",
    "neu",
    "nm",
    "m",
    "mint",
    "near",
    "ex",
    "vg",
    "g",
    "good",
    "very",
    "excellent",
    "condition",
    "used",
    "rare",
    "raro",
    "oop",
    "stereo",
    "mono",
    "180g",
    "180gm",
    "180gr",
    "180",
    "gram",
    "140g",
    "200g",
    "audiophile",
    "colored",
    "coloured",
    "color",
    "black",
    "clear",
    "picture",
    "12",
    "12inch",
    "10",
    "10inch",
    "7",
    "inch",
    "33",
    "45",
    "rpm",
    "uk",
    "us",
    "usa",
    "eu",
    "germany",
    "german",
    "spain",
    "japan",
    "japanese",
    "import",
    "obi",
    "insert",
    "booklet",
    "w",
];

/// How sure it is that the listing is for this very pressing; `None`: it is something else.
pub fn confidence(title: &str, sought: &Sought, found: Found) -> Option<Decimal> {
    let wanted = fold(&format!("{} {}", sought.artist, sought.title), Fold::Loose);
    let wanted: Vec<&str> = wanted.split(' ').collect();
    let number = sought.catalog_number.as_deref().map(squeezed).filter(|number| number.len() >= 4);
    let has_number = number.as_ref().is_some_and(|number| squeezed(title).contains(number.as_str()));
    let folded = fold(title, Fold::Loose);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_other = |word: &&str| OTHER_GOODS.contains(word) && !wanted.contains(word);
    let is_pair = |pair: &[&str]| OTHER_PAIRS.contains(&(pair[0], pair[1])) && !wanted.windows(2).any(|two| two == pair);
    if words.iter().any(is_other) || words.windows(2).any(is_pair) {
        return None;
    }
    let bare = without_number(title, sought.catalog_number.as_deref());
    let bare = fold(&bare, Fold::Loose);
    let is_about = |word: &str| ABOUT.contains(&word) || is_year(word);
    let rest: Vec<&str> = bare.split(' ').filter(|word| !word.is_empty() && (wanted.contains(word) || !is_about(word))).collect();
    let alike = alike(&rest, sought);
    let sure = match found {
        Found::ByBarcode if alike >= ACCEPT_SEARCH_HIT || has_number => BY_BARCODE,
        Found::ByBarcode if alike >= DOUBTFUL => ALBUM_ONLY,
        Found::ByWords if alike >= ACCEPT_SEARCH_HIT => alike.min(if has_number { BY_NUMBER } else { ALBUM_ONLY }),
        _ => return None,
    };
    Decimal::try_from(sure).ok().map(|sure| sure.round_dp(3))
}

/// How alike the words are to artist and album, in the best of all orders: artist, album and more words; or album and artist.
fn alike(words: &[&str], sought: &Sought) -> f64 {
    let artist = crate::catalog::naming::without_number(&sought.artist);
    let by = |part: &str| if part.is_empty() { 0.0 } else { matching::artists(part.into(), artist.into()).score };
    let mut best: f64 = 0.0;
    for cut in 1..words.len() {
        let (left, right) = (words[..cut].join(" "), words[cut..].join(" "));
        let first = by(&left);
        if first >= ACCEPT_SEARCH_HIT {
            best = best.max(first * titled(&words[cut..], &sought.title, artist));
        }
        let last = by(&right);
        if last >= ACCEPT_SEARCH_HIT {
            best = best.max(last * titled(&words[..cut], &sought.title, artist));
        }
    }
    // A record that is called like who made it is named once.
    let own = matching::albums(Spelling::from(sought.title.as_str()), artist.into(), None);
    if own.is_certain() {
        best = best.max(titled(words, &sought.title, artist));
    }
    best
}

/// How alike the words are to a title, when the last of them may be about something else: a label, a place. Where all of
/// them together say that it is another volume or kind, they are believed.
fn titled(words: &[&str], title: &str, artist: &str) -> f64 {
    let compare = |words: &[&str]| matching::albums(words.join(" ").as_str().into(), title.into(), Some(artist));
    let whole = compare(words);
    if matches!(whole.rule, Rule::OtherNumber | Rule::OtherKind) {
        return 0.0;
    }
    let mut best = whole.score;
    let mut factor = 1.0;
    for end in (1..words.len()).rev() {
        factor -= 0.04;
        best = best.max(compare(&words[..end]).score * factor);
    }
    best
}

/// The title without the catalogue number, however it is spaced.
fn without_number(title: &str, number: Option<&str>) -> String {
    let Some(number) = number.map(squeezed).filter(|number| number.len() >= 3) else { return title.to_owned() };
    let words: Vec<&str> = title.split_whitespace().collect();
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + 5) {
            if squeezed(&words[from..to].concat()) == number {
                return [&words[..from], &words[to..]].concat().join(" ");
            }
        }
    }
    title.to_owned()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(title: &str, artist: &str, album: &str, number: Option<&str>, found: Found) -> Option<String> {
        let sought = Sought {
            release_id: 1,
            discogs_id: None,
            barcodes: Vec::new(),
            artist: artist.to_owned(),
            title: album.to_owned(),
            catalog_number: number.map(str::to_owned),
            currency: "EUR".to_owned(),
            ship_to: Vec::new(),
        };
        confidence(title, &sought, found).map(|sure| sure.normalize().to_string())
    }

    #[test]
    fn sellers_words_are_told_from_other_records_and_other_things() {
        let kate = |title: &str| sure(title, "Kate Bush", "Hounds Of Love", Some("KAB 1"), Found::ByWords);
        for (title, right) in [
            ("Kate Bush - Hounds Of Love LP Vinyl 1985 UK EMI KAB 1 VG+/EX", Some("0.9")),
            ("KATE BUSH Hounds Of Love Vinyl LP KAB1 first press", Some("0.9")),
            ("Hounds of Love - Kate Bush (180g, sealed, new)", Some("0.6")),
            ("Kate Bush – Hounds Of Love", Some("0.6")),
            ("Kate Bush Hounds Of Love CD", None),
            ("Kate Bush Hounds Of Love T-Shirt size M", None),
            ("Kate Bush Hounds Of Love cover only, no record", None),
            ("Kate Bush - The Dreaming LP KAB 1", None),
            ("Kate Bush Hounds Of Love (Live) LP", None),
            ("The Futureheads - Hounds of Love 7\" vinyl", None),
        ] {
            assert_eq!(kate(title).as_deref(), right, "{title}");
        }
    }

    #[test]
    fn a_barcode_needs_only_that_the_title_does_not_say_otherwise() {
        let by_barcode = |title: &str| sure(title, "Led Zeppelin", "Led Zeppelin", Some("K 40031"), Found::ByBarcode);
        assert_eq!(by_barcode("Led Zeppelin - Led Zeppelin LP reissue").as_deref(), Some("0.95"));
        assert_eq!(by_barcode("Led Zeppelin vinyl").as_deref(), Some("0.95"), "a record called like who made it");
        assert_eq!(by_barcode("Led Zeppelin II - vinyl"), None, "another volume");
        assert_eq!(by_barcode("Led Zeppelin CD"), None);
        assert_eq!(by_barcode("Pink Floyd - Animals"), None);
    }

    #[test]
    fn words_about_the_object_may_be_the_name() {
        let sure = |title: &str, album: &str| sure(title, "AC/DC", album, None, Found::ByWords);
        assert_eq!(sure("AC/DC - Back In Black LP vinyl", "Back In Black").as_deref(), Some("0.6"));
        assert_eq!(sure("AC/DC - Back In Black poster", "Back In Black"), None);
    }
}
