//! Storing a page of plays, or a list of what is played most.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::catalog::naming::normal;
use crate::db::make_months;
use crate::db::schema::listening_imports;
use crate::integrations::facts::{PlayFacts, Skipped, TopAlbumFacts};

/// What is longer is cut: an index takes no more, and nobody calls anything so.
const LONGEST: usize = 500;

/// What became of the plays of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    /// Records that nobody can read.
    pub failed: i64,
}

impl Tally {
    /// This and what came of a further page.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        Self {
            new: self.new + more.new,
            updated: self.updated + more.updated,
            unchanged: self.unchanged + more.unchanged,
            failed: self.failed + more.failed,
        }
    }
}

/// What a service names beside one another.
#[derive(Default)]
struct Names {
    artists: Vec<String>,
    forms: Vec<String>,
    artist_mbids: Vec<Option<Uuid>>,
    albums: Vec<Option<String>>,
    album_forms: Vec<Option<String>>,
    album_mbids: Vec<Option<Uuid>>,
}

impl Names {
    fn add(&mut self, (artist, artist_mbid): (&str, Option<Uuid>), album: Option<&str>, album_mbid: Option<Uuid>) {
        self.artists.push(cut(artist));
        self.forms.push(normal(&cut(artist)));
        self.artist_mbids.push(artist_mbid);
        self.albums.push(album.map(cut));
        self.album_forms.push(album.map(|album| normal(&cut(album))));
        self.album_mbids.push(album_mbid.filter(|_| album.is_some()));
    }

    /// Stores the names that are new, always in the same order, so that no two who do so wait for one another for ever.
    async fn store(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
        sql_query(
            "insert into listened_artists as stored (name, normalized_name, mbid, next_try_at)
             select distinct on (name) name, form, mbid, $4 from unnest($1, $2, $3) as told (name, form, mbid) order by name, mbid nulls last
             on conflict (name) do update set mbid = excluded.mbid, next_try_at = excluded.next_try_at
                 where stored.mbid is null and excluded.mbid is not null",
        )
        .bind::<Array<Text>, _>(&self.artists)
        .bind::<Array<Text>, _>(&self.forms)
        .bind::<Array<Nullable<diesel::sql_types::Uuid>>, _>(&self.artist_mbids)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
        sql_query(
            "insert into listened_albums as stored (listened_artist_id, title, normalized_title, mbid, next_try_at)
             select distinct on (artist.id, title) artist.id, title, form, told.mbid, $5
             from unnest($1, $2, $3, $4) as told (name, title, form, mbid) join listened_artists as artist using (name)
             where title is not null order by artist.id, title, told.mbid nulls last
             on conflict (listened_artist_id, title) do update set mbid = excluded.mbid, next_try_at = excluded.next_try_at
                 where stored.mbid is null and excluded.mbid is not null",
        )
        .bind::<Array<Text>, _>(&self.artists)
        .bind::<Array<Nullable<Text>>, _>(&self.albums)
        .bind::<Array<Nullable<Text>>, _>(&self.album_forms)
        .bind::<Array<Nullable<diesel::sql_types::Uuid>>, _>(&self.album_mbids)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
        Ok(())
    }
}

fn cut(name: &str) -> String {
    name.chars().take(LONGEST).collect()
}

/// Leaves out what was played in the future: such a play would be the newest for ever.
pub fn sound(plays: Vec<PlayFacts>, now: DateTime<Utc>) -> (Vec<PlayFacts>, Vec<Skipped>) {
    let (sound, odd): (Vec<_>, Vec<_>) = plays.into_iter().partition(|play| play.played_at <= now + TimeDelta::days(1));
    let skip =
        |play: PlayFacts| Skipped { record: format!("play of {}", play.played_at.timestamp()), problem: "played in the future".into() };
    (sound, odd.into_iter().map(skip).collect())
}

/// Makes the months that these plays belong to, where they are missing. In a transaction of its own, because it keeps
/// everybody else from the table for as long as it lasts.
pub async fn months(conn: &mut AsyncPgConnection, plays: &[PlayFacts]) -> QueryResult<()> {
    let moments: Vec<DateTime<Utc>> = plays.iter().map(|play| play.played_at).collect();
    make_months(conn, "scrobbles", &moments).await?;
    Ok(())
}

/// To the end of the transaction every statement is planned for what it is asked with: a plan that was kept from when the
/// tables were empty reads all of them for each row of a page.
pub async fn plan_anew(conn: &mut AsyncPgConnection) -> QueryResult<usize> {
    sql_query("set local plan_cache_mode = force_custom_plan").execute(conn).await
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Who tells of plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service itself, which may have put right from what album a track was.
    Service,
    /// A file, which is older than that; `is_rough`: it tells the minute only.
    File { is_rough: bool },
}

/// Stores plays; those that are stored already stay one.
pub async fn plays(
    conn: &mut AsyncPgConnection,
    (user_id, source): (i64, &str),
    plays: &[PlayFacts],
    origin: Origin,
    now: DateTime<Utc>,
) -> QueryResult<Tally> {
    let (Some(oldest), Some(newest)) = (plays.iter().map(|play| play.played_at).min(), plays.iter().map(|play| play.played_at).max())
    else {
        return Ok(Tally::default());
    };
    plan_anew(conn).await?;
    let mut names = Names::default();
    for play in plays {
        names.add((&play.artist, play.artist_mbid), play.album.as_deref(), play.album_mbid);
    }
    names.store(conn, now).await?;
    let tracks: Vec<String> = plays.iter().map(|play| cut(&play.track)).collect();
    let moments: Vec<DateTime<Utc>> = plays.iter().map(|play| play.played_at).collect();
    sql_query(
        "insert into listened_tracks as stored (listened_artist_id, title, mbid)
         select distinct on (artist.id, title) artist.id, title, told.mbid
         from unnest($1, $2, $3) as told (name, title, mbid) join listened_artists as artist using (name)
         order by artist.id, title, told.mbid nulls last
         on conflict (listened_artist_id, title) do update set mbid = excluded.mbid where stored.mbid is null and excluded.mbid is not null",
    )
    .bind::<Array<Text>, _>(&names.artists)
    .bind::<Array<Text>, _>(&tracks)
    .bind::<Array<Nullable<diesel::sql_types::Uuid>>, _>(plays.iter().map(|play| play.track_mbid).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    // One second of one track is one play, as the service sees it too.
    let page = "select distinct on (played_at, track.id) played_at, track.id as track_id, album.id as album_id
        from unnest($3, $4, $5, $6) as told (name, title, track, played_at)
            join listened_artists as artist using (name)
            join listened_tracks as track on track.listened_artist_id = artist.id and track.title = told.track
            left join listened_albums as album on album.listened_artist_id = artist.id and album.title = told.title
        order by played_at, track.id, album.id nulls last";
    let is_rough = origin == Origin::File { is_rough: true };
    // One that is stored to the second is the one that a file tells to the minute.
    let unless = "where not exists (select from scrobbles as stored where user_id = $1 and source = $2 and listened_track_id = track_id
        and stored.played_at >= page.played_at and stored.played_at < page.played_at + interval '1 minute')";
    let unless = if is_rough { unless } else { "" };
    let insert = format!(
        "with page as ({page}), stored as (
             insert into scrobbles (user_id, source, played_at, listened_track_id, listened_album_id, is_rough)
             select $1, $2, played_at, track_id, album_id, {is_rough} from page {unless} on conflict do nothing returning 1
         ) select (select count(*) from stored) as rows union all select count(*) from page"
    );
    let update = format!(
        "update scrobbles as stored set listened_album_id = page.album_id from ({page}) as page
         where user_id = $1 and source = $2 and stored.played_at = page.played_at and listened_track_id = track_id
             and stored.played_at between $7 and $8 and album_id is not null and listened_album_id is distinct from album_id"
    );
    let bound = |sql: String| {
        sql_query(sql)
            .into_boxed::<diesel::pg::Pg>()
            .bind::<BigInt, _>(user_id)
            .bind::<Text, _>(source)
            .bind::<Array<Text>, _>(&names.artists)
            .bind::<Array<Nullable<Text>>, _>(&names.albums)
            .bind::<Array<Text>, _>(&tracks)
            .bind::<Array<Timestamptz>, _>(&moments)
    };
    if !is_rough && has_rough(conn, (user_id, source)).await? {
        let replaced = format!(
            "delete from scrobbles as rough using ({page}) as page where user_id = $1 and source = $2 and is_rough
                 and listened_track_id = track_id and rough.played_at = date_trunc('minute', page.played_at, 'UTC')
                 and rough.played_at <> page.played_at"
        );
        bound(replaced).execute(conn).await?;
    }
    let counts: Vec<Count> = bound(insert).load(conn).await?;
    let [new, all] = [0, 1].map(|at| counts.get(at).map_or(0, |count| count.rows));
    let mut updated = 0;
    if new < all && origin == Origin::Service {
        updated = bound(update).bind::<Timestamptz, _>(oldest).bind::<Timestamptz, _>(newest).execute(conn).await?;
    }
    let updated = i64::try_from(updated).unwrap_or(i64::MAX);
    Ok(Tally { new, updated, unchanged: all - new - updated, failed: 0 })
}

/// Whether files have told some of these plays to the minute only.
async fn has_rough(conn: &mut AsyncPgConnection, (user_id, source): (i64, &str)) -> QueryResult<bool> {
    let files = listening_imports::table.filter(listening_imports::user_id.eq(user_id)).filter(listening_imports::service.eq(source));
    diesel::select(diesel::dsl::exists(files.filter(listening_imports::is_rough.and(not(listening_imports::is_dry)))))
        .get_result(conn)
        .await
}

/// What storing plays from a file would come to, without storing any.
pub async fn would_be(
    conn: &mut AsyncPgConnection,
    (user_id, source): (i64, &str),
    plays: &[PlayFacts],
    is_rough: bool,
) -> QueryResult<Tally> {
    plan_anew(conn).await?;
    let counts: Vec<Count> = sql_query(
        "with told as (select distinct name, track, played_at from unnest($3, $4, $5) as t (name, track, played_at)),
             known as (select from told join listened_artists as artist using (name)
                 join listened_tracks as track on track.listened_artist_id = artist.id and track.title = told.track
                 where exists (select from scrobbles as stored where user_id = $1 and source = $2 and listened_track_id = track.id
                     and stored.played_at >= told.played_at
                     and stored.played_at < told.played_at + case when $6 then interval '1 minute' else interval '1 second' end))
         select (select count(*) from known) as rows union all select count(*) from told",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(source)
    .bind::<Array<Text>, _>(plays.iter().map(|play| cut(&play.artist)).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(plays.iter().map(|play| cut(&play.track)).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(plays.iter().map(|play| play.played_at).collect::<Vec<_>>())
    .bind::<Bool, _>(is_rough)
    .load(conn)
    .await?;
    let [unchanged, all] = [0, 1].map(|at| counts.get(at).map_or(0, |count| count.rows));
    Ok(Tally { new: all - unchanged, unchanged, ..Tally::default() })
}

/// Stores what is played most in a period, if it is not what was stored last.
pub async fn snapshot(
    conn: &mut AsyncPgConnection,
    (user_id, source): (i64, &str),
    period: &str,
    albums: &[TopAlbumFacts],
    now: DateTime<Utc>,
) -> QueryResult<Tally> {
    let mut names = Names::default();
    for album in albums {
        names.add((&album.artist, album.artist_mbid), Some(&album.title), album.mbid);
    }
    names.store(conn, now).await?;
    let told = |album: &TopAlbumFacts| {
        let mut row = json!({"artist": cut(&album.artist), "album": cut(&album.title), "plays": album.plays});
        if let Some(mbid) = album.mbid {
            row["mbid"] = json!(mbid);
        }
        row
    };
    // The database writes JSON in one way, so that its hash says whether two are the same.
    let counts: Vec<Count> = sql_query(
        "with told as (select $4 as payload, encode(sha256(convert_to($4::text, 'UTF8')), 'hex') as hash),
             last as (select id, payload_hash from listening_snapshots
                 where user_id = $1 and source = $2 and period = $3 order by taken_at desc, id desc limit 1),
             seen as (update listening_snapshots as stored set seen_at = $5 from last, told
                 where stored.id = last.id and last.payload_hash = told.hash returning 1),
             stored as (insert into listening_snapshots (user_id, source, period, payload_hash, payload, taken_at, seen_at)
                 select $1, $2, $3, hash, payload, $5, $5 from told
                 where not exists (select from last where last.payload_hash = told.hash) returning 1)
         select count(*) as rows from stored",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(source)
    .bind::<Text, _>(period)
    .bind::<Jsonb, _>(serde_json::Value::Array(albums.iter().map(told).collect()))
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    let new = counts.as_slice().first().map_or(0, |count| count.rows);
    Ok(Tally { new, unchanged: 1 - new, ..Tally::default() })
}

/// How many names of a person's plays nobody of the catalogue is known to have: artists, and albums of those who are known.
pub async fn unmatched(conn: &mut AsyncPgConnection, (user_id, source): (i64, &str)) -> QueryResult<i64> {
    let Count { rows } = sql_query(
        "with heard as (select distinct listened_track_id, listened_album_id from scrobbles where user_id = $1 and source = $2)
         select (select count(distinct artist.id) from heard join listened_tracks as track on track.id = listened_track_id
                 join listened_artists as artist on artist.id = track.listened_artist_id where artist.artist_id is null)
             + (select count(distinct album.id) from heard join listened_albums as album on album.id = listened_album_id
                 join listened_artists as artist on artist.id = album.listened_artist_id
                 where album.album_id is null and artist.artist_id is not null) as rows",
    )
    .bind::<BigInt, _>(user_id)
    .bind::<Text, _>(source)
    .get_result(conn)
    .await?;
    Ok(rows)
}

/// Notes how far the walk has come: `Some`: the next page ends then; `None`: it has come to its end.
pub async fn walk(conn: &mut AsyncPgConnection, (user_id, source): (i64, &str), next: Option<(DateTime<Utc>, i32)>) -> QueryResult<usize> {
    let sql = match next {
        Some(_) => "update linked_accounts set walk_at = $3, walk_page = $4 where user_id = $1 and service = $2",
        None => {
            "update linked_accounts set complete_to = walk_to, walk_from = null, walk_to = null, walk_at = null, walk_page = $4
             where user_id = $1 and service = $2 and $3 is null"
        }
    };
    sql_query(sql)
        .bind::<BigInt, _>(user_id)
        .bind::<Text, _>(source)
        .bind::<Nullable<Timestamptz>, _>(next.map(|(at, _)| at))
        .bind::<Integer, _>(next.map_or(1, |(_, page)| page))
        .execute(conn)
        .await
}
