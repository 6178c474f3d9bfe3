//! What an administrator orders: each one transaction.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::merge::{merge_albums, merge_artists, split_off_artist, take_back};
use super::review::keep_apart;
use super::{Decision, Kind, Part, Review, Why};
use crate::app::App;
use crate::catalog::{Album, Artist};
use crate::db::schema::match_decisions;
use crate::db::{Conn, DbError};

/// What became of an order.
#[derive(Clone, Debug)]
pub enum Ordered<T> {
    Done(T),
    /// There is no such row.
    Unknown,
    /// Both are the same row already, or the part is not there.
    NothingToDo,
}

/// Makes one of two. The id of the first leads to the second afterwards.
pub async fn merge(app: &App, kind: Kind, from: i64, into: i64, by: Option<i64>) -> Result<Ordered<Decision>, DbError> {
    let conn = &mut app.db.conn().await?;
    let why = Why::person(by, app.clock.now());
    let done = conn
        .transaction(async |conn: &mut Conn| {
            Artist::lock(conn).await?;
            let id = match kind {
                Kind::Artist => {
                    let (one, other) = (Artist::find(conn, from).await?, Artist::find(conn, into).await?);
                    let (Some(one), Some(other)) = (one, other) else { return Ok(Ordered::Unknown) };
                    if one.id == other.id {
                        return Ok(Ordered::NothingToDo);
                    }
                    merge_artists(conn, &one, &other, why).await?
                }
                Kind::Album => {
                    let (one, other) = (Album::find(conn, from).await?, Album::find(conn, into).await?);
                    let (Some(one), Some(other)) = (one, other) else { return Ok(Ordered::Unknown) };
                    if one.id == other.id {
                        return Ok(Ordered::NothingToDo);
                    }
                    merge_albums(conn, &one, &other, why).await?
                }
            };
            Ok(Ordered::Done(match_decisions::table.find(id).select(Decision::as_select()).first(conn).await?))
        })
        .await;
    done.map_err(|error: diesel::result::Error| error.into())
}

/// Takes the newest merge of this id back. Answers with both rows, the one that is there again first.
pub async fn split(app: &App, kind: Kind, former: i64, by: Option<i64>) -> Result<Ordered<(i64, i64)>, DbError> {
    let conn = &mut app.db.conn().await?;
    let why = Why::person(by, app.clock.now());
    let done = conn
        .transaction(async |conn: &mut Conn| {
            Artist::lock(conn).await?;
            let stays = match kind {
                Kind::Artist => Artist::find(conn, former).await?.map(|row| row.id),
                Kind::Album => Album::find(conn, former).await?.map(|row| row.id),
            };
            let Some(stays) = stays else { return Ok(Ordered::Unknown) };
            match take_back(conn, kind, former, why).await? {
                Some(again) => Ok(Ordered::Done((again, stays))),
                None => Ok(Ordered::NothingToDo),
            }
        })
        .await;
    done.map_err(|error: diesel::result::Error| error.into())
}

/// Makes an artist of its own of an id or an alias of another, with these of its albums.
pub async fn split_off(
    app: &App,
    artist: i64,
    part: &Part,
    name: &str,
    albums: &[i64],
    by: Option<i64>,
) -> Result<Ordered<(i64, i64)>, DbError> {
    let conn = &mut app.db.conn().await?;
    let why = Why::person(by, app.clock.now());
    let done = conn
        .transaction(async |conn: &mut Conn| {
            Artist::lock(conn).await?;
            let Some(artist) = Artist::find(conn, artist).await? else { return Ok(Ordered::Unknown) };
            match split_off_artist(conn, &artist, part, name, albums, why).await? {
                Some(new) => Ok(Ordered::Done((new, artist.id))),
                None => Ok(Ordered::NothingToDo),
            }
        })
        .await;
    done.map_err(|error: diesel::result::Error| error.into())
}

/// An open pair is two; nobody asks again.
pub async fn apart(app: &App, review: i64, by: Option<i64>) -> Result<Option<Review>, DbError> {
    let conn = &mut app.db.conn().await?;
    let why = Why::person(by, app.clock.now());
    Ok(conn.transaction(async |conn: &mut Conn| keep_apart(conn, review, why).await).await?)
}
