//! Tokens that nobody can guess, and what is kept of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::distr::{Alphanumeric, SampleString};
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// So many letters and digits hold the 256 bits of 32 random bytes.
const LENGTH: usize = 43;

/// A fresh token of letters and digits, from the system's own generator.
pub fn random() -> SecretString {
    // A system without randomness must not go on.
    SecretString::from(Alphanumeric.sample_string(&mut UnwrapErr(SysRng), LENGTH))
}

/// What is stored of a token: enough to recognize it, of no use to whoever reads it. A plain hash will do,
/// since nobody can try 2^256 tokens.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// A hash that only who has the secret can compute, of a text for this one purpose.
pub fn keyed(secret: &SecretString, purpose: &str, text: &str) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        unreachable!("HMAC takes keys of any length")
    };
    for part in [purpose, "\0", text] {
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// Bytes as text that may stand anywhere.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use secrecy::{ExposeSecret, SecretString};

    #[test]
    fn tokens_are_long_plain_and_never_twice() {
        let tokens: HashSet<String> = (0..1000).map(|_| super::random().expose_secret().to_owned()).collect();
        assert_eq!(tokens.len(), 1000);
        assert!(tokens.iter().all(|token| token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric())));
    }

    #[test]
    fn a_keyed_hash_tells_secrets_purposes_and_texts_apart() {
        let (one, other) = (SecretString::from("one"), SecretString::from("other"));
        let all = [("a", "bc", &one), ("ab", "c", &one), ("a", "bc", &other), ("a", "b", &one)];
        let hashes: HashSet<[u8; 32]> = all.iter().map(|(purpose, text, secret)| super::keyed(secret, purpose, text)).collect();
        assert_eq!(hashes.len(), all.len());
        assert_eq!(super::keyed(&one, "a", "bc"), super::keyed(&one, "a", "bc"));
        assert_eq!(super::hash("x").len(), 43);
    }
}
