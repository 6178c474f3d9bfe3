//! Connections, cursors and the bounds of a page: the one helper behind every list.

use async_graphql::connection::{Connection, ConnectionNameType, Edge, EdgeNameType, EmptyFields};
use async_graphql::{ObjectType, OutputType};

use super::error::Failure;
use super::id::Kind;
use crate::catalog::{Slice, Window};

/// A page when nobody says how long.
pub const DEFAULT: i32 = 20;
/// The longest page.
pub const MOST: i32 = 100;

/// What every connection has besides its rows.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct TotalCount {
    /// How many there are in the whole list, whatever the page.
    total_count: i32,
}

/// What a connection has besides its rows where some of the list is not there yet.
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct Awaited {
    /// How many there are in the whole list, whatever the page.
    total_count: i32,
    /// How many pressings are not stored yet and still being fetched; they join the list then.
    pending: i32,
}

/// A connection of nodes, cursors and a total count.
pub type Rows<T> = Connection<String, T, TotalCount, EmptyFields>;

/// Reads the arguments of a page. A cursor is the id of a row of the list.
pub fn window(kind: Kind, first: Option<i32>, after: Option<&str>, last: Option<i32>, before: Option<&str>) -> Result<Window, Failure> {
    if first.is_some() && last.is_some() {
        return Err(Failure::bad_input("`first` and `last` exclude each other: give one of them."));
    }
    for (name, value) in [("first", first), ("last", last)] {
        if let Some(value) = value
            && !(0..=MOST).contains(&value)
        {
            return Err(out_of_bounds(name, i64::from(value)));
        }
    }
    let cursor = |name: &str, cursor: Option<&str>| -> Result<Option<i64>, Failure> {
        cursor
            .map(|text| {
                kind.row(text)
                    .map_err(|_| Failure::bad_input(format!("`{name}: \"{text}\"` is not a cursor of this list: take one from its edges.")))
            })
            .transpose()
    };
    Ok(Window {
        after: cursor("after", after)?,
        before: cursor("before", before)?,
        first: if last.is_some() { None } else { Some(i64::from(first.unwrap_or(DEFAULT))) },
        last: last.map(i64::from),
    })
}

/// The first rows, or those after a cursor, of a list that is only read from its beginning.
pub fn forward(kind: Kind, first: Option<i32>, after: Option<&str>) -> Result<(i64, Option<i64>), Failure> {
    let window = window(kind, first, after, None, None)?;
    Ok((window.first.unwrap_or_default(), window.after))
}

/// What is said of a page that is too long.
pub fn out_of_bounds(name: &str, value: i64) -> Failure {
    Failure::bad_input(format!("`{name}: {value}` is out of bounds: a page has 0 to {MOST} rows; for more, page with `after`."))
}

/// Refuses a page that nobody can find: to begin at the front again would send a client round in circles.
pub fn found<R>(slice: Slice<R>) -> Result<Slice<R>, Failure> {
    if slice.is_lost {
        return Err(Failure::bad_input("The cursor is not, or no longer, one of this list: begin again without it."));
    }
    Ok(slice)
}

/// A page of rows as a connection.
pub fn connection<R, T: OutputType, N: ConnectionNameType, E: EdgeNameType>(
    slice: Slice<R>,
    kind: Kind,
    id: impl Fn(&R) -> i64,
    node: impl Fn(R) -> T,
) -> Result<Connection<String, T, TotalCount, EmptyFields, N, E>, Failure> {
    rows(slice, kind, TotalCount::new, id, node)
}

/// The same for a list of which so many are still to come.
pub fn awaited<R, T: OutputType, N: ConnectionNameType, E: EdgeNameType>(
    (slice, pending): (Slice<R>, i64),
    kind: Kind,
    id: impl Fn(&R) -> i64,
    node: impl Fn(R) -> T,
) -> Result<Connection<String, T, Awaited, EmptyFields, N, E>, Failure> {
    let pending = i32::try_from(pending).unwrap_or(i32::MAX);
    rows(slice, kind, |total| Awaited { total_count: TotalCount::new(total).total_count, pending }, id, node)
}

fn rows<R, T: OutputType, F: ObjectType, N: ConnectionNameType, E: EdgeNameType>(
    slice: Slice<R>,
    kind: Kind,
    more: impl Fn(i64) -> F,
    id: impl Fn(&R) -> i64,
    node: impl Fn(R) -> T,
) -> Result<Connection<String, T, F, EmptyFields, N, E>, Failure> {
    let slice = found(slice)?;
    let mut connection = Connection::with_additional_fields(slice.has_previous, slice.has_next, more(slice.total));
    connection.edges.extend(slice.rows.into_iter().map(|row| Edge::new(kind.id(id(&row)).0, node(row))));
    Ok(connection)
}

impl TotalCount {
    pub fn new(total: i64) -> Self {
        Self { total_count: i32::try_from(total).unwrap_or(i32::MAX) }
    }
}
