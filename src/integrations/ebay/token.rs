//! The application's own token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Ebay, authorization};
use crate::integrations::transport::{Answer, Ask, Carry, Failure};
use crate::integrations::{Priority, Result, lenient};

/// So long before its end a token is not used any more: a call takes its time.
const MARGIN: TimeDelta = TimeDelta::minutes(2);
/// All that a search needs.
const SCOPE: &str = "https://api.ebay.com/oauth/api_scope";

/// A token, and until when it is used.
#[derive(Clone)]
pub(super) struct Held {
    token: SecretString,
    until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: SecretString,
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

impl Ebay {
    /// The token that works now, other than the `refused` one. Tokens have a quota of their own at eBay: whoever comes while
    /// one is on its way waits for it.
    pub(super) async fn token(&self, refused: Option<&SecretString>, priority: Priority) -> Result<SecretString> {
        let mut held = self.held.lock().await;
        let is_refused = |held: &Held| refused.is_some_and(|token| token.expose_secret() == held.token.expose_secret());
        if let Some(held) = held.as_ref().filter(|held| held.until > self.clock.now() && !is_refused(held)) {
            return Ok(held.token.clone());
        }
        let asked_at = self.clock.now();
        let body = self.ask_token(priority).await?;
        // Whoever does not say how long a token works is asked again soon.
        let lives = TimeDelta::seconds(body.expires_in.unwrap_or(300).clamp(0, 86_400));
        *held = Some(Held { token: body.access_token.clone(), until: asked_at + lives - MARGIN });
        Ok(body.access_token)
    }

    async fn ask_token(&self, priority: Priority) -> Result<TokenBody> {
        let ask = Ask { endpoint: "oauth2/token", path: &["identity", "v1", "oauth2", "token"], query: &[], priority };
        let pair = STANDARD.encode(format!("{}:{}", self.client_id, self.client_secret.expose_secret()));
        let form = [("grant_type", "client_credentials"), ("scope", SCOPE)];
        let headers = authorization(format!("Basic {pair}"));
        let carry = Carry { headers, form: Some(&form), secrets: vec![SecretString::from(pair)] };
        self.caller.call(&ask, &carry, read).await
    }
}

fn read(answer: &Answer) -> Result<TokenBody, Failure> {
    if matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) {
        let said: Complaint = serde_json::from_slice(&answer.body).unwrap_or_default();
        let words = match (said.error, said.error_description) {
            (Some(error), _) if error == "invalid_client" => {
                "invalid_client: EBAY_CLIENT_ID or EBAY_CLIENT_SECRET is not that of an application".to_owned()
            }
            (Some(error), Some(more)) => format!("{error}: {more}"),
            (Some(words), None) | (None, Some(words)) => words,
            (None, None) => format!("status {}", answer.status.as_u16()),
        };
        return Err(answer.rejected(&words));
    }
    answer.read_as(|body: TokenBody| (!body.access_token.expose_secret().is_empty()).then_some(body), "no token")
}
