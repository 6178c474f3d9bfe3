//! What a person listened to, for whoever shows it to them.

use chrono::{DateTime, Months, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::app::App;
use crate::db::DbError;
use crate::identity::UserId;
use crate::profiles::{ListeningSource, profile};

/// So many of what is played most, as services tell of it.
const TOP: i64 = 100;

/// The time up to now that a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Overall,
    TwelveMonths,
    SixMonths,
    ThreeMonths,
    OneMonth,
    SevenDays,
}

impl Period {
    /// As snapshots call it; `None`: services are not asked for it.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Overall => Some("overall"),
            Self::TwelveMonths => Some("12month"),
            Self::SixMonths => Some("6month"),
            Self::ThreeMonths | Self::OneMonth | Self::SevenDays => None,
        }
    }

    fn since(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let months = match self {
            Self::Overall => return None,
            Self::SevenDays => return Some(now - TimeDelta::days(7)),
            Self::TwelveMonths => 12,
            Self::SixMonths => 6,
            Self::ThreeMonths => 3,
            Self::OneMonth => 1,
        };
        now.checked_sub_months(Months::new(months))
    }
}

/// An album that the person played often.
#[derive(Clone, Debug, QueryableByName)]
pub struct TopAlbum {
    #[diesel(sql_type = Text)]
    pub artist: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub album_id: Option<i64>,
}

/// An artist whom the person played often.
#[derive(Clone, Debug, QueryableByName)]
pub struct TopArtist {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub artist_id: Option<i64>,
}

/// One play.
#[derive(Clone, Debug, QueryableByName)]
pub struct Play {
    #[diesel(sql_type = Timestamptz)]
    pub played_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub track_id: i64,
    #[diesel(sql_type = Text)]
    pub track: String,
    #[diesel(sql_type = Text)]
    pub artist: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub album: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub artist_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub album_id: Option<i64>,
}

/// A name that nobody of the catalogue is known to have.
#[derive(Clone, Debug, QueryableByName)]
pub struct Unmatched {
    #[diesel(sql_type = Text)]
    pub artist: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub album: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
    #[diesel(sql_type = Timestamptz)]
    pub next_try_at: DateTime<Utc>,
}

/// Where a page of plays goes on: after the play of this moment, of this track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayCursor {
    pub played_at: DateTime<Utc>,
    pub track_id: i64,
}

/// A page of plays, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Plays {
    pub rows: Vec<Play>,
    pub total: i64,
    pub has_next: bool,
}

#[derive(QueryableByName)]
struct Service {
    #[diesel(sql_type = Text)]
    service: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Whose word counts: of two services that tell of the same plays only one, or each play would count twice. It is the one
/// that the person listens by, if they have linked it or brought a file of its.
async fn source(app: &App, owner: UserId) -> Result<Option<&'static str>, DbError> {
    let first = profile::find(app, owner).await?.primary_source();
    let known: Vec<Service> = sql_query(
        "select service from (select service, 0 as place from linked_accounts where user_id = $1 and service <> 'discogs'
             union all select service, 1 from listening_imports where user_id = $1 and not is_dry and added + unchanged > 0) as known
         group by service order by service = $2 desc, min(place), service limit 1",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Text, _>(first.word())
    .load(&mut *app.db.conn().await?)
    .await?;
    Ok(known.as_slice().first().map(|known| ListeningSource::parse(&known.service).word()))
}

/// What the person played most of, at most a hundred: as the service says, and where it was not asked, as plays say.
pub async fn top_albums(app: &App, owner: UserId, period: Period) -> Result<Vec<TopAlbum>, DbError> {
    let Some(source) = source(app, owner).await? else { return Ok(Vec::new()) };
    let conn = &mut app.db.conn().await?;
    if let Some(word) = period.word() {
        let told: Vec<TopAlbum> = sql_query(
            "select row.artist, row.album as title, plays, album_id
             from (select payload from listening_snapshots where user_id = $1 and source = $2 and period = $3
                 order by taken_at desc, id desc limit 1) as last
                 cross join lateral rows from (jsonb_to_recordset(payload) as (artist text, album text, plays bigint))
                     with ordinality as row (artist, album, plays, place)
                 left join listened_artists as artist on artist.name = row.artist
                 left join listened_albums as album on album.listened_artist_id = artist.id and album.title = row.album
             order by place",
        )
        .bind::<BigInt, _>(owner.get())
        .bind::<Text, _>(source)
        .bind::<Text, _>(word)
        .load(conn)
        .await?;
        if !told.is_empty() {
            return Ok(told);
        }
    }
    Ok(sql_query(
        "select artist.name as artist, album.title, plays, album_id
         from (select listened_album_id, count(*) as plays from scrobbles
                 where user_id = $1 and source = $2 and ($3 is null or played_at >= $3) and listened_album_id is not null
                 group by 1 order by 2 desc, 1 limit $4) as most
             join listened_albums as album on album.id = listened_album_id
             join listened_artists as artist on artist.id = listened_artist_id
         order by plays desc, album.id",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Text, _>(source)
    .bind::<Nullable<Timestamptz>, _>(period.since(app.clock.now()))
    .bind::<BigInt, _>(TOP)
    .load(conn)
    .await?)
}

/// Whom the person played most, at most a hundred, as their plays say.
pub async fn top_artists(app: &App, owner: UserId, period: Period) -> Result<Vec<TopArtist>, DbError> {
    let Some(source) = source(app, owner).await? else { return Ok(Vec::new()) };
    Ok(sql_query(
        "select artist.name, sum(most.plays)::bigint as plays, artist_id
         from (select listened_track_id, count(*) as plays from scrobbles
                 where user_id = $1 and source = $2 and ($3 is null or played_at >= $3) group by 1) as most
             join listened_tracks as track on track.id = listened_track_id
             join listened_artists as artist on artist.id = listened_artist_id
         group by artist.id order by plays desc, artist.id limit $4",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Text, _>(source)
    .bind::<Nullable<Timestamptz>, _>(period.since(app.clock.now()))
    .bind::<BigInt, _>(TOP)
    .load(&mut *app.db.conn().await?)
    .await?)
}

/// A page of the person's plays, the newest first.
pub async fn scrobbles(
    app: &App,
    owner: UserId,
    since: Option<DateTime<Utc>>,
    after: Option<PlayCursor>,
    first: i32,
) -> Result<Plays, DbError> {
    let Some(source) = source(app, owner).await? else { return Ok(Plays::default()) };
    let mut rows: Vec<Play> = sql_query(
        "select played_at, track.id as track_id, track.title as track, artist.name as artist, album.title as album, artist_id, album_id
         from (select played_at, listened_track_id, listened_album_id from scrobbles
                 where user_id = $1 and source = $2 and ($3 is null or played_at >= $3)
                     and ($4 is null or (played_at <= $4 and (played_at, listened_track_id) < ($4, $5)))
                 order by played_at desc, listened_track_id desc limit $6) as play
             join listened_tracks as track on track.id = play.listened_track_id
             join listened_artists as artist on artist.id = track.listened_artist_id
             left join listened_albums as album on album.id = play.listened_album_id
         order by played_at desc, track.id desc",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Text, _>(source)
    .bind::<Nullable<Timestamptz>, _>(since)
    .bind::<Nullable<Timestamptz>, _>(after.map(|after| after.played_at))
    .bind::<Nullable<BigInt>, _>(after.map(|after| after.track_id))
    .bind::<Integer, _>(first + 1)
    .load(&mut *app.db.conn().await?)
    .await?;
    let has_next = rows.len() > usize::try_from(first).unwrap_or_default();
    rows.truncate(usize::try_from(first).unwrap_or_default());
    Ok(Plays { rows, total: total(app, owner, since).await?, has_next })
}

/// How many plays of the person are stored.
pub async fn total(app: &App, owner: UserId, since: Option<DateTime<Utc>>) -> Result<i64, DbError> {
    let Some(source) = source(app, owner).await? else { return Ok(0) };
    let Count { rows } =
        sql_query("select count(*) as rows from scrobbles where user_id = $1 and source = $2 and ($3 is null or played_at >= $3)")
            .bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(source)
            .bind::<Nullable<Timestamptz>, _>(since)
            .get_result(&mut *app.db.conn().await?)
            .await?;
    Ok(rows)
}

/// The names of the person's plays that nobody of the catalogue is known to have, the most played first: artists, and
/// albums of those who are known. Of every service, since each writes names in its own way; plays of which two tell count
/// once.
pub async fn unmatched(app: &App, owner: UserId, first: i32) -> Result<Vec<Unmatched>, DbError> {
    Ok(sql_query(
        "with heard as (select source, listened_track_id, listened_album_id, count(*) as plays from scrobbles
             where user_id = $1 group by 1, 2, 3),
         names as (
             select source, artist.name as artist, null as album, sum(plays)::bigint as plays, artist.next_try_at
             from heard join listened_tracks as track on track.id = listened_track_id
                 join listened_artists as artist on artist.id = track.listened_artist_id
             where artist.artist_id is null group by source, artist.id
             union all
             select source, artist.name, album.title, sum(plays)::bigint, album.next_try_at
             from heard join listened_albums as album on album.id = listened_album_id
                 join listened_artists as artist on artist.id = album.listened_artist_id
             where album.album_id is null and artist.artist_id is not null group by source, album.id, artist.id)
         select artist, album, max(plays) as plays, next_try_at from names
         group by artist, album, next_try_at order by plays desc, artist, album limit $2",
    )
    .bind::<BigInt, _>(owner.get())
    .bind::<Integer, _>(first)
    .load(&mut *app.db.conn().await?)
    .await?)
}
