drop function make_months;
drop table time_series, account_consents;
delete from linked_accounts where service not in ('lastfm', 'listenbrainz');
alter table linked_accounts
    drop column sealed_token,
    drop constraint linked_accounts_service_check,
    add constraint linked_accounts_service_check check (service in ('lastfm', 'listenbrainz'));
comment on table linked_accounts is 'A person''s account at a service that knows what they listen to, and how far its plays are stored.';
comment on table scrobbles is 'Every play of every person, in partitions by month (UTC), which scrobble_months makes when they are needed.';

create function scrobble_months(moments timestamptz[]) returns integer language plpgsql as $$
declare
    first constant timestamp := '2002-01-01';
    month timestamp;
    part text;
    bounds text;
    made integer := 0;
begin
    for month in select distinct date_trunc('month', moment at time zone 'UTC') from unnest(moments) as m (moment) order by 1 loop
        if month < first then
            part := 'scrobbles_before_2002';
            bounds := format('from (minvalue) to (%L)', first at time zone 'UTC');
        else
            part := 'scrobbles_' || to_char(month, 'YYYY_MM');
            bounds := format('from (%L) to (%L)', month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        end if;
        if to_regclass(part) is null then
            -- Two who need the same month make it once.
            perform pg_advisory_xact_lock(hashtext('vinilogy scrobble months'));
            if to_regclass(part) is null then
                execute format('create table %I partition of scrobbles for values %s', part, bounds);
                made := made + 1;
            end if;
        end if;
    end loop;
    return made;
end
$$;
comment on function scrobble_months is 'Makes the partitions of scrobbles that plays at these moments need and that are not there yet.';
