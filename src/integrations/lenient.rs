//! Reading JSON that was once XML: numbers in quotes, lists of one without brackets, `""` for nothing.
//!
//! For `#[serde(default, deserialize_with = "…")]` in the providers' `wire` files, and nowhere else.

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

use super::facts::Skipped;

/// A whole number, bare or in quotes, or with a fraction of nothing (`12.0`); anything else is absent.
pub fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// The whole number that a fraction of nothing is.
#[expect(clippy::cast_possible_truncation, reason = "every whole number of a double up to 2^53 is one of 64 bits")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
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

/// A decimal, bare or in quotes; anything else is absent. A number that JSON was read into is written again as it was for up
/// to 15 digits, which no price has.
pub fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    let text = say(Value::deserialize(from)?);
    Ok(text.and_then(|text| Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()))
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

/// One row of a list that is read row by row, so that a bad one takes no other with it.
pub struct Row<T> {
    id: Option<String>,
    read: Result<T, String>,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let id = value.get("id").cloned().and_then(say).map(|id| id.chars().take(50).collect());
        let read = if value.is_object() {
            serde_json::from_value(value).map_err(|error| format!("unknown shape: {error}"))
        } else {
            Err("no object".to_owned())
        };
        Ok(Self { id, read })
    }
}

impl<T> Row<T> {
    /// Whether it could be read, and is so.
    pub fn is(&self, so: impl FnOnce(&T) -> bool) -> bool {
        self.read.as_ref().is_ok_and(so)
    }
}

/// The rows as `make` tells them, and those that cannot be told. `None` means that id, title or name are missing.
/// `kind` and `page` name a row that has no id.
pub fn told<T, F>(rows: Vec<Row<T>>, kind: &str, page: &str, make: impl Fn(T) -> Option<F>) -> (Vec<F>, Vec<Skipped>) {
    let (mut items, mut skipped) = (Vec::with_capacity(rows.len()), Vec::new());
    for (at, Row { id, read }) in rows.into_iter().enumerate() {
        match read.and_then(|row| make(row).ok_or_else(|| "no id, title or name".to_owned())) {
            Ok(item) => items.push(item),
            Err(problem) => {
                let record = id.map_or_else(|| format!("{kind} in place {} of {page}", at + 1), |id| format!("{kind} {id}"));
                // A shape may quote what it found, which may be long.
                skipped.push(Skipped { record, problem: problem.chars().take(200).collect() });
            }
        }
    }
    (items, skipped)
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
        // PostgreSQL keeps every character but this one.
        Value::String(text) => Some(text.replace('\0', "").trim().to_owned()).filter(|text| !text.is_empty()),
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
    fn a_bad_row_takes_no_other_with_it() {
        #[derive(Deserialize)]
        struct Rows {
            #[serde(deserialize_with = "list")]
            rows: Vec<Row<Odd>>,
        }
        let json = json!({"rows": [{"id": 7, "number": 5}, {"id": 8, "list": [1]}, "text", {"id": "nine", "number": null}, null]});
        let rows: Rows = serde_json::from_value(json).expect("lenient");
        let (items, skipped) = told(rows.rows, "row", "page 2", |odd| odd.number);
        assert_eq!(items, [5]);
        let said: Vec<String> = skipped.iter().map(|skipped| format!("{}: {}", skipped.record, skipped.problem)).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].starts_with("row 8: unknown shape: invalid type: integer `1`"), "{said:?}");
        assert_eq!(said[1..], ["row in place 3 of page 2: no object", "row nine: no id, title or name"]);
    }

    #[test]
    fn odd_json_is_read() {
        let five = || Odd { number: Some(5), ..Odd::default() };
        let cases = [
            (json!({"number": "5"}), five()),
            (json!({"number": 5}), five()),
            (json!({"number": 5.0}), five()),
            (json!({"number": 5.5}), Odd::default()),
            (json!({"number": 1e300}), Odd::default()),
            (json!({"number": "five"}), Odd::default()),
            (json!({"number": ""}), Odd::default()),
            (json!({"number": null, "text": null, "list": null, "object": null, "uuid": null}), Odd::default()),
            (json!({"fraction": "0.5"}), Odd { fraction: Some(0.5), ..Odd::default() }),
            (json!({"fraction": "NaN"}), Odd::default()),
            (json!({"text": "  a "}), Odd { text: Some("a".to_owned()), ..Odd::default() }),
            (json!({"text": "", "texts": "", "uuid": "", "list": "", "object": " "}), Odd::default()),
            (json!({"text": "a\u{0}b"}), Odd { text: Some("ab".to_owned()), ..Odd::default() }),
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
