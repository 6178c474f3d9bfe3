//! `POST /etl/run-full-sync`, `POST /etl/run-daily-sync`: shops are read, for programs of whoever runs the house.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use chrono::NaiveDate;
use serde_json::json;

use super::auth;
use super::graphql::caller;
use super::refusal::{Code, Refusal};
use crate::app::App;
use crate::identity::Requester;
use crate::shops::order::{self, Ordered};

/// What a call asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wish {
    shop: Option<i64>,
    day: Option<NaiveDate>,
}

/// The routes, for [`super::Parts::more`].
pub fn routes(app: App) -> Router {
    Router::new().route("/etl/run-full-sync", any(full)).route("/etl/run-daily-sync", any(daily)).with_state(app)
}

async fn full(State(app): State<App>, request: Request) -> Response {
    let wish = match admit(&app, request, false).await {
        Ok(wish) => wish,
        Err(refusal) => return refusal.into_response(),
    };
    answer(order::full(&app, wish.shop, order::by_hand(&app)).await)
}

async fn daily(State(app): State<App>, request: Request) -> Response {
    let wish = match admit(&app, request, true).await {
        Ok(wish) => wish,
        Err(refusal) => return refusal.into_response(),
    };
    answer(order::daily(&app, wish.shop, wish.day, order::by_hand(&app)).await)
}

/// Lets administrators through, with what they ask for.
async fn admit(app: &App, request: Request, takes_day: bool) -> Result<Wish, Refusal> {
    let (parts, _) = request.into_parts();
    if parts.method != Method::POST {
        return Err(Refusal::method("POST", "Shops are read when somebody asks for it with POST."));
    }
    // A page of somebody else's cannot send a token, and cookies say nothing here.
    let refused = |why: &str| Refusal::new(StatusCode::UNAUTHORIZED, Code::Unauthenticated, why);
    let Ok(visitor) = auth::visitor(app, &caller(&parts)).await else {
        return Err(refused("The token is false, or over: send an API token of scope ADMIN."));
    };
    match visitor.requester {
        Requester::User(person) if person.is_administrator() => {}
        Requester::User(_) => {
            let why = "This is for administrators, and takes a token of scope ADMIN.";
            return Err(Refusal::new(StatusCode::FORBIDDEN, Code::Forbidden, why));
        }
        Requester::Anonymous => {
            return Err(refused("This is for administrators: send an API token of scope ADMIN as `Authorization: Bearer …`."));
        }
    }
    read(parts.uri.query().unwrap_or_default(), takes_day).map_err(Refusal::bad_request)
}

/// `?shop=shop:3&day=2026-11-19`
fn read(query: &str, takes_day: bool) -> Result<Wish, String> {
    let mut wish = Wish::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "shop" => {
                let id = value.strip_prefix("shop:").unwrap_or(&value).parse().ok().filter(|id| *id > 0);
                wish.shop = Some(id.ok_or_else(|| format!("`shop={value}` is no shop: it should look like shop:3."))?);
            }
            "day" if takes_day => {
                wish.day = Some(value.parse().map_err(|_| format!("`day={value}` is no day: it should look like 2026-11-19."))?);
            }
            name => return Err(format!("`{name}` means nothing here: `shop`{} may be given.", if takes_day { " and `day`" } else { "" })),
        }
    }
    Ok(wish)
}

fn answer(ordered: Result<Vec<Ordered>, crate::app::DbError>) -> Response {
    let ordered = match ordered {
        Ok(ordered) => ordered,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "shops could not be ordered to be read");
            return Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "The run could not be ordered.").into_response();
        }
    };
    let Some(first) = ordered.first() else {
        let why = "There is no such shop: set BSALE_ACCESS_TOKEN, or add one with `addShop`.";
        return Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, why).into_response();
    };
    let run = |id: i64| format!("run:{id}");
    let runs: Vec<_> = ordered
        .iter()
        .map(|one| json!({"shopId": format!("shop:{}", one.shop_id), "runId": run(one.run_id), "isNew": one.is_new}))
        .collect();
    let body = json!({"runId": run(first.run_id), "runs": runs});
    (StatusCode::ACCEPTED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_a_shop_and_a_day_or_nothing() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 19);
        for (query, takes_day, expected) in [
            ("", true, Ok(Wish::default())),
            ("day=2026-11-19", true, Ok(Wish { shop: None, day })),
            ("shop=shop%3A3&day=2026-11-19", true, Ok(Wish { shop: Some(3), day })),
            ("shop=3", false, Ok(Wish { shop: Some(3), day: None })),
            ("day=2026-11-19", false, Err("`day` means nothing here")),
            ("day=yesterday", true, Err("`day=yesterday` is no day")),
            ("shop=release:3", true, Err("`shop=release:3` is no shop")),
            ("token=x", true, Err("`token` means nothing here")),
        ] {
            let said = read(query, takes_day);
            match expected {
                Ok(wish) => assert_eq!(said, Ok(wish), "{query}"),
                Err(why) => assert!(said.as_ref().is_err_and(|said| said.starts_with(why)), "{query}: {said:?}"),
            }
        }
    }
}
