//! What an alert says, in the person's language. A price that may not be shown any more is not in it.

use serde_json::{Value, json};

use super::send::Row;
use crate::integrations::notices::Notice;
use crate::prices::Quote;

/// The words for people.
pub(super) fn of(alert_id: i64, row: &Row, quote: Option<&Quote>) -> Notice {
    let is_spanish = row.language == "es";
    let name = format!("{} – {}", row.artist, row.album);
    let why = match (row.reason.as_str(), is_spanish) {
        ("bargain", true) => "al menos un 10 % por debajo de la mediana de los últimos 30 días",
        ("bargain", false) => "at least 10 % under the median of the last 30 days",
        (_, true) => "dentro de tu precio máximo",
        (_, false) => "within your maximum price",
    };
    let title = if is_spanish { format!("Baja de precio: {name}") } else { format!("Price alert: {name}") };
    let text = match quote {
        Some(quote) => {
            let total = quote.total();
            let seller = quote.seller.clone().unwrap_or_else(|| quote.provider.clone());
            let attribution = quote.attribution.as_ref().map(|text| format!("\n{text}")).unwrap_or_default();
            format!("{name}: {} {} ({seller}), {why}.{attribution}", total.amount, total.currency)
        }
        None if is_spanish => format!("{name}: hubo una oferta, {why}; ya no se puede mostrar."),
        None => format!("{name}: there was an offer, {why}; it may not be shown any more."),
    };
    Notice { id: format!("alert-{alert_id}"), title, text, link: quote.and_then(|quote| quote.url.clone()) }
}

/// The same for programs.
pub(super) fn json(alert_id: i64, row: &Row, quote: Option<&Quote>, notice: &Notice) -> Value {
    let quote = quote.map(|quote| {
        let total = quote.total();
        json!({"id": format!("price:{}", quote.id), "release": format!("release:{}", quote.release_id), "provider": quote.provider,
            "seller": quote.seller, "total": {"amount": total.amount.to_string(), "currency": total.currency}, "url": quote.url,
            "attribution": quote.attribution, "displayUntil": quote.display_until})
    });
    json!({"id": notice.id, "alert": alert_id, "item": format!("wantlist:{}", row.item_id), "album": format!("album:{}", row.album_id),
        "artist": row.artist, "title": row.album, "reason": row.reason, "text": notice.text, "quote": quote})
}
