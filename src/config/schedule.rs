//! When the clock's jobs are due.

use std::fmt;

use chrono::{DateTime, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

use super::vars::{Problem, Vars};

/// Every job of the clock, with its variable and the line by which it is due where nobody wants another.
const USUAL: [(&str, &str, &str); 13] = [
    ("refresh_active_artists", "SCHEDULE_REFRESH_ACTIVE_ARTISTS", "0 15 3 * * MON"),
    ("refresh_catalogue", "SCHEDULE_REFRESH_CATALOGUE", "0 0 4 1 * *"),
    ("sync_releases", "SCHEDULE_SYNC_RELEASES", "0 30 4 * * *"),
    ("compute_prices", "SCHEDULE_COMPUTE_PRICES", "0 0 5 * * *"),
    ("refresh_best_prices", "SCHEDULE_REFRESH_BEST_PRICES", "0 30 6 * * SUN"),
    // The European Central Bank publishes at about 16:00 of its own place.
    ("refresh_exchange_rates", "SCHEDULE_REFRESH_EXCHANGE_RATES", "0 30 15 * * *"),
    ("sync_listening", "SCHEDULE_SYNC_LISTENING", "0 5 * * * *"),
    ("sync_collections", "SCHEDULE_SYNC_COLLECTIONS", "0 45 2 * * *"),
    ("learn_taste", "SCHEDULE_LEARN_TASTE", "0 20 4 * * *"),
    ("recompute_recommendations", "SCHEDULE_RECOMPUTE_RECOMMENDATIONS", "0 35 * * * *"),
    ("shop_full_sync", "SCHEDULE_SHOP_FULL_SYNC", "0 0 1 * * SUN"),
    ("shop_daily_sync", "SCHEDULE_SHOP_DAILY_SYNC", "0 30 1 * * *"),
    ("purge_expired", "SCHEDULE_PURGE_EXPIRED", "0 10 0 * * *"),
];
const RIGHT: &str = "a cron line of six fields (second minute hour day month weekday, UTC) such as `0 30 4 * * *`, or off";

/// A cron line of six fields, in UTC.
#[derive(Clone, Debug)]
pub struct Line {
    text: String,
    cron: Cron,
}

impl Line {
    /// `None`: it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let parser = CronParser::builder().seconds(Seconds::Required).year(Year::Disallowed).build();
        Some(Self { text: text.to_owned(), cron: parser.parse(text).ok()? })
    }

    /// The first moment after this one at which it is due; `None`: there is none.
    pub fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_next_occurrence(&moment, false).ok()
    }

    /// The last moment before this one at which it was due.
    pub fn before(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_previous_occurrence(&moment, false).ok()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One job of the clock.
#[derive(Clone, Debug)]
pub struct Scheduled {
    pub job: &'static str,
    variable: &'static str,
    pub line: Line,
    /// `SCHEDULE_<JOB>` is not `off`.
    pub is_on: bool,
}

/// The jobs of the clock.
#[derive(Clone, Debug)]
pub struct ScheduleConfig(pub Vec<Scheduled>);

impl ScheduleConfig {
    pub(super) fn read(vars: &Vars, problems: &mut Vec<Problem>) -> Self {
        let jobs = USUAL.iter().map(|&(job, variable, usual)| {
            let usual = Line::parse(usual).unwrap_or_else(|| unreachable!("{usual} is a cron line"));
            let right = |text: &str| match text {
                "off" => Some((usual.clone(), false)),
                text => Line::parse(text).filter(|line| line.after(DateTime::UNIX_EPOCH).is_some()).map(|line| (line, true)),
            };
            let (line, is_on) = vars.parse(variable, (usual.clone(), true), RIGHT, problems, right);
            Scheduled { job, variable, line, is_on }
        });
        let read = Self(jobs.collect());
        let known = USUAL.map(|(_, variable, _)| variable);
        for name in vars.names("SCHEDULE_").filter(|name| !known.contains(name)) {
            problems.push(Problem::new(name, format!("there is no such job; there are {}", known.join(", "))));
        }
        read
    }

    pub(super) fn describe(&self) -> Vec<(&'static str, String)> {
        let value = |job: &Scheduled| if job.is_on { job.line.to_string() } else { "off".to_owned() };
        self.0.iter().map(|job| (job.variable, value(job))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(line: &str, moment: &str) -> String {
        let moment = moment.parse().expect("a moment");
        Line::parse(line).expect("a line").after(moment).expect("a time").format("%F %T").to_string()
    }

    #[test]
    fn lines_have_six_fields_in_utc() {
        assert_eq!(after("0 30 4 * * *", "2026-11-20T04:29:59Z"), "2026-11-20 04:30:00");
        assert_eq!(after("0 30 4 * * *", "2026-11-20T04:30:00Z"), "2026-11-21 04:30:00", "after, not at");
        // Leap days, and the nights in which clocks elsewhere are changed.
        assert_eq!(after("0 0 0 29 2 *", "2026-11-20T00:00:00Z"), "2028-02-29 00:00:00");
        assert_eq!(after("0 30 2 * * *", "2026-03-28T02:30:00Z"), "2026-03-29 02:30:00");
        assert_eq!(after("0 30 2 * * *", "2026-10-24T02:30:00Z"), "2026-10-25 02:30:00");
        assert_eq!(after("0 0 4 1 * *", "2026-12-31T23:00:00Z"), "2027-01-01 04:00:00");
        for (_, _, line) in USUAL {
            assert!(Line::parse(line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_is_no_line_or_no_job_is_named() {
        let mut problems = Vec::new();
        let vars = [("SCHEDULE_SYNC_LISTENING", "hourly"), ("SCHEDULE_PURGE_EXPIRED", "0 0 * * *"), ("SCHEDULE_DISHES", "0 0 0 * * *")];
        ScheduleConfig::read(&Vars::from_pairs(vars), &mut problems);
        let named: Vec<&str> = problems.iter().map(|problem| problem.variable.as_str()).collect();
        assert_eq!(named, ["SCHEDULE_SYNC_LISTENING", "SCHEDULE_PURGE_EXPIRED", "SCHEDULE_DISHES"]);
        let off = ScheduleConfig::read(&Vars::from_pairs([("SCHEDULE_SYNC_LISTENING", "off")]), &mut Vec::new());
        assert!(off.0.iter().all(|job| job.is_on == (job.job != "sync_listening")));
    }
}
