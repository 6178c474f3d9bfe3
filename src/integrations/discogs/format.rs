//! A pressing's format in one line, as the versions of a master write it, built from `formats[]`.

use serde::Deserialize;

use super::words;
use crate::integrations::lenient;

/// One physical part of a release.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Format {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    qty: Option<i64>,
    #[serde(deserialize_with = "lenient::texts")]
    descriptions: Vec<String>,
    #[serde(deserialize_with = "lenient::text")]
    text: Option<String>,
}

/// Whether one of the parts is a record.
pub(super) fn is_vinyl(formats: &[Format]) -> bool {
    formats.iter().any(Format::is_vinyl)
}

/// Whether no part says that nobody was asked.
pub(super) fn is_official(formats: &[Format]) -> bool {
    !words::is_unofficial(formats.iter().flat_map(|format| format.descriptions.iter().map(String::as_str)))
}

/// `2xLP, Album, Gold`: the records of a box, else its first part; the major format is left out.
pub(super) fn line(formats: &[Format]) -> Option<String> {
    // `All Media` is a wrapper around the real parts.
    let real = || formats.iter().filter(|format| format.name.as_deref() != Some("All Media"));
    let mut parts: Vec<String> = real().filter(|format| format.is_vinyl()).filter_map(Format::line).collect();
    if !is_vinyl(formats) {
        parts = real().next().and_then(Format::line).into_iter().collect();
    }
    (!parts.is_empty()).then(|| parts.join(" + "))
}

impl Format {
    fn is_vinyl(&self) -> bool {
        self.name.as_deref() == Some("Vinyl")
    }

    fn line(&self) -> Option<String> {
        let mut words: Vec<String> = self.descriptions.clone();
        if let Some(quantity) = self.qty.filter(|quantity| *quantity > 1) {
            match words.first_mut() {
                Some(first) => *first = format!("{quantity}x{first}"),
                None => words.push(format!("{quantity}x{}", self.name.as_deref()?)),
            }
        }
        words.extend(self.text.clone());
        (!words.is_empty()).then(|| words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_become_one_line() {
        let vinyl = |qty: &str, words: &[&str]| json!({"name": "Vinyl", "qty": qty, "descriptions": words});
        let cases = [
            (json!([vinyl("1", &["LP", "Album", "Stereo"])]), Some("LP, Album, Stereo"), true, true),
            (json!([vinyl("2", &["LP", "Album"])]), Some("2xLP, Album"), true, true),
            (json!([vinyl("2", &[])]), Some("2xVinyl"), true, true),
            (json!([{"name": "Vinyl", "qty": "1"}]), None, true, true),
            (json!([{"name": "Vinyl", "qty": 1, "descriptions": ["LP"], "text": "Gold"}]), Some("LP, Gold"), true, true),
            (json!([vinyl("1", &["LP", "Unofficial Release"])]), Some("LP, Unofficial Release"), true, false),
            (json!([{"name": "CD", "qty": "2", "descriptions": ["Album"]}]), Some("2xAlbum"), false, true),
            (json!([{"name": "CD", "qty": "1", "descriptions": ["Album"]}, vinyl("2", &["LP"])]), Some("2xLP"), true, true),
            (json!([{"name": "All Media", "qty": "1"}, vinyl("1", &["LP"]), vinyl("1", &["7\""])]), Some("LP + 7\""), true, true),
            (json!([]), None, false, true),
        ];
        for (json, expected, vinyl, official) in cases {
            let formats: Vec<Format> = serde_json::from_value(json.clone()).expect("lenient");
            assert_eq!(line(&formats).as_deref(), expected, "{json}");
            assert_eq!((is_vinyl(&formats), is_official(&formats)), (vinyl, official), "{json}");
        }
    }
}
