//! Where the records are: the pool, the generated tables, the migrations, what PostgreSQL tells us.
//!
//! Imports `config` only. Never here: a query about anything the house is for; those live with their noun.

pub mod embedded;
pub mod kept;
mod listen;
mod migrate;
mod months;
mod pool;
#[rustfmt::skip]
#[expect(clippy::pedantic, reason = "generated")]
pub mod schema;
mod whole;

pub use self::listen::{Heard, Listener};
pub use self::migrate::{MigrateError, migrate, revert_all};
pub use self::months::make_months;
pub use self::pool::{Conn, Db, DbError, PoolSize};
pub use self::whole::whole;
