//! Where a person lives and pays, and what they speak and listen by.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;
use crate::db::schema::user_profiles;
use crate::identity::UserId;

/// A service that knows what a person listens to, or owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListeningSource {
    Lastfm,
    Spotify,
    Listenbrainz,
    Discogs,
}

impl ListeningSource {
    /// As the database spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lastfm => "lastfm",
            Self::Spotify => "spotify",
            Self::Listenbrainz => "listenbrainz",
            Self::Discogs => "discogs",
        }
    }

    /// What the database spells so.
    pub fn parse(word: &str) -> Self {
        match word {
            "spotify" => Self::Spotify,
            "listenbrainz" => Self::Listenbrainz,
            "discogs" => Self::Discogs,
            _ => Self::Lastfm,
        }
    }
}

/// Which pressing of a recommended album a person wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressing {
    Cheapest,
    Original,
    BestRated,
    Local,
}

impl Pressing {
    /// As the database spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cheapest => "cheapest",
            Self::Original => "original",
            Self::BestRated => "best_rated",
            Self::Local => "local",
        }
    }

    /// What the database spells so.
    pub fn parse(word: &str) -> Self {
        match word {
            "original" => Self::Original,
            "best_rated" => Self::BestRated,
            "local" => Self::Local,
            _ => Self::Cheapest,
        }
    }
}

/// A profile, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = user_profiles)]
pub struct Profile {
    pub country: String,
    pub currency: String,
    pub language: String,
    primary_source: String,
    preferred_pressing: String,
    pub last_sync_at: Option<DateTime<Utc>>,
}

/// What a person wants different; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub country: Option<String>,
    pub currency: Option<String>,
    pub language: Option<String>,
    pub primary_source: Option<ListeningSource>,
    pub preferred_pressing: Option<Pressing>,
}

/// The columns of [`Changes`].
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = user_profiles)]
struct Columns {
    country: Option<String>,
    currency: Option<String>,
    language: Option<String>,
    primary_source: Option<&'static str>,
    preferred_pressing: Option<&'static str>,
}

impl From<Changes> for Columns {
    fn from(Changes { country, currency, language, primary_source, preferred_pressing }: Changes) -> Self {
        let primary_source = primary_source.map(ListeningSource::word);
        Self { country, currency, language, primary_source, preferred_pressing: preferred_pressing.map(Pressing::word) }
    }
}

impl Profile {
    /// What the table's defaults say too.
    fn usual() -> Self {
        let [country, currency, language, primary_source, preferred_pressing] =
            ["ES", "EUR", "es", "lastfm", "cheapest"].map(ToOwned::to_owned);
        Self { country, currency, language, primary_source, preferred_pressing, last_sync_at: None }
    }

    /// The service that says what they listen to.
    pub fn primary_source(&self) -> ListeningSource {
        ListeningSource::parse(&self.primary_source)
    }

    /// The pressing of a recommended album that they want to see.
    pub fn preferred_pressing(&self) -> Pressing {
        Pressing::parse(&self.preferred_pressing)
    }
}

/// The languages that the house speaks.
pub const LANGUAGES: [&str; 2] = ["es", "en"];

/// A person's profile; who never said anything has the usual one.
pub async fn find(app: &App, owner: UserId) -> Result<Profile, DbError> {
    let conn = &mut app.db.conn().await?;
    let stored = user_profiles::table.find(owner.get()).select(Profile::as_select()).first(conn).await.optional()?;
    Ok(stored.unwrap_or_else(Profile::usual))
}

/// Changes a person's profile, and answers with all of it.
pub async fn update(app: &App, owner: UserId, changes: Changes) -> Result<Profile, DbError> {
    let (conn, columns) = (&mut app.db.conn().await?, Columns::from(changes));
    Ok(diesel::insert_into(user_profiles::table)
        .values((user_profiles::user_id.eq(owner.get()), &columns))
        .on_conflict(user_profiles::user_id)
        .do_update()
        .set((&columns, user_profiles::updated_at.eq(app.clock.now())))
        .returning(Profile::as_returning())
        .get_result(conn)
        .await?)
}
