//! The best price of every album is what somebody finds who looks at every offer, whoever changes offers meanwhile.

use std::collections::HashMap;
use std::fmt::Write as _;

use diesel_async::RunQueryDsl;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rust_decimal::Decimal;
use vinilogy::prices::provider::Terms;
use vinilogy::prices::{self, BestBy, NewQuote, Wish};

use super::reckoned::Tables;
use crate::graphql::stage::stocked;
use crate::support::app::TestApp;
use crate::support::process::Surroundings;
use crate::support::upstream::nobody;

const CURRENCIES: [&str; 4] = ["EUR", "GBP", "USD", "CLP"];
const COUNTRIES: [&str; 6] = ["ES", "DE", "GB", "US", "CL", "JP"];
const RATES: &str = "insert into exchange_rates (currency, day, rate, source, fetched_at) values
    ('GBP', current_date, 0.86135, 'test', now()), ('USD', current_date, 1.0931, 'test', now()), ('CLP', current_date, 1034.07, 'test', now()),
    ('JPY', current_date, 164.83, 'test', now()), ('CHF', current_date, 0.9312, 'test', now())";
const ALBUMS: i64 = 400;
const PRESSINGS: i64 = 1600;
const OFFERS: usize = 7000;
const PAIRS: usize = 10_000;
const CHANGES: usize = 5000;

static SHOP: Terms = Terms { provider: "shop", shown_for: None, attribution: None, keeps_history: false };

fn offer(rng: &mut Pcg64Mcg, release_id: i64, nth: usize) -> NewQuote {
    let at = rng.random_range(0..CURRENCIES.len());
    let usual = [20.0, 17.0, 22.0, 21_000.0][at];
    let digits = if CURRENCIES[at] == "CLP" { 0 } else { 2 };
    let money = |factor: f64| Decimal::from_f64_retain(usual * factor).unwrap().round_dp(digits);
    let country = |rng: &mut Pcg64Mcg| COUNTRIES[rng.random_range(0..COUNTRIES.len())].to_owned();
    NewQuote {
        release_id,
        reference: format!("r{nth}"),
        seller: None,
        ships_from: rng.random_bool(0.85).then(|| country(rng)),
        country: rng.random_bool(0.4).then(|| country(rng)),
        condition: None,
        currency: CURRENCIES[at].to_owned(),
        // Dear enough now and then for duty.
        amount: money(if rng.random_bool(0.05) { rng.random_range(4.0..40.0) } else { rng.random_range(0.5..2.5) }),
        shipping_cost: rng.random_bool(0.6).then(|| money(rng.random_range(0.0..1.2))),
        offers: None,
        url: None,
        confidence: Decimal::new(rng.random_range(60..=100), 2),
        fetched_at: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
    }
}

/// Compares random pairs of album and country; how many albums had a price.
async fn compare(app: &TestApp, seed: u64) -> usize {
    let tables = Tables::read(&app.url).await;
    let rules = prices::rulebook(&app.app).await.unwrap();
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut pairs: HashMap<(&str, &str), Vec<i64>> = HashMap::new();
    for _ in 0..PAIRS {
        let (country, currency) = (COUNTRIES[rng.random_range(0..6)], CURRENCIES[rng.random_range(0..4)]);
        pairs.entry((country, currency)).or_default().push(rng.random_range(1..=ALBUMS));
    }
    let mut priced = 0;
    for ((country, currency), albums) in pairs {
        let wish = Wish { ship_to: Some(country.to_owned()), currency: currency.to_owned() };
        let found = prices::best(&app.app, BestBy::Album, &albums, &wish, &rules).await.unwrap();
        for album in albums {
            let right = tables.best(album, country, currency);
            let best = found.get(&album).map(|best| best.as_ref().unwrap());
            assert_eq!(
                best.map(|best| best.landed.total.amount),
                right.as_ref().map(|right| right.0),
                "album {album} to {country} in {currency}"
            );
            if let (Some(best), Some((_, offers))) = (best, right) {
                assert!(offers.contains(&best.quote.id), "album {album} to {country}: {:?} is not among {offers:?}", best.quote);
                assert_eq!(best.landed.parts.iter().map(|part| part.amount.amount).sum::<Decimal>(), best.landed.total.amount);
                priced += 1;
            }
        }
    }
    priced
}

/// One of two who change offers: prices, shipping, places, pressings. Half of it is about the same few albums.
async fn change(app: TestApp, seed: u64) {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    for nth in 0..CHANGES / 2 {
        let most = if rng.random_bool(0.5) { 40 } else { PRESSINGS };
        let release = rng.random_range(1..=most);
        let one = "id in (select id from prices where release_id = $1 order by id limit 1)";
        let statement = match rng.random_range(0..12) {
            0..=3 => {
                let mut quotes: Vec<NewQuote> = (0..3).map(|more| offer(&mut rng, (release + more) % PRESSINGS + 1, nth % 5)).collect();
                quotes.dedup_by_key(|quote| quote.release_id);
                prices::store(&mut app.app.db.conn().await.unwrap(), &SHOP, &quotes).await.unwrap();
                continue;
            }
            4 => format!("update prices set amount = amount * 0.9 where {one}"),
            5 => format!("update prices set amount = amount * 1.2, shipping_cost = null where {one}"),
            6 => format!("update prices set country = 'ES', shipping_cost = 1, reference = reference || id where {one}"),
            7 => format!("delete from prices where {one}"),
            8 => format!("update prices set display_until = now() - interval '1 hour' where {one}"),
            9 => format!("update prices set display_until = now() + interval '1 day' * (id % 3 + 1), confidence = 0.9 where {one}"),
            10 => format!("update releases set album_id = (album_id * 7 + 3) % {ALBUMS} + 1 where id = $1"),
            _ => "update releases set withdrawn_at = case when withdrawn_at is null then now() end where id = $1".to_owned(),
        };
        let conn = &mut app.app.db.conn().await.unwrap();
        diesel::sql_query(statement).bind::<diesel::sql_types::BigInt, _>(release).execute(conn).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn best_prices_are_what_looking_at_every_offer_finds_before_and_after_two_have_changed_them_at_once() {
    let app = stocked(20, 20, 4).await;
    app.batch(RATES).await;
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let quotes: Vec<NewQuote> = (0..OFFERS)
        .map(|nth| {
            let release = rng.random_range(1..=PRESSINGS);
            offer(&mut rng, release, nth)
        })
        .collect();
    let stored = prices::store(&mut app.app.db.conn().await.unwrap(), &SHOP, &quotes).await.unwrap();
    assert_eq!((stored.new, stored.updated), (OFFERS, 0));
    let before = compare(&app, 2).await;

    let outside = nobody().await;
    let (one, other) = (TestApp::over(app.url.clone(), &outside, &[]).await, TestApp::over(app.url.clone(), &outside, &[]).await);
    let (one, other) = (tokio::spawn(change(one, 3)), tokio::spawn(change(other, 4)));
    one.await.unwrap();
    other.await.unwrap();
    let after = compare(&app, 5).await;
    println!("{before} of {PAIRS} pairs had a price before, {after} after {CHANGES} changes");
    assert!(before > PAIRS / 2 && after > PAIRS / 2, "{before}, {after}");
    assert_eq!(app.number("select count(*) from album_offer_changes").await, 0, "nothing is left to be settled");

    // What the triggers kept is what finding it anew makes of it.
    let lanes = "select price_id, album_id, lane, is_leading from album_offers order by 1";
    let kept = app.lines(lanes).await;
    app.batch("select lead_all_offers()").await;
    assert_eq!(app.lines(lanes).await, kept);
}

#[tokio::test]
async fn an_offer_that_ends_gives_way_to_the_next_without_anybody_writing_anything() {
    let app = stocked(1, 1, 2).await;
    app.batch(
        "insert into prices (release_id, provider, reference, currency, amount, shipping_cost, ships_from, fetched_at, display_until) values
             (1, 'a', 'a', 'EUR', 10, 5, 'ES', now(), now() + interval '1 hour'), (1, 'a', 'b', 'EUR', 12, 5, 'ES', now(), now() + interval '3 hours'),
             (2, 'a', 'c', 'EUR', 13, 5, 'ES', now(), null), (2, 'a', 'd', 'EUR', 14, 5, 'ES', now(), now() + interval '2 hours')",
    )
    .await;
    assert_eq!(app.lines("select price_id from album_offers where is_leading order by 1").await, ["(1)", "(2)", "(3)"]);
    for (hours, right) in [(0, "15.00"), (2, "17.00"), (4, "18.00")] {
        if hours > 0 {
            app.app.clock.advance(chrono::TimeDelta::hours(2));
        }
        let best = app.data(r#"{ album(by: {id: "album:1"}) { bestPrice(shipTo: "ES") { total { amount } } } }"#).await;
        assert_eq!(best["album"]["bestPrice"]["total"]["amount"], right, "after {hours} hours");
    }
}

/// A file of offers, in the columns of `import-prices`.
fn file(quotes: &[NewQuote]) -> String {
    let mut lines = "release,offer,currency,amount,shipping,ships_from,ships_to\n".to_owned();
    for quote in quotes {
        let NewQuote { release_id, reference, currency, amount, shipping_cost, ships_from, country, .. } = quote;
        let shipping = shipping_cost.map(|cost| cost.to_string()).unwrap_or_default();
        let (from, to) = (ships_from.as_deref().unwrap_or_default(), country.as_deref().unwrap_or_default());
        writeln!(lines, "{release_id},{reference},{currency},{amount},{shipping},{from},{to}").unwrap();
    }
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn best_prices_are_right_after_two_real_processes_have_made_five_thousand_changes_at_once() {
    let app = stocked(20, 20, 4).await;
    app.batch(RATES).await;
    let mut rng = Pcg64Mcg::seed_from_u64(6);
    // Few names for an offer: what one process writes the other writes too.
    let random = |rng: &mut Pcg64Mcg, count: usize, most: i64| -> Vec<NewQuote> {
        (0..count)
            .map(|nth| {
                let release = rng.random_range(1..=most);
                NewQuote { confidence: Decimal::ONE, ..offer(rng, release, nth % 4) }
            })
            .collect()
    };
    let outside = nobody().await;
    let surroundings = Surroundings::new(&app.url, &outside, &[]);
    let write = |name: &str, quotes: &[NewQuote]| {
        let path = surroundings.folder().join(name);
        std::fs::write(&path, file(quotes)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let stock = write("stock.csv", &random(&mut rng, OFFERS, PRESSINGS));
    surroundings.start(&["import-prices", &stock]).succeeds().await;
    let before = compare(&app, 7).await;
    let mut changed = 0;
    for round in 0..5_usize {
        let most = if round % 2 == 0 { 60 } else { PRESSINGS };
        let files: Vec<String> =
            (0..2).map(|process| write(&format!("{round}-{process}.csv"), &random(&mut rng, CHANGES / 10, most))).collect();
        let (mut one, mut other) = (surroundings.start(&["import-prices", &files[0]]), surroundings.start(&["import-prices", &files[1]]));
        tokio::join!(one.succeeds(), other.succeeds());
        changed += 2 * CHANGES / 10;
    }
    let after = compare(&app, 8).await;
    println!("{before} of {PAIRS} pairs had a price before, {after} after {changed} changes by two processes");
    assert!(before > PAIRS / 2 && after > PAIRS / 2 && changed == CHANGES, "{before}, {after}, {changed}");
    assert_eq!(app.number("select count(*) from album_offer_changes").await, 0, "nothing is left to be settled");
    let lanes = "select price_id, album_id, lane, is_leading from album_offers order by 1";
    let kept = app.lines(lanes).await;
    app.batch("select lead_all_offers()").await;
    assert_eq!(app.lines(lanes).await, kept);
}
