//! One row about a person in every table that has any.

use tokio_postgres::Client;

/// Puts a row about that person into every personal table; the catalogue has `artist:1`, `album:1`, `release:1`.
/// A table that is added later belongs here: the tests that remove and export people say so.
pub async fn fill(client: &Client, user: i64) {
    for sql in [
        "insert into user_profiles (user_id) values ($1) on conflict do nothing",
        "insert into user_seed_artists (user_id, artist_id, source) values ($1, 1, 'manual')",
        "insert into locked_recommendations (user_id, album_id) values ($1, 1)",
        "insert into dismissed_recommendations (user_id, album_id, reason) values ($1, 1, 'not mine')",
        "insert into wantlist_items (user_id, album_id) values ($1, 1)",
        "insert into alert_settings (user_id, by_mail, updated_at) values ($1, true, now())",
        "insert into alerts (user_id, wantlist_item_id, release_id, price_id, provider, offer, reason, found_at)
             select $1, id, 1, 1, 'shop', 'a', 'ceiling', now() from wantlist_items where user_id = $1 limit 1",
        "insert into collection_items (user_id, release_id, source) values ($1, 1, 'csv')",
        "insert into collection_copies (user_id, source, discogs_id, instance, added_at) values ($1, 'csv', 1, 1, now())",
        "insert into wanted_releases (user_id, source, discogs_id, added_at) values ($1, 'csv', 2, now())",
        "insert into listening_snapshots (user_id, source, period, payload_hash, payload) values ($1, 'lastfm', 'overall', 'h', '[]')",
        "insert into linked_accounts (user_id, service, username, linked_at) values ($1, 'lastfm', 'mara', now())",
        "with part as (select make_months('scrobbles', array[timestamptz '2023-11-14'])), artist as (
                 insert into listened_artists (name, normalized_name, next_try_at) select 'artist ' || $1::bigint, 'a', now() from part returning id),
             track as (insert into listened_tracks (listened_artist_id, title) select id, 'track' from artist returning id)
             select count(*) from track where $1 > 0",
        "insert into scrobbles (user_id, source, played_at, listened_track_id)
             select $1, 'lastfm', '2023-11-14', track.id from listened_tracks as track limit 1",
        "insert into listening_imports (user_id, service, is_dry, created_at) values ($1, 'lastfm', false, now())",
        "insert into account_consents (state_hash, user_id, service, sealed_secret, created_at, expires_at)
             values ('state of ' || $1::bigint, $1, 'spotify', 'sealed', now(), now() + '1 hour')",
        "insert into spotify_profiles (user_id, spotify_id, fetched_at) values ($1, 'mara', now())",
        "insert into spotify_playlists (user_id, spotify_id, place, name, is_collaborative, tracks, fetched_at) values ($1, 'p', 0, 'mine', false, 1, now())",
        "insert into spotify_playlist_tracks (user_id, playlist_id, place, kind, title, artist_names) values ($1, 'p', 0, 'local', 'a', '{}')",
        "with months as (select make_months(name, array[timestamptz '2026-11-20']) from time_series where name like 'spotify%'),
             track as (insert into spotify_tracks (spotify_id, title) select 't', 'a' from (select count(*) from months) as m on conflict do nothing),
             artist as (insert into spotify_artists (spotify_id, name) values ('a', 'a') on conflict do nothing)
             select $1::bigint",
        "insert into spotify_recently_played (user_id, played_at, track_id) values ($1, '2026-11-20', 't')",
        "insert into spotify_top_tracks (user_id, taken_at, time_range, place, track_id) values ($1, '2026-11-20', 'long_term', 1, 't')",
        "insert into spotify_top_artists (user_id, taken_at, time_range, place, artist_id) values ($1, '2026-11-20', 'long_term', 1, 'a')",
        "insert into api_tokens (user_id, name, scope, hash, created_at) values ($1, 'mine', 'read', 'hash of ' || $1::bigint, now())",
        "insert into personal_exports (hash, user_id, created_at, expires_at) values ('export of ' || $1::bigint, $1, now(), now() + '1 hour')",
        "insert into user_recommendation_signals (user_id, signal, max_points) values ($1, 'price', 500)",
        "insert into recommendation_sets (user_id, changes_seen, generated_at, expires_at, inputs_hash, weights) values ($1, 0, now(), now(), 'h', '{}')",
        "insert into recommendation_items (user_id, album_id, position, is_shown, score, reasons) values ($1, 1, 1, true, 0, '[]')",
        "insert into recommendation_showings (user_id, album_id, times, last_at) values ($1, 1, 1, now())",
        "insert into match_decisions (kind, verdict, reason, from_id, into_id, from_name, into_name, from_keys, into_keys, decided_by, undone_by, decided_at)
             values ('artist', 'different', 'person', 1, 2, 'a', 'b', '{}', '{}', $1, $1, now())",
        "insert into match_reviews (kind, one_id, other_id, score, rule, evidence, decided_by, created_at)
             values ('artist', $1::bigint * 1000, $1::bigint * 1000 + 1, 0.5, 'slip', '{}', $1, now())",
    ] {
        client.execute(sql, &[&user]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Every table with a column that refers to people, and that column.
pub async fn tables(client: &Client) -> Vec<(String, String)> {
    let sql = "select c.conrelid::regclass::text, a.attname::text from pg_constraint as c
               join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
               where c.contype = 'f' and c.confrelid = 'users'::regclass and c.conparentid = 0 order by 1, 2";
    let rows = client.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).chain([("users".to_owned(), "id".to_owned())]).collect()
}

/// How many rows each of them has about that person.
pub async fn counts(client: &Client, user: i64) -> Vec<(String, i64)> {
    let mut counts = Vec::new();
    for (table, column) in tables(client).await {
        let row = client.query_one(&format!("select count(*) from {table} where {column} = $1"), &[&user]).await.unwrap();
        counts.push((table, row.get(0)));
    }
    counts
}
