//! Ids that a person can read and a program cannot mix up: `album:7`.

use async_graphql::ID;

use super::error::Failure;

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Artist,
    Album,
    Release,
    Price,
    JobRun,
    Review,
    Decision,
    User,
    ApiToken,
    WantlistItem,
    CollectionItem,
    Shop,
    ShopVariant,
    ShopClient,
    RecommendationSet,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::Artist,
        Self::Album,
        Self::Release,
        Self::Price,
        Self::JobRun,
        Self::Review,
        Self::Decision,
        Self::User,
        Self::ApiToken,
        Self::WantlistItem,
        Self::CollectionItem,
        Self::Shop,
        Self::ShopVariant,
        Self::ShopClient,
        Self::RecommendationSet,
    ];

    fn prefix(self) -> &'static str {
        match self {
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Release => "release",
            Self::Price => "price",
            Self::JobRun => "run",
            Self::Review => "review",
            Self::Decision => "decision",
            Self::User => "user",
            Self::ApiToken => "token",
            Self::WantlistItem => "wantlist",
            Self::CollectionItem => "owned",
            Self::Shop => "shop",
            Self::ShopVariant => "variant",
            Self::ShopClient => "client",
            Self::RecommendationSet => "set",
        }
    }

    /// The id of a row of this kind.
    pub fn id(self, row: i64) -> ID {
        ID(format!("{}:{row}", self.prefix()))
    }

    /// The row that an id of this kind names.
    pub fn row(self, id: &str) -> Result<i64, Failure> {
        match read(id) {
            Some((kind, row)) if kind == self => Ok(row),
            _ => {
                Err(Failure::bad_input(format!("\"{id}\" is not the id of {}: it should look like {}:42.", self.article(), self.prefix())))
            }
        }
    }

    fn article(self) -> &'static str {
        match self {
            Self::Artist => "an artist",
            Self::Album => "an album",
            Self::Release => "a release",
            Self::Price => "a price quote",
            Self::JobRun => "a job run",
            Self::Review => "a pair to be reviewed",
            Self::Decision => "a decision",
            Self::User => "a person",
            Self::ApiToken => "an API token",
            Self::WantlistItem => "something on a wantlist",
            Self::CollectionItem => "something in a collection",
            Self::Shop => "a shop",
            Self::ShopVariant => "a shop's variant",
            Self::ShopClient => "a shop's client",
            Self::RecommendationSet => "a set of recommendations",
        }
    }
}

/// Which row of which kind an id names.
pub fn any(id: &str) -> Result<(Kind, i64), Failure> {
    read(id).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.prefix()).collect();
        Failure::bad_input(format!("\"{id}\" is not an id: it should look like artist:42; the kinds are {}.", known.join(", ")))
    })
}

fn read(id: &str) -> Option<(Kind, i64)> {
    let (prefix, row) = id.split_once(':')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
    // `+7` and `007` would be further spellings of one id.
    let row: i64 = row.parse().ok().filter(|number: &i64| number.to_string() == row && *number > 0)?;
    Some((kind, row))
}

#[cfg(test)]
mod tests {
    use super::{Kind, any};

    #[test]
    fn an_id_has_one_spelling_and_one_kind() {
        assert_eq!(Kind::Album.id(7).0, "album:7");
        assert_eq!(Kind::Album.row("album:7").expect("an album"), 7);
        for wrong in ["artist:7", "album:", "album:007", "album:+7", "album:-7", "album:7 ", "7", "", "album:99999999999999999999"] {
            assert!(Kind::Album.row(wrong).is_err(), "{wrong}");
        }
        assert_eq!(any("run:3").expect("a run").0, Kind::JobRun);
    }
}
