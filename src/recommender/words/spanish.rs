//! Reasons in Spanish. Artists are spoken of so that nobody has to know whether they are one or many, men or women.

use super::number::{SPANISH, stars, whole};
use super::{How, Liked, Why, alike};

/// A reason, with a price and a country where there is one that may be told.
pub fn say(why: &Why, price: Option<(&str, &str)>) -> String {
    match why {
        Why::Played { last_year, .. } if *last_year > 0 => format!("Lo has escuchado {} en el último año", times(*last_year)),
        Why::Played { plays, .. } => format!("Lo has escuchado {}", times(*plays)),
        Why::Chosen { artist } => format!("De {artist}, {}", among(How::Chosen)),
        Why::PlayedArtist { artist } => format!("De {artist}, {}", among(How::Played)),
        Why::Near { artists } => near(artists),
        Why::Shared => "Lo escucha quien escucha lo mismo que tú".to_owned(),
        Why::Owned { artist, records: 1 } => format!("Tienes un disco de {artist}"),
        Why::Owned { artist, records } => format!("Tienes {} discos de {artist}", whole(*records, SPANISH)),
        Why::Rated { average, votes: 1 } => format!("Valorado con un {} por una persona", stars(*average, SPANISH)),
        Why::Rated { average, votes } => {
            format!("Valorado con un {} por {} personas", stars(*average, SPANISH), whole(*votes, SPANISH))
        }
        Why::Cost { .. } => match price {
            Some((money, country)) => format!("Desde {money} con envío a {country}"),
            None => "Buen precio cuando se preparó esta lista".to_owned(),
        },
    }
}

fn near(artists: &[Liked]) -> String {
    let mut said = String::new();
    for (at, liked) in artists.iter().enumerate() {
        if at > 0 {
            said.push_str(and(&liked.name));
        }
        said.push_str(&liked.name);
    }
    let how = alike(artists).map(|how| format!(", {}", among(how))).unwrap_or_default();
    format!("Cerca de {said}{how}")
}

/// "y" becomes "e" before its own sound, but not before "hie".
fn and(next: &str) -> &'static str {
    let next = next.to_lowercase();
    let sounds_alike = ["i", "í", "hi", "hí"].iter().any(|sound| next.starts_with(sound));
    let glides = ["hie", "hia", "ia", "ie", "io"].iter().any(|sound| next.starts_with(sound));
    if sounds_alike && !glides { " e " } else { " y " }
}

fn among(how: How) -> &'static str {
    match how {
        How::Chosen => "entre tus elegidos",
        How::Played => "entre lo que escuchas",
        How::Owned => "entre tus discos",
    }
}

fn times(number: i64) -> String {
    if number == 1 { "una vez".to_owned() } else { format!("{} veces", whole(number, SPANISH)) }
}
