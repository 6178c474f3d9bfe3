//! What is stored about people. In one request that is one person, whom many fields ask about.

use std::collections::HashMap;

use super::{Load, Shared, share};
use crate::app::App;
use crate::identity::UserId;
use crate::profiles::{Profile, profile};

/// Profiles by person.
pub struct ProfileByPerson(pub App);

impl Load for ProfileByPerson {
    type Key = UserId;
    type Value = Profile;

    async fn load(&self, owners: &[UserId]) -> Result<HashMap<UserId, Profile>, Shared> {
        let mut found = HashMap::new();
        for owner in owners {
            found.insert(*owner, profile::find(&self.0, *owner).await.map_err(share)?);
        }
        Ok(found)
    }
}
