//! The Cover Art Archive's JSON, and what it means.

use serde::Deserialize;
use url::Url;

use crate::integrations::facts::ImageFacts;
use crate::integrations::{lenient, link};

#[derive(Deserialize)]
pub(super) struct IndexBody {
    #[serde(default, deserialize_with = "lenient::text")]
    release: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    images: Vec<Image>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Image {
    #[serde(deserialize_with = "lenient::truth")]
    front: bool,
    #[serde(rename = "image", deserialize_with = "lenient::text")]
    full: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    thumbnails: Thumbnails,
}

/// Old answers lack the numeric sizes: `small` is 250, `large` is 500 pixels wide.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Thumbnails {
    #[serde(rename = "500", deserialize_with = "lenient::text")]
    wide_500: Option<String>,
    #[serde(rename = "1200", deserialize_with = "lenient::text")]
    wide_1200: Option<String>,
    #[serde(rename = "250", deserialize_with = "lenient::text")]
    wide_250: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    large: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    small: Option<String>,
}

impl IndexBody {
    /// The front cover, about 500 pixels wide if there is a choice.
    pub fn front(&self, base: &Url) -> Option<ImageFacts> {
        let image = self.images.iter().find(|image| image.front)?;
        let Thumbnails { wide_500, large, wide_1200, wide_250, small } = &image.thumbnails;
        let choice = [wide_500, large, wide_1200, wide_250, small, &image.full];
        let url = choice.into_iter().flatten().find_map(|url| link::secure(url, base))?;
        let page_url = self.release.as_deref().and_then(|page| link::secure(page, base));
        Some(ImageFacts { url, attribution: None, page_url })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_front_in_the_right_size() {
        let base = Url::parse("https://coverartarchive.org").expect("a base");
        let index = |thumbnails| json!({"images": [{"front": false, "image": "http://a.org/back.jpg"}, {"front": true, "image": "http://a.org/f.jpg", "thumbnails": thumbnails}]});
        for (json, expected) in [
            (index(json!({"500": "http://a.org/500.jpg", "large": "http://a.org/l.jpg"})), Some("https://a.org/500.jpg")),
            (index(json!({"large": "http://a.org/l.jpg", "small": "http://a.org/s.jpg"})), Some("https://a.org/l.jpg")),
            (index(json!({"small": "http://a.org/s.jpg"})), Some("https://a.org/s.jpg")),
            (index(json!({})), Some("https://a.org/f.jpg")),
            (json!({"images": [{"front": false, "image": "http://a.org/back.jpg"}]}), None),
            (json!({"images": []}), None),
        ] {
            let body: IndexBody = serde_json::from_value(json.clone()).expect("lenient");
            assert_eq!(body.front(&base).map(|image| image.url).as_deref(), expected, "{json}");
        }
    }
}
