alter table prices drop constraint prices_offer_key;
alter table prices
    add column confidence numeric(4, 3) not null default 1 constraint prices_confidence_check check (confidence between 0 and 1);
-- One offer may be told once for each country that it goes to, with other shipping.
create unique index prices_offer_key on prices (release_id, provider, reference, coalesce(country, ''));
-- The key finds a pressing's offers too; an index over amounts would be written with every change of one.
drop index prices_release_id_idx;
create index prices_display_until_idx on prices (display_until) where display_until is not null;
comment on column prices.reference is 'The provider''s own name for the offer, unique within the release, the provider and the country that it ships to.';
comment on column prices.fetched_at is 'When the provider told it.';
comment on column prices.confidence is 'How sure it is that the offer is for this very pressing: 1 where the provider says so by an id. Under 0.7 it is never the best price.';

create table price_lows (
    release_id bigint not null constraint price_lows_release_id_fkey references releases (id) on delete cascade,
    provider text not null,
    currency text not null constraint price_lows_currency_check check (currency ~ '^[A-Z]{3}$'),
    day date not null,
    lowest numeric(14, 4) not null constraint price_lows_lowest_check check (lowest >= 0),
    offers integer not null,
    constraint price_lows_pkey primary key (release_id, provider, currency, day)
) partition by range (day);
comment on table price_lows is 'The lowest price of every day (UTC), pressing, provider and currency, without shipping; in partitions by month.';
comment on column price_lows.offers is 'How many were for sale, as the last telling of that day has it.';
insert into time_series (name) values ('price_lows');

create table exchange_rates (
    currency text not null constraint exchange_rates_currency_check check (currency ~ '^[A-Z]{3}$'),
    day date not null,
    rate numeric not null constraint exchange_rates_rate_check check (rate > 0),
    source text not null,
    fetched_at timestamptz not null,
    constraint exchange_rates_pkey primary key (currency, day)
);
create index exchange_rates_day_idx on exchange_rates (day);
comment on table exchange_rates is 'What a euro was worth, exactly as published: never rounded.';
comment on column exchange_rates.day is 'The day that it is published for; there is none for weekends and holidays.';
comment on column exchange_rates.rate is 'Units of the currency for one euro.';
