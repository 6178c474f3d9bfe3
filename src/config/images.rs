//! How much room pictures may take.

use super::vars::{Problem, Vars};

/// Pictures on disk.
#[derive(Clone, Debug)]
pub struct ImagesConfig {
    /// `IMAGE_CACHE`: bytes that all pictures together may take under `DATA_DIR/images`.
    pub cache: u64,
}

/// One picture as it comes, and what is made of it.
const LEAST: u64 = 16_000_000;
const USUAL: u64 = 2_000_000_000;

impl ImagesConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let right = "a size of at least 16 MB, such as 500 MB or 2 GB";
        Self { cache: vars.parse("IMAGE_CACHE", USUAL, right, problems, |text| size(text).filter(|size| *size >= LEAST)) }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("IMAGE_CACHE", format!("{} MB", self.cache / 1_000_000))]
    }
}

/// `500 MB`, `2GB`, `1.5 GiB`, or bytes.
fn size(text: &str) -> Option<u64> {
    let digits = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" | "k" => 1e3,
        "mb" | "m" => 1e6,
        "gb" | "g" => 1e9,
        "tb" | "t" => 1e12,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size without sign, cut to whole bytes")]
    Some((number * unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2 GB", Some(2_000_000_000)),
            ("500MB", Some(500_000_000)),
            ("1.5 GiB", Some(1_610_612_736)),
            ("16000000", Some(16_000_000)),
            ("64 mib", Some(67_108_864)),
            ("much", None),
            ("2 bananas", None),
            ("-1 GB", None),
            ("", None),
        ] {
            assert_eq!(size(text), expected, "{text}");
        }
    }

    #[test]
    fn too_little_is_refused() {
        let mut problems = Vec::new();
        let config = ImagesConfig::read(&Vars::from_pairs([("IMAGE_CACHE", "1 MB")]), &mut problems);
        assert_eq!((config.cache, problems.len()), (USUAL, 1));
        assert_eq!(problems[0].variable, "IMAGE_CACHE");
    }
}
