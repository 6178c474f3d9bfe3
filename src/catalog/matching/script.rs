//! Other scripts: whether two names sound the same. Evidence, never a key: too many namesakes are made by
//! leaving a script.

use any_ascii::any_ascii;

use crate::catalog::naming::fold::{is_han, is_latin};

/// Arabic and Hebrew write few vowels.
fn is_unvowelled(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{05ff}' | '\u{0600}'..='\u{06ff}')
}

/// Whether there is a letter that is not Latin.
pub fn leaves_latin(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|letter| letter.is_alphabetic() && !is_latin(letter))
}

/// Whether a name that leaves the Latin script, at least on one side, sounds like the other. How sure, from 0 to 1.
pub fn sounds_alike(one: &str, other: &str) -> Option<f64> {
    match (leaves_latin(one), leaves_latin(other)) {
        (false, false) => None,
        (true, true) => simplified(one, other),
        _ => romanised(one, other),
    }
}

/// Chinese characters, traditional and simplified: the same sounds, and most of the characters too.
fn simplified(one: &str, other: &str) -> Option<f64> {
    let (left, right): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if left.len() != right.len() || left.len() < 2 || !left.iter().chain(&right).any(|letter| is_han(*letter)) {
        return None;
    }
    let same = left.iter().zip(&right).filter(|(one, other)| one == other).count();
    // Three characters of the same sounds are hardly ever two people; two are.
    let enough = left.len() >= 3 || same * 2 > left.len();
    (enough && any_ascii(one).eq_ignore_ascii_case(&any_ascii(other))).then_some(0.8)
}

/// Another script and its romanisation, of which there are many: compared by what they have in common.
fn romanised(one: &str, other: &str) -> Option<f64> {
    if one.chars().count() < 3 || other.chars().count() < 3 {
        return None;
    }
    let unvowelled = one.chars().chain(other.chars()).any(is_unvowelled);
    let (one, other) = (sounds(&any_ascii(one)), sounds(&any_ascii(other)));
    if one == other {
        return Some(0.75);
    }
    let shorter = one.chars().count().min(other.chars().count());
    if unvowelled {
        let consonants = |text: &str| text.chars().filter(|letter| !"aeiouvw".contains(*letter)).collect::<String>();
        let (one, other) = (consonants(&one), consonants(&other));
        return (one == other && one.len() >= 3).then_some(0.55);
    }
    let likeness = strsim::normalized_levenshtein(&one, &other);
    let needed = match shorter {
        0..=5 => return None,
        6..=7 => 0.83,
        8..=10 => 0.72,
        _ => 0.64,
    };
    (likeness >= needed).then_some(0.6)
}

/// A romanisation without the differences between the ways to romanise.
pub fn sounds(text: &str) -> String {
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect();
    let mut out: Vec<u8> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let (sound, step): (&[u8], usize) = match rest {
            [b's', b'h', b'c', b'h', ..] => (b"s", 4),
            [b's', b'c', b'h', ..] => (b"s", 3),
            [b's', b'h', ..] => (b"s", 2),
            [b'z', b'h', ..] => (b"z", 2),
            [b'k', b'h', ..] => (b"h", 2),
            [b't', b's' | b'z' | b'c', ..] | [b'c', b'h', ..] => (b"c", 2),
            [b'p', b'h', ..] => (b"f", 2),
            [b't', b'h', ..] => (b"t", 2),
            [b'c', b'k', ..] | [b'k', b's', ..] => (b"k", 2),
            [b'i', b'y' | b'j', vowel @ (b'a' | b'e' | b'o' | b'u'), ..] => (std::slice::from_ref(vowel), 3),
            [b'i' | b'y' | b'j', b'a', ..] => (b"a", 2),
            [b'o' | b'i' | b'y' | b'j', b'u', ..] => (b"u", 2),
            [b'i' | b'y' | b'j', b'e', ..] => (b"e", 2),
            [b'i' | b'y' | b'j', b'o', ..] => (b"o", 2),
            [b'w', ..] => (b"v", 1),
            [b'y' | b'j', ..] => (b"i", 1),
            [b'q' | b'x', ..] => (b"k", 1),
            [letter, ..] => (std::slice::from_ref(letter), 1),
            [] => break,
        };
        if out.last() != sound.last() {
            out.extend_from_slice(sound);
        }
        at += step;
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::sounds_alike;

    #[test]
    fn romanisations_meet_and_strangers_do_not() {
        for (one, other, alike) in [
            ("последниетанкивпариже", "poslednietankivparizhe", true),
            ("кино", "kino", true),
            ("мумийтролль", "mumiytroll", true),
            ("мумийтролль", "mumitroll", true),
            ("аквариум", "akvarium", true),
            ("ζωντανηνεκρη", "abba", false),
            ("нюша", "아웃사이더", false),
            ("周杰倫", "周杰伦", true),
            ("王菲", "王飞", false),
            ("кино", "kina", false),
            ("ддт", "ddt", true),
            ("ария", "aria", true),
            ("فيروز", "fairuz", true),
            ("鄧麗君", "邓丽君", true),
            ("abba", "abba", false),
        ] {
            assert_eq!(sounds_alike(one, other).is_some(), alike, "{one} and {other}");
        }
    }
}
