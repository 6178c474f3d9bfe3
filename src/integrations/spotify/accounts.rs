//! The accounts service: a person's consent becomes tokens, and tokens become new ones.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Spotify, authorization};
use crate::integrations::transport::{Answer, Ask, Carry, Failure};
use crate::integrations::{Priority, Result, lenient};

/// What a person is asked to let us see: nothing of it changes anything at Spotify.
const SCOPES: &str = "user-top-read user-read-recently-played playlist-read-private playlist-read-collaborative";

/// Tokens of one person.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: SecretString,
    /// Absent: the old one goes on.
    pub refresh: Option<SecretString>,
    /// For so many seconds the access token works.
    pub lives: i64,
}

/// What became of a code, or of a refresh token.
#[derive(Clone, Debug)]
pub enum Grant {
    Tokens(Tokens),
    /// The person withdrew their consent, or it ran out, or it was used up: they must be asked again.
    Withdrawn,
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: SecretString,
    #[serde(default)]
    refresh_token: Option<SecretString>,
    #[serde(default, deserialize_with = "lenient::number")]
    expires_in: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaint {
    #[serde(deserialize_with = "lenient::text")]
    error: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    error_description: Option<String>,
}

impl Spotify {
    /// Where a person consents. Spotify sends them back to `redirect_uri`, with `state`.
    pub fn authorize_url(&self, state: &SecretString, challenge: &str, redirect_uri: &str) -> Url {
        let mut url = self.accounts.base().clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("authorize");
        }
        url.query_pairs_mut().clear().extend_pairs([
            ("response_type", "code"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", redirect_uri),
            ("scope", SCOPES),
            ("state", state.expose_secret()),
            ("code_challenge_method", "S256"),
            ("code_challenge", challenge),
        ]);
        url
    }

    /// Tokens for the code that a person came back with.
    pub async fn exchange(&self, code: &SecretString, verifier: &SecretString, redirect_uri: &str, priority: Priority) -> Result<Grant> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", redirect_uri),
            ("client_id", self.client_id.as_str()),
            ("code_verifier", verifier.expose_secret()),
        ];
        self.token("token (code)", &form, vec![code.clone(), verifier.clone()], priority).await
    }

    /// New tokens for an old one, which may be dead afterwards.
    pub async fn refresh(&self, token: &SecretString, priority: Priority) -> Result<Grant> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret()), ("client_id", self.client_id.as_str())];
        self.token("token (refresh)", &form, vec![token.clone()], priority).await
    }

    async fn token(&self, endpoint: &'static str, form: &[(&str, &str)], secrets: Vec<SecretString>, priority: Priority) -> Result<Grant> {
        let ask = Ask { endpoint, path: &["api", "token"], query: &[], priority };
        let headers = match &self.client_secret {
            Some(secret) => {
                let pair = STANDARD.encode(format!("{}:{}", self.client_id, secret.expose_secret()));
                authorization(format!("Basic {pair}"))
            }
            None => reqwest::header::HeaderMap::new(),
        };
        let carry = Carry { headers, form: Some(form), secrets };
        self.accounts.call(&ask, &carry, read).await
    }
}

fn read(answer: &Answer) -> Result<Grant, Failure> {
    if matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) {
        let said: Complaint = serde_json::from_slice(&answer.body).unwrap_or_default();
        let words = match (said.error, said.error_description) {
            (Some(error), _) if error == "invalid_grant" => return Ok(Grant::Withdrawn),
            (Some(error), _) if error == "invalid_client" => {
                "invalid_client: SPOTIFY_CLIENT_ID or SPOTIFY_CLIENT_SECRET is not that of an application".to_owned()
            }
            (Some(error), Some(more)) => format!("{error}: {more}"),
            (Some(words), None) | (None, Some(words)) => words,
            (None, None) => format!("status {}", answer.status.as_u16()),
        };
        return Err(answer.rejected(&words));
    }
    let make = |body: TokenBody| {
        let refresh = body.refresh_token.filter(|token| !token.expose_secret().is_empty());
        // Whoever does not say how long a token works is asked again soon.
        Some(Grant::Tokens(Tokens { access: body.access_token, refresh, lives: body.expires_in.unwrap_or(300).max(0) }))
    };
    answer.read_as(make, "no token")
}
