//! By which ways people are told of something outside the house.

use secrecy::SecretString;
use url::Url;

use super::hidden;
use super::vars::{Problem, Vars};

/// Each way is off without its address; webhooks are each person's own.
#[derive(Clone, Debug)]
pub struct NoticesConfig {
    /// `SMTP_URL`: `smtps://user:password@host`, or `smtp://host:587?tls=required`.
    pub smtp_url: Option<SecretString>,
    /// `MAIL_FROM`: whose name stands on mails.
    pub mail_from: String,
    /// `NTFY_URL`: the server that topics are published at.
    pub ntfy_url: Option<Url>,
    /// `WEBHOOK_HOSTS`: hosts (with port, if any) that webhooks may lead to although they are private or in the clear.
    pub webhook_hosts: Vec<String>,
}

impl NoticesConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        Self {
            smtp_url: vars.secret("SMTP_URL", problems),
            mail_from: vars.parse(
                "MAIL_FROM",
                "Vinilogy <vinilogy@localhost>".to_owned(),
                "a mail address, with or without a name",
                problems,
                |text| (text.contains('@') && !text.contains(|letter: char| letter.is_control())).then(|| text.to_owned()),
            ),
            ntfy_url: vars.parse("NTFY_URL", None, "an address such as https://ntfy.sh", problems, |text| {
                Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some()).map(Some)
            }),
            webhook_hosts: vars.parse("WEBHOOK_HOSTS", Vec::new(), "hosts such as home.lan:8123, separated by commas", problems, |text| {
                let hosts: Vec<String> = text.split(',').map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty()).collect();
                hosts.iter().all(|host| !host.contains(['/', '@', ' '])).then_some(hosts)
            }),
        }
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        let unset = || "(not set)".to_owned();
        vec![
            ("SMTP_URL", hidden(self.smtp_url.as_ref())),
            ("MAIL_FROM", self.mail_from.clone()),
            ("NTFY_URL", self.ntfy_url.as_ref().map_or_else(unset, Url::to_string)),
            ("WEBHOOK_HOSTS", if self.webhook_hosts.is_empty() { unset() } else { self.webhook_hosts.join(",") }),
        ]
    }
}
