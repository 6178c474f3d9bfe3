//! mindicador.cl's JSON.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::integrations::facts::RateFacts;
use crate::integrations::lenient;

#[derive(Deserialize)]
pub(super) struct SeriesBody {
    #[serde(default, deserialize_with = "lenient::text")]
    codigo: Option<String>,
    serie: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    fecha: DateTime<Utc>,
    /// As it is written: a float in between would not be what they said.
    valor: Box<RawValue>,
}

impl SeriesBody {
    /// `None`: another series, or none of its values is one.
    pub fn rates(self) -> Option<Vec<RateFacts>> {
        if self.codigo.as_deref() != Some("euro") {
            return None;
        }
        let rate = |point: Point| {
            let rate = Decimal::from_str_exact(point.valor.get().trim_matches('"')).ok().filter(|rate| *rate > Decimal::ZERO)?;
            // Midnight in Chile, three or four hours behind: the same day by UTC.
            Some(RateFacts { currency: "CLP".to_owned(), day: point.fecha.date_naive(), rate })
        };
        let rates: Vec<RateFacts> = self.serie.into_iter().filter_map(rate).collect();
        (!rates.is_empty()).then_some(rates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pesos_are_read_as_they_are_written() {
        let text = r#"{"version":"1.7.0","autor":"mindicador.cl","codigo":"euro","nombre":"Euro","unidad_medida":"Pesos","serie":[
            {"fecha":"2026-11-19T03:00:00.000Z","valor":1034.07},{"fecha":"2026-11-18T03:00:00.000Z","valor":"1030.1"},{"fecha":"2026-06-17T04:00:00.000Z","valor":null}]}"#;
        let body: SeriesBody = serde_json::from_str(text).expect("a series");
        let said: Vec<String> = body.rates().expect("rates").iter().map(|facts| format!("{} {}", facts.day, facts.rate)).collect();
        assert_eq!(said, ["2026-11-19 1034.07", "2026-11-18 1030.1"]);
        for text in [r#"{"codigo":"euro","serie":[]}"#, r#"{"codigo":"dolar","serie":[{"fecha":"2026-11-19T03:00:00Z","valor":1}]}"#] {
            let body: SeriesBody = serde_json::from_str(text).expect("a series");
            assert!(body.rates().is_none(), "{text}");
        }
    }
}
