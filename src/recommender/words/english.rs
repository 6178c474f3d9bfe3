//! Reasons in English.

use super::number::{ENGLISH, stars, whole};
use super::{How, Liked, Why, alike};

/// A reason, with a price and a country where there is one that may be told.
pub fn say(why: &Why, price: Option<(&str, &str)>) -> String {
    match why {
        Why::Played { last_year, .. } if *last_year > 0 => format!("You've played this {} in the last year", times(*last_year)),
        Why::Played { plays, .. } => format!("You've played this {}", times(*plays)),
        Why::Chosen { artist } => format!("By {artist}, {}", whom(How::Chosen)),
        Why::PlayedArtist { artist } => format!("By {artist}, {}", whom(How::Played)),
        Why::Near { artists } => near(artists),
        Why::Shared => "People who play what you play also play this".to_owned(),
        Why::Owned { artist, records: 1 } => format!("You own a record by {artist}"),
        Why::Owned { artist, records } => format!("You own {} records by {artist}", whole(*records, ENGLISH)),
        Why::Rated { average, votes: 1 } => format!("Rated {} by one person", stars(*average, ENGLISH)),
        Why::Rated { average, votes } => format!("Rated {} by {} people", stars(*average, ENGLISH), whole(*votes, ENGLISH)),
        Why::Cost { .. } => match price {
            Some((money, country)) => format!("From {money} delivered to {country}"),
            None => "A good price when this was put together".to_owned(),
        },
    }
}

fn near(artists: &[Liked]) -> String {
    let names: Vec<&str> = artists.iter().map(|liked| liked.name.as_str()).collect();
    let how = alike(artists).map(|how| format!(", {}", whom(how))).unwrap_or_default();
    format!("Near to {}{how}", names.join(" and "))
}

fn whom(how: How) -> &'static str {
    match how {
        How::Chosen => "whom you chose",
        How::Played => "whom you play",
        How::Owned => "of whom you own records",
    }
}

fn times(number: i64) -> String {
    if number == 1 { "once".to_owned() } else { format!("{} times", whole(number, ENGLISH)) }
}
