//! `vinilogy schema`

use std::process::ExitCode;

/// Prints the GraphQL schema. Needs no database and starts none.
pub fn run() -> ExitCode {
    super::say(crate::graphql::sdl().trim_end());
    ExitCode::SUCCESS
}
