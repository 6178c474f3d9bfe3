//! A shop: who it is, how it is reached, and how far reading it has come.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use secrecy::{ExposeSecret, SecretString};

use super::currency::is_money;
use super::error::ShopError;
use super::offers;
use crate::app::App;
use crate::db::{Conn, DbError};
use crate::identity::seal;
use crate::integrations::bsale::BsaleShop;
use crate::integrations::storefront::{Software, Storefront};
use crate::integrations::{self, Provider};
use crate::prices::provider::{self, Terms};

/// What a token is sealed for.
const PURPOSE: &str = "bsale token";
/// Longer no shop's name is, nor any token.
const LONGEST: usize = 200;

/// Whose programs a shop runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bsale,
    Shopify,
    Woocommerce,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Bsale => "bsale",
            Self::Shopify => "shopify",
            Self::Woocommerce => "woocommerce",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "bsale" => Self::Bsale,
            "shopify" => Self::Shopify,
            _ => Self::Woocommerce,
        }
    }

    pub(super) fn terms(self) -> &'static Terms {
        match self {
            Self::Bsale => &provider::BSALE,
            Self::Shopify => &provider::SHOPIFY,
            Self::Woocommerce => &provider::WOOCOMMERCE,
        }
    }
}

/// A shop, with how much of it is stored.
#[derive(Clone, Debug, QueryableByName)]
pub struct Shop {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub currency: Option<String>,
    #[diesel(sql_type = Bool)]
    pub ships_abroad: bool,
    #[diesel(sql_type = Bool)]
    pub is_from_environment: bool,
    #[diesel(sql_type = Nullable<Text>)]
    sealed_token: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_sync_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_daily_sync_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub problem: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub products: i64,
    #[diesel(sql_type = BigInt)]
    pub variants: i64,
    #[diesel(sql_type = BigInt)]
    pub matched: i64,
    #[diesel(sql_type = BigInt)]
    pub offers: i64,
    #[diesel(sql_type = BigInt)]
    pub clients: i64,
    #[diesel(sql_type = BigInt)]
    pub documents: i64,
}

const COLUMNS: &str = "s.id, kind, name, url, country, currency, ships_abroad, is_from_environment, sealed_token, last_sync_at,
    last_daily_sync_at, problem";
const COUNTS: &str = "(select count(*) from store_products where store_id = s.id and gone_at is null) as products,
    v.variants, v.matched, v.offers, (select count(*) from store_clients where store_id = s.id and gone_at is null) as clients,
    (select count(*) from store_documents where store_id = s.id and gone_at is null) as documents
    from stores as s cross join lateral (
        select count(*) as variants, count(release_id) as matched, count(offered_release_id) as offers
        from store_variants where store_id = s.id and gone_at is null) as v";
/// Whoever reads a shop needs no counts.
const NO_COUNTS: &str = "0::bigint as products, 0::bigint as variants, 0::bigint as matched, 0::bigint as offers, 0::bigint as clients,
    0::bigint as documents from stores as s";

/// A shop to be added.
#[derive(Clone, Debug)]
pub struct NewShop {
    pub kind: Kind,
    pub name: String,
    pub url: Option<String>,
    pub token: Option<SecretString>,
    pub country: String,
    pub currency: Option<String>,
    pub ships_abroad: bool,
}

impl Shop {
    pub fn kind(&self) -> Kind {
        Kind::parse(&self.kind)
    }

    /// Whose budget its calls are counted to.
    pub(super) fn provider(&self) -> Provider {
        match self.kind() {
            Kind::Bsale => Provider::Bsale(self.id),
            _ => Provider::Storefront(self.id),
        }
    }

    /// Its row alone, for those who read it.
    pub(super) async fn row(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Self>> {
        sql_query(format!("select {COLUMNS}, {NO_COUNTS} where s.id = $1")).bind::<BigInt, _>(id).get_result(conn).await.optional()
    }

    /// The door to a shop at Bsale.
    pub(super) fn bsale(&self, app: &App) -> Result<BsaleShop, integrations::Error> {
        let provider = self.provider();
        let off = || integrations::Error::NotConfigured { provider, variable: "BSALE_ACCESS_TOKEN" };
        let token = if self.is_from_environment {
            app.config.providers.bsale.token.clone().ok_or_else(off)?
        } else {
            let sealed = self.sealed_token.as_deref().ok_or_else(off)?;
            seal::open_of_house(&app.config.identity, PURPOSE, self.id, sealed).map_err(|error| integrations::Error::Rejected {
                provider,
                problem: format!("its token cannot be opened: {error}; remove the shop and add it again"),
            })?
        };
        Ok(app.integrations.bsale.shop(self.id, &token))
    }

    /// The door to a storefront.
    pub(super) fn storefront(&self, app: &App) -> Result<Storefront, integrations::Error> {
        let software = if self.kind() == Kind::Shopify { Software::Shopify } else { Software::Woocommerce };
        let refused = |problem| integrations::Error::Rejected { provider: self.provider(), problem };
        let url = self.url.as_deref().unwrap_or_default();
        app.integrations.storefronts.shop(self.id, software, url).map_err(|why| refused(format!("its address may not be asked: {why}")))
    }

    /// Notes what went wrong, for administrators; `None`: nothing.
    pub(super) async fn note_problem(conn: &mut AsyncPgConnection, id: i64, problem: Option<&str>) -> QueryResult<usize> {
        sql_query("update stores set problem = $2 where id = $1 and problem is distinct from $2")
            .bind::<BigInt, _>(id)
            .bind::<Nullable<Text>, _>(problem)
            .execute(conn)
            .await
    }

    /// Notes that it was read to the end; what is left to be said is its problem.
    pub(super) async fn note_sync(conn: &mut AsyncPgConnection, id: i64, is_daily: bool, now: DateTime<Utc>) -> QueryResult<usize> {
        let column = if is_daily { "last_daily_sync_at" } else { "last_sync_at" };
        sql_query(format!("update stores set {column} = $2, problem = null where id = $1"))
            .bind::<BigInt, _>(id)
            .bind::<Timestamptz, _>(now)
            .execute(conn)
            .await
    }
}

/// The shop of the environment has a row like any other, once there is a token.
pub(super) async fn prepare(app: &App, conn: &mut AsyncPgConnection) -> QueryResult<()> {
    let config = &app.config.providers.bsale;
    if config.token.is_none() {
        return Ok(());
    }
    // Looked at first: most of the time there is nothing to write.
    sql_query(
        "insert into stores as s (kind, name, country, is_from_environment, created_at)
         select 'bsale', $1, 'CL', true, $2 where not exists (select from stores where is_from_environment and name = $1)
         on conflict (is_from_environment) where is_from_environment do update set name = excluded.name",
    )
    .bind::<Text, _>(&config.shop_name)
    .bind::<Timestamptz, _>(app.clock.now())
    .execute(conn)
    .await?;
    Ok(())
}

/// Every shop.
pub async fn list(app: &App) -> Result<Vec<Shop>, DbError> {
    let conn = &mut app.db.conn().await?;
    prepare(app, conn).await?;
    Ok(sql_query(format!("select {COLUMNS}, {COUNTS} order by s.id")).load(conn).await?)
}

/// One of them.
pub async fn find(app: &App, id: i64) -> Result<Option<Shop>, DbError> {
    let conn = &mut app.db.conn().await?;
    let sql = format!("select {COLUMNS}, {COUNTS} where s.id = $1");
    Ok(sql_query(sql).bind::<BigInt, _>(id).get_result(conn).await.optional()?)
}

/// Adds a shop; `None`: there is one of that address already.
pub async fn add(app: &App, new: NewShop) -> Result<Option<Shop>, ShopError> {
    let wrong = |why: String| Err(ShopError::Input(why));
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.contains(char::is_control) {
        return wrong(format!("`name` is empty, longer than {LONGEST} characters or holds line breaks: give the shop's name."));
    }
    if let Some(code) = new.currency.as_deref().filter(|code| !is_money(code)) {
        return wrong(format!("`currency: \"{code}\"` is nothing that people pay with: give one such as CLP."));
    }
    let token = new.token.filter(|token| !token.expose_secret().trim().is_empty());
    let url = match (new.kind, &new.url, &token) {
        (Kind::Bsale, None, Some(token)) => {
            let token = token.expose_secret().trim();
            if token.len() > LONGEST || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return wrong("`token` is none: give the access token as Bsale has issued it.".to_owned());
            }
            None
        }
        (Kind::Bsale, Some(_), _) => return wrong("`url` is for storefronts: shops at Bsale are all behind BSALE_URL.".to_owned()),
        (Kind::Bsale, None, None) => return wrong("`token` is missing: give the shop's access token at Bsale.".to_owned()),
        (_, _, Some(_)) => return wrong("`token` is for shops at Bsale: storefronts are read without one.".to_owned()),
        (_, None, None) => return wrong("`url` is missing: give the address of the shop's page.".to_owned()),
        (_, Some(url), None) => match app.integrations.storefronts.check(url) {
            Ok(url) => Some(url.to_string()),
            Err(why) => return wrong(format!("`url` cannot be asked: {why}.")),
        },
    };
    let now = app.clock.now();
    let conn = &mut app.db.conn().await?;
    let id = conn
        .transaction(async |conn: &mut Conn| {
            let added: Option<Added> = sql_query(
                "insert into stores (kind, name, url, country, currency, ships_abroad, created_at) values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (url) do nothing returning id",
            )
            .bind::<Text, _>(new.kind.word())
            .bind::<Text, _>(name)
            .bind::<Nullable<Text>, _>(url)
            .bind::<Text, _>(&new.country)
            .bind::<Nullable<Text>, _>(&new.currency)
            .bind::<Bool, _>(new.ships_abroad)
            .bind::<Timestamptz, _>(now)
            .get_result(conn)
            .await
            .optional()?;
            let Some(Added { id }) = added else { return Ok(None) };
            if let Some(token) = token {
                let token = SecretString::from(token.expose_secret().trim());
                let sealed = seal::seal_of_house(&app.config.identity, PURPOSE, id, &token)?;
                sql_query("update stores set sealed_token = $2 where id = $1")
                    .bind::<BigInt, _>(id)
                    .bind::<Text, _>(sealed)
                    .execute(conn)
                    .await?;
            }
            Ok::<_, ShopError>(Some(id))
        })
        .await?;
    let Some(id) = id else { return Ok(None) };
    let sql = format!("select {COLUMNS}, {COUNTS} where s.id = $1");
    Ok(sql_query(sql).bind::<BigInt, _>(id).get_result(conn).await.optional()?)
}

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Removes a shop with all that is stored of it, its offers first; `false`: there is none, or it is the environment's, which
/// would be back at once.
pub async fn remove(app: &App, id: i64) -> Result<bool, DbError> {
    let conn = &mut app.db.conn().await?;
    conn.transaction(async |conn: &mut Conn| {
        let locked = sql_query("select from stores where id = $1 and not is_from_environment for update")
            .bind::<BigInt, _>(id)
            .execute(conn)
            .await?;
        let Some(shop) = (if locked == 1 { Shop::row(conn, id).await? } else { None }) else { return Ok(false) };
        offers::withdraw_all(conn, &shop).await?;
        sql_query("delete from stores where id = $1").bind::<BigInt, _>(id).execute(conn).await?;
        sql_query("delete from upstreams where provider = $1").bind::<Text, _>(shop.provider().ledger().as_ref()).execute(conn).await?;
        Ok(true)
    })
    .await
}
