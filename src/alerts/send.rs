//! Telling a person of an alert by one of their ways; each is repeated by itself.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::notice;
use super::settings::open_secret;
use crate::identity;
use crate::integrations::notices::NoticeError;
use crate::jobs::{Job, JobContext, JobError, Next};
use crate::prices;

/// Sends an alert by one way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendAlert {
    pub alert_id: i64,
    pub channel: String,
}

/// What a message is made of.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = BigInt)]
    pub item_id: i64,
    #[diesel(sql_type = BigInt)]
    pub price_id: i64,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Text)]
    pub album: String,
    #[diesel(sql_type = BigInt)]
    pub album_id: i64,
    #[diesel(sql_type = Text)]
    pub artist: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Bool)]
    pub by_mail: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub ntfy_topic: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub webhook_url: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub sealed_webhook_secret: Option<String>,
}

impl Job for SendAlert {
    const KIND: &'static str = "send_alert";

    fn key(&self) -> String {
        format!("{}:{}:{}", Self::KIND, self.alert_id, self.channel)
    }

    async fn run(&self, ctx: &JobContext) -> Result<Next, JobError> {
        // It has been sent, or its person or their wish has gone.
        let Some(row) = self.find(ctx).await? else { return Ok(Next::Done) };
        let quote = prices::by_ids(&ctx.app, &[row.price_id]).await?.pop();
        let notice = notice::of(self.alert_id, &row, quote.as_ref());
        let notices = &ctx.app.integrations.notices;
        let sent = match self.channel.as_str() {
            "mail" if row.by_mail => notices.mail(&row.email, &notice).await,
            "ntfy" => match &row.ntfy_topic {
                Some(topic) => notices.ntfy(topic, &notice).await,
                None => Ok(()),
            },
            "webhook" => match (&row.webhook_url, &row.sealed_webhook_secret) {
                (Some(url), Some(sealed)) => {
                    let Some(person) = identity::find_row(&ctx.app, row.user_id).await.map_err(|error| JobError::Retry(error.into()))?
                    else {
                        return Ok(Next::Done);
                    };
                    let secret = open_secret(&ctx.app, person.user_id(), sealed).map_err(|error| JobError::GiveUp(error.into()))?;
                    let body = notice::json(self.alert_id, &row, quote.as_ref(), &notice);
                    notices.webhook(url, &secret, ctx.now().timestamp(), &body).await
                }
                _ => Ok(()),
            },
            // The person has turned it off since.
            _ => Ok(()),
        };
        let (sent_at, problem) = match &sent {
            Ok(()) => (Some(ctx.now()), None),
            Err(error) => (None, Some(error.to_string())),
        };
        sql_query("update alert_deliveries set sent_at = $3, problem = $4 where alert_id = $1 and channel = $2")
            .bind::<BigInt, _>(self.alert_id)
            .bind::<Text, _>(&self.channel)
            .bind::<Nullable<Timestamptz>, _>(sent_at)
            .bind::<Nullable<Text>, _>(problem)
            .execute(&mut *ctx.app.db.conn().await?)
            .await?;
        match sent {
            Ok(()) => Ok(Next::Done),
            Err(error @ NoticeError::Failed(_)) => Err(JobError::Retry(error.into())),
            Err(error @ NoticeError::Refused(_)) => Err(JobError::GiveUp(error.into())),
        }
    }
}

impl SendAlert {
    async fn find(&self, ctx: &JobContext) -> Result<Option<Row>, JobError> {
        let row = sql_query(
            "select a.user_id, a.wantlist_item_id as item_id, a.price_id, a.reason, u.email, al.title as album, al.id as album_id,
                 artists.name as artist, coalesce(p.language, 'es') as language, s.by_mail, s.ntfy_topic, s.webhook_url, s.sealed_webhook_secret
             from alert_deliveries as d join alerts as a on a.id = d.alert_id join users as u on u.id = a.user_id
                 join wantlist_items as w on w.id = a.wantlist_item_id join albums as al on al.id = w.album_id
                 join artists on artists.id = al.artist_id join alert_settings as s on s.user_id = a.user_id
                 left join user_profiles as p on p.user_id = a.user_id
             where d.alert_id = $1 and d.channel = $2 and d.sent_at is null",
        )
        .bind::<BigInt, _>(self.alert_id)
        .bind::<Text, _>(&self.channel)
        .get_result(&mut *ctx.app.db.conn().await?)
        .await
        .optional()?;
        Ok(row)
    }
}
