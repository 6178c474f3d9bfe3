//! Reading JSON that was once XML: numbers in quotes, lists of one without brackets, `""` for nothing.
//!
//! For `#[serde(default, deserialize_with = "…")]` in the providers' `wire` files, and nowhere else.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

/// A whole number, bare or in quotes; anything else is absent.
pub fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A number with a fraction, bare or in quotes; anything else is absent.
pub fn fraction<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    let number = match Value::deserialize(from)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(number.filter(|number| number.is_finite()))
}

/// Text that says something, trimmed; a number is text too, `""` and `null` are absent.
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(say(Value::deserialize(from)?))
}

/// Texts, in a list or alone; blank ones are left out.
pub fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(items) => items.into_iter().filter_map(say).collect(),
        other => say(other).into_iter().collect(),
    })
}

/// An id of MusicBrainz; one that is none is absent.
pub fn uuid<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Uuid>, D::Error> {
    Ok(Value::deserialize(from)?.as_str().and_then(|text| text.trim().parse().ok()))
}

/// `true`, `"true"`, `1`, `"1"`.
pub fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => truth,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.as_str(), "true" | "1"),
        _ => false,
    })
}

/// A list, a single member without its list, or nothing in whatever disguise.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let read = |value| serde_json::from_value(value).map_err(D::Error::custom);
    match Value::deserialize(from)? {
        Value::Array(items) => items.into_iter().filter(|item| !item.is_null()).map(read).collect(),
        Value::Object(one) => Ok(vec![read(Value::Object(one))?]),
        _ => Ok(Vec::new()),
    }
}

/// An object, or its default where something else stands in its place (`"tags": ""`).
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    match Value::deserialize(from)? {
        Value::Object(one) => serde_json::from_value(Value::Object(one)).map_err(D::Error::custom),
        _ => Ok(T::default()),
    }
}

fn say(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Odd {
        #[serde(deserialize_with = "number")]
        number: Option<i64>,
        #[serde(deserialize_with = "fraction")]
        fraction: Option<f64>,
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "texts")]
        texts: Vec<String>,
        #[serde(deserialize_with = "uuid")]
        uuid: Option<Uuid>,
        #[serde(deserialize_with = "truth")]
        truth: bool,
        #[serde(deserialize_with = "list")]
        list: Vec<Odd>,
        #[serde(deserialize_with = "object")]
        object: Inner,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Inner {
        #[serde(deserialize_with = "number")]
        number: Option<i64>,
    }

    #[test]
    fn odd_json_is_read() {
        let five = || Odd { number: Some(5), ..Odd::default() };
        let cases = [
            (json!({"number": "5"}), five()),
            (json!({"number": 5}), five()),
            (json!({"number": "five"}), Odd::default()),
            (json!({"number": ""}), Odd::default()),
            (json!({"number": null, "text": null, "list": null, "object": null, "uuid": null}), Odd::default()),
            (json!({"fraction": "0.5"}), Odd { fraction: Some(0.5), ..Odd::default() }),
            (json!({"fraction": "NaN"}), Odd::default()),
            (json!({"text": "  a "}), Odd { text: Some("a".to_owned()), ..Odd::default() }),
            (json!({"text": "", "texts": "", "uuid": "", "list": "", "object": " "}), Odd::default()),
            (json!({"text": 1984}), Odd { text: Some("1984".to_owned()), ..Odd::default() }),
            (json!({"texts": "a"}), Odd { texts: vec!["a".to_owned()], ..Odd::default() }),
            (json!({"texts": ["a", "", null, "b"]}), Odd { texts: vec!["a".to_owned(), "b".to_owned()], ..Odd::default() }),
            (json!({"truth": "1"}), Odd { truth: true, ..Odd::default() }),
            (json!({"list": {"number": 5}}), Odd { list: vec![five()], ..Odd::default() }),
            (json!({"list": [{"number": 5}, null]}), Odd { list: vec![five()], ..Odd::default() }),
            (json!({"object": {"number": 5}}), Odd { object: Inner { number: Some(5) }, ..Odd::default() }),
        ];
        for (json, expected) in cases {
            assert_eq!(serde_json::from_value::<Odd>(json.clone()).expect("lenient"), expected, "{json}");
        }
    }
}
