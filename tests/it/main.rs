//! One binary; its modules mirror `src`.

mod db;
