//! One row of two, and back. The database moves whatever points to a row, whichever tables there are, and tells
//! every step (`merge_rows`); the log keeps the steps, so that a split takes them back (`unmerge_rows`).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::decision::{NewDecision, merge_of};
use super::{AlbumIdentity, ArtistIdentity, Identity, Kind, are_apart, keys, review};
use crate::catalog::naming::normal;
use crate::catalog::{Album, Artist, former};
use crate::db::schema::{albums, artists, former_ids, match_decisions};

/// Why two are one, or one is two.
#[derive(Clone, Copy, Debug)]
pub struct Why {
    /// `person`, `id` or `context`.
    pub reason: &'static str,
    /// Which administrator, where it was one.
    pub by: Option<i64>,
    pub now: DateTime<Utc>,
}

impl Why {
    /// An id says it.
    pub fn id(now: DateTime<Utc>) -> Self {
        Self { reason: "id", by: None, now }
    }

    /// What else is known of the two says it.
    pub fn context(now: DateTime<Utc>) -> Self {
        Self { reason: "context", by: None, now }
    }

    /// An administrator says it.
    pub fn person(by: Option<i64>, now: DateTime<Utc>) -> Self {
        Self { reason: "person", by, now }
    }
}

/// What is taken off an artist, to be one of its own.
#[derive(Clone, Debug)]
pub enum Part {
    DiscogsId,
    SpotifyId,
    Mbid,
    /// One of its aliases.
    Alias(String),
}

#[derive(QueryableByName)]
struct Steps {
    #[diesel(sql_type = Jsonb)]
    steps: Value,
}

/// Columns that the row which stays takes over where it has nothing itself.
const ARTIST_GAPS: [&str; 12] = [
    "mbid",
    "discogs_id",
    "spotify_id",
    "sort_name",
    "disambiguation",
    "image_url",
    "image_source",
    "image_attribution",
    "image_checked_at",
    "info_synced_at",
    "albums_synced_at",
    "popularity_score",
];
const ALBUM_GAPS: [&str; 10] = [
    "mbid",
    "spotify_id",
    "first_release_year",
    "primary_type",
    "track_count",
    "cover_url",
    "cover_source",
    "cover_attribution",
    "cover_checked_at",
    "releases_synced_at",
];

/// Makes one artist of two: everything of `from` hangs from `into` afterwards, and its ids lead there. Albums of
/// both that are the same become one too. Returns the decision that a split takes back.
pub async fn merge_artists(conn: &mut AsyncPgConnection, from: &Artist, into: &Artist, why: Why) -> QueryResult<i64> {
    let (from_keys, into_keys) = (ArtistIdentity::of(from), ArtistIdentity::of(into));
    let mut steps = Log::default();
    let theirs: Vec<i64> = albums::table.filter(albums::artist_id.eq(from.id)).select(albums::id).load(conn).await?;
    steps.add(move_rows(conn, Kind::Artist, from.id, into.id).await?);
    let own_alias = "insert into artist_aliases (artist_id, normalized_name, name, source)
             select $1, $2, $3, 'merge' where $2 <> (select normalized_name from artists where id = $1)
             on conflict do nothing
         returning jsonb_build_object('did', 'added', 'table', 'artist_aliases',
             'key', jsonb_build_object('artist_id', artist_id, 'normalized_name', normalized_name)) as steps";
    let added: Option<Steps> = sql_query(own_alias)
        .bind::<BigInt, _>(into.id)
        .bind::<Text, _>(&from.normalized_name)
        .bind::<Text, _>(&from.name)
        .get_result(conn)
        .await
        .optional()?;
    steps.extend(added);
    let mut former: Vec<String> = from_keys.iter().filter(|key| !key.starts_with("name:")).map(|key| former_id(key)).collect();
    former.push(from.id.to_string());
    steps.add(lead(conn, Kind::Artist, from.id, into.id, &former).await?);
    steps.extend(fill_gaps(conn, Kind::Artist, into.id, &steps, &ARTIST_GAPS).await?);
    for (from, into) in same_albums(conn, into.id, &theirs).await? {
        let (Some(from), Some(into)) = (Album::find_row(conn, from).await?, Album::find_row(conn, into).await?) else { continue };
        steps.add(album_steps(conn, &from, &into).await?);
    }
    let decision = NewDecision {
        kind: Kind::Artist.word(),
        verdict: "same",
        reason: why.reason,
        from_id: from.id,
        into_id: into.id,
        from_name: &from.name,
        into_name: &into.name,
        from_keys: &from_keys,
        into_keys: &into_keys,
        steps: Value::Array(steps.0),
        decided_by: why.by,
        decided_at: why.now,
    };
    let decision = decision.insert(conn).await?;
    review::settle(conn, Kind::Artist, from.id, into.id, why).await?;
    Ok(decision)
}

/// An id has shown that a row is another: makes them one, unless somebody has decided that they are two. Says whether.
pub async fn found_same(conn: &mut AsyncPgConnection, from: i64, into: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let (Some(from), Some(into)) = (Artist::find_row(conn, from).await?, Artist::find_row(conn, into).await?) else { return Ok(false) };
    if from.id == into.id || are_apart(conn, Kind::Artist, &ArtistIdentity::of(&from), &ArtistIdentity::of(&into)).await? {
        return Ok(false);
    }
    merge_artists(conn, &from, &into, Why::id(now)).await?;
    Ok(true)
}

/// Makes one album of two, its pressings, prices and whatever people said about it included.
pub async fn merge_albums(conn: &mut AsyncPgConnection, from: &Album, into: &Album, why: Why) -> QueryResult<i64> {
    let (from_keys, into_keys) = (AlbumIdentity::of(conn, from).await?, AlbumIdentity::of(conn, into).await?);
    let steps = album_steps(conn, from, into).await?;
    let decision = NewDecision {
        kind: Kind::Album.word(),
        verdict: "same",
        reason: why.reason,
        from_id: from.id,
        into_id: into.id,
        from_name: &from.title,
        into_name: &into.title,
        from_keys: &from_keys,
        into_keys: &into_keys,
        steps,
        decided_by: why.by,
        decided_at: why.now,
    };
    let decision = decision.insert(conn).await?;
    review::settle(conn, Kind::Album, from.id, into.id, why).await?;
    Ok(decision)
}

async fn album_steps(conn: &mut AsyncPgConnection, from: &Album, into: &Album) -> QueryResult<Value> {
    let mut steps = Log::default();
    steps.add(move_rows(conn, Kind::Album, from.id, into.id).await?);
    let mut former = vec![from.id.to_string()];
    former.extend(from.mbid.map(|mbid| mbid.to_string()));
    steps.add(lead(conn, Kind::Album, from.id, into.id, &former).await?);
    steps.extend(fill_gaps(conn, Kind::Album, into.id, &steps, &ALBUM_GAPS).await?);
    let masters: Vec<i64> = from.discogs_master_ids.iter().copied().filter(|id| !into.discogs_master_ids.contains(id)).collect();
    if !masters.is_empty() {
        // Further masters are further lists of pressings: some may not have been fetched.
        let both: Vec<i64> = into.discogs_master_ids.iter().copied().chain(masters).collect();
        steps.add(set_masters(conn, into.id, &both).await?);
    }
    Ok(Value::Array(steps.0))
}

/// Takes the newest merge back that took `former` away, and remembers that the two are two. Returns the row that
/// is there again.
pub async fn take_back(conn: &mut AsyncPgConnection, kind: Kind, former: i64, why: Why) -> QueryResult<Option<i64>> {
    let Some(id) = merge_of(conn, kind, former).await? else { return Ok(None) };
    sql_query("select unmerge_rows(steps) from match_decisions where id = $1").bind::<BigInt, _>(id).execute(conn).await?;
    diesel::update(match_decisions::table.find(id))
        .set((match_decisions::undone_at.eq(why.now), match_decisions::undone_by.eq(why.by)))
        .execute(conn)
        .await?;
    sql_query(
        "insert into match_decisions
             (kind, verdict, reason, from_id, into_id, from_name, into_name, from_keys, into_keys, decided_by, decided_at)
         select kind, 'different', $2, from_id, into_id, from_name, into_name, from_keys, into_keys, $3, $4
         from match_decisions where id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(why.reason)
    .bind::<Nullable<BigInt>, _>(why.by)
    .bind::<diesel::sql_types::Timestamptz, _>(why.now)
    .execute(conn)
    .await?;
    review::reopen_as_apart(conn, kind, id, why).await?;
    Ok(Some(former))
}

/// Takes an id or an alias off an artist that never was two rows, with these of its albums, and makes an artist
/// of it. `None` where the artist has no such part.
pub async fn split_off_artist(
    conn: &mut AsyncPgConnection,
    artist: &Artist,
    part: &Part,
    name: &str,
    albums_of_it: &[i64],
    why: Why,
) -> QueryResult<Option<i64>> {
    let taken = match part {
        Part::DiscogsId => artist.discogs_id.is_some(),
        Part::SpotifyId => artist.spotify_id.is_some(),
        Part::Mbid => artist.mbid.is_some(),
        Part::Alias(alias) => {
            let taken = sql_query("delete from artist_aliases where artist_id = $1 and normalized_name = $2")
                .bind::<BigInt, _>(artist.id)
                .bind::<Text, _>(normal(alias))
                .execute(conn)
                .await?;
            taken > 0
        }
    };
    if !taken {
        return Ok(None);
    }
    let inserted: Option<i64> = diesel::insert_into(artists::table)
        .values((artists::name.eq(name), artists::normalized_name.eq(normal(name)), artists::source.eq("manual")))
        .on_conflict_do_nothing()
        .returning(artists::id)
        .get_result(conn)
        .await
        .optional()?;
    let new = match inserted {
        Some(id) => {
            keys::store(conn, id, &[name]).await?;
            id
        }
        // Somebody of that name and without an id is there already: that is who was meant.
        None => {
            artists::table
                .filter(artists::normalized_name.eq(normal(name)))
                .filter(artists::mbid.is_null().and(artists::discogs_id.is_null()))
                .select(artists::id)
                .first(conn)
                .await?
        }
    };
    // An id leaves the old row before it enters the new one: it is unique.
    let (old, new_row) = (artists::table.find(artist.id), artists::table.find(new));
    match part {
        Part::DiscogsId => {
            diesel::update(old).set(artists::discogs_id.eq(None::<i64>)).execute(conn).await?;
            diesel::update(new_row).set(artists::discogs_id.eq(artist.discogs_id)).execute(conn).await?;
        }
        Part::SpotifyId => {
            diesel::update(old).set(artists::spotify_id.eq(None::<String>)).execute(conn).await?;
            diesel::update(new_row).set(artists::spotify_id.eq(&artist.spotify_id)).execute(conn).await?;
        }
        Part::Mbid => {
            diesel::update(old).set(artists::mbid.eq(None::<uuid::Uuid>)).execute(conn).await?;
            diesel::update(new_row).set(artists::mbid.eq(artist.mbid)).execute(conn).await?;
        }
        Part::Alias(_) => {}
    }
    diesel::update(albums::table.filter(albums::artist_id.eq(artist.id)).filter(albums::id.eq_any(albums_of_it)))
        .set(albums::artist_id.eq(new))
        .execute(conn)
        .await?;
    let Some(one) = Artist::find_row(conn, new).await? else { return Ok(None) };
    let Some(other) = Artist::find_row(conn, artist.id).await? else { return Ok(None) };
    keys::rebuild(conn, &[one.id, other.id]).await?;
    let (from_keys, into_keys): (Identity, Identity) = (ArtistIdentity::of(&one), ArtistIdentity::of(&other));
    let apart = NewDecision {
        kind: Kind::Artist.word(),
        verdict: "different",
        reason: why.reason,
        from_id: one.id,
        into_id: other.id,
        from_name: &one.name,
        into_name: &other.name,
        from_keys: &from_keys,
        into_keys: &into_keys,
        steps: json!([]),
        decided_by: why.by,
        decided_at: why.now,
    };
    apart.insert(conn).await?;
    Ok(Some(new))
}

/// The steps of a merge, in their order.
#[derive(Default)]
struct Log(Vec<Value>);

impl Log {
    fn add(&mut self, steps: Value) {
        match steps {
            Value::Array(steps) => self.0.extend(steps),
            step => self.0.push(step),
        }
    }

    fn extend(&mut self, steps: Option<Steps>) {
        if let Some(steps) = steps {
            self.add(steps.steps);
        }
    }

    /// The row that was merged away, as it was.
    fn merged_row(&self, table: &str) -> Option<&Value> {
        self.0.iter().rev().find(|step| step["did"] == "dropped" && step["table"] == table).map(|step| &step["row"])
    }
}

async fn move_rows(conn: &mut AsyncPgConnection, kind: Kind, from: i64, into: i64) -> QueryResult<Value> {
    let steps: Steps = sql_query(format!("select merge_rows('{}', $1, $2) as steps", kind.table()))
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(into)
        .get_result(conn)
        .await?;
    Ok(steps.steps)
}

/// Ids that led to `from`, and its own, lead to `into`.
async fn lead(conn: &mut AsyncPgConnection, kind: Kind, from: i64, into: i64, former: &[String]) -> QueryResult<Value> {
    let led: Vec<String> = diesel::update(former_ids::table.filter(former_ids::kind.eq(kind.word())).filter(former_ids::row_id.eq(from)))
        .set(former_ids::row_id.eq(into))
        .returning(former_ids::former_id)
        .get_results(conn)
        .await?;
    let key = |id: &String| json!({ "kind": kind.word(), "former_id": id });
    let mut steps = Vec::new();
    if !led.is_empty() {
        let keys: Vec<Value> = led.iter().map(key).collect();
        steps.push(json!({ "did": "moved", "table": "former_ids", "column": "row_id", "from": from, "into": into, "keys": keys }));
    }
    for id in former {
        former::lead(conn, kind, id, into).await?;
        steps.push(json!({ "did": "added", "table": "former_ids", "key": key(id) }));
    }
    Ok(Value::Array(steps))
}

/// How `former_ids` spells a key: an MBID alone, any other id with its service.
fn former_id(key: &str) -> String {
    key.strip_prefix("mbid:").unwrap_or(key).to_owned()
}

/// What the merged row knew and the other did not.
async fn fill_gaps(conn: &mut AsyncPgConnection, kind: Kind, into: i64, log: &Log, columns: &[&str]) -> QueryResult<Option<Steps>> {
    let Some(row) = log.merged_row(kind.table()) else { return Ok(None) };
    let set: Vec<String> = columns
        .iter()
        .map(|column| match *column {
            "popularity_score" => "popularity_score = greatest(r.popularity_score, m.popularity_score)".to_owned(),
            column => format!("{column} = coalesce(r.{column}, m.{column})"),
        })
        .collect();
    let list = |alias: &str| columns.iter().map(|column| format!("'{column}', {alias}.{column}")).collect::<Vec<_>>().join(", ");
    let table = kind.table();
    sql_query(format!(
        "with old as (select * from {table} where id = $1),
         changed as (
             update {table} as r set {} from jsonb_populate_record(null::{table}, $2) as m where r.id = $1 returning r.*
         ),
         pairs as (
             select old.key, old.value as before, new.value as after
             from (select (jsonb_each(jsonb_build_object({}))).* from old) as old
             join (select (jsonb_each(jsonb_build_object({}))).* from changed) as new using (key)
             where old.value is distinct from new.value
         )
         select jsonb_build_object('did', 'changed', 'table', '{table}', 'id', $1,
             'before', coalesce(jsonb_object_agg(key, before), '{{}}'), 'after', coalesce(jsonb_object_agg(key, after), '{{}}')) as steps
         from pairs",
        set.join(", "),
        list("old"),
        list("changed"),
    ))
    .bind::<BigInt, _>(into)
    .bind::<Jsonb, _>(row)
    .get_result(conn)
    .await
    .map(Some)
}

async fn set_masters(conn: &mut AsyncPgConnection, album: i64, masters: &[i64]) -> QueryResult<Value> {
    let steps: Steps = sql_query(
        "with old as (select discogs_master_id, discogs_master_ids, releases_synced_at from albums where id = $1),
         changed as (
             update albums set discogs_master_ids = $2, discogs_master_id = $2[1], releases_synced_at = null
             where id = $1 returning discogs_master_id, discogs_master_ids, releases_synced_at
         )
         select jsonb_build_object('did', 'changed', 'table', 'albums', 'id', $1, 'before', to_jsonb(old), 'after', to_jsonb(changed)) as steps
         from old, changed",
    )
    .bind::<BigInt, _>(album)
    .bind::<diesel::sql_types::Array<BigInt>, _>(masters)
    .get_result(conn)
    .await?;
    Ok(steps.steps)
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = BigInt)]
    from_id: i64,
    #[diesel(sql_type = BigInt)]
    into_id: i64,
}

/// Albums that came with the merged artist and were there already: the same title, and no id that says otherwise.
async fn same_albums(conn: &mut AsyncPgConnection, artist: i64, theirs: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
    let pairs: Vec<Pair> = sql_query(
        "select distinct on (theirs.id) theirs.id as from_id, ours.id as into_id
         from albums as theirs join albums as ours on ours.artist_id = theirs.artist_id and ours.normalized_title = theirs.normalized_title
         where theirs.artist_id = $1 and theirs.id = any($2) and ours.id <> all($2)
             and (theirs.mbid is null or ours.mbid is null)
             and (theirs.first_release_year = ours.first_release_year or theirs.first_release_year is null or ours.first_release_year is null)
             and (theirs.discogs_master_ids = '{}' or ours.discogs_master_ids = '{}' or theirs.discogs_master_ids && ours.discogs_master_ids)
         order by theirs.id, ours.mbid is null, ours.id",
    )
    .bind::<BigInt, _>(artist)
    .bind::<diesel::sql_types::Array<BigInt>, _>(theirs)
    .load(conn)
    .await?;
    Ok(pairs.into_iter().map(|pair| (pair.from_id, pair.into_id)).collect())
}
