//! Scalars whose names the contract fixes.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A calendar day, `2026-11-20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A calendar day as `YYYY-MM-DD` (ISO 8601).
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => {
                text.parse().map(Self).map_err(|_| InputValueError::custom(format!("\"{text}\" is not a day such as 2026-11-20")))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An absolute address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlText(pub String);

/// An absolute `https` (or, for hosts of one's own, `http`) address.
#[Scalar(name = "URL")]
impl ScalarType for UrlText {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if url::Url::parse(text).is_ok() => Ok(Self(text.clone())),
            Value::String(text) => Err(InputValueError::custom(format!("\"{text}\" is not an address such as https://example.org/"))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Reads a code of capital letters.
fn letters(value: Value, count: usize, right: &str) -> InputValueResult<String> {
    match &value {
        Value::String(text) if text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(text.clone()),
        Value::String(text) => Err(InputValueError::custom(format!("\"{text}\" is not {right}"))),
        _ => Err(InputValueError::expected_type(value)),
    }
}

/// A country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryCode(pub String);

/// A country by ISO 3166-1 alpha-2: `ES`.
#[Scalar]
impl ScalarType for CountryCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        letters(value, 2, "a country such as ES (ISO 3166-1 alpha-2)").map(Self).map_err(InputValueError::propagate)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub String);

/// A currency by ISO 4217: `EUR`.
#[Scalar]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        letters(value, 3, "a currency such as EUR (ISO 4217)").map(Self).map_err(InputValueError::propagate)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
