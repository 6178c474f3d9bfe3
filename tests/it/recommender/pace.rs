//! How long sets take on a large catalogue: figures, for whoever asks for them.

use std::time::Instant;

use vinilogy::app::App;
use vinilogy::catalog::sample;
use vinilogy::recommender;

use crate::graphql::stage::empty;
use crate::support::app::until;

/// `BENCH_ARTISTS=10000 cargo test --release --test it recommender::pace -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes; prints figures"]
async fn how_long_sets_take() {
    let _ = std::any::type_name::<(App, sample::SampleError)>();
    let artists = std::env::var("BENCH_ARTISTS").unwrap_or_else(|_| "1000".to_owned());
    let app = empty().await;
    let said = crate::cli::run::vinilogy(
        &["sample-catalogue", "--artists", &artists, "--seed", "1"],
        &[("DATABASE_URL", secrecy::ExposeSecret::expose_secret(&app.url))],
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    let app = app.working();
    let before = Instant::now();
    recommender::learn_now(&app.app).await.unwrap();
    until(&app.app, "it is learnt", async || app.number("select count(*) from taste_models").await == 1).await;
    println!(
        "learnt in {:.1} s: {:?}",
        before.elapsed().as_secs_f64(),
        app.lines("select message from job_runs where job = 'learn_taste'").await
    );
    let many = app.lines("select user_id from listening_snapshots where period = 'overall' and jsonb_array_length(payload) > 500 order by user_id limit 40").await;
    let mut taken = Vec::new();
    for user in &many {
        let id: i64 = user.trim_matches(['(', ')']).parse().unwrap();
        let person = vinilogy::identity::find_row(&app.app, id).await.unwrap().unwrap().user_id();
        let before = Instant::now();
        recommender::refresh(&app.app, person).await.unwrap();
        taken.push(before.elapsed());
    }
    taken.sort();
    println!("{} people of many albums: median {:?}, most {:?}", taken.len(), taken[taken.len() / 2], taken.last().unwrap());
    app.batch("insert into recommendation_sets (user_id) select id from users on conflict do nothing; update recommendation_sets set expires_at = now() where expires_at is not null").await;
    let people = app.number("select count(*) from users").await;
    let before = Instant::now();
    recommender::order_due(&app.app, vinilogy::integrations::Priority::Clock, vinilogy::jobs::Trigger::Cron).await.unwrap();
    until(&app.app, "all sets", async || {
        app.number("select count(*) from job_runs where job = 'refresh_recommendations' and state = 'succeeded'").await == 1
    })
    .await;
    println!("{people} people in {:.1} s", before.elapsed().as_secs_f64());
    assert_eq!(app.number("select count(*) from recommendation_sets where generated_at is not null").await, people);
}
