//! Whoever sent the request: who they are, where they come from, and where they keep their refresh token.

use secrecy::SecretString;

use crate::identity::{Client, Requester};

/// Whoever sent the request, as the front door made them out.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub requester: Requester,
    pub client: Client,
    pub cookie: SessionCookie,
}

/// Where a client keeps its refresh token.
#[derive(Clone, Debug)]
pub enum SessionCookie {
    /// By itself: a cookie that came along is not looked at, and none is set.
    Unwanted,
    /// In a cookie that its scripts cannot read; this is what the cookie holds.
    Wanted(Option<SecretString>),
}

impl SessionCookie {
    /// Whether it is kept in the cookie.
    pub fn is_wanted(&self) -> bool {
        matches!(self, Self::Wanted(_))
    }
}

/// Somebody of whom nothing else is known.
impl From<Requester> for Visitor {
    fn from(requester: Requester) -> Self {
        Self { requester, client: Client::unknown(), cookie: SessionCookie::Unwanted }
    }
}
