alter table linked_accounts
    drop constraint linked_accounts_service_check,
    add constraint linked_accounts_service_check check (service in ('lastfm', 'listenbrainz', 'spotify', 'discogs')),
    add column sealed_token text;
comment on table linked_accounts is 'A person''s account at another service: what they listen to, or the records they own, and how far that is stored.';
comment on column linked_accounts.sealed_token is 'What the service gave to be asked in the person''s name, sealed with SECRET_KEY. Null: asked for what is public.';

create table account_consents (
    state_hash text constraint account_consents_pkey primary key,
    user_id bigint not null constraint account_consents_user_id_fkey references users (id) on delete cascade,
    service text not null constraint account_consents_service_check check (service in ('spotify', 'discogs')),
    sealed_secret text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index account_consents_user_id_idx on account_consents (user_id);
comment on table account_consents is 'Persons who were sent to a service to consent there, until they come back.';
comment on column account_consents.state_hash is 'Of what the service is to send back with the person (Spotify: state, Discogs: the request token).';
comment on column account_consents.sealed_secret is 'What the exchange needs besides (Spotify: the PKCE verifier, Discogs: the request token''s secret), sealed.';

create table time_series (
    name text constraint time_series_pkey primary key,
    keep_days integer constraint time_series_keep_days_check check (keep_days > 0)
);
comment on table time_series is 'Tables in partitions by month (UTC), which make_months makes, and how long each keeps its rows.';
comment on column time_series.keep_days is 'A month that ended so long ago is dropped. Null: kept for good.';
insert into time_series (name) values ('scrobbles');

-- What lies before services kept plays (a clock that says 1970) has one partition.
create function make_months(series text, moments timestamptz[]) returns integer language plpgsql as $$
declare
    first constant timestamp := '2002-01-01';
    month timestamp;
    part text;
    bounds text;
    made integer := 0;
begin
    for month in select distinct date_trunc('month', moment at time zone 'UTC') from unnest(moments) as m (moment) order by 1 loop
        if month < first then
            part := series || '_before_2002';
            bounds := format('from (minvalue) to (%L)', first at time zone 'UTC');
        else
            part := series || to_char(month, '_YYYY_MM');
            bounds := format('from (%L) to (%L)', month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        end if;
        if to_regclass(quote_ident(part)) is null then
            -- Two who need the same month make it once.
            perform pg_advisory_xact_lock(hashtext('vinilogy months of ' || series));
            if to_regclass(quote_ident(part)) is null then
                execute format('create table %I partition of %I for values %s', part, series, bounds);
                made := made + 1;
            end if;
        end if;
    end loop;
    return made;
end
$$;
comment on function make_months is 'Makes the partitions of a time series that rows of these moments need and that are not there yet; how many it made.';
drop function scrobble_months;
comment on table scrobbles is 'Every play of every person, a time series.';
