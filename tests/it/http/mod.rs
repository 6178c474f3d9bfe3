//! The front door, on a real socket, in front of a toy schema.

mod conversation;
mod errors;
mod health;
mod images;
mod methods;
mod negotiation;
mod page;
mod sockets;
mod stopping;
mod toy;
mod uploads;
