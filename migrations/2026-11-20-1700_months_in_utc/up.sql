-- Bounds are written in UTC whatever the session's time zone is: a column of days knows none.
alter function make_months(text, timestamptz[]) set timezone = 'UTC';
