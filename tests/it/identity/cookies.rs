//! The refresh token in a cookie: for pages, whose scripts must not see it; and against everybody who would use it.

use serde_json::json;

use crate::graphql::stage::empty;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::door::{Answer, Door, refresh, sign_in, sign_up, status, tokens};
use crate::support::upstream::nobody;

const WANTED: (&str, &str) = ("x-vinilogy-session", "cookie");

/// What the browser keeps of an answer, as it sends it back.
fn kept(answer: &Answer) -> String {
    let [cookie] = answer.cookies()[..] else { panic!("not one cookie: {answer:?}") };
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_has_its_refresh_token_kept_where_no_script_reads_it() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let plain = door.send(&sign_up("ana@example.org"), &[]).await;
    assert_eq!(plain.all_cookies(), Vec::<&str>::new(), "nobody asked for one");

    let answer = door.send(&sign_in("ana@example.org", PASSWORD), &[WANTED]).await;
    assert_eq!(answer.body["data"]["signIn"]["session"]["refreshToken"], "", "it is in the cookie alone");
    let [cookie] = answer.cookies()[..] else { panic!("{answer:?}") };
    for part in ["HttpOnly", "SameSite=Strict", "Path=/graphql", "Max-Age=5184000"] {
        assert!(cookie.split("; ").any(|there| there == part), "{part} is missing from {cookie}");
    }
    assert!(!cookie.contains("Secure"), "on this machine's plain address browsers would not take it: {cookie}");

    let mark = answer.all_cookies().into_iter().find(|cookie| cookie.starts_with("vinilogy_browser=")).expect("a mark");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/auth"] {
        assert!(mark.split("; ").any(|there| there == part), "{part} is missing from {mark}");
    }

    let first = kept(&answer);
    let answer = door.send(&refresh(""), &[WANTED, ("cookie", &first)]).await;
    assert_eq!(status(&answer.body["data"]), "REFRESHED", "{answer:?}");
    let second = kept(&answer);
    assert_ne!(first, second);
    let out = "mutation { signOut(input: {}) { status } }";
    let answer = door.send(out, &[WANTED, ("cookie", &second)]).await;
    assert_eq!(status(&answer.body["data"]), "SIGNED_OUT");
    assert!(answer.all_cookies().iter().all(|cookie| cookie.contains("Max-Age=0")), "{answer:?}");
    let [cleared] = answer.cookies()[..] else { panic!("{answer:?}") };
    assert!(cleared.starts_with("vinilogy_session=;") && cleared.contains("Max-Age=0"), "{cleared}");
    assert_eq!(status(&door.send(&refresh(""), &[WANTED, ("cookie", &second)]).await.body["data"]), "INVALID");
}

#[tokio::test]
async fn elsewhere_than_on_this_machine_the_cookie_is_secure() {
    for url in ["https://records.example.org", "http://records.example.org"] {
        let app = TestApp::at(&nobody().await, &[("PUBLIC_URL", url)]).await;
        let answer = Door::of(&app).await.send(&sign_up("ana@example.org"), &[WANTED]).await;
        assert!(answer.cookies()[0].split("; ").any(|part| part == "Secure"), "{url}: {answer:?}");
    }
}

#[tokio::test]
async fn the_cookie_alone_is_nobody() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let cookie = kept(&door.send(&sign_up("ana@example.org"), &[WANTED]).await);
    // As a browser sends it by itself: with a form, a link, a request of another page's.
    for headers in [&[("cookie", cookie.as_str())][..], &[("cookie", &cookie), ("x-vinilogy-session", "yes")]] {
        let answer = door.send(&refresh(""), headers).await;
        assert_eq!(status(&answer.body["data"]), "INVALID", "{answer:?}");
        let answer = door.send("mutation { signOut(input: {}) { status } }", headers).await;
        assert_eq!(status(&answer.body["data"]), "INVALID", "{answer:?}");
    }
    // And it never says who is asking, header or not.
    let answer = door.send("{ viewer { email } }", &[WANTED, ("cookie", &cookie)]).await;
    assert_eq!(answer.body["data"], json!({"viewer": null}));
    let leave = format!("mutation {{ deleteAccount(input: {{password: {PASSWORD:?}}}) {{ status }} }}");
    assert_eq!(door.send(&leave, &[WANTED, ("cookie", &cookie)]).await.code(), "UNAUTHENTICATED");
    assert_eq!(status(&door.send(&refresh(""), &[WANTED, ("cookie", &cookie)]).await.body["data"]), "REFRESHED", "it was not used up");
}

#[tokio::test]
async fn the_header_and_the_cookie_of_two_people_are_not_mixed_up() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let anas = kept(&door.send(&sign_up("ana@example.org"), &[WANTED]).await);
    let ben = tokens(&door.send(&sign_up("ben@example.org"), &[]).await.body["data"]);
    let bearer = format!("Bearer {}", ben.access);
    let both = [WANTED, ("cookie", anas.as_str()), ("authorization", bearer.as_str())];

    let answer = door.send("{ viewer { email } }", &both).await;
    assert_eq!(answer.body["data"]["viewer"]["email"], "ben@example.org", "only the header says who is asking");
    let answer = door.send(&refresh(""), &both).await;
    assert_eq!((status(&answer.body["data"]), answer.cookies().len()), ("INVALID", 0), "{answer:?}");
    let answer = door.send("mutation { signOut(input: {everywhere: true}) { status } }", &both).await;
    assert_eq!(status(&answer.body["data"]), "INVALID", "nobody is signed out by another's cookie");
    // A token in the input and another in the cookie.
    let answer = door.send(&refresh(&ben.refresh), &[WANTED, ("cookie", &anas)]).await;
    assert_eq!(status(&answer.body["data"]), "INVALID");
    // Another's refresh token with one's own access token.
    let answer = door.send(&refresh(anas.split_once('=').unwrap().1), &[("authorization", &bearer)]).await;
    assert_eq!(status(&answer.body["data"]), "INVALID");
    assert_eq!(app.number("select count(*) from refresh_tokens where used_at is not null").await, 0, "none was used up");
    assert_eq!(status(&door.send(&refresh(""), &[WANTED, ("cookie", &anas)]).await.body["data"]), "REFRESHED");
    assert_eq!(status(&door.send(&refresh(&ben.refresh), &[("authorization", &bearer)]).await.body["data"]), "REFRESHED");
}

#[tokio::test]
async fn pages_of_another_origin_are_not_allowed_the_header() {
    let app = empty().await;
    let door = Door::of(&app).await;
    let client = crate::support::app::client();
    let asked = client
        .request(reqwest::Method::OPTIONS, door.url.join("/graphql").unwrap())
        .header("origin", "https://evil.example.org")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type, x-vinilogy-session");
    let headers = asked.send().await.unwrap().headers().clone();
    assert!(headers.keys().all(|name| !name.as_str().starts_with("access-control-allow")), "{headers:?}");
    let form =
        client.post(door.url.join("/graphql").unwrap()).header("content-type", "text/plain").body(r#"{"query": "{ viewer { id } }"}"#);
    assert_eq!(form.send().await.unwrap().status(), 415, "what a form can send is not read");
}
