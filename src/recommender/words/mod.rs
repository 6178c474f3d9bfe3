//! Saying why, in a person's language: a text for every reason, and a sentence or two of the strongest.

mod english;
mod number;
mod spanish;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use self::number::Marks;
use super::signals::{How, Liked, Reason, Why};

/// A language that the house speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Spanish,
}

/// An explanation tells of so many reasons, or it would not be read.
const STRONGEST: usize = 3;

/// Codes, and what English and Spanish call them after "to" and "a".
const COUNTRIES: &str = include_str!("countries.tsv");

impl Language {
    /// As profiles spell it.
    pub fn parse(word: &str) -> Self {
        if word == "en" { Self::English } else { Self::Spanish }
    }

    fn marks(self) -> Marks {
        match self {
            Self::English => number::ENGLISH,
            Self::Spanish => number::SPANISH,
        }
    }

    fn country(self, code: &str) -> &str {
        let line = COUNTRIES.lines().map(|line| line.split('\t').collect::<Vec<_>>()).find(|line| line.first() == Some(&code));
        let column = if self == Self::English { 1 } else { 2 };
        line.and_then(|line| line.get(column).copied()).unwrap_or(code)
    }
}

/// A reason in words.
pub fn reason(reason: &Reason, language: Language, now: DateTime<Utc>) -> String {
    let said = match &reason.why {
        // What may not be shown any more is not told either.
        Why::Cost { until: Some(until), .. } if *until <= now => None,
        Why::Cost { amount, currency, country, .. } => Some((money(amount, currency, language), language.country(country))),
        _ => None,
    };
    let price = said.as_ref().map(|(money, country)| (money.as_str(), *country));
    match language {
        Language::English => english::say(&reason.why, price),
        Language::Spanish => spanish::say(&reason.why, price),
    }
}

/// The strongest reasons, one after another.
pub fn explanation(reasons: &[Reason], language: Language, now: DateTime<Utc>) -> String {
    if reasons.is_empty() {
        let alone = match language {
            Language::English => "Widely known, and not yet yours.",
            Language::Spanish => "Muy conocido, y aún no es tuyo.",
        };
        return alone.to_owned();
    }
    let said: Vec<String> = reasons.iter().take(STRONGEST).map(|one| format!("{}.", reason(one, language, now))).collect();
    said.join(" ")
}

/// An amount as it is written where the language is spoken; cents only where there are any.
fn money(amount: &str, currency: &str, language: Language) -> String {
    let symbol = match currency {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "US$",
        code => code,
    };
    let amount: Decimal = amount.parse().unwrap_or_default();
    let amount = if amount.fract().is_zero() { amount.trunc() } else { amount };
    format!("{}\u{a0}{symbol}", number::decimal(amount, language.marks()))
}

/// What is known of all of them alike, if it is: that they were chosen, are played, are owned.
fn alike(artists: &[Liked]) -> Option<How> {
    let how = artists.first()?.how;
    artists.iter().all(|liked| liked.how == how).then_some(how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommender::signals::Signal;

    fn said(why: Why, language: Language) -> String {
        let one = Reason { signal: Signal::Price, points: 1, max: 1, why };
        reason(&one, language, DateTime::UNIX_EPOCH).replace('\u{a0}', " ")
    }

    fn liked(name: &str, how: How) -> Liked {
        Liked { name: name.to_owned(), how }
    }

    fn cost(amount: &str, currency: &str, country: &str) -> Why {
        Why::Cost { amount: amount.into(), currency: currency.into(), country: country.into(), until: None }
    }

    #[test]
    fn every_reason_is_said_in_both_languages() {
        let boc = || liked("Boards of Canada", How::Chosen);
        for (why, english, spanish) in [
            (
                Why::Played { plays: 400, last_year: 127 },
                "You've played this 127 times in the last year",
                "Lo has escuchado 127 veces en el último año",
            ),
            (
                Why::Played { plays: 400, last_year: 1 },
                "You've played this once in the last year",
                "Lo has escuchado una vez en el último año",
            ),
            (Why::Played { plays: 12345, last_year: 0 }, "You've played this 12,345 times", "Lo has escuchado 12.345 veces"),
            (Why::Played { plays: 1, last_year: 0 }, "You've played this once", "Lo has escuchado una vez"),
            (Why::Chosen { artist: "Autechre".into() }, "By Autechre, whom you chose", "De Autechre, entre tus elegidos"),
            (
                Why::Near { artists: vec![boc(), liked("Autechre", How::Chosen)] },
                "Near to Boards of Canada and Autechre, whom you chose",
                "Cerca de Boards of Canada y Autechre, entre tus elegidos",
            ),
            (
                Why::Near { artists: vec![boc(), liked("Interpol", How::Played)] },
                "Near to Boards of Canada and Interpol",
                "Cerca de Boards of Canada e Interpol",
            ),
            (
                Why::Near { artists: vec![liked("Hiatus", How::Played)] },
                "Near to Hiatus, whom you play",
                "Cerca de Hiatus, entre lo que escuchas",
            ),
            (Why::PlayedArtist { artist: "Can".into() }, "By Can, whom you play", "De Can, entre lo que escuchas"),
            (Why::Shared, "People who play what you play also play this", "Lo escucha quien escucha lo mismo que tú"),
            (Why::Owned { artist: "Can".into(), records: 1 }, "You own a record by Can", "Tienes un disco de Can"),
            (Why::Owned { artist: "Can".into(), records: 3 }, "You own 3 records by Can", "Tienes 3 discos de Can"),
            (Why::Rated { average: 450, votes: 1204 }, "Rated 4.5 by 1,204 people", "Valorado con un 4,5 por 1204 personas"),
            (Why::Rated { average: 500, votes: 1 }, "Rated 5 by one person", "Valorado con un 5 por una persona"),
            (cost("22.00", "EUR", "ES"), "From 22 € delivered to Spain", "Desde 22 € con envío a España"),
            (
                cost("1234.50", "USD", "US"),
                "From 1,234.50 US$ delivered to the United States",
                "Desde 1234,50 US$ con envío a Estados Unidos",
            ),
            (cost("25990", "CLP", "XX"), "From 25,990 CLP delivered to XX", "Desde 25.990 CLP con envío a XX"),
        ] {
            assert_eq!(said(why.clone(), Language::English), english);
            assert_eq!(said(why, Language::Spanish), spanish);
        }
    }

    #[test]
    fn a_price_is_told_as_long_as_it_may_be_shown() {
        let until = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(6);
        let why = Why::Cost { amount: "22".into(), currency: "EUR".into(), country: "ES".into(), until: Some(until) };
        let one = Reason { signal: Signal::Price, points: 1, max: 1, why };
        let at = |now| reason(&one, Language::English, now);
        assert!(at(until - chrono::TimeDelta::seconds(1)).contains("22"));
        assert_eq!(at(until), "A good price when this was put together");
        assert_eq!(reason(&one, Language::Spanish, until), "Buen precio cuando se preparó esta lista");
    }

    #[test]
    fn an_explanation_is_made_of_the_strongest() {
        let one = |why| Reason { signal: Signal::Rating, points: 1, max: 1, why };
        let chosen = |artist: &str| one(Why::Chosen { artist: artist.into() });
        let all = [chosen("A"), chosen("B"), one(Why::Shared), chosen("D")];
        let said = explanation(&all, Language::English, DateTime::UNIX_EPOCH);
        assert_eq!(said, "By A, whom you chose. By B, whom you chose. People who play what you play also play this.");
        assert!(!explanation(&[], Language::Spanish, DateTime::UNIX_EPOCH).is_empty());
    }
}
