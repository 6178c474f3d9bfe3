//! Whether the database answers, asked over its socket.

use std::time::{Duration, Instant};

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use super::cluster::Cluster;
use super::error::EmbeddedError;
use super::place::NAME;
use super::postmaster::Postmaster;

/// Repairing a large database after a power cut takes its time.
const START_TIMEOUT: Duration = Duration::from_mins(10);

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Whether a query gets its answer.
pub(super) async fn answers(url: &str) -> bool {
    let question = async { connect(url).await?.batch_execute("select 1").await };
    matches!(tokio::time::timeout(ATTEMPT, question).await, Ok(Ok(())))
}

/// Waits until our server answers, and creates the database if the cluster has none.
pub(super) async fn until_ready(cluster: &Cluster, postmaster: &mut Postmaster) -> Result<(), EmbeddedError> {
    let end = Instant::now() + START_TIMEOUT;
    loop {
        match tokio::time::timeout(ATTEMPT, connect(&cluster.url)).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) if error.code() == Some(&SqlState::UNDEFINED_DATABASE) => {
                return create_database(&cluster.first_url).await.map_err(EmbeddedError::Database);
            }
            _ => {}
        }
        if let Some(error) = postmaster.ended() {
            return Err(error);
        }
        if Instant::now() >= end {
            return Err(EmbeddedError::Silent { log: cluster.log.clone(), seconds: START_TIMEOUT.as_secs() });
        }
        tokio::time::sleep(super::LOOK).await;
    }
}

async fn create_database(first_url: &str) -> Result<(), tokio_postgres::Error> {
    connect(first_url).await?.batch_execute(&format!("create database {NAME}")).await
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // It ends with its client, whose queries report whatever goes wrong.
    tokio::spawn(connection);
    Ok(client)
}
