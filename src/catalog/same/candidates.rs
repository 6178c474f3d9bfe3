//! Who of the stored a name may mean.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{ArtistIdentity, Identity, keys};
use crate::catalog::matching::{Rule, Service, Spelling, Verdict, artists};
use crate::catalog::naming::normal;
use crate::catalog::only;

/// More namesakes than these nobody looks through; the best known come first.
const MOST: i64 = 50;

/// A stored artist whose name or alias is like the one asked for.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
    pub mbid: Option<Uuid>,
    pub discogs_id: Option<i64>,
    pub spotify_id: Option<String>,
    pub normalized_name: String,
    pub verdict: Verdict,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    normalized_name: String,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    mbid: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    discogs_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    spotify_id: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    aliases: Vec<String>,
}

impl Candidate {
    /// By what a later import knows it again.
    pub fn identity(&self) -> Identity {
        ArtistIdentity::of_ids(self.mbid, self.discogs_id, self.spotify_id.as_deref(), &self.normalized_name)
    }
}

/// The artists that a name may mean, the likeliest first; those that it certainly does not mean are left out.
pub async fn candidates(conn: &mut AsyncPgConnection, asked: Spelling<'_>) -> QueryResult<Vec<Candidate>> {
    let form = normal(asked.text);
    let found: Vec<Found> = sql_query(
        "select a.id, name, normalized_name, mbid, discogs_id, spotify_id,
             coalesce((select array_agg(alias.name) from artist_aliases as alias where alias.artist_id = a.id), '{}') as aliases
         from artists as a
         where id in (select artist_id from artist_keys where key = any($1))
         order by normalized_name = $3 desc, popularity_score desc, a.id limit $2",
    )
    .bind::<Array<Text>, _>(keys::of(asked.text))
    .bind::<BigInt, _>(MOST)
    .bind::<Text, _>(&form)
    .load(conn)
    .await?;
    let mut likely: Vec<Candidate> = found.into_iter().filter_map(|found| judged(asked, &form, found)).collect();
    likely.sort_by(|one, other| other.verdict.score.total_cmp(&one.verdict.score));
    Ok(likely)
}

fn judged(asked: Spelling<'_>, form: &str, found: Found) -> Option<Candidate> {
    let service = match (found.mbid, found.discogs_id) {
        (None, Some(_)) => Service::Discogs,
        _ => Service::Musicbrainz,
    };
    let mut verdict = artists(asked, Spelling::by(service, &found.name));
    for alias in &found.aliases {
        // An alias is what its provider says; that it is spelt otherwise again is one doubt more.
        let by_alias = if normal(alias) == *form {
            Verdict { score: 0.9, rule: Rule::Alias }
        } else {
            let alike = artists(asked, Spelling::by(service, alias));
            Verdict { score: alike.score.min(0.8), rule: Rule::Alias }
        };
        if by_alias.score > verdict.score {
            verdict = by_alias;
        }
    }
    (verdict.is_certain() || verdict.is_doubtful()).then_some(Candidate {
        id: found.id,
        name: found.name,
        mbid: found.mbid,
        discogs_id: found.discogs_id,
        spotify_id: found.spotify_id,
        normalized_name: found.normalized_name,
        verdict,
    })
}

/// The one stored artist that a name certainly means; nobody where two might be meant.
pub async fn of_name(conn: &mut AsyncPgConnection, name: &str) -> QueryResult<Option<i64>> {
    let found = candidates(conn, name.into()).await?;
    Ok(only(found.iter().filter(|candidate| candidate.verdict.is_certain())).map(|one| one.id))
}
