//! Artists: the row and its queries.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::former;
use super::image::Found;
use super::naming::{normal, without_number};
use super::same::{self, Kind, claim, store_keys};
use crate::db::schema::{artist_aliases, artists};
use crate::integrations::Provider;
use crate::integrations::facts::ArtistFacts;

/// An artist, as stored.
#[derive(Clone, Debug, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = artists)]
pub struct Artist {
    pub id: i64,
    pub mbid: Option<Uuid>,
    pub discogs_id: Option<i64>,
    pub spotify_id: Option<String>,
    pub name: String,
    pub normalized_name: String,
    pub disambiguation: Option<String>,
    pub image_url: Option<String>,
    pub image_source: Option<String>,
    pub image_attribution: Option<String>,
    pub image_page_url: Option<String>,
    pub image_checked_at: Option<DateTime<Utc>>,
    pub source: String,
    pub popularity_score: f64,
    pub info_synced_at: Option<DateTime<Utc>>,
    pub albums_synced_at: Option<DateTime<Utc>>,
    pub albums_next_offset: i32,
    pub albums_problem: Option<String>,
    pub albums_retry_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl Artist {
    pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        match Self::find_row(conn, id).await? {
            Some(artist) => Ok(Some(artist)),
            None => Self::find_by_former_id(conn, &id.to_string()).await,
        }
    }

    /// The row of that id, and no other.
    pub async fn find_row(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        artists::table.find(id).select(Self::as_select()).first(conn).await.optional()
    }

    /// The artist that a merged id leads to: an id of ours, an MBID, or `discogs:…` and `spotify:…`.
    async fn find_by_former_id(conn: &mut AsyncPgConnection, former: &str) -> QueryResult<Option<Self>> {
        match former::row_of(conn, Kind::Artist, former).await? {
            Some(id) => Self::find_row(conn, id).await,
            None => Ok(None),
        }
    }

    pub async fn by_ids(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<Vec<Self>> {
        artists::table.filter(artists::id.eq_any(ids)).select(Self::as_select()).load(conn).await
    }

    pub async fn find_by_mbid(conn: &mut AsyncPgConnection, mbid: Uuid) -> QueryResult<Option<Self>> {
        let found = artists::table.filter(artists::mbid.eq(mbid)).select(Self::as_select()).first(conn).await.optional()?;
        match found {
            Some(artist) => Ok(Some(artist)),
            None => Self::find_by_former_id(conn, &mbid.to_string()).await,
        }
    }

    /// Corrects an MBID that turned out to be merged or wrong, unless another artist has the right one.
    pub async fn replace_mbid(conn: &mut AsyncPgConnection, id: i64, mbid: Option<Uuid>, now: DateTime<Utc>) -> QueryResult<usize> {
        sql_query(
            "update artists set mbid = $2, updated_at = $3 where id = $1
                 and ($2 is null or not exists (select from artists as other where other.mbid = $2 and other.id <> $1))",
        )
        .bind::<BigInt, _>(id)
        .bind::<Nullable<diesel::sql_types::Uuid>, _>(mbid)
        .bind::<diesel::sql_types::Timestamptz, _>(now)
        .execute(conn)
        .await
    }

    pub async fn find_by_discogs_id(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        let found = artists::table.filter(artists::discogs_id.eq(id)).select(Self::as_select()).first(conn).await.optional()?;
        match found {
            Some(artist) => Ok(Some(artist)),
            None => Self::find_by_former_id(conn, &format!("discogs:{id}")).await,
        }
    }

    pub async fn find_by_spotify_id(conn: &mut AsyncPgConnection, id: &str) -> QueryResult<Option<Self>> {
        let found = artists::table.filter(artists::spotify_id.eq(id)).select(Self::as_select()).first(conn).await.optional()?;
        match found {
            Some(artist) => Ok(Some(artist)),
            None => Self::find_by_former_id(conn, &format!("spotify:{id}")).await,
        }
    }

    /// The artist of that name or alias, else the only one that it certainly means. Of several the best known, a
    /// name going before an alias.
    pub async fn find_by_name(conn: &mut AsyncPgConnection, name: &str) -> QueryResult<Option<Self>> {
        let normalized = normal(name);
        let named = artists::table
            .filter(artists::normalized_name.eq(&normalized))
            .order((artists::popularity_score.desc(), artists::mbid.is_null(), artists::id))
            .select(Self::as_select())
            .first(conn)
            .await
            .optional()?;
        if named.is_some() {
            return Ok(named);
        }
        let aliased = artists::table
            .inner_join(artist_aliases::table.on(artist_aliases::artist_id.eq(artists::id)))
            .filter(artist_aliases::normalized_name.eq(&normalized))
            .order((artists::popularity_score.desc(), artists::id))
            .select(Self::as_select())
            .first(conn)
            .await
            .optional()?;
        if aliased.is_some() {
            return Ok(aliased);
        }
        match same::of_name(conn, name).await? {
            Some(id) => Self::find_row(conn, id).await,
            None => Ok(None),
        }
    }

    /// Writers of artists follow one another: two look-ups that name each other's artists as similar, in
    /// another order, would wait for each other for ever. Held to the end of the transaction.
    pub async fn lock(conn: &mut AsyncPgConnection) -> QueryResult<usize> {
        sql_query("select pg_advisory_xact_lock(hashtext('vinilogy artists'))").execute(conn).await
    }

    /// Stores what a provider said, on the row that it is about (`same::claim`), else on a new one. What the
    /// provider did not say is kept.
    pub async fn upsert(conn: &mut AsyncPgConnection, facts: &ArtistFacts, source: &str, now: DateTime<Utc>) -> QueryResult<i64> {
        let claim = claim::artist(conn, facts).await?;
        if let Some(row) = claim.row {
            sql_query(
                "with said as (
                     select id,
                         coalesce(mbid, (select $2 where not exists (select from artists where mbid = $2))) as mbid,
                         coalesce(discogs_id, (select $3 where not exists (select from artists where discogs_id = $3))) as discogs_id,
                         coalesce($4, sort_name) as sort_name, coalesce($5, disambiguation) as disambiguation,
                         coalesce($6, popularity_score) as popularity_score
                     from artists where id = $1
                 )
                 update artists as a set mbid = said.mbid, discogs_id = said.discogs_id, sort_name = said.sort_name,
                     disambiguation = said.disambiguation, popularity_score = said.popularity_score, updated_at = $7
                 from said where a.id = said.id
                     and (a.mbid, a.discogs_id, a.sort_name, a.disambiguation, a.popularity_score) is distinct from
                         (said.mbid, said.discogs_id, said.sort_name, said.disambiguation, said.popularity_score)",
            )
            .bind::<BigInt, _>(row)
            .bind::<Nullable<diesel::sql_types::Uuid>, _>(facts.mbid)
            .bind::<Nullable<BigInt>, _>(facts.discogs_id)
            .bind::<Nullable<Text>, _>(&facts.sort_name)
            .bind::<Nullable<Text>, _>(&facts.disambiguation)
            .bind::<Nullable<diesel::sql_types::Double>, _>(facts.listeners.map(to_score))
            .bind::<diesel::sql_types::Timestamptz, _>(now)
            .execute(conn)
            .await?;
            return Ok(row);
        }
        // Two MusicBrainz artists may be linked to one Discogs artist: the first keeps it.
        let discogs_id = match facts.discogs_id {
            Some(id) if Self::find_by_discogs_id(conn, id).await?.is_none() => Some(id),
            _ => None,
        };
        let new = (
            artists::mbid.eq(facts.mbid),
            artists::discogs_id.eq(discogs_id),
            artists::name.eq(&facts.name),
            artists::normalized_name.eq(normal(&facts.name)),
            artists::sort_name.eq(&facts.sort_name),
            artists::disambiguation.eq(&facts.disambiguation),
            artists::popularity_score.eq(facts.listeners.map_or(0.0, to_score)),
            artists::source.eq(source),
        );
        let inserted = diesel::insert_into(artists::table)
            .values(new)
            .on_conflict_do_nothing()
            .returning(artists::id)
            .get_result(conn)
            .await
            .optional()?;
        match inserted {
            Some(id) => {
                store_keys(conn, id, &[&facts.name]).await?;
                claim.queue(conn, Kind::Artist, id, now).await?;
                Ok(id)
            }
            // Somebody else inserted it between our look and our insert: it is theirs now, and ours.
            None => claim::artist(conn, facts).await?.row.ok_or(diesel::result::Error::NotFound),
        }
    }

    /// Remembers other spellings; the artist's own is not one.
    pub async fn add_aliases(conn: &mut AsyncPgConnection, id: i64, own_name: &str, names: &[String], source: &str) -> QueryResult<usize> {
        // `Nirvana` is no other spelling of `Nirvana (2)`: it is the name of somebody else.
        let own = [normal(own_name), normal(without_number(own_name))];
        let mut rows: Vec<(String, &String)> =
            names.iter().map(|name| (normal(name), name)).filter(|(form, _)| !own.contains(form)).collect();
        rows.sort();
        rows.dedup_by(|a, b| a.0 == b.0);
        let spelt: Vec<&String> = rows.iter().map(|(_, name)| *name).collect();
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(form, name)| {
                (
                    artist_aliases::artist_id.eq(id),
                    artist_aliases::normalized_name.eq(form),
                    artist_aliases::name.eq(name),
                    artist_aliases::source.eq(source),
                )
            })
            .collect();
        store_keys(conn, id, &spelt).await?;
        diesel::insert_into(artist_aliases::table).values(rows).on_conflict_do_nothing().execute(conn).await
    }

    /// Keeps what MusicBrainz told of an artist besides what was asked: other spellings, and the Discogs id where the
    /// artist has none and nobody else has it.
    pub async fn learn(conn: &mut AsyncPgConnection, id: i64, name: &str, told: &ArtistFacts) -> QueryResult<()> {
        Self::add_aliases(conn, id, name, &told.aliases, Provider::Musicbrainz.key()).await?;
        if let Some(discogs_id) = told.discogs_id
            && Self::find_by_discogs_id(conn, discogs_id).await?.is_none()
        {
            diesel::update(artists::table.find(id).filter(artists::discogs_id.is_null()))
                .set(artists::discogs_id.eq(discogs_id))
                .execute(conn)
                .await?;
        }
        Ok(())
    }

    /// Notes that the artist has been completely looked up.
    pub async fn mark_info_synced(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
        diesel::update(artists::table.find(id)).set(artists::info_synced_at.eq(now)).execute(conn).await
    }

    /// Notes which picture was found, or that none was.
    pub async fn set_image(conn: &mut AsyncPgConnection, id: i64, image: Option<&Found>, now: DateTime<Utc>) -> QueryResult<usize> {
        diesel::update(artists::table.find(id))
            .set((
                artists::image_url.eq(image.map(|found| &found.image.url)),
                artists::image_source.eq(image.map(|found| found.provider.key())),
                artists::image_attribution.eq(image.and_then(|found| found.image.attribution.as_deref())),
                artists::image_page_url.eq(image.and_then(|found| found.image.page_url.as_deref())),
                artists::image_checked_at.eq(now),
            ))
            .execute(conn)
            .await
    }

    /// Notes how far the list of albums has come: the next offset, or `None` when it is complete. A list that is
    /// empty because MusicBrainz has none is looked at again sooner, at `look_again_at`.
    pub async fn set_albums_progress(
        conn: &mut AsyncPgConnection,
        id: i64,
        next: Option<i32>,
        now: DateTime<Utc>,
        look_again_at: Option<DateTime<Utc>>,
    ) -> QueryResult<usize> {
        let synced = next.is_none().then_some(now);
        sql_query(
            "update artists set albums_next_offset = coalesce($2, 0), albums_synced_at = coalesce($3, albums_synced_at),
                 albums_problem = null, albums_retry_at = $4 where id = $1",
        )
        .bind::<BigInt, _>(id)
        .bind::<Nullable<diesel::sql_types::Integer>, _>(next)
        .bind::<Nullable<diesel::sql_types::Timestamptz>, _>(synced)
        .bind::<Nullable<diesel::sql_types::Timestamptz>, _>(look_again_at)
        .execute(conn)
        .await
    }

    /// Notes why the list of albums could not be fetched, and from when on it may be asked for again.
    pub async fn set_albums_problem(
        conn: &mut AsyncPgConnection,
        id: i64,
        problem: &str,
        retry_at: Option<DateTime<Utc>>,
    ) -> QueryResult<usize> {
        diesel::update(artists::table.find(id))
            .set((artists::albums_problem.eq(problem), artists::albums_retry_at.eq(retry_at)))
            .execute(conn)
            .await
    }
}

/// Stores similar artists by name alone; they are completed when somebody asks for them.
pub async fn upsert_similars(
    conn: &mut AsyncPgConnection,
    artist_id: i64,
    similars: &[(i64, f64)],
    source: &str,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    use crate::db::schema::artist_similars as table;
    let mut seen = std::collections::HashSet::from([artist_id]);
    let rows: Vec<_> = similars
        .iter()
        .filter(|(id, _)| seen.insert(*id))
        .map(|(id, score)| {
            (
                table::artist_id.eq(artist_id),
                table::similar_artist_id.eq(*id),
                table::score.eq(score.clamp(0.0, 1.0)),
                table::source.eq(source),
            )
        })
        .collect();
    diesel::insert_into(table::table)
        .values(rows)
        .on_conflict((table::artist_id, table::similar_artist_id))
        .do_update()
        .set((table::score.eq(excluded(table::score)), table::updated_at.eq(now)))
        .execute(conn)
        .await
}

#[expect(clippy::cast_precision_loss, reason = "listeners are far below 2^52")]
fn to_score(listeners: i64) -> f64 {
    listeners as f64
}
