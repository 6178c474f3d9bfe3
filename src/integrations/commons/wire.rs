//! Wikimedia Commons' JSON in both of its versions, and what it means.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::name;
use crate::integrations::facts::ImageFacts;
use crate::integrations::{lenient, link};

#[derive(Deserialize)]
pub(super) struct QueryBody {
    #[serde(default)]
    pub error: Option<Complaint>,
    #[serde(default, deserialize_with = "lenient::object")]
    query: Query,
}

/// Comes with status 200.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Complaint {
    #[serde(deserialize_with = "lenient::text")]
    pub code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub info: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Query {
    /// A list, or in the older version a map by page number, where `-1` is a missing file.
    pages: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page {
    #[serde(deserialize_with = "lenient::list")]
    imageinfo: Vec<ImageInfo>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ImageInfo {
    #[serde(deserialize_with = "lenient::text")]
    url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    thumburl: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    descriptionurl: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    extmetadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Metadata {
    #[serde(deserialize_with = "lenient::object")]
    artist: Noted,
    #[serde(deserialize_with = "lenient::object")]
    license_short_name: Noted,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Noted {
    #[serde(deserialize_with = "lenient::text")]
    value: Option<String>,
}

impl QueryBody {
    /// The one file that was asked for, if it exists.
    pub fn image(self, base: &Url) -> Option<ImageFacts> {
        let pages = match self.query.pages {
            Value::Array(pages) => pages,
            Value::Object(pages) => pages.into_iter().map(|(_, page)| page).collect(),
            _ => return None,
        };
        let mut pages = pages.into_iter().filter_map(|page| serde_json::from_value::<Page>(page).ok());
        let info = pages.find_map(|page| page.imageinfo.into_iter().next())?;
        let words = [info.extmetadata.artist.value, info.extmetadata.license_short_name.value];
        let words: Vec<String> = words.into_iter().flatten().filter_map(|html| name::plain(&html)).collect();
        Some(ImageFacts {
            url: [info.thumburl, info.url].into_iter().flatten().find_map(|url| link::secure(&url, base))?,
            attribution: (!words.is_empty()).then(|| words.join(", ")),
            page_url: info.descriptionurl.and_then(|url| link::secure(&url, base)),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_versions_are_read() {
        let base = Url::parse("https://commons.wikimedia.org").expect("a base");
        let info = json!([{"url": "https://u.org/a.jpg", "thumburl": "http://u.org/500px-a.jpg", "descriptionurl": "https://c.org/a",
            "extmetadata": {"Artist": {"value": "<b>Ana</b>"}, "LicenseShortName": {"value": "CC BY 4.0"}, "Odd": {"value": 1.2}}}]);
        for (pages, expected) in [
            (json!([{"title": "File:A.jpg", "imageinfo": info}]), Some("https://u.org/500px-a.jpg")),
            (json!({"7": {"title": "File:A.jpg", "imageinfo": info}}), Some("https://u.org/500px-a.jpg")),
            (json!([{"title": "File:A.jpg", "missing": true}]), None),
            (json!({"-1": {"title": "File:A.jpg", "missing": ""}}), None),
            (json!(null), None),
        ] {
            let body: QueryBody = serde_json::from_value(json!({"query": {"pages": pages}})).expect("lenient");
            let image = body.image(&base);
            assert_eq!(image.as_ref().map(|image| image.url.as_str()), expected, "{pages}");
            assert_eq!(image.map(|image| image.attribution), expected.map(|_| Some("Ana, CC BY 4.0".to_owned())));
        }
    }
}
