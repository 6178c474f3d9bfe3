//! One binary; its modules mirror `src`.

mod integrations;
mod support;
