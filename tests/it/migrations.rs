//! Every migration goes up, down and up again, and leaves no difference; what it makes is named and described.

use std::collections::BTreeSet;

use secrecy::SecretString;
use vinilogy::db;

use crate::support::database;

/// Everything that a migration can make in the schema `public`, one line each.
const DUMP: &[&str] = &[
    "select format('table %s %s %s', c.relkind, c.relname, obj_description(c.oid, 'pg_class')) from pg_class as c
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'S')",
    "select format('column %s.%s %s %s null=%s default=%s identity=%s generated=%s collation=%s: %s', c.relname, a.attname, a.attnum,
         format_type(a.atttypid, a.atttypmod), not a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
         a.attcollation::regcollation, col_description(c.oid, a.attnum))
     from pg_attribute as a join pg_class as c on c.oid = a.attrelid left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and a.attnum > 0 and not a.attisdropped",
    "select format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
     where connamespace = 'public'::regnamespace",
    "select 'index ' || pg_get_indexdef(indexrelid) from pg_index join pg_class as c on c.oid = indexrelid
     where c.relnamespace = 'public'::regnamespace",
    "select format('function %s: %s', pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc')) from pg_proc as p
     where pronamespace = 'public'::regnamespace and prokind <> 'a'
         and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')",
    "select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not tgisinternal",
    "select format('type %s', typname) from pg_type where typnamespace = 'public'::regnamespace",
    "select format('extension %s %s', extname, extversion) from pg_extension",
    "select format('schema %s', nspname) from pg_namespace where nspname !~ '^pg_(temp|toast)'",
];

async fn dump(url: &SecretString) -> BTreeSet<String> {
    let client = database::connect(url).await;
    let mut lines = BTreeSet::new();
    for sql in DUMP {
        for row in client.query(*sql, &[]).await.unwrap() {
            lines.insert(row.get::<_, String>(0));
        }
    }
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn up_down_up_leaves_no_difference() {
    let url = database::bare().await;
    let ran = db::migrate(&url).await.unwrap();
    assert!(!ran.is_empty());
    let up = dump(&url).await;
    db::revert_all(&url).await.unwrap();
    let down = dump(&url).await;
    // The queue's own schema and diesel's list of migrations are not ours to take back.
    let left: Vec<&String> = down.iter().filter(|line| !line.contains("__diesel_schema_migrations")).collect();
    let ours = ["table ", "column ", "constraint ", "index ", "function ", "trigger ", "type "];
    assert!(left.iter().all(|line| ours.iter().all(|kind| !line.starts_with(kind))), "down.sql leaves {left:#?}");
    assert_eq!(db::migrate(&url).await.unwrap(), ran, "all of them run again");
    let again = dump(&url).await;
    let difference: Vec<&String> = up.symmetric_difference(&again).collect();
    assert!(difference.is_empty(), "{difference:#?}");
    assert_eq!(db::migrate(&url).await.unwrap(), Vec::<String>::new(), "and then there is nothing to do");
    println!("{} migrations, {} things made, none different after up, down, up", ran.len(), up.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_migrate_once() {
    let url = database::bare().await;
    let ran = futures::future::join_all((0..4).map(|_| db::migrate(&url))).await;
    let ran: Vec<usize> = ran.into_iter().map(|names| names.unwrap().len()).collect();
    assert_eq!(ran.iter().filter(|count| **count > 0).count(), 1, "{ran:?}");
}

#[tokio::test]
async fn everything_is_named_and_described() {
    let client = database::connect(&database::fresh().await).await;
    let lines = async |sql: &str| -> Vec<String> { client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect() };
    let none = Vec::<String>::new();
    let silent = "select c.relname::text from pg_class as c where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname <> '__diesel_schema_migrations' and coalesce(obj_description(oid, 'pg_class'), '') = ''";
    assert_eq!(lines(silent).await, none, "tables without a comment");
    let silent = "select p.proname::text from pg_proc as p where pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
        and coalesce(obj_description(p.oid, 'pg_proc'), '') = ''";
    assert_eq!(lines(silent).await, none, "functions without a comment");
    // `table_columns_kind`: what names a constraint in our SQL, and what a person reads in an error.
    let unnamed = "select conname::text from pg_constraint where connamespace = 'public'::regnamespace
        and conrelid <> '__diesel_schema_migrations'::regclass
        and (conname !~ ('^' || conrelid::regclass || '_.*(pkey|key|fkey|check)$') and contype <> 'p'
            or contype = 'p' and conname <> conrelid::regclass || '_pkey')";
    assert_eq!(lines(unnamed).await, none, "constraints that are not named after their table and kind");
    let given = "select conname::text from pg_constraint where connamespace = 'public'::regnamespace and conname ~ '[0-9]$'";
    assert_eq!(lines(given).await, none, "constraints that PostgreSQL had to tell apart by a number");
    let numbers = "select format('%s.%s %s', table_name, column_name, data_type) from information_schema.columns
        where table_schema = 'public' and table_name <> '__diesel_schema_migrations'
        and data_type in ('timestamp without time zone', 'character varying', 'character', 'smallint', 'serial')";
    assert_eq!(lines(numbers).await, none, "columns of types that the house does not use");
    // What a shop has numbered keeps the shop's number.
    let serial = "select format('%s.%s', table_name, column_name) from information_schema.columns
        where table_schema = 'public' and table_name <> '__diesel_schema_migrations' and column_name = 'id' and table_name not like 'store\\_%'
        and table_name not in (select table_name from information_schema.views where table_schema = 'public')
        and (is_identity = 'NO' or identity_generation <> 'ALWAYS')";
    assert_eq!(lines(serial).await, none, "ids that are not generated always as identity");
}
