//! A picture and whose it is.

use async_graphql::Object;

use super::scalars::UrlText;

/// A picture of an artist, or the cover of an album.
pub struct Image {
    pub address: String,
    pub from: String,
    pub credit: Option<String>,
}

/// A picture of an artist, or the cover of an album.
#[Object]
impl Image {
    /// Where the picture is. `width` in pixels is a wish: the nearest size that the source has is given.
    async fn url(&self, #[graphql(desc = "Wanted width in pixels.")] width: Option<i32>) -> UrlText {
        UrlText(sized(&self.address, width))
    }

    /// The service it comes from: `lastfm`, `commons`, `coverart`.
    async fn source(&self) -> &str {
        &self.from
    }

    /// Author and licence, to be shown beside the picture.
    async fn attribution(&self) -> Option<&str> {
        self.credit.as_deref()
    }
}

/// The Cover Art Archive keeps thumbnails of 250, 500 and 1200 pixels under names of their own.
fn sized(address: &str, width: Option<i32>) -> String {
    const STEPS: [i32; 3] = [250, 500, 1200];
    let Some(width) = width else { return address.to_owned() };
    let step = STEPS.into_iter().find(|step| *step >= width).unwrap_or(1200);
    for other in STEPS {
        if let Some(stem) = address.strip_suffix(&format!("-{other}.jpg")) {
            return format!("{stem}-{step}.jpg");
        }
    }
    address.to_owned()
}

#[cfg(test)]
mod tests {
    use super::sized;

    #[test]
    fn a_width_chooses_the_nearest_size_there_is() {
        let cover = "https://coverartarchive.org/release/76df3287/829521842-500.jpg";
        assert_eq!(sized(cover, Some(300)), cover);
        assert!(sized(cover, Some(100)).ends_with("-250.jpg"));
        assert!(sized(cover, Some(4000)).ends_with("-1200.jpg"));
        assert_eq!(sized(cover, None), cover);
        assert_eq!(sized("https://example.org/a.png", Some(100)), "https://example.org/a.png");
    }
}
