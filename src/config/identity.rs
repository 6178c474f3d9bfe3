//! Who may come in, and the secrets that keep their logins.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

use super::hidden;
use super::vars::{Problem, Vars};

/// A secret that is shorter can be guessed.
pub const SHORTEST_SECRET: usize = 32;

/// The accounts.
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// `JWT_SECRET`: signs the access tokens. Absent: made once and kept under `DATA_DIR`.
    pub jwt_secret: Option<SecretString>,
    /// `JWT_PREVIOUS_SECRETS`: comma-separated; what they signed is still believed while a key is being changed.
    pub jwt_previous_secrets: Vec<SecretString>,
    /// `SECRET_KEY`: encrypts stored third-party tokens. Absent: made once and kept under `DATA_DIR`.
    pub secret_key: Option<SecretString>,
    /// `SIGN_UPS`: `closed` leaves `create-user`.
    pub sign_ups_open: bool,
    /// `TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl IdentityConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let trusted_proxies = vars.parse("TRUSTED_PROXIES", Vec::new(), "a list such as 127.0.0.1, 10.0.0.0/8", problems, |text| {
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
        });
        Self {
            jwt_secret: secret(vars, "JWT_SECRET", problems),
            jwt_previous_secrets: previous(vars, problems),
            secret_key: secret(vars, "SECRET_KEY", problems),
            sign_ups_open: vars.parse("SIGN_UPS", true, "open or closed", problems, |text| match text {
                "open" => Some(true),
                "closed" => Some(false),
                _ => None,
            }),
            trusted_proxies,
        }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        let made = |secret: Option<&SecretString>| match secret {
            Some(_) => hidden(secret),
            None => "(not set: made once and kept under DATA_DIR)".to_owned(),
        };
        let proxies: Vec<String> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        vec![
            ("JWT_SECRET", made(self.jwt_secret.as_ref())),
            ("JWT_PREVIOUS_SECRETS", hidden(self.jwt_previous_secrets.first())),
            ("SECRET_KEY", made(self.secret_key.as_ref())),
            ("SIGN_UPS", if self.sign_ups_open { "open" } else { "closed" }.to_owned()),
            ("TRUSTED_PROXIES", if proxies.is_empty() { "(none)".to_owned() } else { proxies.join(", ") }),
        ]
    }
}

fn secret(vars: &Vars, name: &'static str, problems: &mut Vec<Problem>) -> Option<SecretString> {
    let before = problems.len();
    let secret = vars.secret(name, problems);
    match &secret {
        Some(text) if is_short(text) => problems.push(Problem::new(name, short())),
        // Processes on one database may have no folder in common, and need one secret.
        None if problems.len() == before && is_foreign(vars) => {
            problems.push(Problem::new(name, format!("is required with DATABASE_URL: {SHORTEST_SECRET} bytes or more, the same for all processes, such as `openssl rand -hex 32` prints")));
        }
        _ => {}
    }
    secret
}

fn previous(vars: &Vars, problems: &mut Vec<Problem>) -> Vec<SecretString> {
    let name = "JWT_PREVIOUS_SECRETS";
    let Some(all) = vars.secret(name, problems) else { return Vec::new() };
    let each = all.expose_secret().split(',').map(str::trim).filter(|part| !part.is_empty());
    let secrets: Vec<SecretString> = each.map(SecretString::from).collect();
    if secrets.iter().any(is_short) {
        problems.push(Problem::new(name, format!("one of them {}", short())));
    }
    secrets
}

fn is_short(secret: &SecretString) -> bool {
    secret.expose_secret().len() < SHORTEST_SECRET
}

fn short() -> String {
    format!("is shorter than {SHORTEST_SECRET} bytes")
}

/// Whether the database is a server of one's own.
fn is_foreign(vars: &Vars) -> bool {
    ["DATABASE_URL", "DATABASE_URL_FILE"].iter().any(|name| vars.get(name).is_some())
}

/// `10.0.0.0/8`, or one address.
fn network(text: &str) -> Option<IpNet> {
    IpNet::from_str(text).ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
