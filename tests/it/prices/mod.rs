//! Offers, what they land for, and who tells them.

mod brute;
mod ebay;
mod import;
mod landed;
mod providers;
mod rates;
mod reckoned;
mod yardstick;
