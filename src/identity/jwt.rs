//! Access tokens: JWT, a quarter of an hour, one algorithm, every claim checked.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::IdentityError;
use super::requester::UserId;
use super::token;
use crate::config::Config;

/// The one algorithm: what a token says of itself is compared with it, and never chosen by it.
const ALGORITHM: Algorithm = Algorithm::HS256;
/// RFC 9068's: a refresh token or anything else that is signed with the same secret is no access token.
const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "vinilogy";
/// How long a token is good.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// How far clocks of one house may be apart.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);
/// Ours are 400 bytes long.
const LONGEST: usize = 2_000;

/// What a token says. Every claim is required and of one type; a number in quotes is none.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    /// The session that the token belongs to.
    sid: i64,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

/// A signed token.
pub struct Signed {
    pub token: SecretString,
    pub expires_at: DateTime<Utc>,
}

/// What a token that holds says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    pub user: i64,
    pub session: i64,
    pub expires_at: DateTime<Utc>,
}

/// Signs a token with the present secret.
pub fn sign(config: &Config, user: UserId, session: i64, now: DateTime<Utc>) -> Result<Signed, IdentityError> {
    let secret = config.identity.jwt_secret.as_ref().ok_or(IdentityError::NoSecret("JWT_SECRET"))?;
    let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key_id(secret)), ..Header::new(ALGORITHM) };
    let (iat, exp) = (now.timestamp(), (now + LIFETIME).timestamp());
    let claims = Claims {
        iss: issuer(config),
        aud: AUDIENCE.to_owned(),
        sub: format!("user:{}", user.get()),
        sid: session,
        iat,
        exp,
        jti: Uuid::new_v4(),
    };
    let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret.expose_secret().as_bytes()))?;
    Ok(Signed { token: token.into(), expires_at: DateTime::from_timestamp(exp, 0).unwrap_or(now) })
}

/// What a token says, if everything about it holds. Why it does not hold is nobody's business.
pub fn read(config: &Config, token: &str, now: DateTime<Utc>) -> Option<Read> {
    if token.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    if header.alg != ALGORITHM || header.typ.as_deref() != Some(TYPE) {
        return None;
    }
    let kid = header.kid?;
    let secrets = config.identity.jwt_secret.iter().chain(&config.identity.jwt_previous_secrets);
    let secret = secrets.into_iter().find(|secret| key_id(secret) == kid)?;
    let mut validation = Validation::new(ALGORITHM);
    validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[issuer(config)]);
    // By our own clock, below.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(secret.expose_secret().as_bytes());
    let claims: Claims = jsonwebtoken::decode(token, &key, &validation).ok()?.claims;
    let (issued_at, expires_at) = (DateTime::from_timestamp(claims.iat, 0)?, DateTime::from_timestamp(claims.exp, 0)?);
    let is_timely = issued_at <= now + LEEWAY && now < expires_at + LEEWAY && expires_at > issued_at && expires_at - issued_at <= LIFETIME;
    if !is_timely || claims.jti.is_nil() {
        return None;
    }
    let user = claims.sub.strip_prefix("user:")?.parse().ok().filter(|id| *id > 0)?;
    Some(Read { user, session: claims.sid, expires_at })
}

/// The name of a secret, which says nothing about it.
fn key_id(secret: &SecretString) -> String {
    token::text(&token::keyed(secret, "jwt key id", "")[..12])
}

fn issuer(config: &Config) -> String {
    config.server.public_url.as_str().to_owned()
}
