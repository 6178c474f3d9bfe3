//! Discogs' JSON of the pictures that an artist, a master or a release has.

use serde::Deserialize;
use url::Url;

use crate::integrations::facts::ImageFacts;
use crate::integrations::{lenient, link};

/// What Discogs wants to stand beside everything that comes from it.
const CREDIT: &str = "Data provided by Discogs.";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Pictured {
    #[serde(deserialize_with = "lenient::list")]
    images: Vec<Image>,
    /// The page for people.
    #[serde(deserialize_with = "lenient::text")]
    uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Image {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    /// Empty without credentials.
    #[serde(deserialize_with = "lenient::text")]
    uri: Option<String>,
}

impl Pictured {
    /// The primary picture, or else the first.
    pub fn image(self, base: &Url) -> Option<ImageFacts> {
        let (primary, others): (Vec<Image>, Vec<Image>) =
            self.images.into_iter().partition(|image| image.kind.as_deref() == Some("primary"));
        let url = primary.into_iter().chain(others).find_map(|image| link::secure(&image.uri?, base))?;
        let page_url = self.uri.and_then(|page| link::secure(&page, base));
        Some(ImageFacts { url, attribution: Some(CREDIT.to_owned()), page_url })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_primary_goes_first_and_blank_addresses_are_none() {
        let base = Url::parse("https://api.discogs.com").expect("a base");
        let image = |kind: &str, uri: &str| json!({"type": kind, "uri": uri});
        let cases: [(Value, Option<&str>); 5] = [
            (
                json!([image("secondary", "https://i.discogs.com/b.jpeg"), image("primary", "https://i.discogs.com/a.jpeg")]),
                Some("https://i.discogs.com/a.jpeg"),
            ),
            (
                json!([image("secondary", "https://i.discogs.com/b.jpeg"), image("secondary", "https://i.discogs.com/c.jpeg")]),
                Some("https://i.discogs.com/b.jpeg"),
            ),
            (json!([image("primary", ""), image("secondary", "")]), None),
            (json!([image("primary", "/image/A-1.jpeg")]), None),
            (json!(null), None),
        ];
        for (images, expected) in cases {
            let json = json!({"images": images, "uri": "https://www.discogs.com/artist/3840-Radiohead"});
            let found = serde_json::from_value::<Pictured>(json).expect("lenient").image(&base);
            assert_eq!(found.as_ref().map(|image| image.url.as_str()), expected, "{images}");
            assert!(found.is_none_or(|image| image.page_url.as_deref() == Some("https://www.discogs.com/artist/3840-Radiohead")));
        }
    }
}
