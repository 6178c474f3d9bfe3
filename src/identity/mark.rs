//! Whose browser it is, for a page that another site sends a person back to: the session's own cookie stays away then.
//!
//! A mark is no proof of who is asking, and nothing is allowed to whoever has one. It only tells a browser that is
//! somebody else's.

use super::requester::UserId;
use super::token;
use crate::config::IdentityConfig;

/// The mark of a person's browsers; `None`: there is no key to make it with.
pub fn of(config: &IdentityConfig, user: UserId) -> Option<String> {
    let secret = config.secret_key.as_ref()?;
    Some(token::text(&token::keyed(secret, "whose browser", &user.get().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Vars};

    #[test]
    fn a_mark_is_of_one_person_and_one_house() {
        let house = |key| Config::read(&Vars::from_pairs([("SECRET_KEY", key)])).expect("valid").identity;
        let (ours, other) = (house("the key of this house, long enough"), house("the key of another house, as long"));
        let (ana, ben) = (UserId::new(1), UserId::new(2));
        assert_eq!(of(&ours, ana), of(&ours, ana));
        assert_ne!(of(&ours, ana), of(&ours, ben));
        assert_ne!(of(&ours, ana), of(&other, ana));
    }
}
