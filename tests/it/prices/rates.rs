//! Exchange rates: fetched, kept when nothing better comes, and the history that is told at the rate of each day.

use std::fmt::Write;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;
use vinilogy::integrations::Priority;
use vinilogy::jobs::Trigger;
use vinilogy::prices::provider::Terms;
use vinilogy::prices::{self, NewQuote, refresh};

use crate::graphql::stage::stocked;
use crate::support::app::{TestApp, until};
use crate::support::upstream::{Reply, Upstream};

const DAILY: &str = "/stats/eurofxref/eurofxref-daily.xml";
const QUARTER: &str = "/stats/eurofxref/eurofxref-hist-90d.xml";
const PESO: &str = "/api/euro";

fn ecb(days: &[(NaiveDate, &str)]) -> Reply {
    let mut cubes = String::new();
    for (day, dollar) in days {
        write!(cubes, "<Cube time='{day}'><Cube currency='USD' rate='{dollar}'/><Cube currency='JPY' rate='170.5'/></Cube>").unwrap();
    }
    let body = format!("<?xml version='1.0'?><g:Envelope xmlns:g='urn:g'><Cube>{cubes}</Cube></g:Envelope>");
    Reply::bytes(200, body.into_bytes()).header("content-type", "text/xml")
}

fn peso(days: &[(NaiveDate, &str)]) -> Reply {
    let serie: Vec<String> = days.iter().map(|(day, value)| format!(r#"{{"fecha":"{day}T03:00:00.000Z","valor":{value}}}"#)).collect();
    Reply::json(200, format!(r#"{{"version":"1.7.0","codigo":"euro","serie":[{}]}}"#, serie.join(",")))
}

/// Runs the job; its state and what it says, once it has ended or failed for the first time.
async fn refreshed(app: &TestApp) -> (String, String) {
    let run = refresh::order(&app.app, Priority::Person, Trigger::Manual).await.unwrap().run_id;
    let state = format!("select state, coalesce(message, '') from job_runs where id = {run}");
    let settled = format!("select count(*) from job_runs where id = {run} and (state in ('succeeded', 'failed') or retry_at is not null)");
    until(&app.app, "the rates are refreshed", async || app.number(&settled).await > 0).await;
    // What waits for its second try is left alone.
    app.batch(&format!("update job_runs set state = 'cancelled' where id = {run} and state = 'queued'")).await;
    let line = app.lines(&state).await.remove(0);
    let (state, message) = line.trim_matches(['(', ')']).split_once(',').unwrap();
    (state.to_owned(), message.trim_matches('"').to_owned())
}

async fn stored(app: &TestApp) -> Vec<String> {
    app.lines("select currency, day, rate, source from exchange_rates order by 1, 2").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarter_first_then_a_day_at_a_time_and_bad_files_change_nothing() {
    let upstream = Upstream::start().await;
    let app = TestApp::at(&upstream.url, &[]).await.working();
    let today = app.app.clock.now().date_naive();
    let ago = |days: i64| today - TimeDelta::days(days);
    upstream.reply(QUARTER, [ecb(&[(ago(2), "1.1790"), (ago(3), "1.1812")])]);
    upstream.reply(PESO, [peso(&[(ago(1), "1034.07"), (ago(2), "1030.1")])]);
    let (state, message) = refreshed(&app).await;
    assert_eq!(state, "succeeded", "{message}");
    let first = stored(&app).await;
    assert_eq!(
        first,
        [
            format!("(CLP,{},1030.1,mindicador.cl)", ago(2)),
            format!("(CLP,{},1034.07,mindicador.cl)", ago(1)),
            format!("(JPY,{},170.5,\"European Central Bank\")", ago(3)),
            format!("(JPY,{},170.5,\"European Central Bank\")", ago(2)),
            format!("(USD,{},1.1812,\"European Central Bank\")", ago(3)),
            format!("(USD,{},1.1790,\"European Central Bank\")", ago(2)),
        ]
    );
    assert_eq!((upstream.count(QUARTER), upstream.count(DAILY)), (1, 0), "the first time it is a quarter");

    // A file that is no file, an old one, one that is behind: the other source goes on, what is stored stays.
    for (bad, why) in [
        (Reply::bytes(200, b"<Cube><Cube time='2026-11-19'><Cube currency='USD'".to_vec()), "cannot read"),
        (Reply::html(200), "no rate is in it"),
        (ecb(&[(ago(30), "1.3")]), "more than 7 days ago"),
        (ecb(&[(ago(3), "1.3")]), "older than those stored"),
        (ecb(&[(today + TimeDelta::days(3), "1.3")]), "a day to come"),
        (Reply::json(500, "{}"), "status 500"),
    ] {
        upstream.reply(DAILY, [bad]);
        let (_, message) = refreshed(&app).await;
        assert!(message.contains(why) && message.contains("what is stored is kept"), "{why}: {message}");
        assert!(message.contains("mindicador.cl: 0 new rates"), "one that fails takes nothing from the other: {message}");
        assert_eq!(stored(&app).await, first, "{why}");
    }
    upstream.reply(DAILY, [ecb(&[(ago(1), "1.1834")])]);
    upstream.reply(PESO, [Reply::json(200, r#"{"codigo":"euro","serie":[]}"#)]);
    let (_, message) = refreshed(&app).await;
    assert!(message.contains("European Central Bank: 2 new rates") && message.contains("no value is in it"), "{message}");
    assert_eq!(stored(&app).await.len(), first.len() + 2);

    // After a gap that no holidays explain, the quarter again.
    let before = upstream.count(QUARTER);
    app.app.clock.advance(TimeDelta::days(6));
    upstream.reply(PESO, [peso(&[(today + TimeDelta::days(5), "1040")])]);
    upstream.reply(QUARTER, [ecb(&[(today + TimeDelta::days(5), "1.19")])]);
    assert_eq!(refreshed(&app).await.0, "succeeded");
    assert_eq!(upstream.count(QUARTER), before + 1);
}

static SHOP: Terms = Terms { provider: "shop", shown_for: None, attribution: None, keeps_history: true };
static SHY: Terms = Terms { provider: "shy", keeps_history: false, ..SHOP };

#[tokio::test]
async fn the_history_holds_each_days_lowest_of_those_who_allow_it() {
    let app = stocked(1, 1, 1).await;
    let conn = &mut app.app.db.conn().await.unwrap();
    let told = |day: &str, reference: &str, amount: &str, currency: &str| NewQuote {
        release_id: 1,
        reference: reference.to_owned(),
        seller: None,
        ships_from: None,
        country: None,
        condition: None,
        currency: currency.to_owned(),
        amount: amount.parse().unwrap(),
        shipping_cost: None,
        offers: Some(2),
        url: None,
        confidence: 1.into(),
        fetched_at: format!("{day}T23:30:00Z").parse().unwrap(),
    };
    let first = [told("2026-01-31", "a", "20", "EUR"), told("2026-01-31", "b", "18.50", "EUR"), told("2026-01-31", "c", "22", "USD")];
    prices::store(conn, &SHOP, &first).await.unwrap();
    prices::store(conn, &SHOP, &[told("2026-01-31", "a", "19", "EUR"), told("2026-02-01", "a", "21", "EUR")]).await.unwrap();
    prices::store(conn, &SHY, &[told("2026-02-01", "a", "1", "EUR")]).await.unwrap();
    app.batch("insert into exchange_rates (currency, day, rate, source, fetched_at) values ('USD', '2026-01-29', 1.25, 'test', now())")
        .await;
    let history = async |arguments: &str| {
        let query = format!(
            "{{ release(by: {{id: \"release:1\"}}) {{ priceHistory{arguments} {{ day provider lowest {{ amount currency }} offers }} }} }}"
        );
        app.data(&query).await["release"]["priceHistory"].take()
    };
    let point = |day: &str, amount: &str, currency: &str, offers: i32| json!({"day": day, "provider": "shop", "lowest": {"amount": amount, "currency": currency}, "offers": offers});
    let all = [point("2026-01-31", "18.50", "EUR", 4), point("2026-01-31", "22.00", "USD", 2), point("2026-02-01", "21.00", "EUR", 2)];
    assert_eq!(history("").await, json!(all));
    assert_eq!(history(r#"(since: "2026-02-01")"#).await, json!(all[2..]));
    // In dollars: at the rate of the day, and nothing where there is none.
    assert_eq!(
        history(r#"(currency: "USD")"#).await,
        json!([point("2026-01-31", "22.00", "USD", 6), point("2026-02-01", "26.25", "USD", 2)])
    );
    assert_eq!(history(r#"(currency: "EUR")"#).await[0]["lowest"]["amount"], "17.60");
    assert_eq!(history(r#"(currency: "JPY")"#).await, json!([]));
    assert_eq!(
        app.lines("select relname from pg_class where relname like 'price_lows_2%' and relkind = 'r' order by 1").await,
        ["(price_lows_2026_01)", "(price_lows_2026_02)"]
    );
    let again = prices::store(conn, &SHOP, &first[..1]).await.unwrap();
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 1), "what was told later is kept");
}
