//! The bank's XML: three elements within one another, all called `Cube`, told apart by their attributes.

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use crate::integrations::facts::RateFacts;

/// Why a file is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It is no XML, or not all of it.
    Broken(String),
    /// It is XML, but says something that we do not understand.
    Odd(String),
}

/// Every rate of the file, with its day.
pub(super) fn rates(body: &[u8]) -> Result<Vec<RateFacts>, Problem> {
    let mut reader = Reader::from_reader(body);
    let (mut day, mut rates, mut depth) = (None, Vec::new(), 0_i32);
    loop {
        match reader.read_event() {
            Err(error) => return Err(Problem::Broken(format!("the XML ends in disorder at byte {}: {error}", reader.error_position()))),
            // An end without its beginning is an error already; a beginning without its end is not.
            Ok(Event::Eof) if depth > 0 => return Err(Problem::Broken("the XML breaks off".to_owned())),
            Ok(Event::Eof) => break,
            Ok(Event::Start(element)) => {
                depth += 1;
                cube(&element, &mut day, &mut rates)?;
            }
            Ok(Event::Empty(element)) => cube(&element, &mut day, &mut rates)?,
            Ok(Event::End(_)) => depth -= 1,
            Ok(_) => {}
        }
    }
    if rates.is_empty() { Err(Problem::Odd("no rate is in it".to_owned())) } else { Ok(rates) }
}

/// One element: a day that the rates after it belong to, or a rate.
fn cube(element: &BytesStart<'_>, day: &mut Option<NaiveDate>, rates: &mut Vec<RateFacts>) -> Result<(), Problem> {
    if element.local_name().as_ref() != "Cube" {
        return Ok(());
    }
    let (mut currency, mut rate) = (None, None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| Problem::Broken(format!("an attribute is in disorder: {error}")))?;
        let value = attribute.value.trim().to_owned();
        match attribute.key.as_ref() {
            "time" => *day = Some(value.parse().map_err(|_| Problem::Odd(format!("\"{}\" is no day", short(&value))))?),
            "currency" => currency = Some(value),
            "rate" => rate = Some(value),
            _ => {}
        }
    }
    let Some(currency) = currency else { return Ok(()) };
    let rate = rate.unwrap_or_default();
    // A currency that was not quoted that day.
    if matches!(rate.as_str(), "N/A" | "-" | "") {
        return Ok(());
    }
    let Some(day) = *day else { return Err(Problem::Odd(format!("the rate of {} has no day", short(&currency)))) };
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Problem::Odd(format!("\"{}\" is no currency", short(&currency))));
    }
    let rate = Decimal::from_str_exact(&rate).ok().filter(|rate| *rate > Decimal::ZERO);
    let Some(rate) = rate else { return Err(Problem::Odd(format!("the rate of {currency} is no number above 0"))) };
    rates.push(RateFacts { currency, day, rate });
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(inside: &str) -> String {
        format!("<?xml version='1.0'?><g:Envelope xmlns:g='http://g'><g:subject>R</g:subject><Cube>{inside}</Cube></g:Envelope>")
    }

    #[test]
    fn days_and_rates_are_told_apart_by_their_attributes() {
        let text = envelope(
            "<Cube time='2026-11-19'><Cube currency='USD' rate='1.1790'/><Cube currency=\"JPY\" rate=\"129.62\"></Cube></Cube>
             <Cube time='2026-11-18'><Cube currency='USD' rate='1.2'/><Cube currency='ISK' rate='N/A'/></Cube>",
        );
        let said: Vec<String> = rates(text.as_bytes())
            .expect("a file")
            .into_iter()
            .map(|facts| format!("{} {} {}", facts.day, facts.currency, facts.rate))
            .collect();
        assert_eq!(said, ["2026-11-19 USD 1.1790", "2026-11-19 JPY 129.62", "2026-11-18 USD 1.2"]);
    }

    #[test]
    fn what_is_no_file_of_rates_is_refused_with_a_reason() {
        for (text, said) in [
            ("<html><head><title>Moved</title></head></body></html>", "the XML ends in disorder"),
            ("", "no rate is in it"),
            ("<html></html>", "no rate is in it"),
            (&envelope("<Cube time='2026-11-19'><Cube currency='USD' rate='1.1"), "the XML"),
            (&envelope("<Cube time='2026-11-19'><Cube currency='USD' rate='1.1'/>")[..120], "the XML"),
            (&envelope("<Cube time='19.11.2026'><Cube currency='USD' rate='1.1'/></Cube>"), "\"19.11.2026\" is no day"),
            (&envelope("<Cube><Cube currency='USD' rate='1.1'/></Cube>"), "the rate of USD has no day"),
            (&envelope("<Cube time='2026-11-19'><Cube currency='dollar' rate='1.1'/></Cube>"), "\"dollar\" is no currency"),
            (&envelope("<Cube time='2026-11-19'><Cube currency='USD' rate='0'/></Cube>"), "the rate of USD is no number above 0"),
            (&envelope("<Cube time='2026-11-19'><Cube currency='USD' rate='1,17'/></Cube>"), "the rate of USD is no number above 0"),
        ] {
            let problem = match rates(text.as_bytes()) {
                Ok(rates) => panic!("{text}: {rates:?}"),
                Err(Problem::Broken(problem) | Problem::Odd(problem)) => problem,
            };
            assert!(problem.starts_with(said), "{text}: {problem}, not {said}");
        }
    }
}
