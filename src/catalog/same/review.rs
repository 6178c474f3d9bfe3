//! Pairs that may be one thing: kept until somebody decides, or until what is known of them does.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::decision::NewDecision;
use super::merge::Why;
use super::{AlbumIdentity, ArtistIdentity, Kind, are_apart, merge_artists};
use crate::app::App;
use crate::catalog::matching::{LIKELY, Verdict};
use crate::catalog::{Album, Artist, Slice, Window};
use crate::db::DbError;
use crate::db::schema::match_reviews;

/// So many albums in common make one artist of two whose names are alike.
const ENOUGH_IN_COMMON: i32 = 2;

/// Where a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    Open,
    Merged,
    Apart,
    /// One of the two is no longer there.
    Gone,
}

impl ReviewState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Merged => "merged",
            Self::Apart => "apart",
            Self::Gone => "gone",
        }
    }

    pub fn of(word: &str) -> Self {
        match word {
            "merged" => Self::Merged,
            "apart" => Self::Apart,
            "gone" => Self::Gone,
            _ => Self::Open,
        }
    }
}

/// A pair that may be one.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = match_reviews)]
pub struct Review {
    pub id: i64,
    pub kind: String,
    pub one_id: i64,
    pub other_id: i64,
    pub score: f64,
    pub rule: String,
    pub evidence: Value,
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<i64>,
}

/// What is known of both sides of a pair of artists, as JSON: names, ids, how well known, albums; and what they share.
const ARTIST_EVIDENCE: &str = "
    with side as (
        select a.id, jsonb_build_object('name', a.name, 'mbid', a.mbid, 'discogsId', a.discogs_id, 'spotifyId', a.spotify_id,
            'disambiguation', a.disambiguation, 'listeners', a.popularity_score,
            'aliases', coalesce((select jsonb_agg(name order by name) from (select name from artist_aliases where artist_id = a.id limit 20) as few), '[]'),
            'albums', coalesce((select jsonb_agg(jsonb_build_object('title', title, 'year', first_release_year) order by first_release_year, title)
                from (select title, first_release_year from albums where artist_id = a.id order by first_release_year limit 50) as few), '[]')
        ) as told from artists as a where a.id in ($1, $2)
    ), shared as (
        select distinct on (x.normalized_title) x.title, x.first_release_year as year,
            x.first_release_year = y.first_release_year as same_year
        from albums as x join albums as y on y.artist_id = $2 and x.normalized_title = y.normalized_title
        where x.artist_id = $1
    )
    select jsonb_build_object('one', (select told from side where id = $1), 'other', (select told from side where id = $2),
        'shared', coalesce((select jsonb_agg(jsonb_build_object('title', title, 'year', year)) from shared), '[]')) as told,
        (select count(*) from shared)::integer as shared,
        (select count(*) from shared where same_year)::integer as same_year";

/// The same of a pair of albums: titles, ids, years, artists, pressings; and the barcodes that they share.
const ALBUM_EVIDENCE: &str = "
    with side as (
        select a.id, jsonb_build_object('name', a.title, 'artist', artists.name, 'mbid', a.mbid, 'discogsMasterIds', a.discogs_master_ids,
            'year', a.first_release_year, 'tracks', a.track_count, 'type', a.primary_type,
            'pressings', (select count(*) from releases where album_id = a.id)) as told
        from albums as a join artists on artists.id = artist_id where a.id in ($1, $2)
    ), shared as (
        select distinct code from releases as x, unnest(x.barcodes) as code
        where x.album_id = $1 and exists (select from releases as y where y.album_id = $2 and y.barcodes @> array[code])
    )
    select jsonb_build_object('one', (select told from side where id = $1), 'other', (select told from side where id = $2),
        'shared', coalesce((select jsonb_agg(jsonb_build_object('barcode', code)) from shared), '[]')) as told,
        (select count(*) from shared)::integer as shared, 0 as same_year";

#[derive(QueryableByName)]
struct Evidence {
    #[diesel(sql_type = Jsonb)]
    told: Value,
    #[diesel(sql_type = Integer)]
    shared: i32,
    #[diesel(sql_type = Integer)]
    same_year: i32,
}

async fn evidence(conn: &mut AsyncPgConnection, kind: Kind, one: i64, other: i64) -> QueryResult<Evidence> {
    let sql = match kind {
        Kind::Artist => ARTIST_EVIDENCE,
        Kind::Album => ALBUM_EVIDENCE,
    };
    sql_query(sql).bind::<BigInt, _>(one).bind::<BigInt, _>(other).get_result(conn).await
}

/// Puts a doubtful pair into the queue. One that is there, or was decided, stays as it is.
pub async fn add(conn: &mut AsyncPgConnection, kind: Kind, pair: (i64, i64), verdict: Verdict, now: DateTime<Utc>) -> QueryResult<()> {
    let (one, other) = (pair.0.min(pair.1), pair.0.max(pair.1));
    if one == other {
        return Ok(());
    }
    let known = match_reviews::table
        .filter(match_reviews::kind.eq(kind.word()).and(match_reviews::one_id.eq(one)).and(match_reviews::other_id.eq(other)));
    if diesel::select(diesel::dsl::exists(known)).get_result(conn).await? {
        return Ok(());
    }
    let evidence = evidence(conn, kind, one, other).await?;
    sql_query(
        "insert into match_reviews (kind, one_id, other_id, score, rule, evidence, created_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
    )
    .bind::<Text, _>(kind.word())
    .bind::<BigInt, _>(one)
    .bind::<BigInt, _>(other)
    .bind::<Double, _>(verdict.score)
    .bind::<Text, _>(verdict.rule.name())
    .bind::<Jsonb, _>(evidence.told)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Looks at an artist's open pairs again, now that more is known: enough albums in common make one of the two,
/// unless both have an MBID. Returns how many were merged.
pub async fn reconsider(conn: &mut AsyncPgConnection, artist_id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
    let open: Vec<Review> = match_reviews::table
        .filter(match_reviews::kind.eq(Kind::Artist.word()).and(match_reviews::state.eq(ReviewState::Open.word())))
        .filter(match_reviews::one_id.eq(artist_id).or(match_reviews::other_id.eq(artist_id)))
        .select(Review::as_select())
        .load(conn)
        .await?;
    let mut merged = 0;
    for review in open {
        let evidence = evidence(conn, Kind::Artist, review.one_id, review.other_id).await?;
        diesel::update(match_reviews::table.find(review.id)).set(match_reviews::evidence.eq(&evidence.told)).execute(conn).await?;
        let (one, other) = (Artist::find_row(conn, review.one_id).await?, Artist::find_row(conn, review.other_id).await?);
        let (Some(one), Some(other)) = (one, other) else { continue };
        let contradicts = one.mbid.is_some() && other.mbid.is_some() || one.discogs_id.is_some() && other.discogs_id.is_some();
        if contradicts || review.score < LIKELY || evidence.shared < ENOUGH_IN_COMMON || evidence.same_year == 0 {
            continue;
        }
        if are_apart(conn, Kind::Artist, &ArtistIdentity::of(&one), &ArtistIdentity::of(&other)).await? {
            continue;
        }
        // Whoever has an MBID stays, else whoever was there first.
        let (from, into) = if other.mbid.is_some() && one.mbid.is_none() { (one, other) } else { (other, one) };
        merge_artists(conn, &from, &into, Why::context(now)).await?;
        merged += 1;
    }
    Ok(merged)
}

/// Somebody has seen that the two are two. `None` where there is no such open pair.
pub async fn keep_apart(conn: &mut AsyncPgConnection, id: i64, why: Why) -> QueryResult<Option<Review>> {
    let open: Option<Review> = match_reviews::table
        .find(id)
        .filter(match_reviews::state.eq(ReviewState::Open.word()))
        .select(Review::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?;
    let Some(review) = open else { return Ok(None) };
    let (one, other) = match Kind::of(&review.kind) {
        Kind::Artist => {
            let (one, other) = (Artist::find_row(conn, review.one_id).await?, Artist::find_row(conn, review.other_id).await?);
            (one.map(|row| (ArtistIdentity::of(&row), row.name)), other.map(|row| (ArtistIdentity::of(&row), row.name)))
        }
        Kind::Album => {
            let mut sides = Vec::with_capacity(2);
            for id in [review.one_id, review.other_id] {
                sides.push(match Album::find_row(conn, id).await? {
                    Some(album) => Some((AlbumIdentity::of(conn, &album).await?, album.title)),
                    None => None,
                });
            }
            (sides.remove(0), sides.remove(0))
        }
    };
    let state = if let (Some((from_keys, from_name)), Some((into_keys, into_name))) = (&one, &other) {
        let apart = NewDecision {
            kind: &review.kind,
            verdict: "different",
            reason: why.reason,
            from_id: review.one_id,
            into_id: review.other_id,
            from_name,
            into_name,
            from_keys,
            into_keys,
            steps: serde_json::json!([]),
            decided_by: why.by,
            decided_at: why.now,
        };
        apart.insert(conn).await?;
        ReviewState::Apart
    } else {
        ReviewState::Gone
    };
    let decided = diesel::update(match_reviews::table.find(id))
        .set((match_reviews::state.eq(state.word()), match_reviews::decided_at.eq(why.now), match_reviews::decided_by.eq(why.by)))
        .returning(Review::as_returning())
        .get_result(conn)
        .await?;
    Ok(Some(decided))
}

/// The pair was merged; other pairs of the row that went away are gone with it.
pub(super) async fn settle(conn: &mut AsyncPgConnection, kind: Kind, from: i64, into: i64, why: Why) -> QueryResult<()> {
    sql_query(
        "update match_reviews set state = case when one_id = least($2, $3) and other_id = greatest($2, $3) then 'merged' else 'gone' end,
             decided_at = $4, decided_by = $5
         where kind = $1 and state in ('open', 'apart') and ($2 in (one_id, other_id))",
    )
    .bind::<Text, _>(kind.word())
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(into)
    .bind::<Timestamptz, _>(why.now)
    .bind::<Nullable<BigInt>, _>(why.by)
    .execute(conn)
    .await?;
    Ok(())
}

/// A merge was taken back: its pair is apart, and the row's other pairs are open again.
pub(super) async fn reopen_as_apart(conn: &mut AsyncPgConnection, kind: Kind, decision: i64, why: Why) -> QueryResult<()> {
    sql_query(
        "update match_reviews as r set
             state = case when r.one_id = least(d.from_id, d.into_id) and r.other_id = greatest(d.from_id, d.into_id) then 'apart' else 'open' end,
             decided_at = case when r.state = 'merged' then $3 end, decided_by = case when r.state = 'merged' then $4 end
         from match_decisions as d
         where d.id = $2 and r.kind = $1 and r.decided_at = d.decided_at and d.from_id in (r.one_id, r.other_id)
             and r.state in ('merged', 'gone')",
    )
    .bind::<Text, _>(kind.word())
    .bind::<BigInt, _>(decision)
    .bind::<Timestamptz, _>(why.now)
    .bind::<Nullable<BigInt>, _>(why.by)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(app: &App, id: i64) -> Result<Option<Review>, DbError> {
    let conn = &mut app.db.conn().await?;
    Ok(match_reviews::table.find(id).select(Review::as_select()).first(conn).await.optional()?)
}

/// Pairs of one state and kind, the likeliest first.
pub async fn list(app: &App, state: Option<ReviewState>, kind: Option<Kind>, window: &Window) -> Result<Slice<Review>, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        total: i64,
    }
    let from_end = window.first.is_none() && window.last.is_some();
    let (forward, backward) = if from_end { ("asc", "desc") } else { ("desc", "asc") };
    let sql = format!(
        "with listed as (select id, score, count(*) over () as total from match_reviews
             where ($1::text is null or state = $1) and ($2::text is null or kind = $2))
         select id, total from listed
         where ($3::bigint is null or (score, -id) < (select score, -id from match_reviews where id = $3))
             and ($4::bigint is null or (score, -id) > (select score, -id from match_reviews where id = $4))
         order by score {forward}, id {backward} limit $5"
    );
    let conn = &mut app.db.conn().await?;
    let limit = window.first.or(window.last).unwrap_or_default();
    let listed: Vec<Row> = sql_query(sql)
        .bind::<Nullable<Text>, _>(state.map(ReviewState::word))
        .bind::<Nullable<Text>, _>(kind.map(Kind::word))
        .bind::<Nullable<BigInt>, _>(window.after)
        .bind::<Nullable<BigInt>, _>(window.before)
        .bind::<BigInt, _>(limit + 1)
        .load(conn)
        .await?;
    let ids: Vec<i64> = listed.iter().map(|row| row.id).collect();
    let mut rows: Vec<Review> = match_reviews::table.filter(match_reviews::id.eq_any(&ids)).select(Review::as_select()).load(conn).await?;
    rows.sort_by_key(|review| ids.iter().position(|id| *id == review.id));
    let total = listed.as_slice().first().map_or(0, |row| row.total);
    Ok(Slice::of_page(rows, total, window))
}
