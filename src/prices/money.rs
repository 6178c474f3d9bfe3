//! Money: an exact decimal with its currency's own number of digits.

use rust_decimal::Decimal;

/// An amount in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    pub amount: Decimal,
    pub currency: String,
}

impl Money {
    /// Rounds to the currency's digits (ISO 4217), half to even.
    pub fn new(amount: Decimal, currency: impl Into<String>) -> Self {
        let currency = currency.into();
        let mut amount = amount.round_dp(digits(&currency));
        // `12.5` EUR is written `12.50`.
        amount.rescale(digits(&currency));
        Self { amount, currency }
    }

    /// What a person says that they would pay: nothing is rounded, so it has to be right as it is.
    pub fn offered(amount: Decimal, currency: impl Into<String>) -> Result<Self, MoneyError> {
        let currency = currency.into();
        let Some(digits) = known_digits(&currency) else { return Err(MoneyError::UnknownCurrency { currency }) };
        if amount <= Decimal::ZERO {
            return Err(MoneyError::NotPositive { amount });
        }
        if amount >= MOST {
            return Err(MoneyError::TooMuch { amount });
        }
        if amount.scale() > digits {
            return Err(MoneyError::TooExact { amount, currency, digits });
        }
        Ok(Self::new(amount, currency))
    }
}

/// The columns for amounts hold less than this.
const MOST: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);

/// Why an amount is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("\"{currency}\" is no currency that we know: give one such as EUR (ISO 4217)")]
    UnknownCurrency { currency: String },
    #[error("{amount} is not more than nothing: give a positive amount")]
    NotPositive { amount: Decimal },
    #[error("{amount} is too much: give less than {MOST}")]
    TooMuch { amount: Decimal },
    #[error("{amount} has more decimals than {currency}, which has {digits}")]
    TooExact { amount: Decimal, currency: String, digits: u32 },
}

/// How many decimals a currency has, by ISO 4217; two where that does not know it.
fn digits(currency: &str) -> u32 {
    known_digits(currency).unwrap_or(2)
}

/// Whether anybody pays with it, by ISO 4217.
pub fn is_currency(code: &str) -> bool {
    known_digits(code).is_some()
}

/// `None`: no currency that anybody pays with. The list knows codes of metals and of nothing at all, too.
fn known_digits(currency: &str) -> Option<u32> {
    iso_currency::Currency::from_code(currency)?.exponent().map(u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_has_its_own_digits() {
        for (amount, currency, right) in [
            ("12.5", "EUR", "12.50"),
            ("1200.0000", "JPY", "1200"),
            ("9990", "CLP", "9990"),
            ("1.2345", "KWD", "1.234"),
            ("0.125", "USD", "0.12"),
        ] {
            let money = Money::new(amount.parse().expect("a decimal"), currency);
            assert_eq!(money.amount.to_string(), right, "{amount} {currency}");
        }
    }

    #[test]
    fn what_a_person_offers_is_right_as_it_is_or_refused() {
        let offered = |amount: &str, currency: &str| Money::offered(amount.parse().expect("a decimal"), currency);
        for (amount, currency, right) in
            [("12.5", "EUR", "12.50"), ("1200", "JPY", "1200"), ("1.234", "KWD", "1.234"), ("9999999999.99", "USD", "9999999999.99")]
        {
            assert_eq!(offered(amount, currency).map(|money| money.amount.to_string()), Ok(right.to_owned()), "{amount} {currency}");
        }
        for (amount, currency, said) in [
            ("0", "EUR", "0 is not more than nothing: give a positive amount"),
            ("-5", "EUR", "-5 is not more than nothing: give a positive amount"),
            ("12.505", "EUR", "12.505 has more decimals than EUR, which has 2"),
            ("10.5", "JPY", "10.5 has more decimals than JPY, which has 0"),
            ("10", "ZZZ", "\"ZZZ\" is no currency that we know: give one such as EUR (ISO 4217)"),
            ("10", "XAU", "\"XAU\" is no currency that we know: give one such as EUR (ISO 4217)"),
            ("10000000000", "CLP", "10000000000 is too much: give less than 10000000000"),
        ] {
            assert_eq!(offered(amount, currency).map_err(|error| error.to_string()), Err(said.to_owned()), "{amount} {currency}");
        }
    }
}
