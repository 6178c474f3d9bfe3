//! The front door of a house, as a client over HTTP sees it.

use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::{Value, json};
use url::Url;

use super::app::{PASSWORD, TestApp, client};

/// A house that is served, and somebody who asks it.
pub struct Door {
    pub url: Url,
    client: reqwest::Client,
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Door {
    pub async fn of(app: &TestApp) -> Self {
        Self::at(app.serve().await)
    }

    pub fn at(url: Url) -> Self {
        Self { url, client: client() }
    }

    /// A GraphQL request with these headers.
    pub async fn send(&self, query: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.post(self.url.join("/graphql").unwrap()).json(&json!({ "query": query }));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.json().await.unwrap() }
    }

    /// What somebody with that token is answered.
    pub async fn ask(&self, token: &str, query: &str) -> Answer {
        self.send(query, &[("authorization", &format!("Bearer {token}"))]).await
    }

    /// What nobody is answered, without errors.
    pub async fn data(&self, query: &str) -> Value {
        let mut answer = self.send(query, &[]).await;
        assert!(answer.body.get("errors").is_none(), "{query}\n{:#}", answer.body);
        answer.body["data"].take()
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(self.url.join(path).unwrap()).send().await.unwrap()
    }

    pub async fn head(&self, path: &str) -> u16 {
        self.client.head(self.url.join(path).unwrap()).send().await.unwrap().status().as_u16()
    }
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    /// The cookies that hold a refresh token, or do no more.
    pub fn cookies(&self) -> Vec<&str> {
        self.all_cookies().into_iter().filter(|cookie| !cookie.starts_with("vinilogy_browser=")).collect()
    }

    /// Those that tell whose browser it is too.
    pub fn all_cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

/// The tokens of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

const SESSION: &str = "status session { accessToken refreshToken expiresAt user { id email isAdmin } }";

pub fn sign_up(email: &str) -> String {
    format!("mutation {{ signUp(input: {{email: {email:?}, password: {PASSWORD:?}}}) {{ {SESSION} }} }}")
}

pub fn sign_in(email: &str, password: &str) -> String {
    format!("mutation {{ signIn(input: {{email: {email:?}, password: {password:?}}}) {{ {SESSION} }} }}")
}

pub fn refresh(token: &str) -> String {
    format!("mutation {{ refreshSession(input: {{refreshToken: {token:?}}}) {{ {SESSION} }} }}")
}

/// The tokens of the session that one mutation began or prolonged.
pub fn tokens(data: &Value) -> Tokens {
    let session = &data.as_object().unwrap().values().next().unwrap()["session"];
    let text = |name: &str| session[name].as_str().unwrap_or_else(|| panic!("no session: {data:#}")).to_owned();
    Tokens { access: text("accessToken"), refresh: text("refreshToken") }
}

/// What became of the one mutation.
pub fn status(data: &Value) -> &str {
    data.as_object().unwrap().values().next().unwrap()["status"].as_str().unwrap()
}
