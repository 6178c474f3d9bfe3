//! Following a set, in whatever process it becomes another.

use std::time::Duration;

use futures::StreamExt;
use vinilogy::identity::UserId;
use vinilogy::recommender;

use super::stage::{albums, seed, set};
use crate::graphql::stage::{code, demo};
use crate::support::app::TestApp;
use crate::support::upstream::nobody;

fn owner(who: &vinilogy::identity::Requester) -> UserId {
    who.person().unwrap().id()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_hears_of_every_change() {
    let app = demo().await;
    let (ana, ben) = (app.person("ana@example.org").await, app.person("ben@example.org").await);
    let other = TestApp::over(app.url.clone(), &nobody().await, &[]).await;
    let mut follows = Box::pin(recommender::follow(other.app.clone(), owner(&ana)));
    let mut next = async || tokio::time::timeout(Duration::from_secs(20), follows.next()).await.expect("it is told").unwrap().unwrap();
    let begin = next().await;
    assert_eq!(begin.items.len(), 20);
    seed(&app, &ana, &["Kate Bush"]).await;
    let seeded = next().await;
    assert_ne!(begin.items, seeded.items, "a seed makes another set, though nobody else asked for it");
    set(&app, &ben).await;
    let first = albums(&set(&app, &ana).await)[0].clone();
    app.data_as(&ana, &format!("mutation {{ dismissAlbum(input: {{albumId: {first:?}}}) {{ status }} }}")).await;
    let dismissed = next().await;
    assert!(dismissed.items.iter().all(|item| format!("album:{}", item.album_id) != first), "what Ben's set did is not told");
    assert_eq!(dismissed.items.len(), 20);
}

#[tokio::test]
async fn nobody_follows_nothing() {
    let app = demo().await;
    let answers = app.follow("subscription { recommendations { id } }").await;
    assert_eq!(code(&answers[0]), "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_at_once_make_one_set() {
    let app = demo().await;
    let ana = app.person("ana@example.org").await;
    seed(&app, &ana, &["Autechre"]).await;
    let other = TestApp::over(app.url.clone(), &nobody().await, &[]).await;
    let sets = futures::future::join_all((0..10).map(|turn| set(if turn % 2 == 0 { &app } else { &other }, &ana))).await;
    assert!(sets.iter().all(|one| albums(one) == albums(&sets[0]) && albums(one).len() == 20));
    assert_eq!(app.number("select count(*) from recommendation_items where is_shown").await, 20);
}
