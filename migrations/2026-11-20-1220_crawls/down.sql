drop function upstream_ask(text, integer, interval, integer, bigint, boolean);
alter table upstreams drop column paced_until;
drop table job_run_skips, job_run_calls;

-- One round trip, one row lock: what keeps a budget over all processes. The clock is the database's own, the
-- only one that every process shares. The window is half a second longer than a minute, so that calls which
-- travel at different speeds still never arrive too many in one minute.
create function upstream_ask(
    asked_provider text, asked_limit integer, spacing interval, asked_priority integer,
    out verdict text, out wait_ms bigint
) language plpgsql as $$
declare
    entry upstreams%rowtype;
    moment timestamptz;
    earliest timestamptz;
    minute constant interval := interval '60.5 seconds';
    share constant integer := greatest(1, asked_limit / 20);
begin
    insert into upstreams (provider, limit_per_minute) values (asked_provider, asked_limit) on conflict do nothing;
    select * into entry from upstreams where provider = asked_provider for update;
    moment := clock_timestamp();
    if entry.broken_until > moment then
        verdict := 'broken';
        wait_ms := ceil(extract(epoch from entry.broken_until - moment) * 1000);
        return;
    end if;
    if entry.urgent_until > moment and entry.urgent_priority < asked_priority then
        verdict := 'after';
        wait_ms := greatest(20, ceil(extract(epoch from entry.urgent_until - moment) * 1000));
        return;
    end if;
    entry.calls := array(select unnest from unnest(entry.calls) where unnest > moment - minute);
    earliest := greatest(
        entry.paused_until,
        entry.calls[cardinality(entry.calls)] + spacing,
        case when cardinality(entry.calls) >= asked_limit
            then entry.calls[cardinality(entry.calls) - asked_limit + 1] + minute end,
        -- People may have the whole minute's calls at once. A crawl takes them in twentieths, or it would take
        -- all of them at once and leave whoever comes next to wait out the minute.
        case when asked_priority > 0 and cardinality(entry.calls) >= share
            then entry.calls[cardinality(entry.calls) - share + 1] + minute * share / asked_limit end
    );
    if earliest is null or earliest <= moment then
        update upstreams set
            -- After a break one call tries, and nobody else until it has ended, or for another minute.
            broken_until = case when entry.broken_until is not null then moment + minute end,
            calls = entry.calls || moment,
            limit_per_minute = asked_limit,
            urgent_priority = case when urgent_priority < asked_priority then urgent_priority end,
            urgent_until = case when urgent_priority < asked_priority then urgent_until end
        where provider = asked_provider;
        verdict := 'now';
        wait_ms := 0;
        return;
    end if;
    if entry.urgent_until is null or entry.urgent_until <= moment or asked_priority < entry.urgent_priority then
        update upstreams set
            urgent_priority = asked_priority,
            -- Until then nobody is granted anything, so that the place costs nobody anything but the last moment.
            urgent_until = earliest + interval '100 milliseconds'
        where provider = asked_provider;
    end if;
    verdict := 'after';
    wait_ms := greatest(1, ceil(extract(epoch from earliest - moment) * 1000));
end
$$;
comment on function upstream_ask is 'Grants one call to a provider now, or says how long to wait; the more urgent caller goes first.';
