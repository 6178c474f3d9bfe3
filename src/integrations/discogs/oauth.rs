//! OAuth 1.0a: a member consents at Discogs, and what they come back with becomes a token of theirs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::StatusCode;
use reqwest::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::collector::{As, Shown};
use super::{Discogs, header};
use crate::config::DiscogsConfig;
use crate::integrations::transport::{Answer, Ask, Carry, Failure};
use crate::integrations::{Priority, Result};

/// All but letters, digits and `-._~`, as OAuth wants it.
const CODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Discogs {
    /// Whether members can be asked for their consent: there is a consumer key.
    pub fn takes_consents(&self) -> bool {
        self.config.consumer.is_some()
    }

    /// A token to be sent to Discogs with, and its secret. Discogs sends the member back to `callback`.
    pub async fn request_token(&self, callback: &str, priority: Priority) -> Result<Shown<(SecretString, SecretString)>> {
        let ask = Ask { endpoint: "oauth/request_token", path: &["oauth", "request_token"], query: &[], priority };
        self.token(&ask, None, &[("oauth_callback", callback)], &Carry::default()).await
    }

    /// Where a member consents: on Discogs' pages, or wherever `DISCOGS_URL` stands for both.
    pub fn authorize_url(&self, token: &SecretString) -> Url {
        let mut url = self.config.url.clone();
        if url.host_str() == Some("api.discogs.com") {
            // An address with a host takes another one.
            let _ = url.set_host(Some("www.discogs.com"));
        }
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["oauth", "authorize"]);
        }
        url.query_pairs_mut().clear().append_pair("oauth_token", token.expose_secret());
        url
    }

    /// In whose name Discogs may be asked from now on, for the verifier that a member came back with.
    pub async fn access_token(
        &self,
        request: (&SecretString, &SecretString),
        verifier: &SecretString,
        priority: Priority,
    ) -> Result<Shown<As>> {
        let ask = Ask { endpoint: "oauth/access_token", path: &["oauth", "access_token"], query: &[], priority };
        let carry = Carry { form: Some(&[]), secrets: vec![verifier.clone()], ..Carry::default() };
        let told = self.token(&ask, Some(request), &[("oauth_verifier", verifier.expose_secret())], &carry).await?;
        Ok(told.map(|(token, secret)| As::Consented { token, secret }))
    }

    async fn token(
        &self,
        ask: &Ask<'_>,
        request: Option<(&SecretString, &SecretString)>,
        more: &[(&str, &str)],
        carry: &Carry<'_>,
    ) -> Result<Shown<(SecretString, SecretString)>> {
        let secrets = request.iter().flat_map(|(token, secret)| [(*token).clone(), (*secret).clone()]).collect();
        let authorization = signed(&self.config, request, more).as_deref().and_then(header);
        let caller = self.caller.with(secrets, |headers| {
            headers.remove(AUTHORIZATION);
            headers.extend(authorization.map(|value| (AUTHORIZATION, value)));
        });
        caller.call(ask, carry, read).await
    }
}

/// `oauth_token=…&oauth_token_secret=…`
fn read(answer: &Answer) -> std::result::Result<Shown<(SecretString, SecretString)>, Failure> {
    if matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) && !answer.is_html {
        return Ok(Shown::NoToken);
    }
    answer.check_status()?;
    let field = |wanted: &str| {
        let mut fields = url::form_urlencoded::parse(&answer.body);
        fields.find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| SecretString::from(value.into_owned()))
    };
    let both = field("oauth_token").zip(field("oauth_token_secret"));
    both.map(Shown::Here).ok_or_else(|| Failure::Settled(answer.malformed("no token")))
}

/// `Authorization: OAuth …`. PLAINTEXT, which Discogs takes over TLS: there is no signature to be made, and nothing in it
/// that a repeated call would have to change.
pub(super) fn signed(config: &DiscogsConfig, token: Option<(&SecretString, &SecretString)>, more: &[(&str, &str)]) -> Option<String> {
    let (key, secret) = config.consumer.as_ref()?;
    let coded = |text: &str| utf8_percent_encode(text, CODED).to_string();
    let of_token = token.map(|(_, secret)| coded(secret.expose_secret())).unwrap_or_default();
    let signature = format!("{}&{of_token}", coded(secret.expose_secret()));
    let (nonce, now) = (format!("{:032x}", rand::random::<u128>()), crate::clock::Clock::default().now().timestamp().to_string());
    let mut fields = vec![
        ("oauth_consumer_key", key.expose_secret()),
        ("oauth_signature_method", "PLAINTEXT"),
        ("oauth_signature", &signature),
        ("oauth_nonce", &nonce),
        ("oauth_timestamp", &now),
    ];
    fields.extend(token.map(|(token, _)| ("oauth_token", token.expose_secret())));
    fields.extend(more);
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}=\"{}\"", coded(value))).collect();
    Some(format!("OAuth {}", fields.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Vars};

    #[test]
    fn a_call_is_signed_with_both_secrets_and_nothing_else_of_them() {
        let vars = [("DISCOGS_CONSUMER_KEY", "key"), ("DISCOGS_CONSUMER_SECRET", "se&cret")];
        let config = Config::read(&Vars::from_pairs(vars)).expect("valid").providers.discogs;
        let (token, secret) = (SecretString::from("a token"), SecretString::from("its=secret"));
        let text = signed(&config, Some((&token, &secret)), &[("oauth_verifier", "v")]).expect("a header");
        for part in [
            "OAuth oauth_consumer_key=\"key\"",
            "oauth_signature_method=\"PLAINTEXT\"",
            // Each secret is coded, and then the two of them once more.
            "oauth_signature=\"se%2526cret%26its%253Dsecret\"",
            "oauth_token=\"a%20token\"",
            "oauth_verifier=\"v\"",
        ] {
            assert!(text.contains(part), "{text} lacks {part}");
        }
        assert!(signed(&config, None, &[]).expect("a header").contains("oauth_signature=\"se%2526cret%26\""));
        let nobody = Config::read(&Vars::from_pairs([("CONTACT", "ana@example.org")])).expect("valid").providers.discogs;
        assert_eq!(signed(&nobody, None, &[]), None);
    }
}
