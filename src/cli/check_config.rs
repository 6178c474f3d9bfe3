//! `vinilogy check-config`

use std::process::ExitCode;

use super::{complain, say};
use crate::config::{Config, ConfigError, Vars};

/// Prints every variable with the value in force, secrets hidden; reports every problem at once. Needs no
/// database and starts none.
pub fn run() -> ExitCode {
    match Vars::from_env().map_err(|problem| ConfigError(vec![problem])).and_then(|vars| Config::read(&vars)) {
        Ok(config) => {
            for (variable, value) in config.describe() {
                say(format_args!("{variable}={value}"));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}
