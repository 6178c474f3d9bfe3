//! Points add up, over many people with random lives.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use vinilogy::recommender;

use crate::graphql::stage::demo;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_points_of_reasons_add_up_to_the_score() {
    let app = demo().await;
    app.administrator().await;
    let rng = &mut Pcg64Mcg::new(7);
    let people: i64 = std::env::var("RANDOM_PEOPLE").ok().and_then(|people| people.parse().ok()).unwrap_or(40);
    app.batch(&format!(
        "insert into users (email, password_hash) select 'p' || n || '@example.org', 'x' from generate_series(1, {people}) as n;
         insert into user_profiles (user_id, country, currency, language) select id, (array['ES','GB','US','JP'])[1 + id % 4], 'EUR', (array['es','en'])[1 + id % 2] from users;
         insert into listened_artists (name, normalized_name, artist_id, next_try_at) select name, normalized_name, id, now() from artists;
         insert into listened_albums (listened_artist_id, title, normalized_title, album_id, next_try_at)
             select heard.id, title, normalized_title, albums.id, now() from albums join listened_artists as heard using (artist_id) on conflict do nothing"
    ))
    .await;
    for user in 2..=people + 1 {
        let (seeds, plays, weight) = (rng.random_range(0..6), rng.random_range(0..80), rng.random_range(0..10_000));
        app.batch(&format!(
            "insert into user_seed_artists (user_id, artist_id, source) select {user}, id, 'manual' from artists order by md5({user} || name) limit {seeds};
             insert into collection_items (user_id, release_id, source) select {user}, id, 'csv' from releases order by md5({user} || id::text) limit {seeds};
             insert into locked_recommendations (user_id, album_id) select {user}, id from albums order by md5({user} || title) limit {seeds};
             insert into user_recommendation_signals (user_id, signal, max_points)
                 select {user}, signal, {weight} from recommendation_signals order by md5({user} || signal) limit {seeds};
             insert into listening_snapshots (user_id, source, period, payload_hash, payload)
                 select {user}, 'lastfm', 'overall', 'h', jsonb_agg(jsonb_build_object('artist', artists.name, 'album', title, 'plays', (albums.id * {user}) % 900))
                 from (select * from albums order by md5({user} || title) limit {plays}) as albums join artists on artists.id = artist_id
                 having count(*) > 0"
        ))
        .await;
    }
    vinilogy::recommender::order_due(&app.app, vinilogy::integrations::Priority::Clock, vinilogy::jobs::Trigger::Cron).await.unwrap();
    app.batch("insert into recommendation_sets (user_id) select id from users on conflict do nothing").await;
    let mut app = app.working();
    crate::support::app::until(&app.app, "all sets", async || {
        app.number("select count(*) from job_runs where job = 'refresh_recommendations' and state = 'succeeded'").await == 1
    })
    .await;
    app.rest().await;
    let items = app.number("select count(*) from recommendation_items").await;
    let wrong = "select count(*) from recommendation_items where score <> coalesce((
        select sum((reason ->> 'points')::integer) from jsonb_array_elements(reasons) as reason), 0)";
    assert_eq!(app.number(wrong).await, 0);
    let over = "select count(*) from recommendation_items, jsonb_array_elements(reasons) as reason
        where (reason ->> 'points')::integer not between 1 and (reason ->> 'max')::integer";
    assert_eq!(app.number(over).await, 0);
    let owned = "select count(*) from recommendation_items join owned_albums using (user_id, album_id)";
    assert_eq!(app.number(owned).await, 0);
    let many = "select count(*) from (select user_id from recommendation_items join albums on albums.id = album_id
        where is_shown and not exists (select from locked_recommendations as l where l.user_id = recommendation_items.user_id and l.album_id = albums.id)
        group by user_id, artist_id having count(*) > 2) as t";
    assert_eq!(app.number(many).await, 0);
    println!("{items} items of {people} people add up");
    assert!(items > people * 30, "{items}");
    let _ = recommender::signals::Signal::ALL;
}
