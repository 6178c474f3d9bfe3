//! Barcodes that mean the same everywhere, out of what shops write where one belongs.

/// The spellings under which a barcode may be stored, if it is one that is the same in every shop: 8, 12 or 13 digits with
/// the right last one, and of no range that shops number their own things with.
pub fn spellings(text: &str) -> Vec<String> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !is_checked(&digits) {
        return Vec::new();
    }
    let long = match digits.len() {
        8 if !digits.starts_with(['0', '2']) => return vec![digits],
        12 => format!("0{digits}"),
        13 => digits,
        // A case of something is not the thing.
        14 if digits.starts_with('0') => digits[1..].to_owned(),
        _ => return Vec::new(),
    };
    // 02, 04 and 20 to 29 are for inside a shop.
    if long.starts_with('2') || long.starts_with("02") || long.starts_with("04") {
        return Vec::new();
    }
    match long.strip_prefix('0').map(str::to_owned) {
        // The same code, as America writes it.
        Some(short) => vec![long, short],
        None => vec![long],
    }
}

/// Whether the last digit is what the others make it.
fn is_checked(digits: &str) -> bool {
    let sum: u32 = digits.bytes().rev().enumerate().map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 1 { 3 } else { 1 }).sum();
    sum.is_multiple_of(10) && digits.bytes().any(|byte| byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn only_what_is_the_same_everywhere_is_a_barcode() {
        for (text, expected) in [
            ("5099902988627", vec!["5099902988627"]),
            (" 5-099902-988627", vec!["5099902988627"]),
            ("602498613740", vec!["0602498613740", "602498613740"]),
            ("0602498613740", vec!["0602498613740", "602498613740"]),
            ("00602498613740", vec!["0602498613740", "602498613740"]),
            ("96385074", vec!["96385074"]),
            ("5099902988628", vec![]),
            ("1763596800", vec![]),
            ("2000000000008", vec![]),
            ("0000000000000", vec![]),
            ("10602498613747", vec![]),
            ("KAB 1", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(spellings(text), expected, "{text}");
        }
    }
}
