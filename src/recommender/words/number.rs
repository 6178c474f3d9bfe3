//! Numbers as they are written: 1,204.5 and 12.345,5.

use rust_decimal::Decimal;

/// How a language divides numbers.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    point: char,
    group: char,
    /// A number of fewer digits is not divided: Spanish writes 1204 and 12.345.
    from_digits: usize,
}

pub const ENGLISH: Marks = Marks { point: '.', group: ',', from_digits: 4 };
pub const SPANISH: Marks = Marks { point: ',', group: '.', from_digits: 5 };

pub fn whole(number: i64, marks: Marks) -> String {
    decimal(number.into(), marks)
}

pub fn decimal(number: Decimal, marks: Marks) -> String {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut said = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if whole.len() >= marks.from_digits && at > 0 && (whole.len() - at).is_multiple_of(3) {
            said.push(marks.group);
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push(marks.point);
        said.push_str(fraction);
    }
    said
}

/// An average in hundredths, as exact as it needs to be said.
pub fn stars(average: i32, marks: Marks) -> String {
    decimal(Decimal::new(average.into(), 2).round_dp(1).normalize(), marks)
}
