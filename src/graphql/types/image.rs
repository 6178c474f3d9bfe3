//! A picture and whose it is.

use async_graphql::{Context, Object};

use super::scalars::UrlText;
use crate::catalog::image::Subject;
use crate::graphql::error::{Code, Failure};
use crate::graphql::scope::scope;

/// A picture of an artist, or the cover of an album.
pub struct Image {
    pub of: Subject,
    /// Where the picture lies at its source.
    pub address: String,
    pub from: String,
    pub credit: Option<String>,
    pub page: Option<String>,
}

/// A picture of an artist, or the cover of an album.
#[Object]
impl Image {
    /// Where the picture is: here, fetched from its source once and kept. `width` is rounded up to 64, 150, 300,
    /// 500 or 1000 pixels; no picture is made larger than it is. The address changes when the picture does.
    #[expect(clippy::unused_async, reason = "the macro wants it so")]
    async fn url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Wanted width in pixels; the largest if not given.")] width: Option<i32>,
    ) -> Result<UrlText, Failure> {
        let wrong = || Failure::new(Code::BadUserInput, "width is a number of pixels, at least 1.");
        let width = width.map(|width| u32::try_from(width).ok().filter(|width| *width > 0).ok_or_else(wrong)).transpose()?;
        let base = scope(ctx).app.config.server.public_url.as_str().trim_end_matches('/');
        Ok(UrlText(format!("{base}/{}", self.of.path(&self.address, width))))
    }

    /// The service it comes from: `lastfm`, `commons`, `coverart`, `discogs`.
    async fn source(&self) -> &str {
        &self.from
    }

    /// Author and licence, to be shown beside the picture.
    async fn attribution(&self) -> Option<&str> {
        self.credit.as_deref()
    }

    /// The source's own page about the picture, to link to beside it.
    async fn source_url(&self) -> Option<UrlText> {
        self.page.clone().map(UrlText)
    }
}
