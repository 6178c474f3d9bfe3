//! The guide's words, in English and Spanish: a pressing, its price, and the cheapest that one could have instead.

use async_graphql::Enum;

use super::guide::PressingKind;
use crate::prices::Money;

/// What words are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

/// A pressing that is advised.
#[derive(Clone, Debug)]
pub struct Named {
    pub kind: PressingKind,
    pub release_id: i64,
    /// As Discogs calls it.
    pub country: Option<String>,
    pub year: Option<i32>,
    pub is_reissue: bool,
    /// And by how many.
    pub rating: Option<(f64, i32)>,
    pub price: Option<Money>,
}

/// By code: Discogs' name for a country, and its Spanish one.
const COUNTRIES: [(&str, &str, &str); 30] = [
    ("AR", "Argentina", "Argentina"),
    ("AU", "Australia", "Australia"),
    ("AT", "Austria", "Austria"),
    ("BE", "Belgium", "Bélgica"),
    ("BR", "Brazil", "Brasil"),
    ("CA", "Canada", "Canadá"),
    ("CL", "Chile", "Chile"),
    ("CO", "Colombia", "Colombia"),
    ("DE", "Germany", "Alemania"),
    ("DK", "Denmark", "Dinamarca"),
    ("ES", "Spain", "España"),
    ("FI", "Finland", "Finlandia"),
    ("FR", "France", "Francia"),
    ("GB", "UK", "Reino Unido"),
    ("GR", "Greece", "Grecia"),
    ("IE", "Ireland", "Irlanda"),
    ("IT", "Italy", "Italia"),
    ("JP", "Japan", "Japón"),
    ("KR", "South Korea", "Corea del Sur"),
    ("MX", "Mexico", "México"),
    ("NL", "Netherlands", "Países Bajos"),
    ("NO", "Norway", "Noruega"),
    ("NZ", "New Zealand", "Nueva Zelanda"),
    ("PE", "Peru", "Perú"),
    ("PL", "Poland", "Polonia"),
    ("PT", "Portugal", "Portugal"),
    ("RU", "Russia", "Rusia"),
    ("SE", "Sweden", "Suecia"),
    ("US", "US", "Estados Unidos"),
    ("UY", "Uruguay", "Uruguay"),
];

/// Discogs' name for a country, where it is not simply unknown to us.
pub fn discogs_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(known, ..)| *known == code).map(|(_, name, _)| *name)
}

/// Why one would choose it, and what one would have for less: "the earliest pressing known: UK 1973 at 80 €, or the 2016
/// reissue at 25 €".
pub fn why(one: &Named, cheapest: Option<&Named>, language: Language) -> String {
    let for_it = match (one.kind, language) {
        (PressingKind::Cheapest, Language::En) => "the lowest offer of all".to_owned(),
        (PressingKind::Cheapest, Language::Es) => "la oferta más baja de todas".to_owned(),
        (PressingKind::Original, Language::En) => "the earliest pressing known".to_owned(),
        (PressingKind::Original, Language::Es) => "la primera edición que se conoce".to_owned(),
        (PressingKind::BestRated, _) => rated(one, language),
        (PressingKind::Local, Language::En) => format!("pressed in {}", country(one, language)),
        (PressingKind::Local, Language::Es) => format!("prensado en {}", country(one, language)),
    };
    let other = cheapest.filter(|other| other.release_id != one.release_id);
    let instead = match (other, language) {
        (Some(other), Language::En) => format!(", or {}", described(other, language)),
        (Some(other), Language::Es) => format!(", o {}", described(other, language)),
        (None, _) => String::new(),
    };
    format!("{for_it}: {}{instead}", described(one, language))
}

fn rated(one: &Named, language: Language) -> String {
    match (one.rating, language) {
        (Some((rating, votes)), Language::En) => format!("rated {rating:.2} by {votes}"),
        (Some((rating, votes)), Language::Es) => format!("valorado con {} por {votes}", format!("{rating:.2}").replace('.', ",")),
        (None, Language::En) => "the best rated".to_owned(),
        (None, Language::Es) => "el mejor valorado".to_owned(),
    }
}

fn described(one: &Named, language: Language) -> String {
    let pressing = match (one.year, one.is_reissue, language) {
        (Some(year), true, Language::En) => format!("the {year} reissue"),
        (Some(year), true, Language::Es) => format!("la reedición de {year}"),
        (Some(year), false, _) if one.country.is_some() => format!("{} {year}", country(one, language)),
        (Some(year), false, Language::En) => format!("the pressing of {year}"),
        (Some(year), false, Language::Es) => format!("la edición de {year}"),
        (None, _, Language::En) => "a pressing without a year".to_owned(),
        (None, _, Language::Es) => "una edición sin año".to_owned(),
    };
    match (&one.price, language) {
        (Some(price), Language::En) => format!("{pressing} at {}", amount(price, language)),
        (Some(price), Language::Es) => format!("{pressing} por {}", amount(price, language)),
        (None, Language::En) => format!("{pressing}, of which no offer is stored"),
        (None, Language::Es) => format!("{pressing}, sin ofertas por ahora"),
    }
}

fn country(one: &Named, language: Language) -> String {
    let name = one.country.clone().unwrap_or_default();
    match language {
        Language::En => name,
        Language::Es => COUNTRIES.iter().find(|(_, known, _)| *known == name).map_or(name, |(.., spanish)| (*spanish).to_owned()),
    }
}

/// `80 €`, `24.50 £`, in Spanish `24,50 £`.
fn amount(price: &Money, language: Language) -> String {
    let text = price.amount.to_string();
    let text = text.strip_suffix(".00").unwrap_or(&text);
    let sign = match price.currency.as_str() {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "US$",
        "JPY" => "¥",
        other => other,
    };
    match language {
        Language::En => format!("{text} {sign}"),
        Language::Es => format!("{} {sign}", text.replace('.', ",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressing(kind: PressingKind, release_id: i64, country: &str, year: Option<i32>, price: Option<&str>) -> Named {
        let price = price.map(|amount| Money::new(amount.parse().expect("a decimal"), "EUR"));
        let country = (!country.is_empty()).then(|| country.to_owned());
        Named { kind, release_id, country, year, is_reissue: year.is_some_and(|year| year > 1973), rating: Some((4.621, 310)), price }
    }

    #[test]
    fn what_is_given_up_is_said_in_both_languages() {
        let cheapest = pressing(PressingKind::Cheapest, 2, "Europe", Some(2016), Some("25"));
        let original = pressing(PressingKind::Original, 1, "UK", Some(1973), Some("80"));
        let rated = pressing(PressingKind::BestRated, 3, "Japan", Some(1976), Some("47.5"));
        let local = pressing(PressingKind::Local, 4, "Spain", None, None);
        for (one, en, es) in [
            (&cheapest, "the lowest offer of all: the 2016 reissue at 25 €", "la oferta más baja de todas: la reedición de 2016 por 25 €"),
            (
                &original,
                "the earliest pressing known: UK 1973 at 80 €, or the 2016 reissue at 25 €",
                "la primera edición que se conoce: Reino Unido 1973 por 80 €, o la reedición de 2016 por 25 €",
            ),
            (
                &rated,
                "rated 4.62 by 310: the 1976 reissue at 47.50 €, or the 2016 reissue at 25 €",
                "valorado con 4,62 por 310: la reedición de 1976 por 47,50 €, o la reedición de 2016 por 25 €",
            ),
            (
                &local,
                "pressed in Spain: a pressing without a year, of which no offer is stored, or the 2016 reissue at 25 €",
                "prensado en España: una edición sin año, sin ofertas por ahora, o la reedición de 2016 por 25 €",
            ),
        ] {
            assert_eq!(why(one, Some(&cheapest), Language::En), en);
            assert_eq!(why(one, Some(&cheapest), Language::Es), es);
        }
        assert_eq!(why(&original, Some(&original), Language::En), "the earliest pressing known: UK 1973 at 80 €", "it is the cheapest too");
    }
}
