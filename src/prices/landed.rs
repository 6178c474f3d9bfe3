//! What an offer comes to at the door: the record, the parcel, what is due at the border.

use rust_decimal::Decimal;

use super::rates::{Conversion, NoRate};
use super::rulebook::{Border, ImportRule, Rulebook};
use super::{Money, Quote};

/// What a landed price is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    Item,
    Shipping,
    Duty,
    Vat,
}

/// One part of a landed price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    pub amount: Money,
    /// Reckoned by a rule that may be wrong here, not told by the seller.
    pub is_estimate: bool,
    /// Who says so.
    pub source: String,
}

/// An offer's price at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// What the parts add up to, exactly.
    pub total: Money,
    pub parts: Vec<Part>,
    /// How the offer's currency became that of the total; `None` where it is the same.
    pub conversion: Option<Conversion>,
}

impl Landed {
    /// What an offer comes to in `currency`, sent to `ship_to`; without a destination the price and what the seller asks
    /// for shipping. What is due never falls when price or shipping rise: [`super::Best`] compares only offers that none
    /// of the same kind beats in both.
    pub fn of(quote: &Quote, ship_to: Option<&str>, currency: &str, rules: &Rulebook) -> Result<Self, NoRate> {
        let told = format!("told by {}", quote.provider);
        let item = rules.rates.convert(quote.amount, &quote.currency, currency)?;
        let mut parts = vec![Part { kind: PartKind::Item, amount: Money::new(item, currency), is_estimate: false, source: told.clone() }];
        let shipping = match (quote.shipping_cost, ship_to) {
            (Some(cost), _) => Some((rules.rates.convert(cost, &quote.currency, currency)?, false, told)),
            (None, Some(to)) => match rules.parcel(quote.ships_from.as_deref(), to, quote.grams) {
                Some(rule) => Some((rules.rates.convert(rule.amount, &rule.currency, currency)?, true, rule.source.clone())),
                None => None,
            },
            (None, None) => None,
        };
        let freight = shipping.as_ref().map_or(Decimal::ZERO, |(amount, ..)| *amount);
        if let Some((amount, is_estimate, source)) = shipping {
            parts.push(Part { kind: PartKind::Shipping, amount: Money::new(amount, currency), is_estimate, source });
        }
        if let Some(to) = ship_to {
            parts.extend(due(quote, (item, freight), to, currency, rules)?);
        }
        let total = Money::new(parts.iter().map(|part| part.amount.amount).sum(), currency);
        Ok(Self { total, parts, conversion: rules.rates.conversion(&quote.currency, currency)? })
    }
}

/// Duty and VAT at the border, if there is one.
fn due(quote: &Quote, (item, freight): (Decimal, Decimal), to: &str, currency: &str, rules: &Rulebook) -> Result<Vec<Part>, NoRate> {
    let vat = |amount: Decimal, is_estimate: bool, source: String| Part {
        kind: PartKind::Vat,
        amount: Money::new(amount, currency),
        is_estimate,
        source,
    };
    let unknown = |why: String| Ok(vec![vat(Decimal::ZERO, true, why)]);
    let rule = match rules.border(quote.ships_from.as_deref(), to) {
        Border::None => return Ok(Vec::new()),
        Border::Unknown => return unknown("nobody says where it comes from: VAT and duty are not counted".to_owned()),
        Border::Unruled => return unknown(format!("no rule is known for what {to} takes: VAT and duty are not counted")),
        Border::Ruled(rule) => rule,
    };
    let worth = Worth { quote, rule, rules };
    let mut parts = Vec::new();
    let mut duty = Decimal::ZERO;
    if rule.duty_flat > Decimal::ZERO {
        duty += rules.rates.convert(rule.duty_flat, &rule.currency, currency)?;
    }
    if rule.duty_rate > Decimal::ZERO && worth.is_above(rule.duty_above)? {
        duty += rule.duty_rate * (item + freight);
    }
    if duty > Decimal::ZERO {
        let (is_estimate, source) = (rule.is_estimate, rule.source.clone());
        parts.push(Part { kind: PartKind::Duty, amount: Money::new(duty, currency), is_estimate, source });
    }
    let is_due = rule.vat_rate > Decimal::ZERO && worth.is_above(rule.vat_above)?;
    let amount = if is_due { rule.vat_rate * (item + freight + duty) } else { Decimal::ZERO };
    parts.push(vat(amount, rule.is_estimate, rule.source.clone()));
    Ok(parts)
}

/// What a record is worth to a country's customs.
struct Worth<'a> {
    quote: &'a Quote,
    rule: &'a ImportRule,
    rules: &'a Rulebook,
}

impl Worth<'_> {
    /// A rule about everything needs no rate to be followed.
    fn is_above(&self, least: Decimal) -> Result<bool, NoRate> {
        if least == Decimal::ZERO {
            return Ok(true);
        }
        Ok(self.rules.rates.convert(self.quote.amount, &self.quote.currency, &self.rule.currency)? > least)
    }
}
