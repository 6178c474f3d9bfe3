//! The schema: root queries, types, mutations, loaders, limits.
//!
//! Imports the domain rooms and app. Never here: diesel, a query, a provider, a job kind. A resolver reads what
//! is stored and waits, where the cache-miss rule says so, for a job; it never calls a provider.

mod complete;
mod cookie;
mod desk;
mod documents;
pub mod error;
mod id;
mod limits;
mod loaders;
mod mutations;
mod page;
mod permit;
mod query;
mod scope;
mod subscription;
mod types;
mod visitor;
mod written_out;

use async_graphql::SchemaBuilder;

pub use self::cookie::{read as session_cookie, read_mark as browser_mark};
pub use self::desk::{GraphDesk, RequestId};
pub use self::documents::{Document, read};
use self::mutations::Mutation;
use self::query::Query;
use self::subscription::Subscription;
pub use self::visitor::{SessionCookie, Visitor};
use crate::app::App;

/// The schema, executable.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::default(), Subscription).register_output_type::<types::Node>()
}

/// The schema as it is served; the desk holds the limits, since an extension would cost every field something.
pub fn build(app: &App) -> Schema {
    let config = &app.config;
    let mut builder = builder().data(app.clone()).limit_recursive_depth(64);
    if !config.server.introspection {
        builder = builder.disable_introspection().disable_suggestions();
    }
    builder.finish()
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    builder().finish().sdl_with_options(options)
}
