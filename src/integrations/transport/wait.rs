//! How long to stay away: what headers say, and how waits grow where they say nothing.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::super::Provider;
use super::TransportOptions;

/// No provider keeps us away for longer than this on its own word; then we ask again.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Spotify means up to a day when it says so, and longer for whoever asks meanwhile.
const LONGEST_OF_SPOTIFY: Duration = Duration::from_hours(24);

/// The waits between repeats.
pub(super) fn delays(options: &TransportOptions) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(options.base_delay)
        .with_max_delay(options.longest_delay)
        .with_max_times(options.retries)
        .with_jitter()
        // Without the crate's `std` feature every process would get the same jitter, which is none.
        .with_jitter_seed(rand::random())
        .build()
}

/// `Retry-After`, in seconds or as a date; a date is compared with the server's own clock if it shows one.
pub(in crate::integrations) fn retry_after(provider: Provider, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let longest = if provider == Provider::Spotify { LONGEST_OF_SPOTIFY } else { LONGEST_PAUSE };
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok().map(|wait| wait.min(longest));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?;
    let there = headers.get(DATE).and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
    let wait = until.signed_duration_since(there.map_or(now, |date| date.to_utc()));
    Some(wait.to_std().unwrap_or_default().min(longest))
}

/// How long the provider asks everybody who shares the budget to stay away.
pub(super) fn pause(status: StatusCode, retry_after: Option<Duration>) -> Option<Duration> {
    retry_after.filter(|_| status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error())
}

/// Nothing remains of Discogs' moving minute. No header says when that changes; with calls spread evenly over
/// the minute it does after one spacing. MusicBrainz has such headers too, but they speak of all its users together.
pub(super) fn spent(provider: Provider, headers: &HeaderMap) -> Option<Duration> {
    if provider != Provider::Discogs {
        return None;
    }
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
    let limit = number("x-discogs-ratelimit").unwrap_or(60).max(1);
    (number("x-discogs-ratelimit-remaining")? == 0).then(|| Duration::from_mins(1) / limit)
}

/// Nothing remains of ListenBrainz' window of some seconds: until it ends. Our ledger, which is of a minute, knows
/// nothing of it.
pub(super) fn reset_in(provider: Provider, headers: &HeaderMap) -> Option<Duration> {
    if provider != Provider::Listenbrainz {
        return None;
    }
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let left = number("x-ratelimit-reset-in").filter(|_| number("x-ratelimit-remaining") == Some(0.0))?;
    Duration::try_from_secs_f64(left.max(0.0)).ok().map(|wait| wait.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = DateTime::parse_from_rfc3339("2026-11-20T10:00:00Z").expect("a time").to_utc();
        let cases = [
            (vec![], None),
            (vec![("retry-after", "60")], Some(60)),
            (vec![("retry-after", " 0 ")], Some(0)),
            (vec![("retry-after", "-5")], Some(0)),
            (vec![("retry-after", "999999999999")], Some(3600)),
            (vec![("retry-after", "Fri, 20 Nov 2026 10:00:30 GMT")], Some(30)),
            (vec![("retry-after", "Fri, 20 Nov 2026 09:00:00 GMT")], Some(0)),
            (vec![("retry-after", "Fri, 20 Nov 2026 12:00:07 GMT"), ("date", "Fri, 20 Nov 2026 12:00:00 GMT")], Some(7)),
        ];
        for (pairs, expected) in cases {
            assert_eq!(retry_after(Provider::Lastfm, &headers(&pairs), now), expected.map(Duration::from_secs), "{pairs:?}");
        }
        assert_eq!(retry_after(Provider::Lastfm, &headers(&[("retry-after", "soon")]), now), None);
        let day = headers(&[("retry-after", "80000")]);
        assert_eq!(retry_after(Provider::Spotify, &day, now), Some(Duration::from_secs(80_000)), "Spotify means it");
    }

    #[test]
    fn only_discogs_headers_pause_us() {
        let spent = headers(&[("x-discogs-ratelimit", "25"), ("x-discogs-ratelimit-remaining", "0"), ("x-ratelimit-remaining", "0")]);
        assert_eq!(super::spent(Provider::Discogs, &spent), Some(Duration::from_millis(2400)));
        assert_eq!(super::spent(Provider::Musicbrainz, &spent), None);
        let minute = Some(Duration::from_mins(1));
        assert_eq!(pause(StatusCode::TOO_MANY_REQUESTS, minute), minute);
        assert_eq!(pause(StatusCode::OK, minute), None);
    }

    #[test]
    fn listenbrainz_says_when_its_window_ends() {
        for (remaining, reset, right) in
            [("0", "7", Some(7)), ("1", "7", None), ("0", "soon", None), ("0", "999999", Some(3600)), ("0", "-1", Some(0))]
        {
            let said = headers(&[("x-ratelimit-remaining", remaining), ("x-ratelimit-reset-in", reset)]);
            assert_eq!(reset_in(Provider::Listenbrainz, &said), right.map(Duration::from_secs), "{remaining} {reset}");
            assert_eq!(reset_in(Provider::Musicbrainz, &said), None);
        }
    }

    #[test]
    fn waits_double_with_jitter_and_end() {
        let options = TransportOptions { base_delay: Duration::from_millis(100), ..TransportOptions::default() };
        let waits: Vec<u128> = delays(&options).map(|wait| wait.as_millis()).collect();
        assert_eq!(waits.len(), 3);
        for (wait, base) in waits.iter().zip([100, 200, 400]) {
            assert!((base..=2 * base).contains(wait), "{waits:?}");
        }
    }
}
