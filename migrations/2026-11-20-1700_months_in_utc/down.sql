alter function make_months(text, timestamptz[]) reset timezone;
