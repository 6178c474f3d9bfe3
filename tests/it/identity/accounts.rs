//! Making an account, signing in, changing the password, leaving.

use serde_json::{Value, json};

use crate::graphql::stage::{code, empty};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::door::{sign_in, sign_up, status, tokens};
use crate::support::upstream::nobody;

#[tokio::test]
async fn the_first_account_is_administrator_and_the_next_is_not() {
    let app = empty().await;
    let ana = app.data(&sign_up("Ana@Example.org")).await;
    assert_eq!(status(&ana), "SIGNED_UP");
    assert_eq!(ana["signUp"]["session"]["user"], json!({"id": "user:1", "email": "Ana@Example.org", "isAdmin": true}));
    let ben = app.data(&sign_up("ben@example.org")).await;
    assert_eq!(ben["signUp"]["session"]["user"]["isAdmin"], false);
    assert_eq!(status(&app.data(&sign_up(" ana@example.ORG ")).await), "EMAIL_TAKEN");
    assert_eq!(status(&app.data(&sign_in("ANA@example.org", PASSWORD)).await), "SIGNED_IN");
    for (email, password, becomes) in [
        ("ana", PASSWORD, "INVALID_EMAIL"),
        ("", PASSWORD, "INVALID_EMAIL"),
        ("cleo@example.org", "short", "WEAK_PASSWORD"),
        ("cleo@example.org", "password123", "WEAK_PASSWORD"),
        ("cleo@example.org", "cleo@example.org", "WEAK_PASSWORD"),
    ] {
        let input = format!("{{email: {email:?}, password: {password:?}}}");
        let answer = app.data(&format!("mutation {{ signUp(input: {input}) {{ status session {{ expiresAt }} }} }}")).await;
        assert_eq!(answer["signUp"], json!({"status": becomes, "session": null}), "{email} {password}");
    }
    assert_eq!(app.number("select count(*) from users").await, 2);
    let stored = app.lines("select password_hash from users").await;
    assert!(stored.iter().all(|hash| hash.contains("$argon2id$v=19$m=19456,t=2,p=1$")), "{stored:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_come_first_at_once_one_is_administrator() {
    let app = empty().await;
    let all = (0..6).map(|n| async move { sign_up(&format!("person{n}@example.org")) });
    let answers = futures::future::join_all(all.map(|query| async { app.data(&query.await).await })).await;
    let administrators = answers.iter().filter(|answer| answer["signUp"]["session"]["user"]["isAdmin"] == true).count();
    assert_eq!((administrators, app.number("select count(*) from users where is_admin").await), (1, 1), "{answers:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_is_one_account_however_many_want_it_at_once() {
    let app = empty().await;
    let queries = [sign_up("ana@example.org"), sign_up("ANA@example.org"), sign_up("ana@example.org ")];
    let answers = futures::future::join_all(queries.iter().map(|query| app.data(query))).await;
    let mut became: Vec<&str> = answers.iter().map(status).collect();
    became.sort_unstable();
    assert_eq!(became, ["EMAIL_TAKEN", "EMAIL_TAKEN", "SIGNED_UP"]);
}

#[tokio::test]
async fn closed_is_closed_also_for_the_first() {
    let app = TestApp::at(&nobody().await, &[("SIGN_UPS", "closed")]).await;
    assert_eq!(app.data(&sign_up("ana@example.org")).await["signUp"], json!({"status": "CLOSED", "session": null}));
    assert_eq!(app.number("select count(*) from users").await, 0);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike() {
    let app = empty().await;
    app.person("ana@example.org").await;
    let mut answers = Vec::new();
    for (email, password) in [("ana@example.org", "another password"), ("nobody@example.org", PASSWORD), ("", ""), ("ana@example.org", "")]
    {
        answers.push(app.data(&sign_in(email, password)).await);
    }
    for answer in &answers {
        assert_eq!(answer["signIn"], json!({"status": "INVALID_CREDENTIALS", "session": null}));
    }
}

#[tokio::test]
async fn a_hash_with_old_parameters_is_renewed_at_sign_in() {
    let app = empty().await;
    app.person("ana@example.org").await;
    let weak = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, argon2::Params::new(16, 1, 1, None).unwrap());
    let hash = argon2::PasswordHasher::hash_password(&weak, PASSWORD.as_bytes()).unwrap().to_string();
    let client = crate::support::database::connect(&app.url).await;
    client.execute("update users set password_hash = $1", &[&hash]).await.unwrap();
    assert_eq!(status(&app.data(&sign_in("ana@example.org", "a wrong password")).await), "INVALID_CREDENTIALS");
    assert_eq!(app.number("select count(*) from users where password_hash like '%m=16,t=1%'").await, 1, "only who knows it renews it");
    assert_eq!(status(&app.data(&sign_in("ana@example.org", PASSWORD)).await), "SIGNED_IN");
    assert_eq!(app.number("select count(*) from users where password_hash like '$argon2id$v=19$m=19456,t=2,p=1$%'").await, 1);
    assert_eq!(status(&app.data(&sign_in("ana@example.org", PASSWORD)).await), "SIGNED_IN");
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_the_old_password() {
    let app = empty().await;
    let ana = app.person("ana@example.org").await;
    let elsewhere = tokens(&app.data(&sign_in("ana@example.org", PASSWORD)).await);
    let change =
        |current: &str, new: &str| format!("mutation {{ changePassword(input: {{current: {current:?}, new: {new:?}}}) {{ status }} }}");
    let became = async |current: &str, new: &str| app.ask_as(ana, &change(current, new)).await["data"]["changePassword"]["status"].clone();
    assert_eq!(became("a wrong password", "a further password").await, "INVALID_CREDENTIALS");
    assert_eq!(became(PASSWORD, "short").await, "WEAK_PASSWORD");
    assert_eq!(became(PASSWORD, "ana@example.org").await, "WEAK_PASSWORD");
    assert_eq!(app.number("select count(*) from sessions").await, 2);
    assert_eq!(became(PASSWORD, "a further password").await, "CHANGED");
    assert_eq!(app.number("select count(*) from sessions").await, 1, "the one that asked goes on");
    let refreshed = app.data(&crate::support::door::refresh(&elsewhere.refresh)).await;
    assert_eq!(status(&refreshed), "INVALID");
    assert_eq!(status(&app.data(&sign_in("ana@example.org", PASSWORD)).await), "INVALID_CREDENTIALS");
    assert_eq!(status(&app.data(&sign_in("ana@example.org", "a further password")).await), "SIGNED_IN");
    assert_eq!(code(&app.ask(&change(PASSWORD, "a further password")).await), "UNAUTHENTICATED");
}

#[tokio::test]
async fn the_last_administrator_stays_as_long_as_somebody_else_does() {
    let app = empty().await;
    let (admin, ben) = (app.administrator().await, app.person("ben@example.org").await);
    let leave = |password: &str| format!("mutation {{ deleteAccount(input: {{password: {password:?}}}) {{ status }} }}");
    let became = async |who, password: &str| app.ask_as(who, &leave(password)).await["data"]["deleteAccount"]["status"].clone();
    assert_eq!(became(admin, "a wrong password").await, "INVALID_CREDENTIALS");
    assert_eq!(became(admin, PASSWORD).await, "LAST_ADMINISTRATOR");
    assert_eq!(became(ben, PASSWORD).await, "DELETED");
    assert_eq!(became(admin, PASSWORD).await, "DELETED", "nobody is left to administer");
    assert_eq!(app.number("select count(*) from users").await, 0);
    assert_eq!(app.data(&sign_up("cleo@example.org")).await["signUp"]["session"]["user"]["isAdmin"], true, "a house begins anew");
    assert_eq!(code(&app.ask(&leave(PASSWORD)).await), "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_last_administrators_who_leave_at_once_one_stays() {
    let app = empty().await;
    let (ana, ben, _) = (app.administrator().await, app.person("ben@example.org").await, app.person("cleo@example.org").await);
    crate::support::database::connect(&app.url).await.execute("update users set is_admin = true where id = 2", &[]).await.unwrap();
    let leave = format!("mutation {{ deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }} }}");
    let (one, two) = tokio::join!(app.ask_as(ana, &leave), app.ask_as(ben, &leave));
    let mut became: Vec<&Value> = [&one, &two].iter().map(|answer| &answer["data"]["deleteAccount"]["status"]).collect();
    became.sort_by_key(ToString::to_string);
    assert_eq!(became, ["DELETED", "LAST_ADMINISTRATOR"]);
}

#[tokio::test]
async fn whoever_asks_is_noted_now_and_then() {
    let app = empty().await;
    let before = app.number("select extract(epoch from last_active_at)::bigint from users union all select 0").await;
    assert_eq!(before, 0);
    let ana = tokens(&app.data(&sign_up("ana@example.org")).await);
    let noted = "select extract(epoch from last_active_at)::bigint from users";
    let first = app.number(noted).await;
    let admit = async || vinilogy::identity::admit(&app.app, &ana.access.as_str().into(), &vinilogy::identity::Client::unknown()).await;
    app.app.clock.advance(chrono::TimeDelta::minutes(4));
    assert!(admit().await.unwrap().is_some());
    app.app.clock.advance(chrono::TimeDelta::minutes(2));
    assert!(admit().await.unwrap().is_some());
    crate::support::app::until(&app.app, "the second time is noted", || async { app.number(noted).await >= first + 6 * 60 }).await;
}

#[tokio::test]
async fn the_profile_is_the_usual_one_until_somebody_says_otherwise() {
    let app = empty().await;
    let ana = app.person("ana@example.org").await;
    let all = "profile { country currency language primarySource lastSyncAt }";
    let usual = json!({"country": "ES", "currency": "EUR", "language": "es", "primarySource": "LASTFM", "lastSyncAt": null});
    assert_eq!(app.ask_as(ana, &format!("{{ viewer {{ {all} }} }}")).await["data"]["viewer"]["profile"], usual);
    assert_eq!(app.number("select count(*) from user_profiles").await, 0, "to look changes nothing");
    let change = async |input: &str| app.ask_as(ana, &format!("mutation {{ updateProfile(input: {{{input}}}) {{ {all} }} }}")).await;
    let changed = change(r#"country: "CL", primarySource: DISCOGS"#).await;
    let wanted = json!({"country": "CL", "currency": "EUR", "language": "es", "primarySource": "DISCOGS", "lastSyncAt": null});
    assert_eq!(changed["data"]["updateProfile"]["profile"], wanted, "{changed:#}");
    assert_eq!(change("").await["data"]["updateProfile"]["profile"], wanted);
    assert_eq!(change(r#"language: "en""#).await["data"]["updateProfile"]["profile"]["language"], "en");
    for wrong in [r#"language: "tlh""#, r#"country: "Spain""#, r#"currency: "eur""#] {
        assert_eq!(code(&change(wrong).await), "BAD_USER_INPUT", "{wrong}");
    }
}
