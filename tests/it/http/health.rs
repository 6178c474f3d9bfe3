//! Health, alive and ready.

use std::time::Duration;

use serde_json::{Value, json};
use vinilogy::http::HealthCheck;

use super::toy::{Toy, Wish};

async fn asked(health: HealthCheck, path: &str) -> (u16, Value) {
    let toy = Toy::with(Wish { health, ..Wish::default() }).await;
    let response = toy.get(path).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn every_part_is_named() {
    let well = HealthCheck::default().vital("database", || async { Ok(()) }).minor("worker", || async { Ok(()) });
    let parts = json!([{ "name": "database", "status": "ok" }, { "name": "worker", "status": "ok" }]);
    assert_eq!(asked(well, "/health").await, (200, json!({ "status": "ok", "parts": parts })));
}

#[tokio::test]
async fn a_minor_part_is_survived() {
    let limping = HealthCheck::default().vital("database", || async { Ok(()) }).minor("worker", || async { Err("late".to_owned()) });
    let (status, answer) = asked(limping, "/health").await;
    assert_eq!((status, &answer["status"], &answer["parts"][1]["problem"]), (200, &json!("degraded"), &json!("late")));
}

#[tokio::test]
async fn without_its_database_it_answers_503_and_is_not_ready_but_alive() {
    let gone = || {
        HealthCheck::default().patience(Duration::from_millis(30)).minor("worker", || async { Ok(()) }).vital("database", || async {
            std::future::pending::<()>().await;
            Ok(())
        })
    };
    let (status, answer) = asked(gone(), "/health").await;
    assert_eq!((status, &answer["status"]), (503, &json!("failing")));
    assert_eq!(answer["parts"][0], json!({ "name": "worker", "status": "ok" }));
    assert_eq!(answer["parts"][1]["problem"], "no answer within 30ms");
    assert_eq!(asked(gone(), "/health/ready").await.0, 503);
    assert_eq!(asked(gone(), "/health/live").await, (200, json!({ "status": "ok" })));
}
