//! Accounts, sessions, tokens: what they let people do, and how they are attacked.

mod accounts;
mod api_tokens;
mod attacks;
mod attempts;
mod cookies;
mod demo;
mod personal;
mod processes;
mod sessions;
mod sockets;
