//! Where a person lives and pays, and what they speak and listen by.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use crate::graphql::error::Failure;
use crate::graphql::scope::scope;
use crate::graphql::types::guide::PressingKind;
use crate::graphql::types::price;
use crate::graphql::types::profile::{ListeningSource, Profile};
use crate::graphql::types::scalars::{CountryCode, CurrencyCode};
use crate::prices;
use crate::profiles::Changes;
use crate::profiles::profile::{self, LANGUAGES};

/// What to change; what is absent stays.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    country: Option<CountryCode>,
    currency: Option<CurrencyCode>,
    /// `es` or `en`.
    language: Option<String>,
    primary_source: Option<ListeningSource>,
    /// Which pressing of a recommended album is shown.
    preferred_pressing: Option<PressingKind>,
}

/// The profile as it is now.
#[derive(SimpleObject)]
pub struct UpdateProfilePayload {
    /// The profile as it is now.
    profile: Profile,
}

/// What is changed about profiles.
#[derive(Default)]
pub struct ProfileMutation;

#[Object]
impl ProfileMutation {
    /// Changes the profile.
    async fn update_profile(&self, ctx: &Context<'_>, input: UpdateProfileInput) -> Result<UpdateProfilePayload, Failure> {
        let scope = scope(ctx);
        let person = scope.require_person()?;
        if let Some(language) = input.language.as_deref().filter(|language| !LANGUAGES.contains(language)) {
            return Err(Failure::bad_input(format!("`language: \"{language}\"` is not one that we speak: {}.", LANGUAGES.join(", "))));
        }
        if let Some(CurrencyCode(code)) = &input.currency
            && !prices::is_currency(code)
            && !scope.rules.get().await?.rates.knows(code)
        {
            return Err(price::unknown(code));
        }
        let changes = Changes {
            country: input.country.map(|country| country.0),
            currency: input.currency.map(|currency| currency.0),
            language: input.language,
            primary_source: input.primary_source.map(Into::into),
            preferred_pressing: input.preferred_pressing.map(Into::into),
        };
        Ok(UpdateProfilePayload { profile: Profile(profile::update(&scope.app, person.id(), changes).await?) })
    }
}
