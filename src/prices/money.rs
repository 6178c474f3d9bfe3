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
}

/// How many decimals a currency has, by ISO 4217.
fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
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
}
