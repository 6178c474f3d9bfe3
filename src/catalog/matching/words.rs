//! The words of a name, compared in the ways in which people write them.

use crate::catalog::naming::words::{is_article, is_conjunction, number};

/// The words without articles at either end; never to the point of nothing, or of articles alone.
pub fn core<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let mut rest = words;
    if let [first, tail @ ..] = rest
        && is_article(first)
        && says_something(tail)
    {
        rest = tail;
    }
    if let [head @ .., last] = rest
        && is_article(last)
        // `a` and `de` end names that mean them: `Vitamin A`.
        && !matches!(*last, "a" | "de" | "l" | "la")
        && says_something(head)
    {
        rest = head;
    }
    rest
}

fn says_something(words: &[&str]) -> bool {
    words.iter().any(|word| !is_article(word))
}

/// Without blanks.
pub fn squeezed(words: &[&str]) -> String {
    words.concat()
}

/// Numbers in digits: `six organs` as `6 organs`, `twenty one` as `21`. Roman numerals too, except as the first word.
pub fn with_digits(words: &[&str]) -> Vec<String> {
    in_digits(words.iter().map(|word| (*word).to_owned()).collect())
}

/// The same, of words that nobody else needs.
pub fn in_digits(words: Vec<String>) -> Vec<String> {
    if !words.iter().any(|word| number(word).is_some()) {
        return words;
    }
    let count = words.len();
    let mut out: Vec<String> = Vec::with_capacity(count);
    let mut tens: Option<u32> = None;
    for (at, word) in words.into_iter().enumerate() {
        let value = number(&word).filter(|_| at > 0 || word.len() > 2 || count == 1);
        match (value, tens.take()) {
            (Some(100), _) if out.last().is_some_and(|ones| ones.len() == 1 && ones.bytes().all(|digit| digit.is_ascii_digit())) => {
                let hundreds = out.pop().unwrap_or_default();
                out.push(hundreds + "00");
            }
            (Some(ones @ 1..=9), Some(before)) => {
                out.pop();
                out.push((before + ones).to_string());
            }
            (Some(value), _) => {
                if (20..100).contains(&value) && value % 10 == 0 {
                    tens = Some(value);
                }
                out.push(value.to_string());
            }
            (None, _) => out.push(word),
        }
    }
    out
}

/// The runs of digits, in their order.
pub fn numbers<S: AsRef<str>>(words: &[S]) -> Vec<u32> {
    let mut numbers = Vec::new();
    for word in words {
        let mut run: Option<u32> = None;
        if !word.as_ref().bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        for letter in word.as_ref().chars() {
            if let Some(digit) = letter.to_digit(10) {
                run = Some(run.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            } else if let Some(number) = run.take() {
                numbers.push(number);
            }
        }
        numbers.extend(run);
    }
    numbers
}

/// Without conjunctions and articles between the other words, where enough is left to be somebody.
pub fn bones<'a>(words: &[&'a str]) -> Option<Vec<&'a str>> {
    let bones: Vec<&str> = words.iter().copied().filter(|word| !is_article(word) && !is_conjunction(word)).collect();
    let letters: usize = bones.iter().map(|word| word.chars().count()).sum();
    (bones.len() >= 2 && letters >= 6).then_some(bones)
}

/// In alphabetical order.
pub fn sorted<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut words = words.to_vec();
    words.sort_unstable();
    words
}

/// Letters as people without the right keyboard write them, doubled ones once: `Motoerhead`, `Motorhead`.
pub fn plainest(squeezed: &str) -> String {
    let mut out = String::with_capacity(squeezed.len());
    let mut before = '\0';
    let mut letters = squeezed.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == before && letter.is_alphabetic() {
            continue;
        }
        out.push(letter);
        before = letter;
        if matches!((letter, letters.peek()), ('a' | 'o' | 'u', Some('e')) | ('d', Some('j'))) {
            letters.next();
        }
    }
    out
}

/// Digits that stand for letters, in words that have letters too: `deadmau5`.
pub fn without_leet(words: &[&str]) -> Option<String> {
    let is_leet = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && word.len() >= digits + 3 && word.is_ascii()
    };
    if !words.iter().any(|word| is_leet(word)) {
        return None;
    }
    let letter = |letter: char| match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    Some(words.iter().flat_map(|word| word.chars().map(|each| if is_leet(word) { letter(each) } else { each })).collect())
}

/// The words of orchestras' names in one language, where there is one: `Wiener Philharmoniker`.
pub fn orchestra(words: &[&str]) -> Option<Vec<String>> {
    let mut is_orchestra = false;
    let mut plain: Vec<String> = Vec::with_capacity(words.len() + 1);
    for word in words {
        let (english, says_it) = match *word {
            "philharmonic" | "philharmonia" | "philharmoniker" | "philharmonique" | "filarmonica" | "philharmonisches" => {
                ("philharmonic", true)
            }
            "symphony" | "sinfonica" | "symphonique" | "symphoniker" | "sinfonieorchester" | "symphonieorchester" | "simfonica" => {
                ("symphony", true)
            }
            "orchester" | "orchestre" | "orquesta" | "orquestra" | "orkest" | "orchestra" | "staatskapelle" => ("", true),
            "berliner" => ("berlin", false),
            "wiener" | "vienna" => ("wien", false),
            "munchner" | "munich" => ("munchen", false),
            "of" | "the" | "der" | "des" | "de" | "du" | "di" | "la" => ("", false),
            other => (other, false),
        };
        is_orchestra |= says_it && !english.is_empty();
        if !english.is_empty() {
            plain.push(english.to_owned());
        }
    }
    plain.sort_unstable();
    is_orchestra.then_some(plain)
}
