//! Statements in our own words that a connection prepares once and keeps.
//!
//! diesel's `sql_query` is parsed and planned anew every time, which costs a page of a list more than reading its
//! rows does, and finds its columns by their names, row by row. This is for the few statements that every request
//! comes down to. Their texts must come from a small set: each connection keeps every one that it has seen.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::{Expression, TypedExpressionType};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SqlType};

/// A statement: what it selects, and the text around that, with `$1`, `$2` … for the values in the order of their binding.
pub struct Kept<'a, S> {
    before: Cow<'a, str>,
    selection: S,
    after: Cow<'a, str>,
    binds: Vec<Box<dyn QueryFragment<Pg> + Send + Sync + 'a>>,
}

/// The statement `before`, the columns of `selection`, `after`.
pub fn kept<'a, S>(before: impl Into<Cow<'a, str>>, selection: S, after: impl Into<Cow<'a, str>>) -> Kept<'a, S> {
    Kept { before: before.into(), selection, after: after.into(), binds: Vec::new() }
}

impl<'a, S> Kept<'a, S> {
    /// The next value.
    #[must_use]
    pub fn bind<T, V>(mut self, value: V) -> Self
    where
        T: Send + Sync + 'a,
        V: ToSql<T, Pg> + Send + Sync + 'a,
        Pg: HasSqlType<T>,
    {
        self.binds.push(Box::new(Bind::<T, V> { value, of: PhantomData }));
        self
    }
}

impl<S: QueryFragment<Pg>> QueryFragment<Pg> for Kept<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&self.before);
        self.selection.walk_ast(out.reborrow())?;
        out.push_sql(&self.after);
        // diesel writes a placeholder for each value that it is given. The text has them already, wherever and as
        // often as it needs them, so that these go where PostgreSQL does not read.
        out.push_sql("\n-- ");
        for bind in &self.binds {
            bind.walk_ast(out.reborrow())?;
        }
        Ok(())
    }
}

impl<S> QueryId for Kept<'_, S> {
    type QueryId = ();

    // Known by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S: Expression> Query for Kept<'_, S> {
    type SqlType = S::SqlType;
}

struct Bind<T, V> {
    value: V,
    of: PhantomData<T>,
}

impl<T, V: ToSql<T, Pg>> QueryFragment<Pg> for Bind<T, V>
where
    Pg: HasSqlType<T>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<T, V>(&self.value)
    }
}

/// A column of a statement in our own words.
pub struct Column<T>(&'static str, PhantomData<T>);

/// A column of that name and type.
pub fn column<T>(name: &'static str) -> Column<T> {
    Column(name, PhantomData)
}

impl<T: SqlType + TypedExpressionType> Expression for Column<T> {
    type SqlType = T;
}

impl<T> QueryFragment<Pg> for Column<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}
