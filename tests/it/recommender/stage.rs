//! People of the demo catalogue, and what they are recommended.

use serde_json::Value;
use vinilogy::identity::Requester;

use crate::support::app::TestApp;

/// A set with everything that is said of it.
pub const SET: &str = "{ viewer { recommendations { id generatedAt expiresAt items(first: 100) { totalCount nodes {
    position score isLocked explanation album { id title artist { id name } } reasons { signal points maxPoints text } } } } } }";

/// What somebody is recommended.
pub async fn set(app: &TestApp, who: &Requester) -> Value {
    app.data_as(who, SET).await["viewer"]["recommendations"].take()
}

/// The items of a set.
pub fn items(set: &Value) -> &Vec<Value> {
    set["items"]["nodes"].as_array().unwrap()
}

/// The albums of a set, in their order.
pub fn albums(set: &Value) -> Vec<String> {
    items(set).iter().map(|item| item["album"]["id"].as_str().unwrap().to_owned()).collect()
}

/// Whose row somebody has: the demo's own account may be the first.
pub fn id(who: &Requester) -> i64 {
    who.person().unwrap().id().get()
}

/// Makes artists the seeds of somebody, by name.
pub async fn seed(app: &TestApp, who: &Requester, names: &[&str]) {
    let user = id(who);
    for name in names {
        let name = name.replace('\'', "''");
        let found = app
            .number(&format!(
                "with added as (insert into user_seed_artists (user_id, artist_id, source)
            select {user}, id, 'manual' from artists where name = '{name}' returning 1) select count(*) from added"
            ))
            .await;
        assert_eq!(found, 1, "{name} is in the demo catalogue");
    }
}

/// Has somebody have played an album of the catalogue so often, lately.
pub async fn play(app: &TestApp, who: &Requester, album: i64, times: i64) {
    let user = id(who);
    app.batch(&format!(
        "insert into linked_accounts (user_id, service, username, linked_at) values ({user}, 'lastfm', 'x{user}', now()) on conflict do nothing;
         select make_months('scrobbles', array[now() - interval '40 days', now() - interval '70 days', now() - interval '10 days', now()]);
         insert into listened_artists (name, normalized_name, artist_id, next_try_at)
             select artists.name, normalized_name, artists.id, now() from artists join albums on artist_id = artists.id where albums.id = {album}
             on conflict do nothing;
         insert into listened_albums (listened_artist_id, title, normalized_title, album_id, next_try_at)
             select heard.id, title, normalized_title, albums.id, now() from albums join listened_artists as heard using (artist_id)
             where albums.id = {album} on conflict do nothing;
         insert into listened_tracks (listened_artist_id, title)
             select heard.id, 'a track of ' || albums.id from albums join listened_artists as heard using (artist_id)
             where albums.id = {album} on conflict do nothing;
         insert into scrobbles (user_id, source, played_at, listened_track_id, listened_album_id)
             select {user}, 'lastfm', date_trunc('hour', now()) - interval '10 days' - n * interval '10 minutes', track.id, heard.id
             from generate_series(1, {times}) as n, listened_albums as heard join listened_tracks as track using (listened_artist_id)
             where heard.album_id = {album} and track.title = 'a track of ' || {album} on conflict do nothing;
         update recommendation_sets set changes = changes + 1 where user_id = {user}"
    ))
    .await;
}

/// One item as a line.
pub fn line(item: &Value) -> String {
    format!(
        "{:>2}. {:>6} {} – {} | {}",
        item["position"],
        item["score"],
        item["album"]["artist"]["name"].as_str().unwrap(),
        item["album"]["title"].as_str().unwrap(),
        item["explanation"].as_str().unwrap()
    )
}
