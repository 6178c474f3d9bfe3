//! Telling people that something they want has become cheap enough: once, by all of their ways.

mod post;

use std::time::Duration;

use chrono::TimeDelta;
use futures::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use vinilogy::identity::Requester;

use self::post::{MailServer, WebServer};
use crate::graphql::stage::{code, stocked};
use crate::support::app::{TestApp, until};
use crate::support::database;
use crate::support::upstream::nobody;

/// A house with every way out, over an album of two pressings that Ana wants for at most 25 €, delivered to Spain.
struct House {
    app: TestApp,
    ana: Requester,
    mail: MailServer,
    web: WebServer,
    secret: String,
    variables: Vec<(String, String)>,
}

const OFFER: &str =
    "insert into prices (release_id, provider, reference, seller, ships_from, country, currency, amount, shipping_cost, fetched_at) values";

async fn house() -> House {
    let stock = stocked(1, 1, 2).await;
    let ((mail, smtp), (web, url)) = (MailServer::start().await, WebServer::start().await);
    let host = format!("127.0.0.1:{}", url.port().unwrap());
    let variables: Vec<(String, String)> = [("SMTP_URL", smtp), ("NTFY_URL", url.to_string()), ("WEBHOOK_HOSTS", host)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let more: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let app = TestApp::over(stock.url.clone(), &nobody().await, &more).await.working();
    let ana = app.person("ana@example.org").await;
    app.batch(
        "insert into user_profiles (user_id, country, currency, language) values (1, 'ES', 'EUR', 'en')
             on conflict (user_id) do update set country = 'ES', language = 'en'",
    )
    .await;
    let input = format!("{{mail: true, ntfyTopic: \"ana-records\", webhookUrl: \"{url}hook\"}}");
    let set = app
        .data_as(
            &ana,
            &format!("mutation {{ updateAlertSettings(input: {input}) {{ webhookSecret settings {{ mail ntfyTopic webhookUrl }} }} }}"),
        )
        .await["updateAlertSettings"]
        .take();
    assert_eq!((&set["settings"]["mail"], &set["settings"]["ntfyTopic"]), (&json!(true), &json!("ana-records")));
    let secret = set["webhookSecret"].as_str().unwrap().to_owned();
    let want = r#"mutation { addToWantlist(input: {albumId: "album:1", maxPrice: {amount: 25, currency: "EUR"}}) { status } }"#;
    app.data_as(&ana, want).await;
    // A look that is under way knows the wish as it was when it began.
    settled(&app).await;
    House { app, ana, mail, web, secret, variables }
}

/// Everything that there was news of has been looked at, and everything that was ordered has been sent or given up.
async fn settled(app: &TestApp) {
    let open = "select (select count(*) from price_news where due_at <= now() + interval '1 second')
        + (select count(*) from job_runs where state in ('queued', 'running') and job in ('find_alerts', 'send_alert'))";
    until(&app.app, "all is looked at and sent", async || app.number(open).await == 0).await;
}

const ALERTS: &str = "{ viewer { alerts { reason item { id album { id } } quote { id } } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_under_the_maximum_price_is_told_once_by_every_way() {
    let House { app, ana, mail, web, secret, .. } = house().await;
    // Another process listens.
    let other = TestApp::over(app.url.clone(), &nobody().await, &[]).await;
    let mut told = other.subscription(ana, "subscription { priceAlerts { id bestPrice { total { amount } } } }");
    let (sender, mut heard) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move {
        while let Some(item) = told.next().await {
            sender.send(item).await.unwrap();
        }
    });
    // 20 and 5.50 are too much; 19 and 5.50 are not.
    app.batch(&format!("{OFFER} (1, 'shop', 'a', 'One', 'ES', 'ES', 'EUR', 20, 5.5, now())")).await;
    settled(&app).await;
    assert_eq!(app.data_as(&ana, ALERTS).await["viewer"]["alerts"], json!([]));
    app.batch("update prices set amount = 19").await;
    let said = tokio::time::timeout(Duration::from_mins(1), heard.recv()).await.unwrap().unwrap();
    assert_eq!(said["data"]["priceAlerts"]["bestPrice"]["total"]["amount"], "24.50", "{said:#}");
    settled(&app).await;
    let alert = json!({"reason": "MAX_PRICE", "item": {"id": said["data"]["priceAlerts"]["id"], "album": {"id": "album:1"}}, "quote": {"id": "price:1"}});
    assert_eq!(app.data_as(&ana, ALERTS).await["viewer"]["alerts"], json!([alert]));

    let mails = mail.mails();
    assert_eq!(mails.len(), 1);
    for words in ["To: ana@example.org", "Message-ID: <alert-1@vinilogy>", "24.50 EUR (One), within your maximum price."] {
        assert!(mails[0].contains(words), "{words} is missing from\n{}", mails[0]);
    }
    let ntfy = web.posted("/");
    let body: Value = serde_json::from_str(&ntfy[0].body).unwrap();
    assert_eq!((ntfy.len(), &body["topic"]), (1, &json!("ana-records")));
    let hook = web.posted("/hook");
    assert_eq!(hook.len(), 1);
    let body: Value = serde_json::from_str(&hook[0].body).unwrap();
    assert_eq!((&body["album"], &body["quote"]["total"]["amount"]), (&json!("album:1"), &json!("24.50")));
    let signature = hook[0].headers["x-vinilogy-signature"].to_str().unwrap();
    let (at, hex) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{}", hook[0].body).as_bytes());
    assert_eq!(hex, hex::encode(mac.finalize().into_bytes()));

    // The same offer is cheaper still, days later: nobody is told twice.
    app.app.clock.advance(TimeDelta::days(3));
    app.batch("update prices set amount = 12").await;
    settled(&app).await;
    // Another one that is the best: somebody is. A third within the day is not worth a word, and is once the day is over.
    app.batch(&format!("{OFFER} (2, 'shop', 'b', 'Two', 'ES', 'ES', 'EUR', 11, 5, now())")).await;
    settled(&app).await;
    app.batch(&format!("{OFFER} (2, 'shop', 'c', 'Three', 'ES', 'ES', 'EUR', 10, 5, now())")).await;
    settled(&app).await;
    assert_eq!(app.lines("select offer from alerts order by id").await, ["(a)", "(b)"]);
    app.app.clock.advance(TimeDelta::hours(25));
    app.batch("update prices set offers = 1 where false; insert into price_news (album_id) values (1); notify alerts, 'news'").await;
    settled(&app).await;
    assert_eq!(app.lines("select offer from alerts order by id").await, ["(a)", "(b)", "(c)"]);
    assert_eq!((mail.mails().len(), web.posted("/hook").len(), web.posted("/").len()), (3, 3, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_that_fails_is_repeated_by_itself() {
    let House { app, mail, web, .. } = house().await;
    web.first("/hook", 503);
    mail.put_off(1);
    app.batch(&format!("{OFFER} (1, 'shop', 'a', 'One', 'ES', 'ES', 'EUR', 10, 5, now())")).await;
    settled(&app).await;
    assert_eq!((mail.mails().len(), web.posted("/hook").len(), web.posted("/").len()), (1, 2, 1));
    assert_eq!(app.number("select count(*) from alert_deliveries where sent_at is not null and problem is null").await, 3);
    // One that leads elsewhere is not followed, and not asked again.
    web.first("/hook", 302);
    app.app.clock.advance(TimeDelta::hours(25));
    app.batch(&format!("{OFFER} (1, 'shop', 'b', 'One', 'ES', 'ES', 'EUR', 9, 5, now())")).await;
    settled(&app).await;
    assert_eq!((mail.mails().len(), web.posted("/hook").len(), web.posted("/elsewhere").len()), (2, 3, 0));
    assert_eq!(
        app.lines("select problem from alert_deliveries where sent_at is null").await,
        ["(\"the webhook redirects, which is not followed\")"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_repeats_nothing() {
    let House { mut app, ana, mail, web, variables, .. } = house().await;
    app.batch(&format!("{OFFER} (1, 'shop', 'a', 'One', 'ES', 'ES', 'EUR', 10, 5, now())")).await;
    settled(&app).await;
    app.rest().await;
    let copy = database::copy(&app.url).await;
    let more: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let restored = TestApp::over(copy, &nobody().await, &more).await.working();
    restored.app.clock.advance(TimeDelta::days(2));
    restored.batch("update prices set amount = 8").await;
    settled(&restored).await;
    assert_eq!((mail.mails().len(), web.posted("/hook").len()), (1, 1));
    // Nor within the day, another offer.
    restored
        .batch(&format!(
            "update alerts set found_at = now() + interval '2 days'; {OFFER} (1, 'shop', 'b', 'Two', 'ES', 'ES', 'EUR', 7, 0, now())"
        ))
        .await;
    settled(&restored).await;
    assert_eq!(restored.number("select count(*) from alerts").await, 1);
    assert_eq!(restored.data_as(&ana, ALERTS).await["viewer"]["alerts"][0]["quote"]["id"], "price:1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenth_under_the_median_of_thirty_days_is_a_bargain() {
    let House { app, ana, .. } = house().await;
    app.batch(&format!(
        "update wantlist_items set max_amount = null, max_currency = null;
         select make_months('price_lows', array(select now() - interval '1 day' * n from generate_series(1, 40) as n));
         insert into price_lows (release_id, provider, currency, day, lowest, offers)
             select 1, 'shop', 'EUR', current_date - n, 29 + n % 3, 1 from generate_series(1, 10) as n;
         insert into price_lows (release_id, provider, currency, day, lowest, offers)
             select 1, 'shop', 'EUR', current_date - n, 500, 1 from generate_series(31, 40) as n;
         {OFFER} (1, 'shop', 'a', 'One', 'ES', 'ES', 'EUR', 27.01, 5, now()), (2, 'shop', 'b', 'One', 'ES', 'ES', 'EUR', 5, 5, now()),
             (1, 'other', 'c', 'One', 'ES', 'ES', 'EUR', 5, 5, now()), (1, 'shop', 'd', 'One', 'US', 'US', 'EUR', 5, 5, now())"
    ))
    .await;
    settled(&app).await;
    assert_eq!(app.number("select count(*) from alerts").await, 0, "too dear, without a past, of another provider, not to Spain");
    app.batch("update prices set amount = 27 where reference = 'a'").await;
    settled(&app).await;
    assert_eq!(app.data_as(&ana, ALERTS).await["viewer"]["alerts"][0]["reason"], "BARGAIN");
    assert_eq!(app.lines("select offer, reason from alerts").await, ["(a,bargain)"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_personal_and_no_webhook_leads_inwards() {
    let House { app, ana, .. } = house().await;
    let ben = app.person("ben@example.org").await;
    let mine = "{ viewer { alertSettings { mail ntfyTopic webhookUrl } alerts { reason } } }";
    assert_eq!(app.data_as(&ben, mine).await["viewer"]["alertSettings"], json!({"mail": false, "ntfyTopic": null, "webhookUrl": null}));
    assert_eq!(app.data(mine).await["viewer"], Value::Null);
    let set =
        |input: &str| format!("mutation {{ updateAlertSettings(input: {{{input}}}) {{ webhookSecret settings {{ mail webhookUrl }} }} }}");
    assert_eq!(code(&app.ask(&set("mail: true")).await), "UNAUTHENTICATED");
    for (address, words) in [
        ("http://example.org/hook", "has to begin with https://"),
        ("https://127.0.0.1/hook", "private address"),
        ("https://[::1]/hook", "private address"),
        ("https://10.1.2.3/hook", "private address"),
        ("https://169.254.169.254/latest", "private address"),
        ("https://localhost/hook", "private address"),
        ("https://router/hook", "private address"),
        ("https://me:secret@example.org/hook", "stored in the clear"),
        ("hook", "is no address"),
    ] {
        let answer = app.ask_as(ben, &set(&format!("webhookUrl: {address:?}"))).await;
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{address}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(words), "{answer:#}");
    }
    let bare = TestApp::over(app.url.clone(), &nobody().await, &[]).await;
    for input in ["mail: true", r#"ntfyTopic: "a""#] {
        assert_eq!(code(&bare.ask_as(ben, &set(input)).await), "BAD_USER_INPUT", "{input}: this house has no such way");
    }
    // The secret of an address is told once, and is not what is stored.
    let again = app.data_as(&ana, &set("mail: false")).await["updateAlertSettings"].take();
    assert_eq!((&again["webhookSecret"], &again["settings"]["mail"]), (&Value::Null, &json!(false)));
    let off = app.data_as(&ana, &set("webhookUrl: null")).await["updateAlertSettings"].take();
    assert_eq!(off["settings"]["webhookUrl"], Value::Null);
    assert_eq!(app.number("select count(*) from alert_settings where sealed_webhook_secret is not null").await, 0);
}
