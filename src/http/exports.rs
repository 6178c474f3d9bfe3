//! `GET /exports/{token}`: the file of everything stored about a person, once. Who has the link needs no other proof.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, on};
use secrecy::SecretString;

use super::refusal::{Code, Refusal};
use crate::app::App;
use crate::identity::export;

/// Everything below it is a secret, which the log leaves out.
pub const PATH: &str = "/exports/";

/// The route, for [`super::Parts::more`].
pub fn routes(app: App) -> Router {
    // A HEAD, such as a preview sends, must not use the link up.
    let methods: MethodRouter<App> = on(axum::routing::MethodFilter::GET, fetch)
        .head(|| async { StatusCode::NO_CONTENT })
        .fallback(|| async { Refusal::method("GET", "An export is fetched with GET.") });
    Router::new().route("/exports/{token}", methods).with_state(app)
}

async fn fetch(State(app): State<App>, Path(token): Path<String>) -> Response {
    match export::fetch(&app, &SecretString::from(token)).await {
        Ok(Some(file)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"vinilogy-export.json\""),
                (header::CACHE_CONTROL, "no-store"),
                (header::REFERRER_POLICY, "no-referrer"),
            ];
            (headers, file).into_response()
        }
        Ok(None) => {
            let why = "There is no such file: a link works once, within the hour. Ask for another with `exportMyData`.";
            Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, why).into_response()
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an export could not be made");
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, "The file could not be made.").into_response()
        }
    }
}
