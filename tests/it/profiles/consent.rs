//! Consents: a person goes to Spotify and comes back, once, in their own browser; and everybody who would have it otherwise.

use chrono::TimeDelta;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::door::{Door, sign_in, tokens};
use crate::support::spotify::{CLIENT_SECRET, Failure, Spotify};

const LINK: &str = "mutation { linkAccount(input: {service: SPOTIFY}) { status account { username } authorizeUrl } }";
const WANTED: (&str, &str) = ("x-vinilogy-session", "cookie");

async fn house(spotify: &Spotify, with_secret: bool) -> TestApp {
    let settings = spotify.settings(with_secret);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    TestApp::at(&spotify.url, &settings).await.working()
}

/// A browser that is sent back from Spotify: where it is sent on.
struct Browser(reqwest::Client, Url);

impl Browser {
    async fn of(app: &TestApp) -> Self {
        Self(reqwest::Client::builder().redirect(Policy::none()).build().unwrap(), app.serve().await)
    }

    async fn back(&self, query: &str, cookie: Option<&str>) -> String {
        let mut request = self.0.get(self.1.join(&format!("/auth/spotify/callback?{query}")).unwrap());
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let location = answer.headers()["location"].to_str().unwrap();
        let page = location.strip_prefix("http://127.0.0.1:8080/account?").unwrap_or_else(|| panic!("{location}"));
        page.to_owned()
    }
}

const EXPIRED: &str = "link_problem=expired&service=spotify";
const OTHER: &str = "link_problem=other_person&service=spotify";

fn authorize(data: &Value) -> &str {
    assert_eq!((&data["linkAccount"]["status"], &data["linkAccount"]["account"]), (&json!("AUTHORIZE"), &Value::Null), "{data:#}");
    data["linkAccount"]["authorizeUrl"].as_str().unwrap()
}

#[tokio::test]
async fn a_person_consents_and_is_linked_once_with_and_without_a_secret() {
    for with_secret in [false, true] {
        let spotify = Spotify::start().await;
        spotify.inside().wants_secret = with_secret;
        let app = house(&spotify, with_secret).await;
        let browser = Browser::of(&app).await;
        let ana = app.person("ana@example.org").await;
        let sent = app.data_as(&ana, LINK).await;
        let (code, state) = spotify.consent(authorize(&sent));
        let head = browser.0.head(browser.1.join(&format!("/auth/spotify/callback?code={code}&state={state}")).unwrap());
        assert_eq!(head.send().await.unwrap().status(), 204, "a preview uses nothing up");
        assert_eq!(browser.back(&format!("code={code}&state={state}"), None).await, "linked=spotify");
        let account = app.data_as(&ana, "{ viewer { accounts { service username problem } } }").await;
        assert_eq!(account["viewer"]["accounts"], json!([{"service": "SPOTIFY", "username": "mara", "problem": null}]));
        assert_eq!(browser.back(&format!("code={code}&state={state}"), None).await, EXPIRED, "a state works once");
        assert_eq!(app.number("select count(*) from account_consents").await, 0);

        // Nothing that anybody gave us lies anywhere in the clear.
        for column in ["payload::text", "key", "coalesce(message, '')", "coalesce(error, '')"] {
            let secrets =
                format!("select count(*) from job_runs where {column} ~ '(code|access|refresh)-[0-9]+-that' or {column} like '%{state}%'");
            assert_eq!(app.number(&secrets).await, 0, "{column}");
        }
        assert_eq!(
            app.number("select count(*) from linked_accounts where sealed_token !~ 'that-nobody' and length(sealed_token) > 80").await,
            1
        );
        assert_eq!(app.number("select count(*) from graphile_worker._private_jobs where payload::text ~ 'that-nobody'").await, 0);
    }
}

#[tokio::test]
async fn whoever_says_no_or_makes_something_up_is_told_so() {
    let spotify = Spotify::start().await;
    let app = house(&spotify, true).await;
    let browser = Browser::of(&app).await;
    let ana = app.person("ana@example.org").await;
    let state = async || spotify.consent(authorize(&app.data_as(&ana, LINK).await));
    let (_, mine) = state().await;
    assert_eq!(browser.back(&format!("error=access_denied&state={mine}"), None).await, "link_problem=denied&service=spotify");
    assert_eq!(browser.back(&format!("code=c&state={mine}"), None).await, EXPIRED, "who said no has said it");
    for query in ["", "code=c", "state=s", "code=c&state=made-up", "code=c&state=", "error=access_denied&state=made-up"] {
        assert_eq!(browser.back(query, None).await, EXPIRED, "{query}");
    }
    let (code, mine) = state().await;
    assert_eq!(browser.back(&format!("code={code}&state={mine}&state=other"), None).await, EXPIRED);
    // A code of somebody else's consent does not fit what was begun here.
    let (_, other) = state().await;
    let refused = "link_problem=refused&service=spotify";
    assert_eq!(browser.back(&format!("code={code}&state={other}"), None).await, refused, "the verifier is another one");
    assert_eq!(browser.back(&format!("code=made-up&state={mine}"), None).await, refused);
    let failed = app.lines("select distinct error from job_runs where job = 'finish_consent'").await;
    assert!(failed.len() == 1 && failed[0].contains("link the account again"), "{failed:?}");

    let (code, late) = state().await;
    app.app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(browser.back(&format!("code={code}&state={late}"), None).await, EXPIRED, "it took too long");
    assert_eq!(app.number("select count(*) from linked_accounts").await, 0);
    assert_eq!(app.number("select count(*) from account_consents").await, 0);

    for _ in 0..8 {
        app.data_as(&ana, LINK).await;
    }
    assert_eq!(app.number("select count(*) from account_consents").await, 5, "nobody fills the table");
    let elsewhere = browser.0.get(browser.1.join("/auth/lastfm/callback?code=c&state=s").unwrap()).send().await.unwrap();
    assert_eq!(elsewhere.status(), 404);
    let post = browser.0.post(browser.1.join("/auth/spotify/callback").unwrap()).send().await.unwrap();
    assert_eq!(post.status(), 405);
    assert_eq!(app.ask(LINK).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

/// What a browser keeps of an answer, by name.
fn cookie(answer: &crate::support::door::Answer, name: &str) -> String {
    let all = answer.all_cookies();
    let ours = all.iter().find(|cookie| cookie.starts_with(&format!("{name}="))).unwrap_or_else(|| panic!("no {name} in {all:?}"));
    ours.split(';').next().unwrap().to_owned()
}

/// Who could have another person consent to a link of their own would read what that person listens to.
#[tokio::test]
async fn a_consent_counts_in_the_browser_of_who_began_it_alone() {
    let spotify = Spotify::start().await;
    let app = house(&spotify, false).await;
    let browser = Browser::of(&app).await;
    let door = Door::at(browser.1.clone());
    for email in ["ana@example.org", "ben@example.org"] {
        app.person(email).await;
    }
    let ana = door.send(&sign_in("ana@example.org", PASSWORD), &[WANTED]).await;
    let ben = door.send(&sign_in("ben@example.org", PASSWORD), &[WANTED]).await;
    let token = ana.body["data"]["signIn"]["session"]["accessToken"].as_str().unwrap().to_owned();
    let (mark, stranger, session) = (cookie(&ana, "vinilogy_browser"), cookie(&ben, "vinilogy_browser"), cookie(&ben, "vinilogy_session"));
    let begin = async |wanted: bool| {
        let bearer = format!("Bearer {token}");
        let headers = if wanted { vec![WANTED, ("authorization", bearer.as_str())] } else { vec![("authorization", bearer.as_str())] };
        let answer = door.send(LINK, &headers).await;
        assert_eq!(answer.all_cookies().len(), usize::from(wanted), "a program gets no cookie");
        let (code, state) = spotify.consent(authorize(&answer.body["data"]));
        format!("code={code}&state={state}")
    };
    // Begun in a browser: only with its mark.
    for cookies in [None, Some(stranger.as_str()), Some("vinilogy_browser=made-up")] {
        assert_eq!(browser.back(&begin(true).await, cookies).await, OTHER, "{cookies:?}");
    }
    // Begun by a program: wherever, but not where somebody else is signed in.
    for cookies in [stranger.as_str(), session.as_str()] {
        assert_eq!(browser.back(&begin(false).await, Some(cookies)).await, OTHER, "{cookies}");
    }
    let refused = begin(true).await;
    assert_eq!(browser.back(&refused, Some(&stranger)).await, OTHER);
    assert_eq!(browser.back(&refused, Some(&mark)).await, EXPIRED, "and it is used up");
    assert_eq!(app.number("select count(*) from linked_accounts").await, 0);
    assert_eq!(spotify.count("/accounts/api/token"), 0, "no code was used");

    assert_eq!(browser.back(&begin(true).await, Some(&mark)).await, "linked=spotify");
    assert_eq!(app.number("select user_id from linked_accounts").await, 1);
    assert_eq!(browser.back(&begin(false).await, None).await, "linked=spotify");
    let theirs = tokens(&door.data(&sign_in("ben@example.org", PASSWORD)).await);
    let accounts = door.ask(&theirs.access, "{ viewer { accounts { username } } }").await;
    assert_eq!(accounts.body["data"]["viewer"]["accounts"], json!([]));
}

#[tokio::test]
async fn an_exchange_goes_on_when_spotify_is_away_and_asks_for_the_tokens_once() {
    let spotify = Spotify::start().await;
    let app = house(&spotify, true).await;
    let browser = Browser::of(&app).await;
    let ana = app.person("ana@example.org").await;
    let (code, state) = spotify.consent(authorize(&app.data_as(&ana, LINK).await));
    // Whom the tokens are of cannot be told at first; they are kept meanwhile.
    spotify.fail("/v1/me", std::iter::repeat_n(Failure::of(502, json!({})), 4));
    let said = browser.back(&format!("code={code}&state={state}"), None).await;
    assert_eq!(said, "linking=spotify");
    let linked = "select count(*) from linked_accounts";
    crate::support::app::until(&app.app, "the account is linked", || async { app.number(linked).await == 1 }).await;
    assert_eq!(spotify.count("/accounts/api/token"), 1, "a code works once");
}

#[tokio::test]
async fn a_wrong_secret_is_told_without_being_shown() {
    let spotify = Spotify::start().await;
    spotify.inside().wants_secret = true;
    let app = house(&spotify, false).await;
    let browser = Browser::of(&app).await;
    let ana = app.person("ana@example.org").await;
    let (code, state) = spotify.consent(authorize(&app.data_as(&ana, LINK).await));
    assert_eq!(browser.back(&format!("code={code}&state={state}"), None).await, "link_problem=refused&service=spotify");
    let error = app.lines("select error from job_runs where job = 'finish_consent'").await.pop().unwrap();
    assert!(error.contains("SPOTIFY_CLIENT_ID or SPOTIFY_CLIENT_SECRET"), "{error}");
    assert!(!error.contains(CLIENT_SECRET) && !error.contains(&code));
}
