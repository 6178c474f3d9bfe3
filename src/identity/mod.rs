//! Who is asking: accounts, passwords, sessions, API tokens, and what is stored about a person as a whole.
//!
//! `account` has what a person can do about theirs, `requester` turns a token into who is asking. Imports the
//! ground only (app, db, config, clock). Never here: what a person likes, keeps or owns; a header or a cookie;
//! a password, a token or a secret that is not behind `SecretString`, in an error or in the log.

pub mod account;
pub mod api_token;
mod attempts;
pub mod client;
mod demo;
mod error;
pub mod export;
mod jwt;
pub mod mark;
mod password;
mod requester;
pub mod seal;
pub mod secrets;
pub mod session;
mod token;
mod user;

pub use self::api_token::{ApiToken, TokenScope};
pub use self::client::Client;
pub use self::demo::{DEMO_EMAIL, DEMO_PASSWORD, is_there as has_demo, prepare as prepare_demo};
pub use self::error::IdentityError;
pub use self::requester::{Admitted, Person, Requester, UserId, Via, admit};
pub use self::session::NewSession;
pub use self::token::{hash as token_hash, random as random_token};
pub use self::user::{User, find, find_row};
