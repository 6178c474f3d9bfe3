//! What PostgreSQL tells us: one LISTEN connection per process, handed on to whoever waits.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::poll_fn;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::broadcast;
use tokio_postgres::AsyncMessage;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::pool::{DbError, connector};

/// One thing heard.
#[derive(Clone, Debug)]
pub enum Heard {
    /// A notification's payload.
    Notice(Arc<str>),
    /// The connection was lost and is back: whatever was said in between was missed; look again.
    Resumed,
}

/// Hears one channel for as long as it lives, across lost connections.
#[derive(Clone)]
pub struct Listener {
    heard: broadcast::Sender<Heard>,
    stop: CancellationToken,
    _stop_at_last: Arc<DropGuard>,
}

impl Listener {
    /// Starts to listen; returns once the first connection listens, so that nothing said later is missed.
    pub async fn start(url: &SecretString, channel: &'static str) -> Result<Self, DbError> {
        let heard = broadcast::channel(4096).0;
        let stop = CancellationToken::new();
        let mut notices = listen(url, channel).await?;
        let (url, sender, stopped) = (url.clone(), heard.clone(), stop.clone());
        tokio::spawn(async move {
            let work = async {
                loop {
                    while let Some(payload) = notices.next().await {
                        // Nobody waiting is no error.
                        let _ = sender.send(Heard::Notice(payload));
                    }
                    tracing::warn!(channel, "the database's notification connection was lost; connecting again");
                    notices = again(&url, channel).await;
                    let _ = sender.send(Heard::Resumed);
                }
            };
            tokio::select! { () = stopped.cancelled() => {}, () = work => {} }
        });
        Ok(Self { heard, stop: stop.clone(), _stop_at_last: Arc::new(stop.drop_guard()) })
    }

    /// Hears no more: the database is about to go, and that is nothing to warn of.
    pub fn close(&self) {
        self.stop.cancel();
    }

    /// Everything heard from now on.
    pub fn hear(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }
}

type Notices = futures::stream::BoxStream<'static, Arc<str>>;

async fn again(url: &SecretString, channel: &'static str) -> Notices {
    loop {
        tokio::time::sleep(Duration::from_millis(250)).await;
        match listen(url, channel).await {
            Ok(notices) => return notices,
            Err(error) => tracing::debug!(%error, channel, "still no notification connection"),
        }
    }
}

async fn listen(url: &SecretString, channel: &'static str) -> Result<Notices, DbError> {
    let mut config: tokio_postgres::Config = url.expose_secret().parse()?;
    config.keepalives_idle(Duration::from_secs(30)).connect_timeout(Duration::from_secs(10));
    let (client, mut connection) = config.connect(connector()?).await?;
    let mut messages = poll_fn(move |cx| connection.poll_message(cx)).boxed();
    let mut early = Vec::new();
    {
        // The connection only moves while its messages are read, so both are driven until LISTEN is answered.
        let request = client.batch_execute(channel_sql(channel));
        tokio::pin!(request);
        loop {
            tokio::select! {
                biased;
                done = &mut request => { done?; break }
                message = messages.next() => match message {
                    Some(Ok(AsyncMessage::Notification(notice))) => early.push(Arc::from(notice.payload())),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error.into()),
                    None => return Err(DbError::Connection("the connection closed".into())),
                }
            }
        }
    }
    let later = messages
        .take_while(|message| std::future::ready(message.is_ok()))
        .filter_map(|message| {
            std::future::ready(match message {
                Ok(AsyncMessage::Notification(notice)) => Some(Arc::from(notice.payload())),
                _ => None,
            })
        })
        // The client lives as long as the stream: dropping it would close the connection.
        .inspect(move |_: &Arc<str>| _ = &client);
    Ok(futures::stream::iter(early).chain(later).boxed())
}

fn channel_sql(channel: &'static str) -> &'static str {
    match channel {
        "job_runs" => "listen job_runs",
        "alerts" => "listen alerts",
        "recommendations" => "listen recommendations",
        _ => unreachable!("no other channel exists"),
    }
}
