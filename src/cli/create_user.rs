//! `vinilogy create-user`

use std::io::{BufRead, IsTerminal, Read};

use anyhow::Context;
use clap::Args;
use secrecy::SecretString;

use super::house::House;
use super::say;
use crate::config::Config;
use crate::identity::account::{self, Create};

/// Nobody types more; the rest of an endless file is not read.
const LONGEST: u64 = 64 * 1024;

/// Make an account; the password comes from standard input, its first line
#[derive(Args)]
pub struct CreateUser {
    /// The address to sign in with
    email: String,
    /// An administrator, as the first account always is
    #[arg(long)]
    admin: bool,
}

impl CreateUser {
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        // Before anything is started: it may have to be typed.
        let password = tokio::task::spawn_blocking(password).await??;
        let house = House::open(config).await?;
        let created = account::create(&house.app, &self.email, &password, self.admin).await;
        house.close().await;
        match created? {
            Create::Created(user) => {
                say(format_args!("{} has an account{}", user.email, if user.is_admin { " and is administrator" } else { "" }));
                Ok(())
            }
            Create::EmailTaken => anyhow::bail!("{} has an account already", self.email),
            Create::InvalidEmail => anyhow::bail!("\"{}\" is not an address such as ana@example.org", self.email),
            Create::WeakPassword => anyhow::bail!(
                "the password is too weak: it must have at least 10 characters and at most 1,000 bytes, and be none that everybody would try first"
            ),
        }
    }
}

fn password() -> anyhow::Result<SecretString> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ").context("the password cannot be read")?.into());
    }
    let mut line = String::new();
    std::io::stdin().lock().take(LONGEST).read_line(&mut line).context("the password cannot be read from standard input")?;
    anyhow::ensure!(!line.trim().is_empty(), "no password came from standard input: it is read from its first line");
    Ok(line.trim_end_matches(['\n', '\r']).into())
}
