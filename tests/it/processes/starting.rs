//! Processes that start at once.

use crate::support::database;
use crate::support::process::Surroundings;
use crate::support::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_start_on_an_empty_database_both_come_up() {
    let world = World::start(Vec::new()).await;
    let url = database::bare().await;
    let house = Surroundings::new(&url, &world.url, &[]);
    let (one, two) = tokio::join!(house.serve(&[]), house.serve(&[]));
    assert_ne!(one.url, two.url);
    let migrated = [&one, &two].iter().filter(|server| server.process.log().contains("migrated")).count();
    assert_eq!(migrated, 1, "one of them migrates, the other waits for it");
    assert_eq!(database::number(&url, "select count(*) from artists").await, 0);
}
