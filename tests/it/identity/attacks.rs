//! Access tokens that somebody made up, bent or kept.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::graphql::stage::empty;
use crate::support::app::TestApp;
use crate::support::door::{Answer, Door, sign_up, tokens};
use crate::support::upstream::nobody;

const SECRET: &str = "a secret that only tests know, 32 bytes";
const VIEWER: &str = "{ viewer { email } }";

fn part(token: &str, place: usize) -> Value {
    serde_json::from_slice(&B64.decode(token.split('.').nth(place).unwrap()).unwrap()).unwrap()
}

fn signed(header: &Header, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn unsigned(header: &Value, claims: &Value, signature: &str) -> String {
    format!("{}.{}.{signature}", B64.encode(header.to_string()), B64.encode(claims.to_string()))
}

fn assert_refused(answer: &Answer, attack: &str) {
    assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{attack}: {answer:?}");
    assert!(answer.body.get("data").is_none(), "{attack}: {answer:?}");
    assert_eq!(answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"", "{attack}");
}

#[tokio::test]
async fn a_token_that_was_made_up_or_bent_is_refused() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let real = tokens(&door.data(&sign_up("ana@example.org")).await).access;
    let ben = tokens(&door.data(&sign_up("ben@example.org")).await).access;
    let header = jsonwebtoken::decode_header(&real).unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::HS256, Some("at+jwt")));
    let claims = part(&real, 1);
    let again = signed(&header, &claims, SECRET);
    assert_eq!(door.ask(&again, VIEWER).await.body["data"]["viewer"]["email"], "ana@example.org", "the attacks fail for their own reason");

    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        signed(&header, &claims, SECRET)
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name).unwrap();
        signed(&header, &claims, SECRET)
    };
    let (now, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    let none = |alg: &str| unsigned(&json!({"alg": alg, "typ": "at+jwt", "kid": header.kid}), &claims, "");
    let stripped = real.rsplit_once('.').unwrap().0;
    let (bens, anas) = (ben.split('.').collect::<Vec<_>>(), real.split('.').collect::<Vec<_>>());
    let confused = unsigned(&json!({"alg": "RS256", "typ": "at+jwt", "kid": header.kid}), &claims, anas[2]);
    let mut attacks: Vec<(String, String)> = vec![
        ("alg none".into(), none("none")),
        ("alg None".into(), none("None")),
        ("alg none, signature kept".into(), format!("{}{}", none("none"), anas[2])),
        ("no alg".into(), unsigned(&json!({"typ": "at+jwt", "kid": header.kid}), &claims, anas[2])),
        ("alg HS384".into(), signed(&Header { alg: Algorithm::HS384, ..header.clone() }, &claims, SECRET)),
        ("alg HS512".into(), signed(&Header { alg: Algorithm::HS512, ..header.clone() }, &claims, SECRET)),
        ("alg RS256, signed with ours".into(), confused),
        ("another key".into(), signed(&header, &claims, "another secret that is long enough too")),
        ("another key, its name unknown".into(), signed(&Header { kid: Some("other".into()), ..header.clone() }, &claims, SECRET)),
        ("no kid".into(), signed(&Header { kid: None, ..header.clone() }, &claims, SECRET)),
        ("typ JWT".into(), signed(&Header { typ: Some("JWT".into()), ..header.clone() }, &claims, SECRET)),
        ("no typ".into(), signed(&Header { typ: None, ..header.clone() }, &claims, SECRET)),
        ("exp in quotes".into(), with("exp", json!(exp.to_string()))),
        ("exp a fraction".into(), with("exp", json!(1e300))),
        ("exp null".into(), with("exp", Value::Null)),
        ("exp past".into(), with("exp", json!(now - 6))),
        ("exp in a year".into(), with("exp", json!(now + 31_536_000))),
        ("exp before the first".into(), with("exp", json!(i64::MIN))),
        ("iat to come".into(), with("iat", json!(now + 60))),
        ("wrong aud".into(), with("aud", json!("another house"))),
        ("several aud".into(), with("aud", json!(["vinilogy", "another house"]))),
        ("wrong iss".into(), with("iss", json!("https://evil.example.org/"))),
        ("another sub".into(), with("sub", json!("user:2"))),
        ("sub no id".into(), with("sub", json!("user:1 or 1=1"))),
        ("sub a number".into(), with("sub", json!(1))),
        ("another session".into(), with("sid", json!(2))),
        ("no such session".into(), with("sid", json!(99))),
        ("jti empty".into(), with("jti", json!(""))),
        ("signature off".into(), stripped.to_owned()),
        ("signature empty".into(), format!("{stripped}.")),
        ("another's payload".into(), [anas[0], bens[1], anas[2]].join(".")),
        ("another's signature".into(), [anas[0], anas[1], bens[2]].join(".")),
        ("four parts".into(), format!("{real}.x")),
        ("nonsense".into(), "nonsense".into()),
        ("dots".into(), "..".into()),
        ("very long".into(), "x".repeat(10_000)),
        ("an API token that is none".into(), "vin_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".into()),
    ];
    for name in ["iss", "aud", "sub", "sid", "iat", "exp", "jti"] {
        attacks.push((format!("no {name}"), without(name)));
    }
    let count = attacks.len();
    for (attack, token) in attacks {
        assert_refused(&door.ask(&token, VIEWER).await, &attack);
    }
    println!("{count} forged tokens refused");
}

#[tokio::test]
async fn what_is_sent_as_a_token_is_one_or_refused() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let real = tokens(&door.data(&sign_up("ana@example.org")).await).access;
    let bearer = format!("Bearer {real}");
    for headers in [&[("authorization", "Bearer")][..], &[("authorization", bearer.as_str()), ("authorization", "Bearer x")]] {
        assert_refused(&door.send(VIEWER, headers).await, &format!("{headers:?}"));
    }
    for media in ["application/json", "application/graphql-response+json"] {
        assert_refused(&door.send(VIEWER, &[("authorization", "Bearer x"), ("accept", media)]).await, media);
    }
    let answer = door.send(VIEWER, &[("authorization", "Basic YTpi")]).await;
    assert_eq!((answer.status, &answer.body["data"]["viewer"]), (200, &Value::Null), "another scheme is somebody else's");
    let answer = door.send(VIEWER, &[("authorization", &format!("bearer   {real}"))]).await;
    assert_eq!(answer.body["data"]["viewer"]["email"], "ana@example.org");
    let answer = door.get(&format!("/graphql?query={{viewer{{email}}}}&access_token={real}")).await;
    assert_eq!(answer.json::<Value>().await.unwrap()["data"]["viewer"], Value::Null, "addresses end up in logs: no token is read there");
}

#[tokio::test]
async fn a_token_is_good_for_fifteen_minutes() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let real = tokens(&door.data(&sign_up("ana@example.org")).await).access;
    app.app.clock.advance(TimeDelta::minutes(15) - TimeDelta::seconds(2));
    assert_eq!(door.ask(&real, VIEWER).await.status, 200);
    app.app.clock.advance(TimeDelta::seconds(8));
    assert_refused(&door.ask(&real, VIEWER).await, "over");
}

#[tokio::test]
async fn a_removed_account_takes_its_tokens_with_it() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let real = tokens(&door.data(&sign_up("ana@example.org")).await);
    let leave = format!("mutation {{ deleteAccount(input: {{password: {:?}}}) {{ status }} }}", crate::support::app::PASSWORD);
    assert_eq!(door.ask(&real.access, &leave).await.body["data"]["deleteAccount"]["status"], "DELETED");
    assert_refused(&door.ask(&real.access, VIEWER).await, "removed");
    assert_eq!(door.data(&crate::support::door::refresh(&real.refresh)).await["refreshSession"]["status"], "INVALID");
}

#[tokio::test]
async fn a_key_is_changed_without_signing_anybody_out() {
    const FIRST: &str = "the first secret and it is long enough";
    const NEXT: &str = "the next secret and it is long enough";
    let outside = nobody().await;
    let app = TestApp::at(&outside, &[("JWT_SECRET", FIRST)]).await;
    let old = tokens(&Door::of(&app).await.data(&sign_up("ana@example.org")).await).access;
    let changing = TestApp::over(app.url.clone(), &outside, &[("JWT_SECRET", NEXT), ("JWT_PREVIOUS_SECRETS", FIRST)]).await;
    let door = Door::of(&changing).await;
    assert_eq!(door.ask(&old, VIEWER).await.body["data"]["viewer"]["email"], "ana@example.org");
    let new = tokens(&door.data(&crate::support::door::sign_in("ana@example.org", crate::support::app::PASSWORD)).await).access;
    assert_ne!(jsonwebtoken::decode_header(&old).unwrap().kid, jsonwebtoken::decode_header(&new).unwrap().kid);
    let changed = TestApp::over(app.url.clone(), &outside, &[("JWT_SECRET", NEXT)]).await;
    let door = Door::of(&changed).await;
    assert_eq!(door.ask(&new, VIEWER).await.status, 200);
    assert_refused(&door.ask(&old, VIEWER).await, "the old key is forgotten");
    // The old name with the new key, and the other way round.
    let (header, claims) = (jsonwebtoken::decode_header(&old).unwrap(), part(&new, 1));
    assert_refused(&door.ask(&signed(&header, &claims, NEXT), VIEWER).await, "an unknown name");
}

#[tokio::test]
async fn nothing_secret_is_said_in_an_error() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let real = tokens(&door.data(&sign_up("ana@example.org")).await).access;
    let bent = format!("{real}x");
    let answer = tokio::time::timeout(Duration::from_secs(20), door.ask(&bent, VIEWER)).await.unwrap();
    let said = format!("{answer:?}");
    assert!(!said.contains(&bent) && !said.contains("signature") && !said.contains("kid"), "{said}");
}
