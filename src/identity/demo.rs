//! The login that comes with the demo catalogue. Everybody knows its password, so it works on this machine only.

use secrecy::SecretString;

use super::account;
use super::error::IdentityError;
use super::password;
use super::user::{NewUser, User};
use crate::app::App;

pub const DEMO_EMAIL: &str = "demo@example.org";
pub const DEMO_PASSWORD: &str = "vinilogy demo 2026";

/// Whether the demo's login is there.
pub async fn is_there(app: &App) -> Result<bool, IdentityError> {
    let known = User::credentials(&mut *app.db.conn().await?, DEMO_EMAIL).await?;
    Ok(known.is_some_and(|(user, _)| user.is_demo))
}

/// Makes the demo's login where there is none; never an administrator, and never the first account. `false`:
/// somebody has an account of their own with that address.
pub async fn prepare(app: &App) -> Result<bool, IdentityError> {
    let known = User::credentials(&mut *app.db.conn().await?, DEMO_EMAIL).await?;
    if let Some((user, _)) = known {
        return Ok(user.is_demo);
    }
    let hash = password::hash(&SecretString::from(DEMO_PASSWORD)).await?;
    let new = NewUser { email: DEMO_EMAIL, password_hash: &hash, is_admin: false, is_demo: true };
    Ok(account::store(app, new).await?.is_some())
}
