//! The European Central Bank's files, as they were published.

use vinilogy::integrations::ecb::Span;
use vinilogy::integrations::{Error, Priority};

use crate::support::outside::Outside;
use crate::support::upstream::Reply;

#[tokio::test]
async fn every_recorded_file_of_rates_is_read_or_refused() {
    let Some(shelf) = super::shared("ecb") else { return };
    let outside = Outside::start().await;
    let read = async |file: &str| {
        let body = std::fs::read(shelf.join(file)).unwrap();
        outside.upstream.reply("/stats/eurofxref/eurofxref-daily.xml", [Reply::bytes(200, body).header("content-type", "text/xml")]);
        outside.integrations.ecb.rates(Span::Latest, Priority::Crawl).await
    };
    let told = read("exchange_rates.xml").await.unwrap();
    assert!(told.len() > 30 && told.iter().all(|facts| facts.day.to_string() == "2018-06-11"), "{told:?}");
    let rate = |currency: &str| told.iter().find(|facts| facts.currency == currency).map(|facts| facts.rate.to_string());
    assert_eq!((rate("USD").as_deref(), rate("GBP").as_deref(), rate("CLP")), (Some("1.1790"), Some("0.88180"), None), "to the digit");
    assert_eq!(read("odd_exchange_rates.xml").await.unwrap().len(), 34);
    let refused = read("illegal_exchange_rates.xml").await.expect_err("a page is no file of rates");
    assert!(matches!(refused, Error::Malformed { .. } | Error::Unavailable { .. }), "{refused}");
}
