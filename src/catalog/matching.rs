//! Whether two records are the same thing, and how sure we are.

use super::naming::normal;

/// A search hit is accepted above this.
pub const ACCEPT_SEARCH_HIT: f64 = 0.7;

/// How alike two names are, from 0 to 1; 1 when their normal forms are the same.
pub fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (normal(one), normal(other));
    if one == other {
        return 1.0;
    }
    // Numbers carry the meaning of `Vol. 1` and `Nirvana (2)`: another number, another thing.
    if numbers(&one) != numbers(&other) {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(&one, &other)
}

/// Whether a provider that was asked for `asked` and answered with `answered` may be believed to have
/// corrected a spelling rather than to mean somebody else. The shorter the name, the less may differ.
pub fn is_correction(asked: &str, answered: &str) -> bool {
    let length = normal(asked).chars().count().min(normal(answered).chars().count());
    let needed = match length {
        0..=4 => 1.0,
        5..=7 => 0.85,
        _ => 0.75,
    };
    likeness(asked, answered) >= needed
}

/// How sure we are that a Discogs search hit (`Artist - Title`) is a pressing of this album, from 0 to 1.
pub fn search_confidence(hit_title: &str, artist: &str, album: &str) -> f64 {
    // Either half may hold the separator itself, so every place to cut is tried.
    let cuts = hit_title.match_indices(" - ").map(|(at, dash)| (&hit_title[..at], &hit_title[at + dash.len()..]));
    cuts.map(|(hit_artist, hit_album)| {
        let by_artist = hit_artist.split([',', '/', '&']).map(|one| likeness(one, artist)).fold(likeness(hit_artist, artist), f64::max);
        by_artist * likeness(hit_album, album)
    })
    .fold(0.0, f64::max)
}

/// The numbers in a normal form, Arabic ones and the Roman ones of parts and volumes.
fn numbers(name: &str) -> Vec<&str> {
    const ROMAN: [&str; 12] = ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii"];
    name.split([' ', '(', ')'])
        .enumerate()
        .filter(|(at, word)| word.contains(|letter: char| letter.is_ascii_digit()) || (*at > 0 && ROMAN.contains(word)))
        .map(|(_, word)| word)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ACCEPT_SEARCH_HIT, is_correction, search_confidence};

    #[test]
    fn corrections_are_believed_the_less_the_shorter_the_name() {
        for (asked, answered, right) in [
            ("Kate Buhs", "Kate Bush", true),
            ("radiohed", "Radiohead", true),
            ("Beatles", "The Beatles", true),
            ("Muse", "Fuse", false),
            ("Blur", "Blue", false),
            ("Nirvana (2)", "Nirvana", false),
            ("Кино", "Kino", false),
            ("Qwertyuiop", "Adele", false),
        ] {
            assert_eq!(is_correction(asked, answered), right, "{asked} → {answered}");
        }
    }

    #[test]
    fn search_hits_are_pressings_of_the_album_or_not() {
        for (hit, artist, album, right) in [
            ("Kate Bush - Hounds Of Love", "Kate Bush", "Hounds of Love", true),
            ("Beatles, The - Let It Be", "The Beatles", "Let It Be", true),
            ("Nirvana (2) - Bleach", "Nirvana", "Bleach", false),
            ("Kate Bush - The Whole Story", "Kate Bush", "Hounds of Love", false),
            ("Led Zeppelin - Led Zeppelin II", "Led Zeppelin", "Led Zeppelin II", true),
            ("Led Zeppelin - Led Zeppelin II", "Led Zeppelin", "Led Zeppelin III", false),
            ("Various - Now 2", "Various", "Now 3", false),
            ("Kate Bush, Someone - Hounds Of Love", "Kate Bush", "Hounds of Love", true),
            ("Yo La Tengo - I Can Hear - Live", "Yo La Tengo", "I Can Hear - Live", true),
            ("no separator", "Kate Bush", "Hounds of Love", false),
        ] {
            let confidence = search_confidence(hit, artist, album);
            assert_eq!(confidence > ACCEPT_SEARCH_HIT, right, "{hit}: {confidence}");
        }
    }
}
