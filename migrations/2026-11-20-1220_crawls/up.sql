create table job_run_calls (
    run_id bigint not null constraint job_run_calls_run_id_fkey references job_runs (id) on delete cascade,
    provider text not null,
    calls integer not null default 0,
    repeats integer not null default 0,
    needed integer not null default 0,
    constraint job_run_calls_pkey primary key (run_id, provider)
);
comment on table job_run_calls is 'How many calls of which provider a run was granted, in whatever process, and how many it needs at most.';
comment on column job_run_calls.calls is 'Granted, but for the repeats.';
comment on column job_run_calls.repeats is 'Granted once more: after a failure, after a redirect, after a worker was killed.';
comment on column job_run_calls.needed is 'At most so many calls by what the provider said there is: a hundred rows each.';

create table job_run_skips (
    run_id bigint not null constraint job_run_skips_run_id_fkey references job_runs (id) on delete cascade,
    provider text not null,
    record text not null,
    problem text not null,
    skipped_at timestamptz not null,
    constraint job_run_skips_pkey primary key (run_id, provider, record)
);
comment on table job_run_skips is 'Records that a run could not read and left out, so that the rest could go on.';
comment on column job_run_skips.record is 'What kind of record, and its id or its place in the list.';

alter table upstreams add column paced_until timestamptz;
comment on column upstreams.paced_until is 'Up to when all calls so far would fill the budget if they were spread evenly; crawls keep close to it.';

drop function upstream_ask(text, integer, interval, integer);

-- One round trip, one row lock: what keeps a budget over all processes. The clock is the database's own, the
-- only one that every process shares. The window is half a second longer than a minute, so that calls which
-- travel at different speeds still never arrive too many in one minute.
create function upstream_ask(
    asked_provider text, asked_limit integer, spacing interval, asked_priority integer, asked_run bigint, is_repeat boolean,
    out verdict text, out wait_ms bigint
) language plpgsql as $$
declare
    entry upstreams%rowtype;
    moment timestamptz;
    earliest timestamptz;
    made integer;
    minute constant interval := interval '60.5 seconds';
    pace constant interval := minute / asked_limit;
    -- Whoever asks so short a time before a call's turn gets it, and makes it then: a turn that began only when
    -- somebody has woken up and asked would come a little later every time, and the budget would never be used up.
    lead constant interval := interval '100 milliseconds';
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
    -- One that is to be made in a moment may stand behind one that a person made before it.
    entry.calls := array(select made_at from unnest(entry.calls) as made_at where made_at > moment - minute order by made_at);
    made := cardinality(entry.calls);
    earliest := greatest(
        moment,
        entry.paused_until,
        case when spacing > interval '0' then entry.calls[made] + spacing end,
        case when made >= asked_limit then entry.calls[made - asked_limit + 1] + minute end,
        -- People may have the whole minute's calls at once. A crawl runs ahead of an even pace by at most a twentieth
        -- of a minute, or it would take all of them at once and leave whoever comes next to wait out the minute; what
        -- it is behind by no more than that it makes up.
        case when asked_priority > 0 then entry.paced_until - greatest(minute / 20 - pace, interval '0') end
    );
    if earliest <= moment + lead then
        update upstreams set
            -- After a break one call tries, and nobody else until it has ended, or for another minute.
            broken_until = case when entry.broken_until is not null then moment + minute end,
            calls = entry.calls || earliest,
            paced_until = greatest(entry.paced_until, earliest) + pace,
            limit_per_minute = asked_limit,
            urgent_priority = case when urgent_priority < asked_priority then urgent_priority end,
            urgent_until = case when urgent_priority < asked_priority then urgent_until end
        where provider = asked_provider;
        -- Counted with the grant, so that no process can make a call that is not counted.
        insert into job_run_calls as c (run_id, provider, calls, repeats)
            select id, asked_provider, (not is_repeat)::integer, is_repeat::integer from job_runs where id = asked_run
            on conflict (run_id, provider) do update set calls = c.calls + excluded.calls, repeats = c.repeats + excluded.repeats;
        verdict := 'now';
        wait_ms := ceil(extract(epoch from earliest - moment) * 1000);
        return;
    end if;
    if entry.urgent_until is null or entry.urgent_until <= moment or asked_priority < entry.urgent_priority then
        update upstreams set
            urgent_priority = asked_priority,
            -- Until then nobody is granted anything, so that the place costs nobody anything but the last moment.
            urgent_until = earliest + lead
        where provider = asked_provider;
    end if;
    verdict := 'after';
    wait_ms := ceil(extract(epoch from earliest - moment - lead / 2) * 1000);
end
$$;
comment on function upstream_ask is
    'Grants one call to a provider, now or in a moment, or says how long to wait; the more urgent caller goes first.';
