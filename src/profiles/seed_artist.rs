//! The artists that a person names as their taste.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::time::Instant;

use crate::app::App;
use crate::catalog::lookup::{self, ArtistBy};
use crate::catalog::{Artist, CatalogError, Newest, Slice};
use crate::db::DbError;
use crate::db::schema::user_seed_artists;
use crate::identity::UserId;

const LIST: Newest = Newest { table: "user_seed_artists", owner: "user_id", id: "artist_id", at: "added_at" };

/// A seed, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = user_seed_artists)]
pub struct SeedArtist {
    pub artist_id: i64,
    pub source: String,
    pub added_at: DateTime<Utc>,
}

/// What became of an artist that somebody wanted as a seed.
#[derive(Clone, Debug)]
pub enum Add {
    Added(SeedArtist),
    AlreadyAdded(SeedArtist),
    UnknownArtist,
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Bool)]
    is_new: bool,
    #[diesel(embed)]
    seed: SeedArtist,
}

/// A page of a person's seeds, the newest first; a cursor is an artist's id.
pub async fn list(app: &App, owner: UserId, page: (i64, Option<i64>)) -> Result<Slice<SeedArtist>, DbError> {
    Ok(LIST.page(&mut *app.db.conn().await?, owner.get(), page).await?)
}

/// Makes an artist a seed. One who is not stored is looked up first, as long as the deadline allows.
pub async fn add(app: &App, owner: UserId, by: &ArtistBy, deadline: Instant) -> Result<Add, CatalogError> {
    let Some(artist) = lookup::artist(app, by, deadline).await? else { return Ok(Add::UnknownArtist) };
    let (conn, now) = (&mut app.db.conn().await?, app.clock.now());
    let Stored { is_new, seed } = match store(conn, owner, artist.id, now).await {
        // Merged into another since it was looked up: its id leads there.
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => {
            let Some(artist) = Artist::find(conn, artist.id).await? else { return Ok(Add::UnknownArtist) };
            store(conn, owner, artist.id, now).await?
        }
        stored => stored?,
    };
    Ok(if is_new { Add::Added(seed) } else { Add::AlreadyAdded(seed) })
}

/// Takes a seed back, and answers with the artist, if there is one, and whether it was a seed.
pub async fn remove(app: &App, owner: UserId, artist_id: i64) -> Result<(Option<Artist>, bool), DbError> {
    let conn = &mut app.db.conn().await?;
    let Some(artist) = Artist::find(conn, artist_id).await? else { return Ok((None, false)) };
    let row = user_seed_artists::table.find((owner.get(), artist.id));
    let removed = diesel::delete(row).execute(conn).await?;
    Ok((Some(artist), removed > 0))
}

/// One statement, so that two at once store one row and one of them hears that it was there. What a person names
/// themselves is theirs, wherever it came from first.
async fn store(conn: &mut AsyncPgConnection, owner: UserId, artist_id: i64, now: DateTime<Utc>) -> QueryResult<Stored> {
    sql_query(
        "insert into user_seed_artists (user_id, artist_id, source, added_at) values ($1, $2, 'manual', $3)
         on conflict (user_id, artist_id) do update set source = excluded.source
         returning artist_id, source, added_at, xmax = 0 as is_new",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<BigInt, _>(artist_id)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
}
