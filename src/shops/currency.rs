//! What a price list is in, from what a shop calls it.

use crate::catalog::naming::normal;
use crate::integrations::bsale::facts::CoinFacts;
use crate::prices;

/// Whether people pay with it. The UF has a code of its own, but is a unit of account.
pub fn is_money(code: &str) -> bool {
    prices::is_currency(code) && code != "CLF"
}

/// The currency of a coin in a shop of that country; `None` where it is none that anybody pays with, or cannot be told.
pub fn of(coin: &CoinFacts, country: &str) -> Option<&'static str> {
    let name = normal(coin.name.as_deref().unwrap_or_default());
    let symbol = coin.symbol.as_deref().unwrap_or_default().trim().to_uppercase();
    let says = |words: &[&str]| words.iter().any(|word| name.split(' ').any(|one| one == *word));
    if says(&["uf", "utm", "fomento"]) || symbol == "UF" || symbol == "UTM" {
        return None;
    }
    let known = ["CLP", "PEN", "MXN", "USD", "EUR", "COP", "ARS", "BRL", "GBP"];
    if let Some(code) = known.into_iter().find(|code| symbol == *code || says(&[&code.to_lowercase()])) {
        return Some(code);
    }
    if says(&["dolar", "dolares", "dollar", "us"]) || symbol == "US$" || symbol == "USD$" {
        return Some("USD");
    }
    if says(&["euro", "euros"]) || symbol == "€" {
        return Some("EUR");
    }
    let own = match country {
        "CL" => ("CLP", says(&["peso", "pesos"]) || name.is_empty() && symbol == "$"),
        "MX" => ("MXN", says(&["peso", "pesos"]) || name.is_empty() && symbol == "$"),
        "PE" => ("PEN", says(&["sol", "soles"]) || name.is_empty() && symbol.starts_with("S/")),
        _ => return None,
    };
    // A peso of somewhere else is not this one.
    let is_foreign = ["CL", "MX"].into_iter().zip(["chileno", "mexicano"]).any(|(home, word)| home != country && says(&[word]));
    (own.1 && !is_foreign).then_some(own.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coin_is_money_only_where_that_is_sure() {
        for (name, symbol, country, expected) in [
            ("Peso Chileno", "$", "CL", Some("CLP")),
            ("Pesos", "$", "CL", Some("CLP")),
            ("Pesos", "$", "MX", Some("MXN")),
            ("Peso Mexicano", "$", "CL", None),
            ("Sol", "S/", "PE", Some("PEN")),
            ("Dólar", "US$", "CL", Some("USD")),
            ("Dólar Americano", "$", "CL", Some("USD")),
            ("Euro", "€", "CL", Some("EUR")),
            ("Unidad de Fomento", "UF", "CL", None),
            ("UF", "$", "CL", None),
            ("CLP", "", "CL", Some("CLP")),
            ("", "$", "CL", Some("CLP")),
            ("Puntos", "$", "CL", None),
            ("", "", "CL", None),
        ] {
            let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            assert_eq!(of(&CoinFacts { name: said(name), symbol: said(symbol) }, country), expected, "{name} {symbol} {country}");
        }
        assert!(is_money("CLP") && !is_money("CLF") && !is_money("XAU") && !is_money("UFX"));
    }
}
