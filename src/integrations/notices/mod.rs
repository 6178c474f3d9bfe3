//! Telling people: by mail, by ntfy, by a webhook of their own.
//!
//! Nobody's budget is asked: these are not providers of ours, and whoever orders notices sees to it that they are few.

mod webhook;

use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use url::Url;

use super::transport::{Face, Transport};
use crate::config::NoticesConfig;

/// Nobody waits longer for one of them.
const PATIENCE: Duration = Duration::from_secs(20);

/// The ways that this house has.
#[derive(Clone)]
pub struct Notices {
    config: Arc<NoticesConfig>,
    transport: Transport,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The same for every attempt, so that one that went out twice can be told.
    pub id: String,
    pub title: String,
    pub text: String,
    pub link: Option<String>,
}

/// Why a notice did not go out. Holds no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// Trying again would change nothing.
    #[error("{0}")]
    Refused(String),
    /// It may go out later.
    #[error("{0}")]
    Failed(String),
}

impl Notices {
    pub(super) fn new(transport: &Transport, config: &NoticesConfig) -> Self {
        Self { config: Arc::new(config.clone()), transport: transport.clone() }
    }

    /// Whether mail can be sent.
    pub fn has_mail(&self) -> bool {
        self.config.smtp_url.is_some()
    }

    /// Whether there is an ntfy server.
    pub fn has_ntfy(&self) -> bool {
        self.config.ntfy_url.is_some()
    }

    /// Sends a mail.
    pub async fn mail(&self, to: &str, notice: &Notice) -> Result<(), NoticeError> {
        let Some(url) = &self.config.smtp_url else { return Err(NoticeError::Refused("SMTP_URL is not set".to_owned())) };
        let from: Mailbox = self.config.mail_from.parse().map_err(|_| NoticeError::Refused("MAIL_FROM is no mail address".to_owned()))?;
        let to: Mailbox = to.parse().map_err(|_| NoticeError::Refused("the person's address is none for mail".to_owned()))?;
        let text = notice.link.as_ref().map_or_else(|| notice.text.clone(), |link| format!("{}\n\n{link}", notice.text));
        let mail = Message::builder().from(from).to(to).subject(&notice.title).message_id(Some(format!("<{}@vinilogy>", notice.id)));
        let mail = mail
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| NoticeError::Refused("it cannot be written as a mail".to_owned()))?;
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
        let smtp = smtp.map_err(|_| NoticeError::Refused("SMTP_URL is no address of a mail server".to_owned()))?;
        match smtp.timeout(Some(PATIENCE)).build().send(mail).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NoticeError::Refused("the mail server refuses it".to_owned())),
            Err(error) => {
                tracing::debug!(%error, "a mail was not sent");
                Err(NoticeError::Failed("the mail server did not take it".to_owned()))
            }
        }
    }

    /// Publishes to a topic.
    pub async fn ntfy(&self, topic: &str, notice: &Notice) -> Result<(), NoticeError> {
        let Some(url) = &self.config.ntfy_url else { return Err(NoticeError::Refused("NTFY_URL is not set".to_owned())) };
        let mut body = serde_json::json!({"topic": topic, "title": notice.title, "message": notice.text});
        if let Some(link) = &notice.link {
            body["click"] = serde_json::json!(link);
        }
        let request = self.transport.client(Face::to(url)).post(url.clone()).timeout(PATIENCE).json(&body);
        sent("ntfy", request).await
    }
}

/// Sends a request, and reads of the answer whether it was taken.
async fn sent(what: &str, request: reqwest::RequestBuilder) -> Result<(), NoticeError> {
    let answer = request.send().await.map_err(|error| {
        if super::pictures::was_private(&error) {
            return NoticeError::Refused(format!("the {what} leads to a private address"));
        }
        NoticeError::Failed(format!("the {what} did not answer"))
    })?;
    match answer.status().as_u16() {
        200..=299 => Ok(()),
        300..=399 => Err(NoticeError::Refused(format!("the {what} redirects, which is not followed"))),
        status @ (408 | 429 | 500..=599) => Err(NoticeError::Failed(format!("the {what} answered with status {status}"))),
        status => Err(NoticeError::Refused(format!("the {what} answered with status {status}"))),
    }
}

/// The address of a web page, or of nothing.
fn parse(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| url.host().is_some())
}
