//! Encrypting what must be stored and read again: the tokens of a person at other services.
//!
//! XChaCha20-Poly1305 with a random nonce. The text names its key, so that one sealed with another `SECRET_KEY`
//! is recognized, and is bound to its purpose and its person: moved to another row it cannot be opened.

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};

use super::requester::UserId;
use super::token;
use crate::config::IdentityConfig;

/// The form of a sealed text.
const VERSION: &str = "1";

/// Why a sealed text could not be opened, or a text not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("SECRET_KEY is not set, and was not made")]
    NoKey,
    #[error("it was sealed with another SECRET_KEY")]
    OtherKey,
    #[error("it is damaged, or was sealed for something else")]
    Damaged,
}

/// Seals a text for one purpose (such as `spotify refresh token`) of one person.
pub fn seal(config: &IdentityConfig, purpose: &str, user: UserId, text: &SecretString) -> Result<String, SealError> {
    seal_for(config, &bound(purpose, user), text)
}

/// Seals a text for one purpose of one row that is nobody's own, such as a shop.
pub fn seal_of_house(config: &IdentityConfig, purpose: &str, row: i64, text: &SecretString) -> Result<String, SealError> {
    seal_for(config, &bound_to_row(purpose, row), text)
}

fn seal_for(config: &IdentityConfig, aad: &str, text: &SecretString) -> Result<String, SealError> {
    let key = Key::of(config)?;
    let nonce = XNonce::generate();
    let payload = Payload { msg: text.expose_secret().as_bytes(), aad: aad.as_bytes() };
    let sealed = key.cipher.encrypt(&nonce, payload).map_err(|_| SealError::Damaged)?;
    Ok(format!("{VERSION}.{}.{}.{}", key.id, token::text(&nonce), token::text(&sealed)))
}

/// Opens what was sealed for that purpose and person.
pub fn open(config: &IdentityConfig, purpose: &str, user: UserId, sealed: &str) -> Result<SecretString, SealError> {
    open_for(config, &bound(purpose, user), sealed)
}

/// Opens what [`seal_of_house`] has sealed.
pub fn open_of_house(config: &IdentityConfig, purpose: &str, row: i64, sealed: &str) -> Result<SecretString, SealError> {
    open_for(config, &bound_to_row(purpose, row), sealed)
}

fn open_for(config: &IdentityConfig, aad: &str, sealed: &str) -> Result<SecretString, SealError> {
    let key = Key::of(config)?;
    let parts: Vec<&str> = sealed.split('.').collect();
    let [VERSION, id, nonce, text] = parts[..] else { return Err(SealError::Damaged) };
    if id != key.id {
        return Err(SealError::OtherKey);
    }
    let (nonce, text) = token::bytes(nonce).zip(token::bytes(text)).ok_or(SealError::Damaged)?;
    let nonce = XNonce::try_from(nonce.as_slice()).map_err(|_| SealError::Damaged)?;
    let opened = key.cipher.decrypt(&nonce, Payload { msg: &text, aad: aad.as_bytes() }).map_err(|_| SealError::Damaged)?;
    String::from_utf8(opened).map(SecretString::from).map_err(|_| SealError::Damaged)
}

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

impl Key {
    fn of(config: &IdentityConfig) -> Result<Self, SealError> {
        let secret = config.secret_key.as_ref().ok_or(SealError::NoKey)?;
        let id = token::text(&token::keyed(secret, "seal key id", "")[..6]);
        Ok(Self { id, cipher: XChaCha20Poly1305::new(&token::keyed(secret, "seal key", "").into()) })
    }
}

fn bound(purpose: &str, user: UserId) -> String {
    format!("{purpose}\0{}", user.get())
}

/// No person's row is written like this.
fn bound_to_row(purpose: &str, row: i64) -> String {
    format!("{purpose}\0row {row}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Vars};

    fn config(secret: &str) -> IdentityConfig {
        Config::read(&Vars::from_pairs([("SECRET_KEY", secret)])).expect("valid").identity
    }

    #[test]
    fn what_was_sealed_opens_for_its_purpose_its_person_and_its_key_alone() {
        let (ours, other) = (config("the key of this house, long enough"), config("the key of another house, as long"));
        let (ana, ben) = (UserId::new(1), UserId::new(2));
        let secret = SecretString::from("a refresh token");
        let sealed = seal(&ours, "spotify", ana, &secret).expect("sealed");
        assert!(!sealed.contains("refresh"), "{sealed}");
        assert_ne!(sealed, seal(&ours, "spotify", ana, &secret).expect("sealed"), "no nonce comes twice");
        assert_eq!(open(&ours, "spotify", ana, &sealed).expect("opened").expose_secret(), "a refresh token");
        assert_eq!(open(&ours, "spotify", ben, &sealed).err(), Some(SealError::Damaged));
        assert_eq!(open(&ours, "discogs", ana, &sealed).err(), Some(SealError::Damaged));
        assert_eq!(open(&other, "spotify", ana, &sealed).err(), Some(SealError::OtherKey));
        let of_house = seal_of_house(&ours, "bsale", 1, &secret).expect("sealed");
        assert_eq!(open_of_house(&ours, "bsale", 1, &of_house).expect("opened").expose_secret(), "a refresh token");
        assert_eq!(open_of_house(&ours, "bsale", 2, &of_house).err(), Some(SealError::Damaged));
        assert_eq!(open(&ours, "bsale", ana, &of_house).err(), Some(SealError::Damaged), "a row is no person");
        let mut bent = sealed.clone();
        bent.replace_range(sealed.len() - 3..sealed.len() - 2, if sealed.ends_with('A') { "B" } else { "~" });
        for wrong in [bent.as_str(), "", "1", "1.a.b.c", &sealed[1..], &format!("{sealed}.x")] {
            assert!(open(&ours, "spotify", ana, wrong).is_err(), "{wrong}");
        }
    }
}
