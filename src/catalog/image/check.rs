//! Whether bytes are a picture, told from themselves: what their host calls them is only hearsay.

use std::io::Cursor;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

/// A picture of more pixels would take more memory than it is worth.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
/// The most memory one picture may take while it is unpacked: eight bytes for each pixel.
const MOST_MEMORY: u64 = MOST_PIXELS * 8;

/// What can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    /// Its first frame.
    Gif,
}

impl Kind {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    fn format(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Webp => ImageFormat::WebP,
            Self::Gif => ImageFormat::Gif,
        }
    }

    /// Told by the first bytes.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => None,
        }
    }
}

/// What a picture says of itself before it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
}

/// The shape of a picture that may be unpacked, or what is wrong with it.
pub fn check(bytes: &[u8]) -> Result<Shape, String> {
    decoder(bytes).map(|(shape, _)| shape)
}

/// The decoder of a picture that may be unpacked; nothing is unpacked yet.
pub(super) fn decoder(bytes: &[u8]) -> Result<(Shape, impl ImageDecoder + '_), String> {
    let Some(kind) = Kind::of(bytes) else { return Err(format!("it is {}", what_else(bytes))) };
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), kind.format()).into_decoder().map_err(|error| format!("it is broken: {error}"))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err("it has no pixels".to_owned());
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("it has {width} × {height} pixels, more than {} million", MOST_PIXELS / 1_000_000));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).map_err(|error| format!("it takes too much memory: {error}"))?;
    Ok((Shape { kind, width, height }, decoder))
}

fn what_else(bytes: &[u8]) -> &'static str {
    let start: Vec<u8> =
        bytes.iter().copied().skip_while(u8::is_ascii_whitespace).take(256).map(|byte| byte.to_ascii_lowercase()).collect();
    let text = String::from_utf8_lossy(&start);
    if bytes.is_empty() {
        "empty"
    } else if text.contains("<svg") {
        "a drawing that may run scripts (SVG), not a picture"
    } else if text.starts_with('<') || text.starts_with("\u{feff}<") {
        "a page, not a picture"
    } else {
        "not a picture of a kind that we show (JPEG, PNG, WebP, GIF)"
    }
}

#[cfg(test)]
pub(super) mod tests {
    use image::{DynamicImage, RgbImage};

    use super::*;

    pub fn bytes(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
        DynamicImage::from(picture).write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    /// A PNG that says it is larger than it is.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut png = bytes(1, 1, ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        sum.sum()
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (format, kind) in
            [(ImageFormat::Jpeg, Kind::Jpeg), (ImageFormat::Png, Kind::Png), (ImageFormat::WebP, Kind::Webp), (ImageFormat::Gif, Kind::Gif)]
        {
            assert_eq!(check(&bytes(30, 20, format)), Ok(Shape { kind, width: 30, height: 20 }));
        }
    }

    #[test]
    fn everything_else_is_refused_and_named() {
        let cases: [(&[u8], &str); 8] = [
            (b"", "empty"),
            (b"<!DOCTYPE html><title>x</title>", "a page"),
            (b"  \n<html>", "a page"),
            (b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
            (b"{\"error\": 1}", "not a picture"),
            (b"BM6\0\0\0", "not a picture"),
            (b"GIF89a<script>alert(1)</script>", "pixels, more than"),
            (b"\xff\xd8\xff\xe0<html>", "broken"),
        ];
        for (bytes, expected) in cases {
            let said = check(bytes).expect_err("refused");
            assert!(said.contains(expected), "{said}, not {expected}");
        }
    }

    #[test]
    fn fifty_megapixels_and_no_more() {
        assert_eq!(check(&bomb(10_000, 5_000)).map(|shape| shape.width), Ok(10_000));
        let said = check(&bomb(10_000, 6_000)).expect_err("a bomb");
        assert!(said.contains("10000 × 6000 pixels, more than 50 million"), "{said}");
        assert!(check(&bomb(u32::MAX / 2, 2)).is_err());
    }
}
