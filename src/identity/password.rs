//! Passwords: which are good enough, how they are hashed, and how they are compared.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use icu_normalizer::ComposingNormalizerBorrowed;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::IdentityError;

/// OWASP's: 19 MiB, twice, in one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// In characters.
const SHORTEST: usize = 10;
/// In bytes, as given. Nobody types more, and somebody might send a megabyte to keep us busy.
const LONGEST: usize = 1_000;
/// Whoever tries the likeliest first must not be there so soon. That many a person's account allows in ten days.
const FEWEST_GUESSES: u64 = 10_000;
/// So much of a password is looked at when its strength is estimated: the estimate grows with the square.
const ESTIMATED: usize = 72;

/// How long somebody waits for their turn at hashing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The hash of nothing: what a password is compared with where there is no account, so that it takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dmlueWxvZ3kgbm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each hash takes a core and 19 MiB, so that only so many are computed at once; the others queue.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores.clamp(1, 4)))
});

/// What a comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub matches: bool,
    /// The stored hash was made with other parameters than today's.
    pub is_outdated: bool,
}

/// Whether a password may be chosen for the account of that address.
pub fn is_acceptable(password: &SecretString, email: &str) -> bool {
    let text = password.expose_secret();
    if text.len() > LONGEST || text.chars().count() < SHORTEST || text.chars().any(char::is_control) {
        return false;
    }
    let lower = text.to_lowercase();
    let email = email.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    if lower == email || lower == local {
        return false;
    }
    let part: String = text.chars().take(ESTIMATED).collect();
    zxcvbn::zxcvbn(&part, &[&email, local, "vinilogy"]).guesses() >= FEWEST_GUESSES
}

/// Hashes a new password.
pub async fn hash(password: &SecretString) -> Result<String, IdentityError> {
    let password = normal(password);
    run(move || Ok(argon2().hash_password(password.expose_secret().as_bytes())?.to_string())).await
}

/// Compares; with nobody's where there is no account, and in the same time.
pub async fn verify(password: &SecretString, stored: Option<String>) -> Result<Verdict, IdentityError> {
    let password = normal(password);
    run(move || {
        let is_known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        let hash = PasswordHash::new(&text).map_err(|_| argon2::password_hash::Error::EncodingInvalid)?;
        let matches = argon2().verify_password(password.expose_secret().as_bytes(), &hash).is_ok();
        Ok(Verdict { matches: matches && is_known, is_outdated: is_outdated(&hash) })
    })
    .await
}

fn is_outdated(hash: &PasswordHash) -> bool {
    let current = Algorithm::Argon2id.ident();
    let today = hash.algorithm == current
        && hash.version == Some(Version::V0x13.into())
        && Params::try_from(hash).is_ok_and(|params| (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES));
    !today
}

/// What looks the same is the same: a keyboard may compose its letters or not.
fn normal(password: &SecretString) -> SecretString {
    let text = password.expose_secret();
    // Nobody's password, and compared like one.
    if text.len() > LONGEST {
        return SecretString::from("");
    }
    SecretString::from(ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned())
}

fn argon2() -> Argon2<'static> {
    let Ok(params) = Params::new(MEMORY_KIB, PASSES, LANES, None) else { unreachable!("the parameters are constant") };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Off the threads that answer requests, and only so many at once.
async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T, IdentityError> + Send + 'static) -> Result<T, IdentityError> {
    let turn = tokio::time::timeout(PATIENCE, TURNS.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Err(IdentityError::Busy) };
    tokio::task::spawn_blocking(move || {
        // Held by the work: whoever asked may be gone before it ends.
        let _turn: OwnedSemaphorePermit = turn;
        metrics::counter!("vinilogy_password_hashes_total").increment(1);
        work()
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn weak_passwords_are_refused_and_others_are_not() {
        let long = "correct horse battery staple, ".repeat(34);
        for (password, acceptable) in [
            ("", false),
            ("short 9 !", false),
            ("password12", false),
            ("password123", false),
            ("1234567890", false),
            ("qwertyuiop", false),
            ("aaaaaaaaaaaa", false),
            ("ana@example.org", false),
            ("ANA@Example.org", false),
            (&long, false),
            ("correct horse battery staple", true),
            ("a long password", true),
            ("vinilogy demo 2026", true),
            ("contraseña segura", true),
            ("пароль не простой", true),
            (&long[..1000], true),
            ("hunter2", false),
        ] {
            assert_eq!(is_acceptable(&secret(password), "ana@example.org"), acceptable, "{password}");
        }
    }

    #[tokio::test]
    async fn what_was_hashed_is_recognized_however_it_is_composed() {
        let hashed = hash(&secret("contrase\u{f1}a segura")).await.expect("hashed");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        let right = Verdict { matches: true, is_outdated: false };
        assert_eq!(verify(&secret("contrasen\u{303}a segura"), Some(hashed.clone())).await.expect("compared"), right);
        for wrong in ["contrasena segura", "", &"x".repeat(2_000)] {
            assert!(!verify(&secret(wrong), Some(hashed.clone())).await.expect("compared").matches, "{wrong}");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        for password in ["", "nobody", "contraseña segura"] {
            assert_eq!(verify(&secret(password), None).await.expect("compared"), Verdict { matches: false, is_outdated: false });
        }
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_outdated() {
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("valid"));
        let stored = old.hash_password(b"an old password").expect("hashed").to_string();
        assert_eq!(verify(&secret("an old password"), Some(stored)).await.expect("compared"), Verdict { matches: true, is_outdated: true });
    }
}
