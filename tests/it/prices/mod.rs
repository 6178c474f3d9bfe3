//! Offers, what they land for, and who tells them.

mod basket;
mod brute;
mod ebay;
mod import;
mod landed;
mod manual;
mod providers;
mod rates;
mod reckoned;
mod yardstick;
