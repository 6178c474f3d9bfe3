//! Pictures to serve, good and bad.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::upstream::Reply;

/// A picture of that size and kind.
pub fn bytes(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG, as a host of pictures answers.
pub fn jpeg(width: u32, height: u32) -> Reply {
    Reply::bytes(200, bytes(width, height, ImageFormat::Jpeg)).header("content-type", "image/jpeg")
}

/// A PNG of a few bytes that claims to have so many pixels.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = bytes(1, 1, ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..29]);
    png[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    png
}

/// Width, height and format of what was answered.
pub fn shape(bytes: &[u8]) -> (u32, u32, ImageFormat) {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let format = reader.format().expect("a picture");
    let (width, height) = reader.into_dimensions().unwrap();
    (width, height, format)
}
