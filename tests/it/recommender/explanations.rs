//! Languages, weights, preferences, and what would be otherwise.

use serde_json::Value;

use super::stage::{albums, items, seed, set};
use crate::graphql::stage::{code, demo};

#[tokio::test]
async fn explanations_speak_the_persons_language() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Autechre"]).await;
    let texts =
        |set: &Value| items(set).iter().map(|item| item["explanation"].as_str().unwrap().replace('\u{a0}', " ")).collect::<Vec<_>>();
    let spanish = texts(&set(&app, &ana).await);
    assert!(spanish[0].contains("entre tus elegidos"), "{spanish:?}");
    assert!(spanish.iter().any(|text| text.contains("Desde ") && text.contains("con envío a España")), "{spanish:?}");
    app.data_as(&ana, "mutation { updateProfile(input: {language: \"en\", country: \"GB\", currency: \"EUR\"}) { profile { language } } }")
        .await;
    let english = texts(&set(&app, &ana).await);
    assert!(english[0].contains("whom you chose"), "{english:?}");
    assert!(english.iter().any(|text| text.contains("Rated ")), "{english:?}");
    assert!(english.iter().any(|text| text.contains("delivered to the United Kingdom")), "{english:?}");
    for text in english.iter().chain(&spanish) {
        println!("{text}");
    }
}

#[tokio::test]
async fn a_person_weighs_signals_otherwise_and_nobody_else_notices() {
    let app = demo().await;
    let (ana, ben) = (app.person("ana@example.org").await, app.person("ben@example.org").await);
    for user in [&ana, &ben] {
        seed(&app, user, &["Boards of Canada", "Autechre"]).await;
    }
    let before = set(&app, &ana).await;
    let weigh = "mutation { setSignalWeight(input: {signal: PRICE, maxPoints: 42.5}) { weights { signal maxPoints } } }";
    let weights = app.data_as(&ana, weigh).await["setSignalWeight"]["weights"].take();
    assert_eq!(weights[5], serde_json::json!({"signal": "PRICE", "maxPoints": 42.5}));
    let after = set(&app, &ana).await;
    let price = |set: &Value| -> f64 {
        let reasons = items(set).iter().flat_map(|item| item["reasons"].as_array().unwrap().clone());
        reasons.filter(|reason| reason["signal"] == "PRICE").map(|reason| reason["points"].as_f64().unwrap()).fold(0.0, f64::max)
    };
    assert!((price(&before) - 10.0).abs() < 1e-9 && (price(&after) - 42.5).abs() < 1e-9, "{} {}", price(&before), price(&after));
    assert!((price(&set(&app, &ben).await) - 10.0).abs() < 1e-9);
    app.data_as(&ana, "mutation { setSignalWeight(input: {signal: PRICE, maxPoints: null}) { weights { signal } } }").await;
    assert_eq!(albums(&set(&app, &ana).await), albums(&before));
    for points in ["-1", "100.5"] {
        let mutation = format!("mutation {{ setSignalWeight(input: {{signal: PRICE, maxPoints: {points}}}) {{ weights {{ signal }} }} }}");
        assert_eq!(code(&app.ask_as(ana, &mutation).await), "BAD_USER_INPUT", "{points}");
    }
}

#[tokio::test]
async fn what_would_lead_without_a_seed_or_a_signal() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Boards of Canada", "Kate Bush"]).await;
    let before = set(&app, &ana).await;
    let lead = &items(&before)[0];
    let (artist, name) = (lead["album"]["artist"]["id"].as_str().unwrap(), lead["album"]["artist"]["name"].as_str().unwrap());
    let ask = async |arguments: &str| {
        let query = format!(
            "{{ viewer {{ recommendations {{ whatIf({arguments}) {{ position album {{ id artist {{ name }} }} reasons {{ signal }} }} }} }} }}"
        );
        app.data_as(&ana, &query).await["viewer"]["recommendations"]["whatIf"].take()
    };
    let other = ask(&format!("withoutSeed: {artist:?}")).await;
    assert_ne!(other["album"]["artist"]["name"], name, "{other:#}");
    let without = ask("withoutSignal: SEED").await;
    assert!(without["reasons"].as_array().unwrap().iter().all(|reason| reason["signal"] != "SEED"), "{without:#}");
    assert_eq!(ask("withoutSignal: LISTENING").await["album"]["id"], lead["album"]["id"], "what says nothing is not missed");
    assert_eq!(set(&app, &ana).await, before, "to ask changes nothing");
    let answer = app.ask_as(ana, "{ viewer { recommendations { whatIf { position } } } }").await;
    assert_eq!(code(&answer), "BAD_USER_INPUT");
}

#[tokio::test]
async fn the_pressing_is_the_one_that_the_profile_prefers() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Kate Bush"]).await;
    let query = "{ viewer { recommendations { items(first: 3) { nodes { album { id } bestRelease { id year country }
        bestPrice { release { id } total { amount currency } } } } } } }";
    let first = async || app.data_as(&ana, query).await["viewer"]["recommendations"]["items"]["nodes"].take();
    let cheapest = first().await;
    for item in cheapest.as_array().unwrap() {
        assert_eq!(item["bestRelease"]["id"], item["bestPrice"]["release"]["id"], "{item:#}");
    }
    let mut years = Vec::new();
    for kind in ["ORIGINAL", "BEST_RATED", "LOCAL"] {
        let prefer = format!(
            "mutation {{ updateProfile(input: {{country: \"GB\", preferredPressing: {kind}}}) {{ profile {{ preferredPressing }} }} }}"
        );
        assert_eq!(app.data_as(&ana, &prefer).await["updateProfile"]["profile"]["preferredPressing"], kind);
        let items = first().await;
        for item in items.as_array().unwrap() {
            let album = item["album"]["id"].as_str().unwrap().strip_prefix("album:").unwrap();
            let earliest =
                app.number(&format!("select min(year)::bigint from releases where album_id = {album} and is_vinyl and is_official")).await;
            match kind {
                "ORIGINAL" => assert_eq!(item["bestRelease"]["year"], earliest, "{item:#}"),
                "LOCAL" => years.push(item["bestRelease"]["country"].clone()),
                _ => assert!(item["bestRelease"]["id"].is_string(), "{item:#}"),
            }
        }
    }
    assert!(years.iter().any(|country| country == "UK"), "{years:?}");
}
