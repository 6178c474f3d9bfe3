//! Making a picture fit: turned upright, no wider than asked for, without what its maker's camera wrote into it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder};

use super::check;

/// The widths that are made; any other is rounded up to the next.
pub const WIDTHS: [u32; 5] = [64, 150, 300, 500, 1000];
/// What a long strip may be higher than it is wide.
const STEEPEST: u32 = 3;
/// Good enough for a cover; twice as good would be three times as long.
const QUALITY: u8 = 85;

/// A picture that fits.
#[derive(Debug)]
pub(super) struct Resized {
    pub bytes: Vec<u8>,
    pub end: End,
}

/// How a file of ours ends, which says what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Jpeg,
    /// For whatever one can see through.
    Webp,
}

impl End {
    pub const ALL: [Self; 2] = [Self::Jpeg, Self::Webp];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// The width that is made for whoever wants `wanted`; the largest where nothing is said.
pub fn width_for(wanted: Option<u32>) -> u32 {
    let largest = WIDTHS[WIDTHS.len() - 1];
    wanted.map_or(largest, |wanted| WIDTHS.into_iter().find(|width| *width >= wanted).unwrap_or(largest))
}

/// The picture, no wider than `width` and never larger than it is.
pub(super) fn resize(bytes: &[u8], width: u32) -> Result<Resized, String> {
    let broken = |error| format!("it is broken: {error}");
    let (_, mut decoder) = check::decoder(bytes)?;
    let turned = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(turned);
    if picture.width() > width || picture.height() > width * STEEPEST {
        picture = picture.resize(width, width * STEEPEST, FilterType::Lanczos3);
    }
    let mut bytes = Cursor::new(Vec::new());
    let end = if is_see_through(&picture) { End::Webp } else { End::Jpeg };
    let written = match end {
        End::Webp => DynamicImage::from(picture.to_rgba8()).write_with_encoder(WebPEncoder::new_lossless(&mut bytes)),
        End::Jpeg => DynamicImage::from(picture.to_rgb8()).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)),
    };
    written.map_err(broken)?;
    Ok(Resized { bytes: bytes.into_inner(), end })
}

/// Many a picture could be seen through and cannot.
fn is_see_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::super::check::tests::bytes;
    use super::*;

    fn size(resized: &Resized) -> (u32, u32) {
        let shape = check::check(&resized.bytes).expect("a picture");
        assert_eq!(shape.kind.media_type(), resized.end.media_type());
        (shape.width, shape.height)
    }

    #[test]
    fn widths_are_rounded_up_to_one_that_is_made() {
        for (wanted, expected) in
            [(None, 1000), (Some(0), 64), (Some(1), 64), (Some(64), 64), (Some(65), 150), (Some(300), 300), (Some(4000), 1000)]
        {
            assert_eq!(width_for(wanted), expected, "{wanted:?}");
        }
    }

    #[test]
    fn pictures_shrink_in_proportion_and_never_grow() {
        for (width, height, wanted, expected) in [
            (600, 400, 300, (300, 200)),
            (600, 400, 1000, (600, 400)),
            (600, 1, 64, (64, 1)),
            (10, 4000, 64, (1, 192)),
            (64, 64, 64, (64, 64)),
        ] {
            let resized = resize(&bytes(width, height, ImageFormat::Png), wanted).expect("resized");
            assert_eq!((size(&resized), resized.end), (expected, End::Jpeg), "{width}x{height} to {wanted}");
        }
    }

    #[test]
    fn what_one_can_see_through_stays_so() {
        let draw = |alpha| {
            let mut bytes = Cursor::new(Vec::new());
            RgbaImage::from_pixel(200, 100, Rgba([9, 9, 9, alpha])).write_to(&mut bytes, ImageFormat::Png).expect("encoded");
            resize(&bytes.into_inner(), 150).expect("resized")
        };
        assert_eq!((size(&draw(80)), draw(80).end), ((150, 75), End::Webp));
        assert_eq!(draw(255).end, End::Jpeg, "it could be seen through, and cannot");
    }

    #[test]
    fn cameras_are_turned_upright_and_forgotten() {
        let plain = bytes(40, 20, ImageFormat::Jpeg);
        // An EXIF block that says: turn it by a quarter; with a word that must not get out.
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x0f\x01\x02\0\x04\0\0\0HEY\0\0\0\0\0";
        let mut turned = plain[..2].to_vec();
        turned.extend([0xff, 0xe1]);
        turned.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
        turned.extend(exif);
        turned.extend(&plain[2..]);
        let resized = resize(&turned, 64).expect("resized");
        assert_eq!(size(&resized), (20, 40));
        assert!(!resized.bytes.windows(3).any(|word| word == b"HEY"));
    }

    #[test]
    fn a_picture_that_breaks_off_is_refused() {
        let png = bytes(200, 200, ImageFormat::Png);
        let said = resize(&png[..png.len() / 2], 64).expect_err("half a picture");
        assert!(said.contains("broken"), "{said}");
    }
}
