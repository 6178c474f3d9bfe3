use super::{ACCEPT_SEARCH_HIT, Service, Spelling, albums, artists, is_correction, search_confidence};

fn by(service: &'static str, text: &'static str) -> Spelling<'static> {
    Spelling { text, service: service.parse::<Service>().ok() }
}

#[test]
fn artists_are_one_or_two() {
    for (one, other, same) in [
        ("Arctic Monkeys", "The Arctic Monkeys", true),
        ("Arctic Monkeys", "Arctic Monkeys, The", true),
        ("Guns N' Roses", "Guns and Roses", true),
        ("Beyoncé", "Beyonce", true),
        ("Davis, Miles", "Miles Davis", true),
        ("Los Planetas", "Planetas", true),
        ("Die Ärzte", "Ärzte, Die", true),
        ("Motörhead", "Motoerhead", true),
        ("RealVenom", "Real Venom", true),
        ("R.E.M.", "REM", true),
        ("N.E.R.D. Featuring Santigold", "N.E.R.D", true),
        ("Kanye West & Jay Z", "JAY‐Z & Kanye West", true),
        ("P!nk", "Pink", true),
        ("Ke$ha", "Kesha", true),
        ("Six Organs of Admittance", "6 Organs Of Admittance", true),
        ("Kıraç", "KiraÇ", true),
        ("Sinéad O’Connor", "Sinead O`Connor", true),
        ("米津玄師", "米津 玄師", true),
        ("Последние Танки В Париже", "Poslednie Tanki V Parizhe", true),
        ("The%20Psychedelic%20Furs", "Psychedelic Furs", true),
        ("Autechre", "Authechre", true),
        ("Hikaru Utada (宇多田ヒカル)", "宇多田ヒカル", true),
        ("Little Feat", "Little Feat", true),
        ("Muse", "Fuse", false),
        ("Blur", "Blue", false),
        ("Nirvana", "Nirvana (2)", false),
        ("Кино", "!!!", false),
        ("!!!", "???", false),
        ("The The", "The", false),
        ("坂本龍一", "坂本慎太郎", false),
        ("M.A.N.", "Man", false),
        ("Neil Young", "Neil Young & Crazy Horse", false),
        ("Hank Williams", "Hank Williams Jr.", false),
        ("King", "King Crimson", false),
        ("The Strokes", "The Stooges", false),
        ("Katatonia", "Catatonia", false),
        ("Ryan Adams", "Bryan Adams", false),
        ("Blink-182", "Blink-183", false),
        ("10cc", "10 Years", false),
        ("Penguin Cafe", "Penguin Cafe Orchestra", false),
    ] {
        let verdict = artists(one.into(), other.into());
        assert_eq!(verdict.is_same(), same, "{one} and {other}: {verdict:?}");
        assert_eq!(artists(other.into(), one.into()).is_same(), same, "{other} and {one}");
    }
}

#[test]
fn discogs_numbers_its_namesakes_and_the_others_do_not() {
    for (one, other, same, certain) in [
        (by("discogs", "Nirvana (2)"), by("discogs", "Nirvana"), false, false),
        (by("discogs", "Nirvana (2)"), by("discogs", "Nirvana (3)"), false, false),
        (by("discogs", "Nirvana (2)"), by("discogs", "Nirvana (2)"), true, true),
        (by("lastfm", "Rain"), by("discogs", "Rain (9)"), true, false),
        (by("lastfm", "Rain (9)"), by("musicbrainz", "Rain"), false, false),
        (by("discogs", "Beatles, The"), by("lastfm", "The Beatles"), true, true),
        (by("discogs", "Madonna*"), by("lastfm", "Madonna"), true, true),
    ] {
        let verdict = artists(one, other);
        assert_eq!((verdict.is_same(), verdict.is_certain()), (same, certain), "{one:?} and {other:?}: {verdict:?}");
    }
}

#[test]
fn what_another_might_mean_is_never_certain() {
    for (one, other) in [
        ("Кино", "Kino"),
        ("J. Coltrane", "John Coltrane"),
        ("NIN", "Nine Inch Nails"),
        ("Metallica", "Metalica"),
        ("Bush (UK)", "Bush"),
        ("MØ", "M.O."),
        ("Ladyhawk", "Ladyhawke"),
        ("Sheena Ringo", "Ringo Sheena"),
    ] {
        let verdict = artists(one.into(), other.into());
        assert!(!verdict.is_certain(), "{one} and {other}: {verdict:?}");
    }
}

#[test]
fn albums_are_one_or_two() {
    for (one, other, artist, same) in [
        ("OK Computer", "OK Computer (Remastered)", "Radiohead", true),
        ("Dummy", "Dummy - Deluxe Edition", "Portishead", true),
        ("Dummy", "Dummy Deluxe Edition", "Portishead", true),
        ("The Wall [Disc 1]", "The Wall", "Pink Floyd", true),
        ("Trainspotting", "Trainspotting OST", "", true),
        ("Ágætis byrjun", "Ágætis Byrjun = A Good Beginning", "Sigur Rós", true),
        ("Lola Versus Powerman, Pt. 1", "Lola vs. Powerman, Part One", "The Kinks", true),
        ("The Rolling Stones Singles Collection * The London Years", "Singles Collection: The London Years", "The Rolling Stones", true),
        ("Untitled", "( )", "Sigur Rós", true),
        ("Self-Titled", "Paramore", "Paramore", true),
        ("48:13", "48 : 13", "Kasabian", true),
        ("Exhile on Main Street", "Exile on Main St.", "The Rolling Stones", true),
        ("Hounds of Love (2018 Remaster)", "Hounds Of Love", "Kate Bush", true),
        ("A Rush of Blood to the Head", "Rush Of Blood To The Head", "Coldplay", true),
        ("Led Zeppelin II", "Led Zeppelin IV", "Led Zeppelin", false),
        ("Led Zeppelin IV (Deluxe Edition)", "Led Zeppelin", "Led Zeppelin", false),
        ("Danzig", "Danzig 4", "Danzig", false),
        ("Greatest Hits", "Greatest Hits, Vol. 2", "Queen", false),
        ("Now 2", "Now 3", "", false),
        ("The Marshall Mathers LP", "The Marshall Mathers LP 2", "Eminem", false),
        ("The Slim Shady EP", "The Slim Shady LP", "Eminem", false),
        ("Vampire Weekend EP", "Vampire Weekend", "Vampire Weekend", false),
        ("Wish You Were Here", "Wish You Were Here [Live at Knebworth 1990]", "Pink Floyd", false),
        ("Jagged Little Pill", "Jagged Little Pill Acoustic", "Alanis Morissette", false),
        ("Discovery", "Discovery (Remixes)", "Daft Punk", false),
        ("Abbey Road (Remastered)", "Rubber Soul (Remastered)", "The Beatles", false),
        ("Weezer (Blue Album)", "Weezer (Green Album)", "Weezer", false),
        ("Fearless", "Fearless (Taylor's Version)", "Taylor Swift", false),
        ("Made in Japan", "Made in Europe", "Deep Purple", false),
        ("÷ (Deluxe)", "= (Tour Edition)", "Ed Sheeran", false),
        ("1984", "1985", "", false),
    ] {
        let artist = Some(artist).filter(|artist| !artist.is_empty());
        let verdict = albums(one.into(), other.into(), artist);
        assert_eq!(verdict.is_same(), same, "{one} and {other}: {verdict:?}");
        assert_eq!(albums(other.into(), one.into(), artist).is_same(), same, "{other} and {one}");
    }
}

#[test]
fn whatever_is_typed_gets_an_answer() {
    let strange = [
        "", " ", "(", ")", "()", "(2)", "*", "&", "+", "=", " = ", "a", "the", "The The", "%", "%zz", "Ã", "\u{301}", "🎵", "ﷺ", "- ",
        ": ", "disc 1", "feat",
    ];
    for one in strange {
        for other in strange {
            for verdict in [artists(one.into(), other.into()), albums(one.into(), other.into(), Some("x"))] {
                assert!((0.0..=1.0).contains(&verdict.score), "{one:?} and {other:?}: {verdict:?}");
                assert!(one.trim() != other.trim() || one.trim().is_empty() || verdict.score > 0.9, "{one:?} is itself: {verdict:?}");
            }
        }
    }
}

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
